"""The administration pages: accounts, plan data and periods, with every change on record."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
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


@pytest.mark.parametrize(
    ("typed", "kept", "sentence"),
    [
        ("１２．５", Decimal("12.5"), ""),
        ("12,5", None, "小数点请用“.”"),
        ("1e1", None, "不要用科学计数法"),
        ("约12", None, "请填准确的数"),
    ],
)
def test_amounts_are_read_as_everywhere(
    client: Client, typed: str, kept: Decimal | None, sentence: str
) -> None:
    plan = Plan.objects.get()
    address, before = page(Plan, "change", plan.pk), plan.yellow_points
    form = client.get(address).context["adminform"].form
    data = {name: form[name].value() for name in form.fields} | {"yellow_points": typed}
    answer = client.post(address, {name: value for name, value in data.items() if value})
    plan.refresh_from_db()

    assert plan.yellow_points == (before if kept is None else kept)
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("model", ADMINISTERED)
def test_every_model_can_be_listed_opened_and_added_to(client: Client, model: type) -> None:
    key = model._default_manager.first().pk  # type: ignore[attr-defined]
    pages = [page(model, "changelist"), page(model, "change", key), page(model, "history", key)]

    assert [client.get(address).status_code for address in pages] == [200, 200, 200]
    assert client.get(page(model, "add")).status_code == 200


def test_nothing_else_is_administered_and_no_report_figure_or_file(client: Client) -> None:
    shown = {
        model["model"]
        for app in client.get("/admin/").context["app_list"]
        for model in app["models"]
    }

    assert shown == set(ADMINISTERED)


def test_administration_says_that_the_data_are_for_demonstration(client: Client) -> None:
    assert "演示数据" in client.get("/admin/").content.decode()


def test_a_change_of_the_lamps_limits_is_on_record_with_who_made_it(
    client: Client, site: Officer
) -> None:
    plan = Plan.objects.get()
    values = {
        field.name: getattr(plan, field.name) for field in plan._meta.fields if field.name != "id"
    }

    client.post(page(Plan, "change", plan.pk), values | {"yellow_points": "12"})

    record = plan.history.get()
    assert (record.yellow_points, record.history_user) == (Decimal(12), site)
    assert Plan.objects.get().yellow_points == Decimal(12)


def test_limits_out_of_order_are_refused_with_a_reason(client: Client) -> None:
    plan = Plan.objects.get()
    values = {
        field.name: getattr(plan, field.name) for field in plan._meta.fields if field.name != "id"
    }

    response = client.post(page(Plan, "change", plan.pk), values | {"yellow_points": "31"})

    assert "红灯界限不得小于黄灯界限" in response.content.decode()
    assert Plan.objects.get().yellow_points == Decimal(10)


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


def test_a_target_keeps_at_least_one_checkpoint(client: Client) -> None:
    target = Target.objects.get(project__number=3, number=2)
    checkpoint = target.checkpoints.get()
    typed = {
        field.name: value
        for field in target._meta.fields
        if (value := getattr(target, field.attname)) is not None and field.name != "id"
    }
    inlines = {
        "checkpoints-TOTAL_FORMS": 1,
        "checkpoints-INITIAL_FORMS": 1,
        "checkpoints-0-id": checkpoint.pk,
        "checkpoints-0-target": target.pk,
        "checkpoints-0-due": "2027-12-31",
        "checkpoints-0-goal": "22",
        "checkpoints-0-DELETE": "on",
        "assignments-TOTAL_FORMS": 0,
        "assignments-INITIAL_FORMS": 0,
    }

    response = client.post(page(Target, "change", target.pk), typed | inlines)

    assert response.status_code == 200
    assert response.context["errors"] == ["请至少提交 1 个表单。"]
    assert list(target.checkpoints.all()) == [checkpoint]


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
