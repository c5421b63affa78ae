"""The administration pages: accounts, plan data and periods, with every change on record."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from departments.models import AuditEntry, County, Department, Officer
from projects.models import Plan, Project, Target
from reports.models import Period
from tests.factories import make_officer, make_period

ADMINISTERED = [County, Department, Officer, Period, Plan, Project, Target]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(plan: Plan, client: Client) -> Iterator[Officer]:
    """The plan, a period, and the administrator signed in."""
    make_period("2026-10")
    officer = make_officer(Officer.Role.ADMINISTRATOR, is_demo=True)
    client.force_login(officer)
    with time_machine.travel("2026-11-23 09:00+08:00"):
        yield officer


def page(model: type, what: str, *keys: object) -> str:
    meta = model._meta  # type: ignore[attr-defined]
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=keys)


@pytest.mark.parametrize("model", [Officer, Period])
def test_accounts_and_periods_can_be_listed_opened_and_added_to(
    client: Client, model: type[Model]
) -> None:
    key = model._default_manager.first()
    assert key is not None
    pages = [page(model, "changelist"), page(model, "change", key.pk), page(model, "add")]

    assert [client.get(address).status_code for address in pages] == [200, 200, 200]
    assert client.get(page(model, "history", key.pk)).status_code == 200


@pytest.mark.parametrize("model", [County, Department, Plan, Project, Target])
def test_the_plan_s_terms_are_shown_and_neither_changed_nor_deleted(
    client: Client, model: type[Model]
) -> None:
    row = model._default_manager.first()
    assert row is not None
    before = [(field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields]
    change, delete = page(model, "change", row.pk), page(model, "delete", row.pk)

    assert client.get(page(model, "changelist")).status_code == 200
    opened = client.get(change).content.decode()
    assert str(row) in opened
    assert 'name="_save"' not in opened
    assert client.post(change, {"name": "改过"}).status_code == 403
    assert client.post(delete, {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert [(name, getattr(row, name)) for name, _ in before] == before


@pytest.mark.parametrize("model", [County, Plan, Project, Target])
def test_the_plan_takes_no_rows_here(client: Client, model: type[Model]) -> None:
    assert client.get(page(model, "add")).status_code == 403


def test_a_department_can_be_added_before_the_plan_gives_it_anything_to_do(client: Client) -> None:
    typed = {"code": "sports", "name": "市体育局", "kind": "municipal", "order": "90"}
    client.post(page(Department, "add"), typed)
    assert Department.objects.get(code="sports").name == "市体育局"


def test_nothing_else_is_administered_and_no_report_figure_or_file(client: Client) -> None:
    shown = {
        model["model"]
        for app in client.get("/admin/").context["app_list"]
        for model in app["models"]
    }

    assert shown == set(ADMINISTERED)


def test_administration_says_that_the_data_are_for_demonstration(client: Client) -> None:
    assert "演示数据" in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("code", "kind", "told"),
    [
        ("十月", "month", "请按 2026-10（月）或 2026-Q4（季度）的样子填写。"),
        ("2026-13", "month", "请按 2026-10（月）或 2026-Q4（季度）的样子填写。"),
        ("2026-Q4", "month", "类别与报告期不一致"),
        ("2026-11", "quarter", "类别与报告期不一致"),
    ],
)
def test_a_period_that_no_page_could_name_is_refused(
    client: Client, code: str, kind: str, told: str
) -> None:
    days = {"start": "2026-10-01", "end": "2026-12-31", "opens": "2026-12-26", "due": "2027-01-05"}

    response = client.post(page(Period, "add"), {"code": code, "kind": kind, **days})

    assert told in response.content.decode()
    assert Period.objects.count() == 1


def test_an_account_is_made_with_a_password_and_can_sign_in(client: Client) -> None:
    bureau = Department.objects.get(code="education")
    typed = {
        "username": "lin",
        "name": "林",
        "role": Officer.Role.REVIEWER,
        "department": bureau.pk,
        "usable_password": "true",
        "password1": "a-Good-long-one-7",
        "password2": "a-Good-long-one-7",
    }

    client.post(page(Officer, "add"), typed)

    made = Officer.objects.get(username="lin")
    assert (made.role, made.department, made.is_demo) == (Officer.Role.REVIEWER, bureau, False)
    assert Client().login(username="lin", password="a-Good-long-one-7")


def test_a_reporter_without_a_department_is_refused_with_a_reason(client: Client) -> None:
    typed = {
        "username": "lin",
        "name": "林",
        "role": Officer.Role.REPORTER,
        "usable_password": "true",
        "password1": "a-Good-long-one-7",
        "password2": "a-Good-long-one-7",
    }

    response = client.post(page(Officer, "add"), typed)

    assert "必须选定所属部门" in response.content.decode()
    assert not Officer.objects.filter(username="lin").exists()


def test_accounts_are_never_deleted(client: Client, site: Officer) -> None:
    assert client.post(page(Officer, "delete", site.pk), {"post": "yes"}).status_code == 403


def typed_of(period: Period, **changes: str) -> dict[str, str]:
    days = {name: str(getattr(period, name)) for name in ("start", "end", "opens", "due")}
    return {"code": period.code, "kind": period.kind} | days | changes


def test_a_period_s_changes_are_in_the_audit_log(client: Client, site: Officer) -> None:
    period = Period.objects.get()

    client.post(page(Period, "add"), typed_of(Period.usual("2026-11")))
    client.post(page(Period, "change", period.pk), typed_of(period, due="2026-11-09"))
    client.post(page(Period, "delete", period.pk), {"post": "yes"})

    added, changed, deleted = AuditEntry.objects.order_by("pk")
    assert {row.officer for row in (added, changed, deleted)} == {site}
    assert (added.action, added.subject, added.before) == ("新增报告期", "2026年11月", {})
    assert added.after["类别"] == "月报"
    assert (changed.action, changed.subject) == ("修改报告期", "2026年10月")
    assert changed.before == {"报送截止日期": "2026-11-05"}
    assert changed.after == {"报送截止日期": "2026-11-09"}
    assert (deleted.action, deleted.subject, deleted.after) == ("删除报告期", "2026年10月", {})
    assert deleted.before["报送截止日期"] == "2026-11-09"


def test_periods_deleted_together_are_in_the_audit_log_one_by_one(client: Client) -> None:
    make_period("2026-11")
    chosen = [str(period.pk) for period in Period.objects.all()]

    action = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    client.post(page(Period, "changelist"), action)

    assert Period.objects.count() == 0
    assert [row.action for row in AuditEntry.objects.all()] == ["删除报告期"] * 2


def test_the_lock_is_not_the_administrator_s(client: Client) -> None:
    period = Period.objects.get()

    client.post(page(Period, "change", period.pk), typed_of(period, is_locked="on"))

    assert Period.objects.get().is_locked is False
