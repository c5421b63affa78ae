"""The steady pace in a figure's own unit, and where its line bends."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.rules.paces import bends, line, pace, steady
from projects.rules.values import Bound, DueValue, Goal, Measure, Rhythm
from tests.projects.rules.test_rules_properties import days, goals

START, END = date(2023, 9, 4), date(2027, 12, 31)


def goal(
    *checkpoints: tuple[date, int],
    rhythm: Rhythm = Rhythm.ONCE,
    bound: Bound = Bound.AT_LEAST,
    baseline: int | None = None,
) -> Goal:
    return Goal(
        Measure.COUNT,
        tuple(
            DueValue(due, Fraction(target_value))
            for due, target_value in checkpoints or [(END, 22)]
        ),
        START,
        bound,
        rhythm,
        baseline=None if baseline is None else Fraction(baseline),
    )


@pytest.mark.parametrize(
    ("wanted", "day", "amount"),
    [
        (goal(), START, 0),
        (goal(), date(2026, 11, 23), 16),
        (goal(), END, 22),
        (goal((date(2025, 12, 31), 10), (END, 20)), date(2025, 12, 31), 10),
        (goal((date(2025, 12, 31), 10)), END, 10),
        (goal(rhythm=Rhythm.MAINTAIN), START, 22),
        (goal((END, 2), rhythm=Rhythm.EACH_YEAR), date(2025, 12, 31), 2),
        (goal((END, 2), rhythm=Rhythm.EACH_YEAR), date(2026, 1, 1), 0),
        (goal(baseline=12), START, 12),
        (goal((END, 0), bound=Bound.AT_MOST, baseline=40), START, 40),
        (goal((END, 0), bound=Bound.AT_MOST, baseline=40), END, 0),
    ],
)
def test_the_pace_is_the_share_expected_of_the_way_to_the_goal(
    wanted: Goal, day: date, amount: Fraction | int
) -> None:
    assert pace(wanted, day) == amount


def test_a_chart_draws_the_pace_straight() -> None:
    assert line(goal(), date(2026, 11, 23)) == Fraction(22) * Fraction(1176, 1579)
    assert line(goal(), END) == pace(goal(), END) == 22


def test_the_pace_of_a_ratio_is_that_of_whole_units_of_its_denominator() -> None:
    towns = Goal(Measure.RATIO, (DueValue(END, Fraction(100)),), START)

    assert pace(towns, date(2026, 11, 23), Fraction(19)) == Fraction(1400, 19)
    assert pace(towns, date(2026, 11, 23)) == line(towns, date(2026, 11, 23))


def test_there_is_no_pace_down_from_an_unknown_start_but_the_limit_holds_at_the_end() -> None:
    wanted = goal((END, 0), bound=Bound.AT_MOST)

    assert pace(wanted, START) is None
    assert pace(wanted, END) == 0


@pytest.mark.parametrize("fields", [{"is_own": False}, {"is_exempt": True}])
def test_who_has_no_goal_or_is_exempt_keeps_no_pace(fields: dict[str, bool]) -> None:
    wanted = replace(goal(), **fields)  # type: ignore[arg-type]

    assert pace(wanted, END) is None


def test_a_milestone_has_no_pace_in_amounts() -> None:
    assert pace(Goal(Measure.MILESTONE, (DueValue(END),), START), END) is None


def test_the_pace_bends_at_checkpoints_and_at_the_ends_of_cycles() -> None:
    assert bends(goal((date(2025, 12, 31), 10), (END, 20)), END) == [
        START,
        date(2025, 12, 31),
        END,
    ]
    assert bends(goal(rhythm=Rhythm.MAINTAIN), END) == [START, END]
    assert bends(goal(rhythm=Rhythm.EACH_YEAR), date(2025, 6, 30)) == [
        START,
        date(2023, 12, 31),
        date(2024, 1, 1),
        date(2024, 12, 31),
        date(2025, 1, 1),
        date(2025, 6, 30),
    ]


@given(goals(), days, st.integers(1, 400))
def test_between_two_bends_the_pace_is_a_straight_line(wanted: Goal, last: date, step: int) -> None:
    found = bends(wanted, last)

    assert found == sorted(set(found))
    for first, second in pairwise(found):
        day = date.fromordinal(min(first.toordinal() + step, second.toordinal()))
        share = Fraction((day - first).days, (second - first).days)
        before, after = steady(wanted, first), steady(wanted, second)
        if wanted.measure in {Measure.COUNT, Measure.RATIO}:
            assert steady(wanted, day) == before + (after - before) * share
