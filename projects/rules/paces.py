"""The steady pace (序时) in the unit of the figures, for charts."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from projects.rules.evaluation import expected, running_cycle
from projects.rules.values import ONE, RECURRING, ZERO, Bound, Goal, Rhythm

DAY = timedelta(days=1)


def pace(goal: Goal, day: date) -> Fraction | None:
    """The amount a steady pace reaches on ``day``, in the count's unit or in per cent.

    ``None`` if the goal has no amount, or if it goes down from an unknown baseline.
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
    """The sorted days up to ``last`` at which the line of the pace changes its slope."""
    days = {goal.start, last}
    if goal.rhythm is Rhythm.ONCE:
        days |= {checkpoint.due for checkpoint in goal.checkpoints}
    elif goal.rhythm in RECURRING:
        days |= {day for cycle in _cycles(goal) for day in cycle}
    return sorted(day for day in days if goal.start <= day <= last)


def _cycles(goal: Goal) -> Iterator[tuple[date, date]]:
    day = goal.start
    while day <= goal.last.due:
        first, last = running_cycle(goal, day)
        yield first, last
        day = last + DAY
