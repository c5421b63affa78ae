"""The steady pace (序时): the attainment due on a day, and the same in the unit of the figures."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from projects.rules.attainments import goal_share
from projects.rules.cycles import cycles, running_cycle
from projects.rules.values import (
    HUNDRED,
    ONE,
    RECURRING,
    ZERO,
    Bound,
    Goal,
    Measure,
    Rhythm,
)


def between(first: date, last: date, day: date) -> Fraction:
    """The share of the time from ``first`` to ``last`` that has passed on ``day``, in [0, 1].

    All of it from ``last`` on, even if that is not after ``first``.
    """
    if day >= last:
        return ONE
    return ZERO if day <= first else Fraction((day - first).days, (last - first).days)


def steady(goal: Goal, day: date) -> Fraction:
    """The attainment that a steady pace reaches on ``day`` along a straight line, in [0, 1]."""
    if goal.rhythm in RECURRING:
        return between(*running_cycle(goal, day), day)
    if goal.rhythm is Rhythm.MAINTAIN:
        return ONE
    if goal.measure in {Measure.MILESTONE, Measure.RATING}:
        return ONE if day > goal.last.due else ZERO
    return _along_checkpoints(goal, day)


def _along_checkpoints(goal: Goal, day: date) -> Fraction:
    """Straight lines from (start, 0) through each checkpoint's share of the last goal.

    What was due before the start is due at the start, from which the next line is drawn.
    """
    before, reached = goal.start, ZERO
    for checkpoint in goal.checkpoints:
        share = ONE
        if checkpoint is not goal.last and checkpoint.target_value is not None:
            share = goal_share(goal, checkpoint.target_value)
        if day <= checkpoint.due:
            return reached + (share - reached) * between(before, checkpoint.due, day)
        before, reached = max(before, checkpoint.due), share
    return ONE


@dataclass(frozen=True, slots=True)
class Due:
    """What a steady pace owes on a day: the attainment (序时进度), in [0, 1], and the whole units.

    ``units`` are a count, a numerator, or a fall; ``None`` if no whole units are counted, or
    if there is no way from the baseline to the goal.
    """

    share: Fraction
    units: Fraction | None = None


def due(goal: Goal, day: date, denominator: Fraction | None = None) -> Due:
    """What is due on ``day``; ``denominator`` is that of the figure judged.

    Nobody builds a part of a school: what counts whole units owes whole units.
    """
    share, way = steady(goal, day), _way(goal, denominator)
    if way is None:
        return Due(share)
    first, last = way
    exact = share * (first - last) if goal.is_downward else first + share * (last - first)
    if share == ONE:
        return Due(share, Fraction(ceil(exact)))
    units = Fraction(floor(exact))
    covered = units if goal.is_downward else max(units - first, ZERO)
    return Due(covered / abs(last - first), units)


def _way(goal: Goal, denominator: Fraction | None) -> tuple[Fraction, Fraction] | None:
    """Baseline and goal in whole units."""
    last = goal.last.target_value
    if last is None or goal.has_decimals or goal.rhythm is Rhythm.MAINTAIN:
        return None
    if goal.measure not in {Measure.COUNT, Measure.RATIO}:
        return None
    first = last if goal.baseline is None and goal.is_downward else goal.baseline or ZERO
    if first == last or (first > last) is not goal.is_downward:
        return None
    if goal.measure is Measure.COUNT:
        return first, last
    return (first * denominator / HUNDRED, last * denominator / HUNDRED) if denominator else None


def pace(goal: Goal, day: date, denominator: Fraction | None = None) -> Fraction | None:
    """The amount due on ``day``, in the count's unit or in per cent.

    ``None`` if the goal has no amount, or if it goes down from an unknown baseline.
    """
    return _amount(goal, due(goal, day, denominator).share)


def line(goal: Goal, day: date) -> Fraction | None:
    """The amount on the straight line that a chart draws; as ``pace``, but in parts of units."""
    return _amount(goal, steady(goal, day))


def _amount(goal: Goal, share: Fraction) -> Fraction | None:
    target_value = goal.last.target_value
    if target_value is None or not goal.is_own or goal.is_exempt:
        return None
    if share == ONE:
        return target_value
    if goal.baseline is None and goal.bound in {Bound.AT_MOST, Bound.BELOW}:
        return None
    start = ZERO if goal.baseline is None else goal.baseline
    return start + share * (target_value - start)


def bends(goal: Goal, last: date) -> list[date]:
    """The sorted days up to ``last`` at which the line of the pace changes its slope."""
    days = {goal.start, last}
    if goal.rhythm is Rhythm.ONCE:
        days |= {checkpoint.due for checkpoint in goal.checkpoints}
    elif goal.rhythm in RECURRING:
        days |= {day for cycle in cycles(goal) for day in cycle}
    return sorted(day for day in days if goal.start <= day <= last)
