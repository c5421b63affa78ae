"""我的待办 of each role: what it shows, how many queries it takes, and the menu's numbers."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from departments.models import AuditEntry, Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Checkpoint, Project
from reports.models import Period, Report
from tests.factories import make_officer, make_period, make_report, moment

Role = Officer.Role
State = Report.State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plan")]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-11-23 09:00+08:00"):
        yield


def worklist_of(role: str, code: str = "puning") -> Any:
    """The page that an officer of the role opens, and its context."""
    if role in {Role.REVIEWER, Role.LEADER}:
        code = "education"
    department = None if role in {Role.ADMINISTRATOR, Role.AUDITOR} else of(code)
    client = Client()
    client.force_login(make_officer(role, department))
    return client.get("/worklist/")


def of(code: str) -> Department:
    return Department.objects.get(code=code)


def report(number: int, state: str, code: str = "puning", period: str = "2026-10") -> Report:
    return make_report(
        Project.objects.get(number=number), of(code), Period.objects.get(code=period), state=state
    )


def ask(kind: str = ChangeRequest.Kind.CLOSING, **fields: Any) -> ChangeRequest:
    assignment = Assignment.objects.filter(department=of("puning"), requests=None)[0]
    asked_by = make_officer(Role.REPORTER, of("puning"))
    return ChangeRequest.objects.create(
        kind=kind, assignment=assignment, reason="已完成。", asked_by=asked_by, **fields
    )


def test_a_reporter_sees_period_by_period_what_is_left_and_what_is_done() -> None:
    make_period("2026-10")
    report(1, State.SUBMITTED)
    report(2, State.RETURNED)
    report(3, State.APPROVED)
    report(4, State.DRAFT)

    page = worklist_of(Role.REPORTER)

    (group,) = page.context["groups"]
    assert (len(group.dues.obligations), len(group.dues.done), group.dues.days_late) == (22, 2, 18)
    assert [due.project.number for due, _ in group.rows][:3] == [4, 5, 6]
    assert [due.project.number for due, _ in group.rows][-1] == 2
    body = page.content.decode()
    for words in ("11月5日截止，已过截止日 18 天", "逾期 20 份", "退回 1 份", "请补充数据。"):
        assert words in body


def test_a_reporter_is_offered_only_what_can_be_done_with_something_on_the_list() -> None:
    make_period("2026-09", is_locked=True)
    assert "无变化</button>" not in worklist_of(Role.REPORTER).content.decode()
    make_period("2026-10")
    assert "无变化</button>" not in worklist_of(Role.REPORTER).content.decode()
    report(1, State.APPROVED, period="2026-09")
    body = worklist_of(Role.REPORTER).content.decode()
    assert "所选本月无变化</button>" in body
    assert "提交所选草稿" not in body


def test_a_report_that_cannot_be_chosen_says_why() -> None:
    make_period("2026-10")
    report(3, State.DRAFT)
    report(2, State.RETURNED)
    body = worklist_of(Role.REPORTER).content.decode()
    for words, number in (
        ("还没有填写完整，要打开填写", 1),
        ("请按退回理由修改", 1),
        ("没有可沿用的上期报告，要打开填写", 20),
    ):
        assert (words, body.count(words)) == (words, number)


def test_a_supporting_department_says_that_a_quarter_has_no_change() -> None:
    make_period("2026-Q2", is_locked=True)
    make_period("2026-Q3")
    report(3, State.APPROVED, "finance", "2026-Q2")
    assert "所选本季无变化</button>" in worklist_of(Role.REPORTER, "finance").content.decode()


def test_an_approver_sees_what_waits_oldest_first_and_how_far_the_department_is() -> None:
    make_period("2026-10")
    waiting = [report(number, State.SUBMITTED) for number in (1, 2)]
    Report.objects.filter(pk=waiting[1].pk).update(updated_at=moment(date(2026, 11, 1)))
    report(1, State.SUBMITTED, "huilai")
    returned = report(3, State.RETURNED)

    page = worklist_of(Role.APPROVER)

    assert (page.context["waiting"], page.context["oldest"]) == (2, [waiting[1], waiting[0]])
    (period,) = page.context["periods"]
    assert (len(period.obligations), len(period.done), len(period.overdue)) == (22, 2, 21)
    assert [due.report for due in period.returned] == [returned]
    assert "请补充数据。" in page.content.decode()


def test_a_reviewer_sees_what_waits_by_period_who_is_late_and_what_is_requested() -> None:
    for code in ("2026-09", "2026-10", "2026-Q3"):
        make_period(code)
    report(1, State.ENDORSED)
    report(1, State.ENDORSED, "huilai")
    report(2, State.ENDORSED, period="2026-09")
    report(3, State.SUBMITTED)
    asked, decided = ask(), ask(state=ChangeRequest.State.REFUSED)

    page = worklist_of(Role.REVIEWER)

    counted = [(item.period.code, item.number) for item in page.context["waiting"]]
    assert (counted, page.context["number"]) == ([("2026-09", 1), ("2026-10", 2)], 3)
    missing = {row.department.code: len(row.missing) for row in page.context["missing"]}
    assert (missing["puning"], missing["huilai"], missing["finance"]) == (21, 21, 8)
    assert page.context["held"] == "待单位审核 1 份，今天提交"
    (held,) = page.context["with_approvers"]
    assert (held.department.code, held.number, held.days_text) == ("puning", 1, "今天提交")
    assert (page.context["requests"], decided.state) == ([asked], "refused")
    assert [period.code for period in page.context["unlocked"]] == ["2026-09"]


def test_a_leader_sees_targets_newly_overdue_first_who_is_late_and_what_was_approved() -> None:
    make_period("2026-10")
    approved = report(1, State.APPROVED)
    report(2, State.ENDORSED)
    checkpoint = Checkpoint.objects.filter(target__project__number=3, target__number=1)[0]
    checkpoint.due = date(2026, 11, 22)
    checkpoint.save()

    page = worklist_of(Role.LEADER)

    first = page.context["overdue"][0]
    assert (first.status.code, first.since) == ("3-1", date(2026, 11, 22))
    assert [item.department_name for item in first.assignments][:2] == [
        "榕城区人民政府",
        "揭东区人民政府",
    ]
    assert '<a href="/counties/rongcheng/">榕城区人民政府</a>' in page.content.decode()
    assert page.context["overdue_number"] >= len(page.context["overdue"]) == 10
    assert page.context["approved"] == [approved]
    assert len(page.context["missing"]) == 6


def test_a_leader_without_a_plan_has_an_empty_desk() -> None:
    for model in (Assignment, Project):
        model.objects.all().delete()
    from projects.models import Plan

    Plan.objects.all().delete()

    assert worklist_of(Role.LEADER).status_code == 200


def test_an_administrator_sees_empty_seats_months_to_make_and_accounts_never_used() -> None:
    make_officer(Role.REPORTER, of("puning"), last_login=timezone.now())
    make_officer(Role.APPROVER, of("puning"), is_active=False)
    make_officer(Role.REPORTER, of("huilai"), last_login=timezone.now())
    unused = make_officer(Role.APPROVER, of("huilai"))
    make_period("2026-11")
    for code in ("2026-12", "2027-01"):
        make_period(code)

    page = worklist_of(Role.ADMINISTRATOR)

    seats = {seat.department.code: seat.roles for seat in page.context["seats"]}
    assert seats["puning"] == [Role.APPROVER]
    assert seats["jiexi"] == [Role.REPORTER, Role.APPROVER]
    assert "huilai" not in seats
    assert page.context["months"] == 2
    assert "manage.py make_periods --from 2026-11 --months 12" in strip_tags(page.content.decode())
    assert page.context["unused"] == [unused]

    make_period("2027-02")
    assert "make_periods" not in worklist_of(Role.ADMINISTRATOR).content.decode()


def test_an_auditor_sees_what_was_done_today_and_in_seven_days_by_action(client: Client) -> None:
    for day, action in ((23, "提交"), (23, "退回"), (17, "提交"), (16, "提交")):
        AuditEntry.objects.create(
            at=moment(date(2026, 11, day)), action=action, subject="报告", subject_key="report:1"
        )

    page = worklist_of(Role.AUDITOR)

    actions = [(item.action, item.today, item.week) for item in page.context["actions"]]
    assert actions == [("提交", 1, 2), ("退回", 1, 1)]
    assert (page.context["all"].today, page.context["all"].week) == (2, 3)
    client.force_login(make_officer(Role.AUDITOR))
    listed = client.get("/audit/?action=提交&since=2026-11-17").context["table"].rows
    assert len(listed) == 2


DESK_QUERIES = {
    Role.REPORTER: 10,
    Role.APPROVER: 8,
    Role.REVIEWER: 13,
    Role.LEADER: 12,
    Role.ADMINISTRATOR: 7,
    Role.AUDITOR: 3,
}
"""Session 1, officer 1, the menu's numbers 1 where there are any; then the office."""


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("role", list(Role))
def test_queries_of_a_desk_do_not_grow_with_what_lies_on_it(
    role: Role, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("2026-08", "2026-09", "2026-10")[:number]:
        make_period(code)
        for project in range(1, number + 1):
            for offset, state in enumerate(State):
                report(project + 3 * offset, state, period=code)
    make_period("2026-Q3")
    for serial in range(number):
        ask()
        make_officer(Role.REPORTER, of("jiexi"))
        AuditEntry.objects.create(action=f"操作{serial}", subject="报告", subject_key="report:1")
    department = None if role in {Role.ADMINISTRATOR, Role.AUDITOR} else of("puning")
    client = Client()
    client.force_login(make_officer(role, department))
    with django_assert_num_queries(DESK_QUERIES[role]):
        client.get("/worklist/")


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_counts_what_the_pages_show(role: Role) -> None:
    make_period("2026-10")
    for number, state in enumerate(State, start=1):
        report(number, state)
        report(number, state, "huilai")
    ask()
    page = worklist_of(role)
    client = Client()
    client.force_login(Officer.objects.get(pk=page.context["user"].pk))
    expected: dict[str, int] = {}
    if role == Role.REPORTER:
        expected["worklist"] = sum(len(group.rows) for group in page.context["groups"])
    elif role == Role.APPROVER:
        expected["worklist"] = page.context["waiting"]
    elif role == Role.REVIEWER:
        expected["requests"] = len(page.context["requests"])
        expected["worklist"] = page.context["number"] + expected["requests"]
    if role in {Role.APPROVER, Role.REVIEWER}:
        expected["queue"] = len(client.get("/queue/").context["table"].rows)
    assert page.context["menu_counts"] == expected


def test_the_menu_says_its_number_in_words_too() -> None:
    make_period("2026-10")
    body = worklist_of(Role.REPORTER).content.decode()
    item = body.split('<nav aria-label="主菜单">')[1].split("</a>")[0]
    assert "".join(strip_tags(item).split()) == "我的待办，22项"
