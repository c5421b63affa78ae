"""Working days: weekends, public holidays and the working Saturdays and Sundays (调休). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from chinese_calendar import constants

WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
SATURDAY: Final = 5
FIRST_YEAR: Final = 2023
"""The plan's first year; the library knows older ones, which nothing here asks for."""
_DAY: Final = timedelta(days=1)
_FESTIVALS: Final = frozenset({"清明", "端午", "中秋"})
"""Names of the library that lack their last character."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day on which offices are closed or open other than its day of the week says."""

    is_working: bool
    name: str


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The special days of the years that are known; of other years only weekends are."""

    days: Mapping[date, SpecialDay]

    @property
    def years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.days)

    def is_working_day(self, day: date) -> bool:
        special = self.days.get(day)
        return special.is_working if special else day.weekday() < SATURDAY

    def next_working_day(self, day: date) -> date:
        """``day`` itself if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def day_off(self, day: date) -> str:
        """Why nobody works on ``day``, as 国庆节 or 周六; empty on a working day."""
        if self.is_working_day(day):
            return ""
        special = self.days.get(day)
        return special.name if special else WEEKDAYS[day.weekday()]

    def with_years(self, entered: Mapping[date, SpecialDay]) -> "WorkCalendar":
        """With the years that ``entered`` has days of as it says, and the others as they are."""
        years = {day.year for day in entered}
        kept = {day: special for day, special in self.days.items() if day.year not in years}
        return WorkCalendar(kept | dict(entered))


@lru_cache(maxsize=1)
def national_calendar() -> WorkCalendar:
    """What the State Council has announced, as far as the library ``chinesecalendar`` knows."""
    sources = ((False, constants.holidays), (True, constants.workdays))
    return WorkCalendar(
        {
            day: SpecialDay(is_working, _named(constants.Holiday(holiday).chinese))
            for is_working, days in sources
            for day, holiday in days.items()
            if day.year >= FIRST_YEAR
        }
    )


def _named(name: str) -> str:
    return f"{name}节" if name in _FESTIVALS else name
