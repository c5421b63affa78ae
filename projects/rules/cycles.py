"""The years, school years and semesters of recurring goals."""

from datetime import date, timedelta

from projects.rules.values import Goal, Rhythm


def cycle(rhythm: Rhythm, day: date) -> tuple[date, date]:
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
        return september, february - timedelta(days=1)
    return february, date(february.year, 8, 31)


def running_cycle(goal: Goal, day: date) -> tuple[date, date]:
    """The cycle running on ``day``, cut to the goal's own start and last day."""
    first, last = cycle(goal.rhythm, max(goal.start, min(day, goal.last.due)))
    return max(first, goal.start), min(last, goal.last.due)
