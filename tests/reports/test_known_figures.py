"""The figures that decide a day are one query's rows, and say what the database says."""

from datetime import date, timedelta
from fractions import Fraction
from importlib import import_module

import pytest
from django.apps import apps
from pytest_django import DjangoAssertNumQueries

from projects.models import Assignment
from projects.rules.values import Bound, Goal, Known, Rhythm, Thresholds, counted
from reports.known_figures import Question, as_figures, deciding, figure_rows
from reports.models import Measurement, Period, Report
from tests.factories import (
    make_assignment,
    make_measurement,
    make_period,
    make_report,
    make_target,
    moment,
)

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 10)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))

pytestmark = pytest.mark.django_db


def report(assignment: Assignment, code: str, revision: int, day: date, value: int | None) -> None:
    made = make_report(
        assignment.target.project,
        assignment.department,
        Period.objects.filter(code=code).first() or make_period(code),
        revision=revision,
        state=Report.State.APPROVED,
        approved_at=moment(day),
    )
    make_measurement(made, assignment, value)


@pytest.fixture
def assignment() -> Assignment:
    """September 19, October 18; both withdrawn, one after the other, then November 20."""
    made = make_assignment(make_target(bound=Bound.AT_MOST, checkpoints=[(date(2027, 12, 31), 0)]))
    report(made, "2026-09", 1, date(2026, 10, 5), 19)
    report(made, "2026-10", 1, date(2026, 11, 4), 18)
    report(made, "2026-10", 2, date(2026, 11, 10), None)
    report(made, "2026-09", 2, date(2026, 11, 20), None)
    report(made, "2026-11", 1, date(2026, 12, 4), 20)
    return made


def known(assignment: Assignment, days: list[date], limits: Thresholds) -> list[Known]:
    goals = {assignment.pk: goal(assignment)}
    decisive = deciding(Question(goals, dict.fromkeys(days, limits)))
    rows = figure_rows(Measurement.objects.filter(decisive))
    return [as_figures(rows, day).get(assignment.pk, Known()) for day in days]


def goal(assignment: Assignment) -> Goal:
    return assignment.target.goal(assignment.target.project.plan, assignment)


def test_each_day_s_figure_is_the_one_in_force(assignment: Assignment) -> None:
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)]
    for day, item in zip(days, known(assignment, days, Thresholds()), strict=True):
        found = Measurement.objects.in_force(day)
        values = [line.value and Fraction(line.value) for line in found]
        assert values in ([item.figure and item.figure.value], [])
        assert len(found) <= 1
        assert known(assignment, [day], Thresholds())[0].figure == item.figure


def test_the_first_figure_is_the_first_known_that_was_not_withdrawn(assignment: Assignment) -> None:
    days = [date(2026, 10, 5), date(2026, 11, 4), date(2026, 11, 20), date(2026, 12, 4)]
    firsts = [item.first and item.first.value for item in known(assignment, days, Thresholds())]
    assert firsts == [19, 19, None, 20]


def test_a_figure_says_since_when_it_is_known(assignment: Assignment) -> None:
    (item,) = known(assignment, [date(2026, 12, 5)], Thresholds())
    assert item.figure == counted(date(2026, 11, 30), Fraction(20))
    assert item.figure.since == date(2026, 12, 4)


def test_a_closed_cycle_s_figures_are_loaded_until_the_next_report_is_due() -> None:
    made = make_assignment(make_target(rhythm=Rhythm.EACH_YEAR))
    report(made, "2026-11", 1, date(2026, 12, 4), 1)
    report(made, "2027-01", 1, date(2027, 2, 1), 0)
    report(made, "2026-12", 1, date(2027, 2, 3), 2)

    (before,) = known(made, [date(2027, 2, 4)], Thresholds(newest_due=date(2026, 12, 31)))
    (after,) = known(made, [date(2027, 2, 9)], Thresholds(newest_due=date(2027, 1, 31)))

    assert before.newest_of(*YEAR) == counted(date(2026, 12, 31), Fraction(2))
    assert after.newest_of(*YEAR) is None
    assert before.figure == after.figure == counted(date(2027, 1, 31), Fraction(0))


def test_figures_of_a_cycle_for_which_no_report_has_fallen_due_are_loaded() -> None:
    made = make_assignment(make_target(rhythm=Rhythm.EACH_YEAR))
    report(made, "2026-12", 1, date(2027, 1, 4), 2)
    report(made, "2027-01", 1, date(2027, 2, 1), 0)

    (found,) = known(made, [date(2027, 2, 1)], Thresholds())

    assert found.newest_of(*YEAR) == counted(date(2026, 12, 31), Fraction(2))


def test_it_takes_one_query_for_any_days(
    assignment: Assignment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    goals = {assignment.pk: goal(assignment)}
    limits = dict.fromkeys([FIRST, LAST], Thresholds())
    with django_assert_num_queries(1):
        figure_rows(Measurement.objects.filter(deciding(Question(goals, limits))))


def test_the_migration_finds_what_approvals_record(assignment: Assignment) -> None:
    lines = Measurement.objects.order_by("pk")
    recorded = list(lines.values_list("pk", "period_end", "revised_on"))
    lines.update(period_end=None, revised_on=None)

    import_module("reports.migrations.0002_measurement_days").set_days(apps, None)

    assert list(lines.values_list("pk", "period_end", "revised_on")) == recorded
    assert [day for _, _, day in recorded] == [
        date(2026, 11, 20),
        date(2026, 11, 10),
        None,
        None,
        None,
    ]
