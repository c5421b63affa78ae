"""Periods as the settings, the calendar of working days and the plans give them."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Max

from projects.models import Plan
from reports.models import Period
from reports.rules.period_kinds import YEAR_MONTHS, DueRule, ending_in
from reports.rules.working_days import WorkCalendar

Month = tuple[int, int]
"""Year and month."""


def usual_periods(
    first: Month, number: int, calendar: WorkCalendar | None = None, last_day: date | None = None
) -> list[Period]:
    """Unsaved periods of ``number`` months from ``first`` on, and longer periods ending there.

    The last one is that of ``last_day``, on which it ends; what is owed for it falls due later.
    """
    rule = DueRule(settings.DUE_DAY, settings.DUE_IN_PERIOD)
    end = last_day or date.max
    periods: list[Period] = []
    year, month = first
    for _ in range(number):
        if date(year, month, 1) > end:
            break
        is_last = (year, month) == (end.year, end.month)
        codes = ending_in(year, month, is_last=is_last)
        periods += [Period.usual(code, rule, calendar, end) for code in codes]
        year, month = (year + 1, 1) if month == YEAR_MONTHS else (year, month + 1)
    return periods


def last_day_of_plans() -> date | None:
    """The day on which the last of the plans ends; ``None`` without a plan."""
    last: date | None = Plan.objects.aggregate(last=Max("end"))["last"]
    return last


def years_to_enter(periods: Iterable[Period], calendar: WorkCalendar, on: date) -> list[int]:
    """The years of coming due days whose holidays nobody has entered."""
    return sorted({period.due.year for period in periods if period.due >= on} - calendar.years)


def not_entered_text(years: Iterable[int]) -> str:
    """What that means; empty without years."""
    named = "、".join(f"{year}年" for year in years)
    return f"{named}节假日尚未录入，截止日仅避开周末" if named else ""
