"""What departments reported of a project: who did, and what each reader may read of it."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from dashboards.projects.project_reports import ProjectReports, project_reports
from dashboards.snapshots.cache import snapshot_for
from departments.models import Department, Officer
from projects.models import Project, Responsibility
from reports.models import Report
from reports.obligations import Obligation
from tests.factories import (
    make_department,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    moment,
)

Role = Officer.Role
State = Report.State
TODAY = date(2026, 11, 23)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def project() -> Project:
    """Three counties lead it, a municipal department supports it."""
    project = make_project()
    for number in range(3):
        make_responsibility(project, make_department(name=f"第{number}县"))
    finance = make_department(Department.Kind.MUNICIPAL, "市财政局")
    make_responsibility(project, finance, Responsibility.Involvement.SUPPORT)
    for code in ("2026-09", "2026-10", "2026-Q2", "2026-Q3"):
        make_period(code)
    return project


def department(project: Project, number: int) -> Department:
    return project.responsibilities.order_by("order")[number].department


def say(
    project: Project, number: int, code: str, state: str = State.APPROVED, **fields: object
) -> Report:
    from reports.models import Period

    whose = department(project, number)
    words = {"progress": f"{whose}{code}的进展。"}
    period = Period.objects.get(code=code)
    return make_report(project, whose, period, state=state, **words | fields)  # type: ignore[arg-type]


def read(project: Project, officer: Officer, code: str = "", on: date = TODAY) -> ProjectReports:
    return project_reports(snapshot_for(project.plan, on), project, officer, code)


def texts(shown: ProjectReports) -> list[list[str]]:
    """What each sheet says, department by department."""
    return [
        [item.report.progress for item in sheet.readable if item.report] for sheet in shown.shown
    ]


def states(shown: ProjectReports) -> list[str]:
    """What is told of each department's report."""
    return [
        item.report.state if item.report else "missing" if item.is_missing else "handed in"
        for item in obligations(shown)
    ]


def obligations(shown: ProjectReports) -> list[Obligation]:
    return [status.obligation for status in shown.statuses if status.obligation]


def test_a_leader_reads_what_is_approved_of_the_newest_month_and_quarter(project: Project) -> None:
    say(project, 0, "2026-09")
    say(project, 0, "2026-10")
    say(project, 1, "2026-10", State.ENDORSED)
    say(project, 3, "2026-Q2")

    shown = read(project, make_officer(Role.LEADER))

    assert [sheet.period.code for sheet in shown.shown] == ["2026-10", "2026-Q2"]
    assert texts(shown) == [["第0县2026-10的进展。"], ["市财政局2026-Q2的进展。"]]
    assert [item.name for item in shown.shown[0].silent] == ["第1县", "第2县"]
    assert states(shown) == ["approved", "handed in", "missing", "missing"]
    assert [period.code for period in shown.periods] == ["2026-10", "2026-09", "2026-Q2"]


@pytest.mark.parametrize(
    ("code", "sheets", "is_other"),
    [
        ("2026-09", ["2026-09", "2026-Q2"], False),
        ("2026-Q2", ["2026-Q2"], False),
        ("2026-Q3", ["2026-10", "2026-Q2"], True),
        ("nonsense", ["2026-10", "2026-Q2"], True),
    ],
)
def test_another_period_can_be_chosen_among_those_with_something_to_read(
    project: Project, code: str, sheets: list[str], is_other: bool
) -> None:
    for period in ("2026-09", "2026-10"):
        say(project, 0, period)
    say(project, 3, "2026-Q2")

    shown = read(project, make_officer(Role.LEADER), code)

    assert [sheet.period.code for sheet in shown.shown] == sheets
    assert shown.is_other is is_other


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER])
def test_a_county_reads_its_own_and_no_other_county_s(project: Project, role: str) -> None:
    for number in (0, 1):
        say(project, number, "2026-10")

    shown = read(project, make_officer(role, department(project, 1)))

    assert texts(shown) == [["第1县2026-10的进展。"]]
    assert states(shown) == ["handed in", "approved", "missing", "missing"]


def test_a_county_without_own_reports_is_offered_no_period(project: Project) -> None:
    say(project, 0, "2026-10")

    shown = read(project, make_officer(Role.REPORTER, department(project, 1)))

    assert (list(shown.periods), list(shown.shown), shown.chosen) == ([], [], None)


def test_a_supporting_department_reads_the_counties_once_approved(project: Project) -> None:
    say(project, 0, "2026-10")
    say(project, 1, "2026-10", State.SUBMITTED)

    shown = read(project, make_officer(Role.REPORTER, department(project, 3)))

    assert texts(shown) == [["第0县2026-10的进展。"]]


def test_a_reviewer_reads_what_waits_but_no_draft(project: Project) -> None:
    say(project, 0, "2026-10", State.ENDORSED)
    say(project, 1, "2026-10", State.RETURNED)
    say(project, 2, "2026-10", State.DRAFT)

    shown = read(project, make_officer(Role.REVIEWER))

    assert texts(shown) == [["第0县2026-10的进展。"]]
    assert states(shown)[:3] == ["endorsed", "returned", "draft"]
    assert [item.is_missing for item in obligations(shown)] == [False, False, True, True]


def test_while_a_correction_is_written_the_approved_text_stays(project: Project) -> None:
    say(project, 0, "2026-10")
    say(project, 0, "2026-10", State.DRAFT, revision=2, progress="更正稿。")

    shown = read(project, make_officer(Role.REVIEWER))

    assert texts(shown) == [["第0县2026-10的进展。"]]


def test_a_past_day_shows_what_had_been_approved_and_handed_in_by_then(project: Project) -> None:
    late = moment(date(2026, 11, 10))
    say(project, 0, "2026-10", approved_at=late)
    say(project, 1, "2026-10", submitted_at=moment(date(2026, 11, 9)), approved_at=late)
    say(project, 0, "2026-09")
    reviewer = make_officer(Role.REVIEWER)

    before, later = (read(project, reviewer, on=date(2026, 11, day)) for day in (8, 10))

    assert texts(before) == [["第0县2026-09的进展。"]]
    assert states(before) == ["handed in", "missing", "missing", "missing"]
    assert texts(later) == [["第0县2026-10的进展。", "第1县2026-10的进展。"]]
    assert [item.is_late for item in obligations(later)] == [False, True, False, False]


def test_before_the_first_due_day_nothing_is_owed(project: Project) -> None:
    shown = read(project, make_officer(Role.LEADER), on=date(2026, 7, 1))

    assert [status.obligation for status in shown.statuses] == [None] * 4


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_two_queries_however_much_is_reported(
    project: Project, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for which in range(number):
        say(project, which, "2026-09")
        say(project, which, "2026-10")
    officer = make_officer(Role.LEADER)
    snapshot = snapshot_for(project.plan, TODAY)

    with django_assert_num_queries(2):
        project_reports(snapshot, project, officer, "")
