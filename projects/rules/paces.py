"""The steady pace (序时) in a figure's own unit, for drawing it beside the figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from projects.rules.evaluation import expected, running_cycle
from projects.rules.values import ONE, RECURRING, ZERO, Bound, Goal, Rhythm

DAY = timedelta(days=1)


def pace(goal: Goal, day: date) -> Fraction | None:
    """The amount a steady pace would have come to on a day: a count's unit, or per cent.

    ``None`` where nothing is demanded in amounts, and on the way down from an unknown start.
    """
    target_value = goal.last.target_value
    if target_value is None or not goal.is_own or goal.is_exempt:
        return None
    share = expected(goal, day)
    if share == ONE:
        return target_value
    if goal.baseline is None and goal.bound in {Bound.AT_MOST, Bound.BELOW}:
        return None
    start = ZERO if goal.baseline is None else goal.baseline
    return start + share * (target_value - start)


def bends(goal: Goal, last: date) -> list[date]:
    """The days up to ``last`` between which the pace is a straight line, in order."""
    days = {goal.start, last}
    if goal.rhythm is Rhythm.ONCE:
        days |= {checkpoint.due for checkpoint in goal.checkpoints}
    elif goal.rhythm in RECURRING:
        days |= {day for cycle in _cycles(goal) for day in cycle}
    return sorted(day for day in days if goal.start <= day <= last)


def _cycles(goal: Goal) -> Iterator[tuple[date, date]]:
    """First and last day of each of the goal's cycles."""
    day = goal.start
    while day <= goal.last.due:
        first, last = running_cycle(goal, day)
        yield first, last
        day = last + DAY
