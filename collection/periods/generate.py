"""The periods of a run of months."""

from reports.models import Period
from reports.models.period import MONTHS_OF_QUARTER

YEAR_MONTHS = 12

Month = tuple[int, int]
"""Year and month."""


def usual_periods(first: Month, number: int) -> list[Period]:
    """Unsaved periods of ``number`` months on from ``first``, and the quarters they end."""
    periods = []
    year, month = first
    for _ in range(number):
        periods.append(Period.of_month(year, month))
        if month % MONTHS_OF_QUARTER == 0:
            periods.append(Period.of_quarter(year, month // MONTHS_OF_QUARTER))
        year, month = (year + 1, 1) if month == YEAR_MONTHS else (year, month + 1)
    return periods
