"""A report's figures beside those of the period before."""

import pytest

from projects.rules.values import Measure
from reports.comparison import report_lines
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_measurement,
    make_period,
    make_report,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


def test_two_percentages_and_their_difference_have_the_same_decimals() -> None:
    assignment = make_assignment(make_target(measure=Measure.RATIO))
    reports = [
        make_report(
            assignment.target.project,
            assignment.department,
            make_period(code),
            state=Report.State.APPROVED,
        )
        for code in ("2026-09", "2026-10")
    ]
    for report, numerator in zip(reports, (7498, 7523), strict=True):
        make_measurement(report, assignment, numerator=numerator, denominator=10_000)

    (line,) = report_lines(reports[1], reports[0], reports[1])

    assert (line.previous, line.current, line.change, line.corrected) == (
        "74.98%（7498/10000）",
        "75.23%（7523/10000）",
        "+0.25 个百分点",
        "",
    )
