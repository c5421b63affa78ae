"""Reports that wait for a decision, beside the ones before."""

from typing import Any

from django.test import Client

from departments.models import Department, Officer
from projects.models import Assignment
from projects.rules.values import Measure
from reports.models import Measurement, Period, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_report,
    make_target,
)

State = Report.State
WORDS = "按计划推进。"


def period(code: str) -> Period:
    """The period of this code, made when it is not there yet."""
    return Period.objects.filter(code=code).first() or make_period(code)


def make_waiting(
    now: int | None = 15,
    before: int | None = 14,
    *,
    reason: str = "",
    state: str = State.ENDORSED,
    department: Department | None = None,
    **fields: Any,
) -> Report:
    """October's report of a county on a project of its own with one counted target of 22.

    ``now`` and ``before`` are October's and September's figures; None for ``before``: there is
    no report of September.
    """
    assignment = make_assignment(department=department or make_department())
    project, county = assignment.target.project, assignment.department
    if before is not None:
        earlier = make_report(project, county, period("2026-09"), state=State.APPROVED)
        make_measurement(earlier, assignment, before)
    report = make_report(project, county, period("2026-10"), state=state, **fields)
    if now is not None:
        make_measurement(report, assignment, now, reason=reason)
    return report


def figure(report: Report) -> Measurement:
    return Measurement.objects.select_related("assignment").get(report=report)


def add_rated(report: Report, **fields: Any) -> Assignment:
    """One more target of the report's project, which the reviewer judges."""
    target = make_target(report.project, measure=Measure.RATING)
    return make_assignment(target, report.department, **fields)


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def again(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)
