"""The first approved figure as the baseline of what has none, and the baselines of sums."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from projects.rules.rollups import pool
from projects.rules.values import ZERO, Bound, Figure, Goal, Measure, Rhythm


def takes_first(goal: Goal) -> bool:
    """Whether the way to the goal begins at the first approved figure."""
    is_counted = goal.measure in {Measure.COUNT, Measure.RATIO}
    is_upward = goal.bound is Bound.AT_LEAST
    return is_counted and not is_upward and goal.rhythm is Rhythm.ONCE and goal.baseline is None


def from_first(goal: Goal, first: Figure | None) -> Goal:
    """The goal with its first approved figure as baseline, if it takes it.

    The pace starts at the end of that figure's period.
    """
    if first is None or first.value is None or not takes_first(goal):
        return goal
    return replace(goal, baseline=first.value, start=first.period_end, first=first)


def summed(goal: Goal, parts: Sequence[Goal]) -> Goal:
    """A sum's goal with the sum of its parts' baselines, if every part has one.

    Percentages do not add up: a ratio has a baseline if all of its parts have a first figure.
    The pace starts where that of the last part does.
    """
    owing = [part for part in parts if not part.is_exempt]
    if goal.baseline is not None or not owing or any(part.baseline is None for part in owing):
        return goal
    first = pool(part.first for part in owing)
    if not all(part.first for part in owing):
        first = None
    if goal.measure is Measure.RATIO and first is None:
        return goal
    baseline = sum((part.baseline or ZERO for part in owing), Fraction(0))
    if goal.measure is Measure.RATIO and first is not None:
        baseline = first.value or ZERO
    return replace(goal, baseline=baseline, start=max(part.start for part in owing), first=first)
