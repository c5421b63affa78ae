from reports.models import Period
from reports.rules.period_kinds import YEAR_MONTHS, ending_in

Month = tuple[int, int]
"""Year and month."""


def usual_periods(first: Month, number: int) -> list[Period]:
    """Unsaved periods of ``number`` months from ``first`` on, and longer periods ending there."""
    periods = []
    year, month = first
    for _ in range(number):
        periods += [Period.usual(code) for code in ending_in(year, month)]
        year, month = (year + 1, 1) if month == YEAR_MONTHS else (year, month + 1)
    return periods
