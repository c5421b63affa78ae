"""Where the way to a goal begins: at the first approved figure, or at the sum of the parts'."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import reasons
from projects.rules.baselines import from_first, summed, takes_first
from projects.rules.evaluation import evaluate
from projects.rules.rollups import roll_up
from projects.rules.values import (
    Bound,
    DueValue,
    Evaluation,
    Figure,
    Goal,
    Known,
    Lamp,
    Measure,
    Rhythm,
    Scope,
    Thresholds,
    counted,
    shared,
)
from tests.projects.rules.test_rules_properties import counts, days, goals, shares, thresholds

START, END = date(2023, 9, 4), date(2027, 12, 31)
JUNE, OCTOBER, TODAY = date(2026, 6, 30), date(2026, 10, 31), date(2026, 11, 23)
USUAL = Thresholds()


def goal(
    target_value: int = 0,
    bound: Bound = Bound.AT_MOST,
    measure: Measure = Measure.COUNT,
    rhythm: Rhythm = Rhythm.ONCE,
) -> Goal:
    return Goal(measure, (DueValue(END, Fraction(target_value)),), START, bound, rhythm)


def count(value: int, end: date = OCTOBER) -> Figure:
    return counted(end, Fraction(value))


def ratio(numerator: int, denominator: int, end: date = OCTOBER) -> Figure:
    return shared(end, Fraction(numerator), Fraction(denominator))


FORTY = count(40, JUNE)


def judged(wanted: Goal, first: Figure, now: Figure, day: date = TODAY) -> Evaluation:
    return evaluate(from_first(wanted, first), now, day, USUAL)


def test_ten_left_of_forty_in_june_are_ahead_of_ten_fewer() -> None:
    found = judged(goal(), FORTY, count(10))
    assert (found.attainment, found.expected) == (Fraction(3, 4), Fraction(1, 4))
    assert (found.owed, found.lamp) == (Fraction(10), Lamp.GREEN)


def test_the_first_figure_has_attained_nothing_on_its_day_and_owes_nothing() -> None:
    found = judged(goal(), FORTY, FORTY, JUNE)
    nothing = Fraction(0)
    assert (found.attainment, found.expected, found.lamp) == (nothing, nothing, Lamp.GREEN)


@pytest.mark.parametrize(
    ("value", "attainment", "lamp"),
    [(40, 0, Lamp.YELLOW), (41, 0, Lamp.YELLOW), (32, Fraction(1, 5), Lamp.GREEN)],
)
def test_who_has_not_begun_to_fall_is_behind(
    value: int, attainment: Fraction | int, lamp: Lamp
) -> None:
    found = judged(goal(), FORTY, count(value))
    assert (found.attainment, found.lamp) == (attainment, lamp)


@pytest.mark.parametrize(
    ("wanted", "first", "now", "attainment"),
    [
        (goal(15, Bound.BELOW, Measure.RATIO), ratio(45, 100, JUNE), ratio(30, 100), 0.5),
        (goal(3000, Bound.ABOUT), count(2000, JUNE), count(2750), 0.75),
        (goal(3000, Bound.ABOUT), count(4000, JUNE), count(3250), 0.75),
        (goal(0), count(0, JUNE), count(3), 0),
        (goal(5), count(3, JUNE), count(9), 0),
    ],
)
def test_below_and_about_begin_at_the_first_figure_too(
    wanted: Goal, first: Figure, now: Figure, attainment: float
) -> None:
    assert judged(wanted, first, now).attainment == Fraction(attainment)


@pytest.mark.parametrize(
    "wanted",
    [
        goal(22, Bound.AT_LEAST),
        replace(goal(), baseline=Fraction(50)),
        goal(rhythm=Rhythm.MAINTAIN),
        goal(1, rhythm=Rhythm.EACH_YEAR),
        Goal(Measure.MILESTONE, (DueValue(END),), START, Bound.AT_MOST),
    ],
)
def test_other_goals_begin_where_the_plan_says(wanted: Goal) -> None:
    assert not takes_first(wanted)
    assert from_first(wanted, FORTY) == wanted


def test_without_a_first_amount_there_is_no_baseline() -> None:
    assert from_first(goal(), None) == goal()
    nothing = ratio(0, 0, JUNE)
    assert from_first(goal(measure=Measure.RATIO), nothing).baseline is None
    assert Known(None, (nothing, ratio(1, 2))).first == ratio(1, 2)


def test_the_words_say_what_the_way_is_measured_from() -> None:
    wanted = from_first(goal(), FORTY)
    reason = reasons.reason(wanted, evaluate(wanted, count(10), TODAY, USUAL), USUAL, "个")
    assert reason == (
        "完成 75.0%，序时应减少 10 个（25.0%），超前 50.0 个百分点；以首次填报数为基数（40个）"
    )
    below = from_first(goal(15, Bound.BELOW, Measure.RATIO), ratio(45, 100, JUNE))
    reason = reasons.reason(below, evaluate(below, ratio(30, 100), TODAY, USUAL), USUAL, "%")
    assert reason.endswith("；以首次填报数为基数（45.0%，45/100）")
    done = evaluate(wanted, count(0), TODAY, USUAL)
    assert reasons.reason(wanted, done, USUAL, "个") == "已达到最终目标值"


def part(first: Figure | None, wanted: Goal | None = None) -> Goal:
    return from_first(replace(wanted or goal(), is_own=False), first)


def test_a_sum_begins_at_the_sum_of_its_parts_beginnings() -> None:
    parts = [part(FORTY), part(count(20, date(2026, 7, 31)))]
    whole = summed(goal(), parts)
    assert (whole.baseline, whole.start) == (Fraction(60), date(2026, 7, 31))
    found = [
        evaluate(own, figure, TODAY, USUAL)
        for own, figure in zip(parts, (count(10), count(20)), strict=True)
    ]
    city = roll_up(whole, Scope.POOLED, found, TODAY, USUAL)
    assert (city.attainment, city.lamp) == (Fraction(1, 2), Lamp.GREEN)


def test_a_sum_of_plan_baselines_begins_with_the_plan() -> None:
    parts = [replace(goal(22, Bound.AT_LEAST), baseline=Fraction(value)) for value in (3, 4)]
    whole = summed(goal(22, Bound.AT_LEAST), parts)
    assert (whole.baseline, whole.start, whole.first) == (Fraction(7), START, None)


def test_a_part_without_a_beginning_leaves_the_sum_without_one() -> None:
    assert summed(goal(), [part(FORTY), part(None)]) == goal()
    assert summed(goal(), []) == goal()
    exempt = replace(goal(), is_exempt=True)
    assert summed(goal(), [part(FORTY), exempt]).baseline == 40
    assert summed(replace(goal(), baseline=Fraction(9)), [part(FORTY)]).baseline == 9


def test_a_summed_ratio_begins_at_the_ratio_of_the_sums() -> None:
    wanted = goal(15, Bound.BELOW, Measure.RATIO)
    parts = [part(ratio(50, 60, JUNE), wanted), part(ratio(20, 90, JUNE), wanted)]
    assert summed(wanted, parts).baseline == Fraction(7000, 150)
    percentages = [replace(wanted, baseline=Fraction(50))] * 2
    assert summed(wanted, percentages) == wanted


@given(goals(), st.one_of(counts, shares), st.one_of(counts, shares), days, thresholds)
def test_any_first_figure_can_be_begun_at(
    wanted: Goal, first: Figure, now: Figure, day: date, limits: Thresholds
) -> None:
    found = evaluate(from_first(wanted, first), now, day, limits)
    for share in (found.attainment, found.expected):
        assert share is None or 0 <= share <= 1
    assert found.is_met == evaluate(wanted, now, day, limits).is_met
