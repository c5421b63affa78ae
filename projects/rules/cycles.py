"""The years, school years and semesters of recurring goals."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from projects.rules.values import RECURRING, Figure, Goal, Rhythm, Thresholds

Cycle = tuple[date, date]
"""First and last day."""
DAY = timedelta(days=1)


def cycle(rhythm: Rhythm, day: date) -> Cycle:
    """First and last day of the recurring cycle that contains ``day``.

    School years run from 1 September to 31 August, semesters from 1 September to
    31 January and from 1 February to 31 August.
    """
    if rhythm is Rhythm.EACH_YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    september = date(day.year if day.month >= 9 else day.year - 1, 9, 1)  # noqa: PLR2004
    if rhythm is Rhythm.EACH_SCHOOL_YEAR:
        return september, date(september.year + 1, 8, 31)
    february = date(september.year + 1, 2, 1)
    if day < february:
        return september, february - DAY
    return february, date(february.year, 8, 31)


def running_cycle(goal: Goal, day: date) -> Cycle:
    """The cycle running on ``day``, cut to the goal's own start and last day."""
    first, last = cycle(goal.rhythm, max(goal.start, min(day, goal.last.due)))
    return max(first, goal.start), min(last, goal.last.due)


def cycles(goal: Goal) -> Iterator[Cycle]:
    """All cycles of a recurring goal, in order."""
    day = goal.start
    while day <= goal.last.due:
        first, last = running_cycle(goal, day)
        yield first, last
        day = last + DAY


def ended_cycle(goal: Goal, day: date, thresholds: Thresholds) -> Cycle | None:
    """The cycle before the running one, until the latter's first report falls due.

    Nobody can have reported anything for the running cycle by then. The last cycle has ended for
    good. ``None`` if there is no cycle before.
    """
    if goal.rhythm not in RECURRING:
        return None
    running = running_cycle(goal, day)
    if day > goal.last.due:
        return running
    due = thresholds.newest_due
    if due is not None and due >= running[0]:
        return None
    before = running_cycle(goal, running[0] - DAY)
    return before if before != running else None


def closed_cycle(
    goal: Goal, day: date, thresholds: Thresholds, figures: Iterable[Figure | None] = ()
) -> Cycle | None:
    """The cycle that has ended, if there is something to judge it by; the last one always.

    That is a report that has fallen due in it, or one of the ``figures``: the first of all reports
    may be approved before its due day.
    """
    ended = ended_cycle(goal, day, thresholds)
    if ended is None or day > goal.last.due:
        return ended
    ends = [thresholds.newest_due, *(figure.period_end for figure in figures if figure)]
    return ended if any(end and ended[0] <= end <= ended[1] for end in ends) else None
