"""The texts of reports approved by a day, and the punctuality of reporting, as plain values."""

from collections.abc import Iterator, Sequence

from bulletins.document.frozen import DepartmentPunctuality, ProjectPunctuality, Statement
from dashboards.snapshots.newest_reports import newest_reports
from dashboards.snapshots.snapshot import Snapshot
from departments.models import Department
from reports.models import Period, Report
from reports.models.period import DUE_PERIODS_FOR_FRESHNESS, newest_due
from reports.obligations import (
    Obligation,
    PeriodObligations,
    by_department,
    obligations,
    year_until,
)
from reports.obligations import punctuality as counted
from reports.problems import named_by_all
from reports.reported_problem import ReportedProblem
from reports.rules.punctuality import total


def statements(snapshot: Snapshot) -> tuple[Statement, ...]:
    """The newest approved report of each project and department that leads it. One query.

    Only of the last two months that fell due by the snapshot's day; in the plan's order, then by
    department.
    """
    due = newest_due(snapshot.plan_data.periods, Period.Kind.MONTH, snapshot.on)[
        :DUE_PERIODS_FOR_FRESHNESS
    ]
    reports = newest_reports(snapshot, Report.objects.all(), due)
    return tuple(_statement(report, due[0]) for report in reports)


def _statement(report: Report, newest: Period) -> Statement:
    return Statement(
        report=report.pk,
        project=report.project.number,
        department=report.department.code,
        department_name=report.department.name,
        period=report.period.label,
        is_newest=report.period == newest,
        progress=report.progress.strip(),
        problems=report.problems.strip(),
        next_steps=report.next_steps.strip(),
    )


def problems(snapshot: Snapshot) -> tuple[ReportedProblem, ...]:
    """The problems in the newest approved reports of every department. Two queries."""
    periods = year_until(snapshot.plan_data.periods, snapshot.on)
    named = named_by_all(snapshot.on, periods, snapshot.projects, snapshot.plan_data.departments)
    order = {
        department.code: department.order for department in snapshot.plan_data.departments.values()
    }
    return tuple(
        sorted(named, key=lambda item: (item.project, order[item.department], item.report))
    )


def punctuality(
    snapshot: Snapshot,
) -> tuple[tuple[DepartmentPunctuality, ...], tuple[ProjectPunctuality, ...]]:
    """Each department's punctuality, monthly and quarterly; and that of each of its projects.

    One query.
    """
    periods = year_until(snapshot.plan_data.periods, snapshot.on)
    grouped: dict[tuple[Department, str], list[PeriodObligations]] = {}
    for row in by_department(obligations(snapshot.all_responsibilities, periods, snapshot.on)):
        grouped.setdefault((row.department, row.period.kind), []).append(row)
    by_project = (item for rows in grouped.values() for item in _by_project(rows))
    return tuple(_filing(rows) for rows in grouped.values()), tuple(by_project)


def _filing(rows: Sequence[PeriodObligations]) -> DepartmentPunctuality:
    """The punctuality of one department's rows of one kind of period."""
    newest = max(rows, key=lambda row: row.period.due)
    return DepartmentPunctuality(
        department=newest.department.code,
        department_name=newest.department.name,
        kind=newest.period.rules.label,
        period=newest.period.label,
        newest=newest.punctuality,
        missing=tuple(project.number for project in newest.missing),
        year=total(row.punctuality for row in rows),
    )


def _by_project(rows: Sequence[PeriodObligations]) -> Iterator[ProjectPunctuality]:
    """The same rows by project, in the plan's order."""
    newest = max(rows, key=lambda row: row.period.due)
    grouped: dict[int, list[Obligation]] = {}
    for row in rows:
        for item in row.obligations:
            grouped.setdefault(item.project.number, []).append(item)
    for number, own in sorted(grouped.items()):
        yield ProjectPunctuality(
            project=number,
            department=newest.department.code,
            kind=newest.period.rules.label,
            newest=counted(item for item in own if item.period == newest.period),
            year=counted(own),
        )
