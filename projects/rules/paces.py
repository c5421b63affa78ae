"""The steady pace (序时) in a figure's own unit, for drawing it beside the figures."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from projects.rules.evaluation import expected, running_cycle
from projects.rules.values import ONE, RECURRING, ZERO, Bound, Promise, Rhythm

DAY = timedelta(days=1)


def pace(promise: Promise, day: date) -> Fraction | None:
    """The amount a steady pace would have come to on a day: a count's unit, or per cent.

    ``None`` where nothing is demanded in amounts, and on the way down from an unknown start.
    """
    goal = promise.last.goal
    if goal is None or not promise.has_goal or promise.is_exempt:
        return None
    share = expected(promise, day)
    if share == ONE:
        return goal
    if promise.baseline is None and promise.bound in {Bound.AT_MOST, Bound.BELOW}:
        return None
    start = ZERO if promise.baseline is None else promise.baseline
    return start + share * (goal - start)


def bends(promise: Promise, last: date) -> list[date]:
    """The days up to ``last`` between which the pace is a straight line, in order."""
    days = {promise.start, last}
    if promise.rhythm is Rhythm.ONCE:
        days |= {checkpoint.due for checkpoint in promise.checkpoints}
    elif promise.rhythm in RECURRING:
        days |= {day for cycle in _cycles(promise) for day in cycle}
    return sorted(day for day in days if promise.start <= day <= last)


def _cycles(promise: Promise) -> Iterator[tuple[date, date]]:
    """First and last day of each of the promise's cycles."""
    day = promise.start
    while day <= promise.last.due:
        first, last = running_cycle(promise, day)
        yield first, last
        day = last + DAY
