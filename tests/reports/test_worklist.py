"""What a department owes, most urgent first."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from departments.models import Department
from projects.models import Project, Responsibility
from reports.models import Report
from reports.worklist import Due, dues
from tests.factories import (
    make_department,
    make_period,
    make_project,
    make_report,
    make_responsibility,
)

pytestmark = pytest.mark.django_db

State = Report.State
LEAD, SUPPORT = Responsibility.Role.LEAD, Responsibility.Role.SUPPORT
TODAY = date(2026, 11, 3)


def make_owed(department: Department, number: int, role: str = LEAD) -> list[Project]:
    projects = [make_project() for _ in range(number)]
    for project in projects:
        make_responsibility(project, department, role)
    return projects


def told(found: list[Due]) -> list[tuple[str, int, str, int]]:
    return [(due.period.code, due.project.number, due.state, due.days_left) for due in found]


def test_a_department_owes_months_where_it_leads_and_quarters_where_it_supports() -> None:
    department = make_department(Department.Kind.MUNICIPAL)
    (led,) = make_owed(department, 1)
    (supported,) = make_owed(department, 1, SUPPORT)
    make_responsibility(led, make_department())
    make_project()
    make_period("2026-10")
    make_period("2026-Q3")
    make_period("2026-11")
    found = dues(department, TODAY)
    assert told(found) == [
        ("2026-Q3", supported.number, "未开始", -29),
        ("2026-10", led.number, "未开始", 2),
    ]
    assert [due.role for due in found] == [SUPPORT, LEAD]
    assert [due.is_overdue for due in found] == [True, False]


def test_what_is_returned_comes_first_then_what_is_overdue_then_by_day_and_number() -> None:
    county = make_department()
    projects = make_owed(county, 5)
    october, september = make_period("2026-10"), make_period("2026-09")
    make_report(projects[4], county, october, state=State.RETURNED)
    make_report(projects[3], county, october)
    make_report(projects[0], county, october, state=State.SUBMITTED)
    for project in projects[:4]:
        make_report(project, county, september, state=State.APPROVED)
    found = dues(county, TODAY)
    assert told(found) == [
        ("2026-10", 5, "已退回", 2),
        ("2026-09", 5, "未开始", -29),
        ("2026-10", 2, "未开始", 2),
        ("2026-10", 3, "未开始", 2),
        ("2026-10", 4, "草稿", 2),
        ("2026-09", 1, "已通过", -29),
        ("2026-09", 2, "已通过", -29),
        ("2026-09", 3, "已通过", -29),
        ("2026-09", 4, "已通过", -29),
        ("2026-10", 1, "待单位审核", 2),
    ]
    assert [due.is_mine for due in found] == [True] * 5 + [False] * 5
    assert [due.is_returned for due in found] == [True] + [False] * 9
    assert [due.is_overdue for due in found] == [False, True] + [False] * 8


def test_a_draft_that_was_not_handed_in_by_the_due_day_is_overdue() -> None:
    county = make_department()
    (project,) = make_owed(county, 1)
    make_report(project, county, make_period("2026-09"))
    assert [due.is_overdue for due in dues(county, TODAY)] == [True]


def test_what_came_back_stays_on_the_list_after_the_lock() -> None:
    county = make_department()
    (project, other) = make_owed(county, 2)
    locked = make_period("2026-09", is_locked=True)
    make_report(project, county, locked, state=State.APPROVED)
    revision = make_report(project, county, locked, state=State.RETURNED, revision=2)
    make_report(other, county, locked, state=State.APPROVED)
    (due,) = dues(county, TODAY)
    assert (due.report, due.role, due.is_returned, due.is_overdue) == (revision, LEAD, True, False)


def test_what_came_back_stays_on_the_list_after_the_duty_ended() -> None:
    county = make_department()
    report = make_report(
        department=county,
        period=make_period("2026-09", is_locked=True),
        state=State.RETURNED,
    )
    assert [(due.report, due.role) for due in dues(county, TODAY)] == [(report, "")]


def test_a_reopened_report_shows_its_newest_revision() -> None:
    county = make_department()
    (project,) = make_owed(county, 1)
    period = make_period("2026-10")
    make_report(project, county, period, state=State.APPROVED)
    revision = make_report(project, county, period, state=State.RETURNED, revision=2)
    assert [due.report for due in dues(county, TODAY)] == [revision]


def test_other_departments_reports_are_not_on_the_list() -> None:
    county, other = make_department(), make_department()
    (project,) = make_owed(county, 1)
    make_responsibility(project, other)
    make_report(project, other, make_period("2026-10"), state=State.RETURNED)
    assert told(dues(county, TODAY)) == [("2026-10", project.number, "未开始", 2)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_one_line_as_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county = make_department()
    projects = make_owed(county, number)
    for project in projects:
        make_report(project, county, make_period(f"2026-0{project.number}"))
    with django_assert_num_queries(3):
        dues(county, TODAY)
