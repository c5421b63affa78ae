"""Acting as a delegate: all that the department's reporter may, nothing more, no day longer."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import AuditEntry, Delegation, Department, Officer
from departments.models.delegation import Duty
from projects.models import Plan, Project
from reports.models import Period, Report
from tests.factories import (
    make_delegation,
    make_evidence,
    make_officer,
    make_period,
    make_report,
)
from tests.tracker.test_access import ARGUMENTS, PAGES, status_of

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State
TODAY = date(2026, 11, 23)
FORM = "/reports/2026-10/project/3/"
ENDED = "您的代填或代审已经结束，现在是您本人的身份。"
TYPED = {"version": 0, "progress": "普宁市已开工。", "problems": "", "next_steps": ""}
DELEGATIONS = [(Role.REPORTER, "huilai"), (Role.APPROVER, "rongcheng"), (Role.LEADER, "education")]


@pytest.fixture(autouse=True)
def site(plan: Plan) -> Iterator[None]:
    make_period("2026-10")
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


def department(code: str) -> Department:
    return Department.objects.get(code=code)


def delegation_of_puning(
    role: str = Role.REPORTER, code: str = "huilai", **fields: Any
) -> Delegation:
    officer = make_officer(role, department(code), name="李四")
    return make_delegation(department("puning"), officer, **fields)


def acting(delegation: Delegation) -> Client:
    client = Client()
    client.force_login(delegation.officer)
    response = client.post(reverse("act_on_behalf", args=[delegation.pk]))
    assert response["Location"] == "/"
    return client


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def stored(officer: Officer) -> tuple[str, int | None]:
    """Role and department in the database."""
    found = Officer.objects.get(pk=officer.pk)
    return found.role, found.department_id


@pytest.mark.usefixtures("undrawn", "plain_refusals")
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("role", "code"), DELEGATIONS)
@pytest.mark.parametrize("duty", list(Duty))
def test_every_page_opens_exactly_as_to_the_holder_of_the_post(
    monkeypatch: pytest.MonkeyPatch, role: Role, code: str, duty: Duty
) -> None:
    delegation = acting(delegation_of_puning(role, code, duty=duty))
    holder = signed_in(make_officer(duty, department("puning")))
    names = sorted(set(PAGES) - {"account_logout"})
    addresses = [reverse(name, kwargs=ARGUMENTS.get(name)) for name in names]

    def opened(client: Client) -> list[tuple[str, int]]:
        return [(name, status_of(client, at)) for name, at in zip(names, addresses, strict=True)]

    # One delegate's pages are drawn; the tests of access draw the holder's.
    drawn = opened(delegation) if role == Role.REPORTER else None
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_: "")
    assert (drawn or opened(delegation)) == opened(holder)


@pytest.mark.usefixtures("plain_refusals")
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("role", "code"), DELEGATIONS)
def test_every_report_and_file_opens_exactly_as_to_the_department_s_reporter(
    role: Role, code: str
) -> None:
    delegation = acting(delegation_of_puning(role, code))
    reporter = signed_in(make_officer(Role.REPORTER, department("puning")))
    period = Period.objects.get(code="2026-10")

    for owner in ("puning", code):
        for number, state in enumerate(State, start=4):
            project = Project.objects.get(number=number)
            report = make_report(project, department(owner), period, state=state)
            file = make_evidence(report)
            for address in (
                reverse("report_detail", args=[report.pk]),
                reverse("evidence_download", args=[file.pk]),
            ):
                status = status_of(delegation, address)
                assert (owner, state, status) == (owner, state, status_of(reporter, address))
                assert status == (200 if owner == "puning" else 404)
            for step in ("endorse", "approve", "reopen"):
                address = reverse("report_step", args=[report.pk, step])
                statuses = {client.post(address).status_code for client in (delegation, reporter)}
                assert statuses <= ({403, 422} if owner == "puning" else {404})
                assert len(statuses) == 1


def test_lists_hold_exactly_what_the_department_s_reporter_s_hold() -> None:
    delegation = acting(delegation_of_puning())
    reporter = signed_in(make_officer(Role.REPORTER, department("puning")))
    period = Period.objects.get(code="2026-10")
    for code in ("puning", "huilai"):
        for number, state in enumerate(State, start=4):
            project = Project.objects.get(number=number)
            make_report(project, department(code), period, state=state)

    for client in (delegation, reporter):
        (group,) = client.get("/worklist/").context["groups"]
        owed = [*group.dues.mine, *group.dues.done]
        assert {due.report.department.code for due in owed if due.report} == {"puning"}
        rows = [row.record for row in client.get("/reports/").context["table"].rows]
        assert {report.department.code for report in rows} == {"puning"}
        assert len(rows) == 5


def test_what_a_delegate_writes_is_the_department_s_and_bears_the_delegate_s_name() -> None:
    delegation = delegation_of_puning()

    response = acting(delegation).post(FORM, TYPED | {"submit": "1"})

    assert response["Location"] == "/worklist/"
    report = Report.objects.get()
    assert (report.department.code, report.state) == ("puning", State.SUBMITTED)
    assert report.author == delegation.officer
    rows = AuditEntry.objects.order_by("pk")
    assert [(row.officer, row.action) for row in rows] == [
        (delegation.officer, action) for action in ("开始代填", "开始填报", "提交")
    ]
    whose = {"部门": str(delegation.officer.department), "代填": delegation.department.name}
    for row in rows[1:]:
        assert {name: row.after[name] for name in whose} == whose


def test_the_reporter_goes_on_with_the_delegate_s_draft() -> None:
    acting(delegation_of_puning()).post(FORM, TYPED)
    reporter = make_officer(Role.REPORTER, department("puning"))

    page = signed_in(reporter).get(FORM)

    assert "普宁市已开工。" in page.content.decode()


def test_one_does_not_endorse_while_acting_though_an_approver_oneself() -> None:
    delegation = delegation_of_puning(Role.APPROVER, "huilai")
    own = make_report(
        Project.objects.get(number=3),
        department("huilai"),
        Period.objects.get(code="2026-10"),
        state=State.SUBMITTED,
    )
    client = acting(delegation)
    address = reverse("report_step", args=[own.pk, "endorse"])

    assert client.post(address).status_code == 404
    client.post(reverse("act_as_oneself"))
    assert client.post(address).status_code == 302


def test_what_one_wrote_as_a_delegate_one_does_not_pass_as_the_approver_one_became() -> None:
    delegation = delegation_of_puning()
    acting(delegation).post(FORM, TYPED | {"submit": "1"})
    officer, report = delegation.officer, Report.objects.get()
    assert (report.state, report.author) == (State.SUBMITTED, officer)
    officer.role, officer.department = Role.APPROVER, delegation.department
    officer.save()
    address = reverse("report_step", args=[report.pk, "endorse"])

    signed_in(officer).post(address)
    report.refresh_from_db()
    assert report.state == State.SUBMITTED
    signed_in(make_officer(Role.APPROVER, delegation.department)).post(address)
    report.refresh_from_db()
    assert report.state == State.ENDORSED


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_day_after_the_last_one_is_oneself_at_once(method: str) -> None:
    delegation = delegation_of_puning(end=TODAY)
    client = acting(delegation)
    assert client.get("/worklist/").context["user"].department.code == "puning"

    with time_machine.travel("2026-11-24 00:00+08:00", tick=False):
        client.force_login(delegation.officer)  # a new day, but the session of the day before
        session = client.session
        session["on_behalf_of"] = delegation.pk
        session.save()
        response = getattr(client, method)("/worklist/")

    assert ENDED in response.content.decode()
    assert response.context["user"].department.code == "huilai"
    assert response.status_code == (200 if method == "get" else 409)
    assert "on_behalf_of" not in client.session


def test_what_is_sent_after_the_end_is_not_saved_for_one_s_own_department() -> None:
    delegation = delegation_of_puning()
    client = acting(delegation)
    signed_in(delegation.delegated_by).post(reverse("delegation_end", args=[delegation.pk]))

    response = client.post(FORM, TYPED)

    assert response.status_code == 409
    assert "刚才提交的内容没有保存" in response.content.decode()
    assert not Report.objects.exists()
    assert client.get(FORM).context["report"].department.code == "huilai"


def test_after_a_step_meanwhile_the_message_says_truly_what_was_saved() -> None:
    delegation = delegation_of_puning()
    client = acting(delegation)
    signed_in(delegation.delegated_by).post(reverse("delegation_end", args=[delegation.pk]))

    page = client.post(reverse("act_as_oneself"), follow=True)

    assert ENDED in page.content.decode()
    assert "没有保存" not in page.content.decode()


def test_a_disabled_account_acts_no_more() -> None:
    delegation = delegation_of_puning()
    client = acting(delegation)
    Officer.objects.filter(pk=delegation.officer_id).update(is_active=False)

    response = client.get("/worklist/", follow=True)

    assert response.redirect_chain[0][0].startswith("/accounts/login/")
    assert ENDED not in response.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"start": date(2026, 11, 24)},
        {"end": date(2026, 11, 22)},
        {"ended_at": "2026-11-20T09:00+08:00"},
    ],
)
def test_a_delegation_not_in_force_is_not_acted_on(fields: dict[str, Any]) -> None:
    delegation = delegation_of_puning(**fields)
    client = signed_in(delegation.officer)

    assert client.post(reverse("act_on_behalf", args=[delegation.pk])).status_code == 404
    assert "on_behalf_of" not in client.session


@pytest.mark.parametrize("role", list(Role))
def test_nobody_acts_on_another_s_delegation(role: Role) -> None:
    delegation = delegation_of_puning()
    client = signed_in(make_officer(role, department("education")))

    assert client.post(reverse("act_on_behalf", args=[delegation.pk])).status_code == 404
    session = client.session
    session["on_behalf_of"] = delegation.pk
    session.save()
    user = client.get("/", follow=True).context["user"]
    assert (user.role, user.on_behalf_of) == (role, None)


def test_back_to_oneself_and_both_switches_are_logged() -> None:
    delegation = delegation_of_puning()
    client = acting(delegation)

    client.post(reverse("act_as_oneself"))
    client.post(reverse("act_as_oneself"))

    assert client.get("/worklist/").context["user"].department.code == "huilai"
    rows = AuditEntry.objects.order_by("pk").values_list("officer", "action", "subject")
    assert list(rows) == [
        (delegation.officer_id, "开始代填", "李四 代 普宁市人民政府 填报"),
        (delegation.officer_id, "停止代填", "李四 代 普宁市人民政府 填报"),
    ]


def test_a_form_opened_before_the_switch_is_not_sent_after_it() -> None:
    delegation = delegation_of_puning()
    client = Client(enforce_csrf_checks=True)
    client.force_login(delegation.officer)

    def token(address: str) -> str:
        found = re.search(
            r'csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode()
        )
        assert found is not None
        return found[1]

    own = token(FORM)
    client.post(reverse("act_on_behalf", args=[delegation.pk]), {"csrfmiddlewaretoken": own})
    assert client.post(FORM, TYPED | {"csrfmiddlewaretoken": own}).status_code == 403

    swapped = token(FORM)
    client.post(reverse("act_as_oneself"), {"csrfmiddlewaretoken": swapped})
    assert client.post(FORM, TYPED | {"csrfmiddlewaretoken": swapped}).status_code == 403
    assert not Report.objects.exists()


def test_a_password_changed_while_acting_changes_the_password_alone() -> None:
    delegation = delegation_of_puning()
    officer, old, new = delegation.officer, "a-Good-long-one-7", "another-Good-one-8"
    officer.set_password(old)
    officer.save()
    client = acting(delegation)
    before = stored(officer)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": old, "password1": new, "password2": new},
    )

    found = Officer.objects.get(pk=officer.pk)
    assert found.check_password(new)
    assert stored(officer) == before == (Role.REPORTER, department("huilai").pk)
    assert {row.department_id for row in found.history.all()} == {department("huilai").pk}
    assert client.get("/worklist/").context["user"].department.code == "puning"


def test_the_copy_that_acts_cannot_be_saved() -> None:
    delegation = delegation_of_puning()
    copy = delegation.acting_officer()

    assert (copy, copy.role, copy.department) == (
        delegation.officer,
        "reporter",
        delegation.department,
    )
    with pytest.raises(RuntimeError, match="acting for another department"):
        copy.save(update_fields=["last_login"])
    assert stored(delegation.officer) == (Role.REPORTER, department("huilai").pk)
    assert delegation.officer.department == department("huilai")


def test_who_only_stands_in_neither_hands_on_nor_ends_another_s_delegation() -> None:
    delegation, other = delegation_of_puning(), delegation_of_puning()
    client = acting(delegation)

    page = client.get("/delegations/")
    sent = client.post("/delegations/", {"officer": make_officer().pk, "start": "2026-11-23"})
    ended = client.post(reverse("delegation_end", args=[other.pk]))

    assert page.context["form"] is None
    assert (sent.status_code, ended.status_code) == (403, 403)
    assert Delegation.objects.in_force(TODAY).count() == 2


def test_every_page_says_for_whom_one_acts_and_the_menu_offers_it_to_delegates_alone() -> None:
    delegation = delegation_of_puning()
    offer = "代 普宁市人民政府 填报"
    own = signed_in(delegation.officer)
    assert offer in own.get("/overview/").content.decode()
    assert offer not in signed_in(delegation.delegated_by).get("/overview/").content.decode()

    client = acting(delegation)
    for address in ("/overview/", "/worklist/", "/projects/99/"):
        page = client.get(address).content.decode()
        assert "您正在<strong>代 普宁市人民政府 填报</strong>" in page
        assert page.count("返回本人身份") == 1
    assert "您正在" not in own.get("/overview/").content.decode()


def test_acting_takes_one_query_more_and_being_nobody_s_delegate_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    delegation = delegation_of_puning()
    reporter = signed_in(make_officer(Role.REPORTER, department("puning")))
    with django_assert_num_queries(9):
        reporter.get("/worklist/")
    client = acting(delegation)
    # The delegation brings the department along, which else is a query of its own.
    with django_assert_num_queries(10):
        client.get("/worklist/")
    own = signed_in(delegation.officer)
    with django_assert_num_queries(10):
        own.get("/worklist/")
