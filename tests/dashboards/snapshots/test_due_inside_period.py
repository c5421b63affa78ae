"""Reports due on the 25th of their own month: their figures count from then, past days stay."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dashboards.snapshots.cache import clear_cache, snapshot_for
from projects.models import Assignment, Plan
from projects.rules.values import Lamp, Rhythm
from reports.models import Measurement, Period, Report
from reports.models.measurement import VALIDITY, assign_validity
from reports.rules.period_kinds import DueRule
from tests.factories import (
    make_assignment,
    make_measurement,
    make_plan,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-12-28 09:00")]
IN_PERIOD = DueRule(25, is_same_month=True)


@pytest.fixture
def periods() -> dict[str, Period]:
    """September to December 2026, each due on its 25th."""
    made = [Period.usual(f"2026-{month:02}", IN_PERIOD) for month in range(9, 13)]
    return {period.code: period for period in Period.objects.bulk_create(made)}


@pytest.fixture
def assignment() -> Assignment:
    """A target to hold from the plan's start on."""
    goal = [(date(2027, 12, 31), 10)]
    target = make_target(make_project(make_plan()), rhythm=Rhythm.MAINTAIN, checkpoints=goal)
    item = make_assignment(target)
    make_responsibility(target.project, item.department)
    return item


def approve(assignment: Assignment, period: Period, value: int, on: date, **fields: int) -> Report:
    report = make_report(
        assignment.target.project,
        assignment.department,
        period,
        state=Report.State.APPROVED,
        submitted_at=moment(on, 9),
        approved_at=moment(on),
        **fields,
    )
    make_measurement(report, assignment, value)
    clear_cache()
    return report


def shown(on: date) -> tuple[Lamp, str]:
    clear_cache()
    (status,) = snapshot_for(Plan.objects.get(), on).assignments
    month = f"{status.value} {status.period_end:%Y-%m}" if status.period_end else ""
    return status.lamp, month


def test_a_figure_counts_from_its_approval_though_its_month_ends_later(
    assignment: Assignment, periods: dict[str, Period]
) -> None:
    approve(assignment, periods["2026-10"], 12, date(2026, 10, 26))
    approve(assignment, periods["2026-11"], 9, date(2026, 11, 26))

    assert shown(date(2026, 10, 25)) == (Lamp.UNREPORTED, "")
    assert shown(date(2026, 10, 26)) == (Lamp.GREEN, "12 2026-10")
    assert shown(date(2026, 11, 25)) == (Lamp.GREEN, "12 2026-10")
    assert shown(date(2026, 11, 26)) == (Lamp.RED, "9 2026-11")
    assert shown(date(2026, 12, 1)) == (Lamp.RED, "9 2026-11")


def test_one_approved_before_the_due_day_counts_from_that_day(
    assignment: Assignment, periods: dict[str, Period]
) -> None:
    approve(assignment, periods["2026-11"], 12, date(2026, 11, 23))
    assert shown(date(2026, 11, 24)) == (Lamp.UNREPORTED, "")
    assert shown(date(2026, 11, 25)) == (Lamp.GREEN, "12 2026-11")


def test_a_figure_is_old_once_two_newer_months_fell_due(
    assignment: Assignment, periods: dict[str, Period]
) -> None:
    approve(assignment, periods["2026-09"], 12, date(2026, 9, 24))
    assert shown(date(2026, 11, 25)) == (Lamp.GREEN, "12 2026-09")
    assert shown(date(2026, 11, 26)) == (Lamp.STALE, "12 2026-09")


def test_a_correction_of_a_running_month_leaves_the_days_before_it(
    assignment: Assignment, periods: dict[str, Period]
) -> None:
    approve(assignment, periods["2026-11"], 12, date(2026, 11, 26))
    before = shown(date(2026, 11, 27))
    approve(assignment, periods["2026-11"], 8, date(2026, 11, 28), revision=2)

    assert shown(date(2026, 11, 27)) == before == (Lamp.GREEN, "12 2026-11")
    assert shown(date(2026, 11, 28)) == (Lamp.RED, "8 2026-11")


def test_a_recurring_figure_belongs_to_the_cycle_of_its_month(
    periods: dict[str, Period],
) -> None:
    goal = [(date(2027, 12, 31), 1)]
    target = make_target(make_project(make_plan()), rhythm=Rhythm.EACH_YEAR, checkpoints=goal)
    item = make_assignment(target)
    make_responsibility(target.project, item.department)
    Period.usual("2027-01", IN_PERIOD).save()
    approve(item, periods["2026-12"], 1, date(2026, 12, 28))

    assert shown(date(2026, 12, 28)) == (Lamp.GREEN, "1 2026-12")
    # The year's verdict stays until January's report has fallen due.
    assert shown(date(2027, 1, 25)) == (Lamp.GREEN, "1 2026-12")
    assert shown(date(2027, 1, 26))[0] is Lamp.UNREPORTED


def test_a_due_day_moved_across_the_month_s_end_is_refused_once_figures_count(
    assignment: Assignment, periods: dict[str, Period]
) -> None:
    november = periods["2026-11"]
    approve(assignment, november, 12, date(2026, 11, 26))
    before = shown(date(2026, 11, 27))

    november.due = date(2026, 12, 7)
    with pytest.raises(ValidationError, match="会改变往日的结果"):
        november.clean()

    figures = list(Measurement.objects.select_related("report__period"))
    assign_validity(figures)
    Measurement.objects.bulk_update(figures, VALIDITY)
    assert shown(date(2026, 11, 27)) == before
