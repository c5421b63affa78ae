"""What makes a figure unusual: worked examples, and that a figure repeated never is."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.rules.anomalies import Anomaly, usual
from projects.rules.values import (
    Bound,
    DueValue,
    Figure,
    Goal,
    Measure,
    Rhythm,
    counted,
    shared,
)

START, DUE = date(2023, 9, 4), date(2027, 12, 31)
SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
LIMIT = Fraction(30)


def goal(
    measure: Measure = Measure.COUNT,
    target_value: int | None = 22,
    bound: Bound = Bound.AT_LEAST,
    rhythm: Rhythm = Rhythm.ONCE,
) -> Goal:
    wanted = None if target_value is None else Fraction(target_value)
    return Goal(measure, (DueValue(DUE, wanted),), START, bound, rhythm)


def found(
    wanted: Goal, before: Figure | None, now: Figure, *, can_exceed: bool = False
) -> set[str]:
    kept = usual(wanted, before, OCTOBER, LIMIT, can_exceed=can_exceed)
    return {anomaly.value for anomaly in kept.anomalies(now)}


def count(value: int, end: date = SEPTEMBER) -> Figure:
    return counted(end, Fraction(value))


def ratio(numerator: int, denominator: int, end: date = SEPTEMBER) -> Figure:
    return shared(end, Fraction(numerator), Fraction(denominator))


@pytest.mark.parametrize(
    ("wanted", "before", "now", "told"),
    [
        (goal(), 15, 15, set()),
        (goal(), 15, 14, {"fell"}),
        (goal(), 15, 21, set()),
        (goal(), 15, 22, {"jumped"}),
        (goal(), 0, 6, set()),
        (goal(), 0, 7, {"jumped"}),
        (goal(), 40, 53, {"jumped"}),
        (goal(), 40, 27, {"fell", "jumped"}),
        (goal(target_value=0, bound=Bound.AT_MOST), 10, 8, set()),
        (goal(target_value=0, bound=Bound.AT_MOST), 10, 11, {"rose"}),
        (goal(target_value=0, bound=Bound.AT_MOST), 10, 6, {"jumped"}),
        (goal(target_value=0, bound=Bound.AT_MOST), 0, 0, set()),
        (goal(target_value=0, bound=Bound.AT_MOST), 0, 1, {"rose"}),
        (goal(target_value=0, bound=Bound.AT_MOST), 0, 2, {"rose", "jumped"}),
        (goal(target_value=2), 1, 2, set()),
        (goal(target_value=2), 0, 2, {"jumped"}),
        (goal(bound=Bound.ABOUT), 15, 14, set()),
        (goal(Measure.MILESTONE, None), 0, 1, set()),
        (goal(Measure.MILESTONE, None), 1, 0, {"fell"}),
    ],
)
def test_counts_beside_the_last_ones(wanted: Goal, before: int, now: int, told: set[str]) -> None:
    assert found(wanted, count(before), count(now, OCTOBER)) == told


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ((80, 100), (80, 100), set()),
        ((80, 100), (79, 100), {"fell"}),
        ((60, 100), (90, 100), set()),
        ((60, 100), (91, 100), {"jumped"}),
        ((90, 100), (101, 100), {"above"}),
        ((60, 100), (120, 100), {"above", "jumped"}),
    ],
)
def test_ratios_beside_the_last_ones_in_percentage_points(
    before: tuple[int, int], now: tuple[int, int], told: set[str]
) -> None:
    wanted = goal(Measure.RATIO, 100)
    assert found(wanted, ratio(*before), ratio(*now, OCTOBER)) == told


def test_without_a_last_figure_only_more_than_all_is_unusual() -> None:
    wanted = goal(Measure.RATIO, 100)
    assert found(wanted, None, ratio(2, 100, OCTOBER)) == set()
    assert found(wanted, None, ratio(101, 100, OCTOBER)) == {"above"}
    assert found(wanted, None, ratio(101, 100, OCTOBER), can_exceed=True) == set()
    assert found(goal(), None, count(400, OCTOBER)) == set()


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (None, (0, 0), {"empty"}),
        ((327, 624), (0, 0), {"empty", "shrank"}),
        ((0, 0), (0, 0), {"empty"}),
        ((0, 0), (80, 100), set()),
        ((80, 100), (80, 99), {"shrank"}),
        ((80, 100), (80, 101), {"fell"}),
        ((80, 100), (75, 90), {"shrank"}),
    ],
)
def test_a_ratio_of_nothing_or_of_less_needs_a_reason(
    before: tuple[int, int] | None, now: tuple[int, int], told: set[str]
) -> None:
    wanted = goal(Measure.RATIO, 100)
    assert found(wanted, before and ratio(*before), ratio(*now, OCTOBER)) == told


def test_of_a_new_school_year_there_may_be_less_but_not_nothing() -> None:
    wanted = goal(Measure.RATIO, 100, rhythm=Rhythm.EACH_SCHOOL_YEAR)
    august = date(2026, 8, 31)
    assert found(wanted, ratio(80, 100, august), ratio(40, 50, OCTOBER)) == set()
    assert found(wanted, ratio(80, 100, august), ratio(0, 0, OCTOBER)) == {"empty"}


@pytest.mark.parametrize(
    ("end", "told"), [(date(2026, 8, 31), set()), (date(2026, 9, 30), {"fell"})]
)
def test_counts_of_a_new_semester_start_again(end: date, told: set[str]) -> None:
    wanted = goal(target_value=2, rhythm=Rhythm.EACH_SEMESTER)
    assert found(wanted, count(2, end), count(1, OCTOBER)) - {"jumped"} == told


amounts = st.integers(0, 10**6)


@given(amounts, st.integers(0, 10**6), st.sampled_from(Bound), st.integers(1, 300))
def test_a_figure_that_stays_is_never_unusual(
    value: int, target_value: int, bound: Bound, limit: int
) -> None:
    kept = usual(
        goal(target_value=target_value, bound=bound), count(value), OCTOBER, Fraction(limit)
    )
    assert kept.anomalies(count(value)) == ()


@given(amounts, amounts, amounts, st.sampled_from([Bound.AT_LEAST, Bound.AT_MOST, Bound.BELOW]))
def test_a_step_back_is_shown_and_a_step_forward_never_is(
    before: int, now: int, target_value: int, bound: Bound
) -> None:
    kept = usual(goal(target_value=target_value, bound=bound), count(before), OCTOBER, LIMIT)
    told = set(kept.anomalies(count(now)))
    back = now < before if bound is Bound.AT_LEAST else now > before
    assert bool(told & {Anomaly.FELL, Anomaly.ROSE}) == back
