"""What a department owes, most urgent first."""

from datetime import date
from random import Random

import pytest
from pytest_django import DjangoAssertNumQueries

from departments.models import Department
from home.worklists.worklist import by_period, next_in_hand, number_in_hand, worklist
from projects.models import Project, Responsibility
from reports.models import Report
from reports.obligations import Obligation
from tests.factories import (
    make_department,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_unlock,
)

pytestmark = pytest.mark.django_db

State = Report.State
LEAD, SUPPORT = Responsibility.Involvement.LEAD, Responsibility.Involvement.SUPPORT
TODAY = date(2026, 11, 3)


def make_owed(department: Department, number: int, role: str = LEAD) -> list[Project]:
    projects = [make_project() for _ in range(number)]
    for project in projects:
        make_responsibility(project, department, role)
    return projects


def told(found: list[Obligation]) -> list[tuple[str, int, str, int]]:
    return [
        (due.period.code, due.project.number, due.state_text, (due.period.due - due.on).days)
        for due in found
    ]


def test_a_department_owes_months_where_it_leads_and_quarters_where_it_supports() -> None:
    department = make_department(Department.Kind.MUNICIPAL)
    (led,) = make_owed(department, 1)
    (supported,) = make_owed(department, 1, SUPPORT)
    make_responsibility(led, make_department())
    make_project()
    make_period("2026-10")
    make_period("2026-Q3")
    make_period("2026-11")
    found = worklist(department, TODAY)
    assert told(found) == [
        ("2026-Q3", supported.number, "未开始", -29),
        ("2026-10", led.number, "未开始", 2),
    ]
    assert [due.responsibility.role for due in found] == [SUPPORT, LEAD]
    assert [due.is_overdue for due in found] == [True, False]


def test_the_earliest_due_day_comes_first_with_overdue_then_returned_then_drafts_on_top() -> None:
    county = make_department()
    projects = make_owed(county, 5)
    october, september = make_period("2026-10"), make_period("2026-09")
    make_report(projects[4], county, october, state=State.RETURNED)
    make_report(projects[3], county, october)
    make_report(projects[0], county, october, state=State.SUBMITTED)
    make_report(projects[1], county, september, state=State.RETURNED)
    for project in (projects[0], projects[2]):
        make_report(project, county, september, state=State.APPROVED)
    make_report(projects[4], county, september)
    found = worklist(county, TODAY)
    assert told(found) == [
        ("2026-09", 5, "草稿", -29),
        ("2026-09", 4, "未开始", -29),
        ("2026-09", 2, "已退回", -29),
        ("2026-10", 5, "已退回", 2),
        ("2026-10", 4, "草稿", 2),
        ("2026-10", 2, "未开始", 2),
        ("2026-10", 3, "未开始", 2),
        ("2026-09", 1, "已通过", -29),
        ("2026-09", 3, "已通过", -29),
        ("2026-10", 1, "待单位审核", 2),
    ]
    assert [due.is_mine for due in found] == [True] * 7 + [False] * 3
    assert [due.is_returned for due in found] == [False] * 2 + [True] * 2 + [False] * 6
    assert [due.is_overdue for due in found] == [True] * 2 + [False] * 8


def test_periods_with_something_to_do_come_first_each_with_what_is_done_apart() -> None:
    county = make_department()
    projects = make_owed(county, 3)
    october, september = make_period("2026-10"), make_period("2026-09")
    for project in projects:
        make_report(project, county, september, state=State.APPROVED)
    make_report(projects[0], county, october, state=State.SUBMITTED)
    make_report(projects[1], county, october, state=State.RETURNED)

    first, last = by_period(worklist(county, TODAY))

    assert [(group.period, group.days_left) for group in (first, last)] == [
        (october, 2),
        (september, -29),
    ]
    assert [due.project for due in first.mine] == [projects[1], projects[2]]
    assert [due.project for due in first.returned] == [projects[1]]
    assert (first.overdue, last.mine, last.days_late) == ([], [], 29)
    assert [due.project for due in first.done] == [projects[0]]
    assert (len(first.obligations), len(last.obligations), len(last.done)) == (3, 3, 3)


def test_a_draft_that_was_not_handed_in_by_the_due_day_is_overdue() -> None:
    county = make_department()
    (project,) = make_owed(county, 1)
    make_report(project, county, make_period("2026-09"))
    assert [due.is_overdue for due in worklist(county, TODAY)] == [True]


def test_what_came_back_stays_on_the_list_after_the_lock() -> None:
    county = make_department()
    (project, other) = make_owed(county, 2)
    locked = make_period("2026-09", is_locked=True)
    make_report(project, county, locked, state=State.APPROVED)
    revision = make_report(project, county, locked, state=State.RETURNED, revision=2)
    make_report(other, county, locked, state=State.APPROVED)
    (due,) = worklist(county, TODAY)
    assert (due.report, due.responsibility.role, due.is_returned, due.is_overdue) == (
        revision,
        LEAD,
        True,
        False,
    )


@pytest.mark.parametrize("is_locked", [True, False])
def test_what_came_back_stays_on_the_list_after_the_duty_ended(is_locked: bool) -> None:
    county = make_department()
    report = make_report(
        department=county,
        period=make_period("2026-09", is_locked=is_locked),
        state=State.RETURNED,
    )
    make_report(department=county, period=report.period, state=State.APPROVED)
    assert [(due.report, due.responsibility.role) for due in worklist(county, TODAY)] == [
        (report, "")
    ]


def test_a_draft_that_the_lock_overtook_is_not_on_the_list_until_the_bureau_unlocks() -> None:
    county = make_department()
    (project,) = make_owed(county, 1)
    report = make_report(project, county, make_period("2026-09", is_locked=True))
    assert worklist(county, TODAY) == []
    make_unlock(report.period, county)
    assert [due.report for due in worklist(county, TODAY)] == [report]


def test_a_reopened_report_shows_its_newest_revision() -> None:
    county = make_department()
    (project,) = make_owed(county, 1)
    period = make_period("2026-10")
    make_report(project, county, period, state=State.APPROVED)
    revision = make_report(project, county, period, state=State.RETURNED, revision=2)
    assert [due.report for due in worklist(county, TODAY)] == [revision]


def test_other_departments_reports_are_not_on_the_list() -> None:
    county, other = make_department(), make_department()
    (project,) = make_owed(county, 1)
    make_responsibility(project, other)
    make_report(project, other, make_period("2026-10"), state=State.RETURNED)
    assert told(worklist(county, TODAY)) == [("2026-10", project.number, "未开始", 2)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_line_as_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county = make_department()
    projects = make_owed(county, number)
    for project in projects:
        make_report(project, county, make_period(f"2026-0{project.number}"))
    with django_assert_num_queries(3):
        worklist(county, TODAY)


def make_worklist(number: int) -> Department:
    """A department with reports in every state, in open, locked and unlocked periods."""
    county = make_department()
    led, supported = make_owed(county, 6), make_owed(county, 2, SUPPORT)
    periods = [
        make_period("2026-10"),
        make_period("2026-09"),
        make_period("2026-08", is_locked=True),
        make_period("2026-07", is_locked=True),
        make_period("2026-Q3"),
        make_period("2026-12"),
    ]
    make_unlock(periods[3], county)
    drawn = Random(number)
    for project in (*led, *supported, make_project()):
        for period in periods:
            state = drawn.choice([*State, None])
            if state is not None:
                make_report(project, county, period, state=state)
            if state == State.APPROVED and drawn.random() < 0.5:
                again = drawn.choice([State.RETURNED, State.SUBMITTED, State.APPROVED])
                make_report(project, county, period, state=again, revision=2)
    make_report(led[0], make_department(), periods[0], state=State.RETURNED)
    return county


@pytest.mark.parametrize("number", range(12))
def test_the_menu_counts_in_one_query_what_the_list_has_in_hand(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county = make_worklist(number)
    expected = sum(due.is_mine for due in worklist(county, TODAY))
    with django_assert_num_queries(1):
        assert number_in_hand(county, TODAY) == expected
    assert expected > 0


def test_who_owes_nothing_has_nothing_in_hand() -> None:
    make_owed(make_department(), 1)
    make_period("2026-10")
    assert number_in_hand(make_department(), TODAY) == 0


def test_the_next_report_in_hand_is_beyond_the_last_one_or_one_passed_over() -> None:
    county = make_department()
    first, second, third = make_owed(county, 3)
    period = make_period("2026-10")
    make_period("2026-09")

    def number(after: int, code: str = "2026-10") -> int | None:
        item = next_in_hand(county, TODAY, code, after)
        return item.project.number if item else None

    assert [number(after) for after in (0, first.number, third.number)] == [
        first.number,
        second.number,
        first.number,
    ]
    for project in (first, second):
        make_report(project, county, period, state=State.SUBMITTED)
    assert number(second.number) == third.number
    make_report(third, county, period, state=State.SUBMITTED)
    assert number(third.number) is None
    assert number(0, "") == first.number
    assert number(0, "2026-09") == first.number
