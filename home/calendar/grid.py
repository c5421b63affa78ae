"""A month's events, as a table of weeks and as a list of days."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from home.calendar.events import Event
from reports.rules.period_kinds import YEAR_MONTHS

SHOWN_IN_A_CELL = 3
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A cell of the table: a day and its events."""

    day: date
    is_in_month: bool
    is_today: bool
    events: Sequence[Event]

    @property
    def shown(self) -> Sequence[Event]:
        """The events that fit into a cell."""
        return self.events[:SHOWN_IN_A_CELL]

    @property
    def more(self) -> int:
        """How many events do not fit."""
        return len(self.events[SHOWN_IN_A_CELL:])


@dataclass(frozen=True, slots=True)
class CalendarMonth:
    """A month of a calendar; ``events`` are sorted and include other months."""

    first: date
    today: date
    events: Sequence[Event]

    @property
    def days(self) -> list[tuple[date, list[Event]]]:
        """The month's days with events, each with all of them."""
        own = [event for event in self.events if event.day.replace(day=1) == self.first]
        return [(day, list(group)) for day, group in groupby(own, key=lambda event: event.day)]

    @property
    def weeks(self) -> list[list[CalendarDay]]:
        """Whole weeks from Monday; days of other months are empty."""
        events = dict(self.days)
        return [
            [self._day(day, events.get(day, [])) for day in week]
            for week in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]

    def _day(self, day: date, events: Sequence[Event]) -> CalendarDay:
        return CalendarDay(day, day.month == self.first.month, day == self.today, events)

    @property
    def previous(self) -> date | None:
        """The month before, or None before the first year."""
        return _beside(self.first, -1)

    @property
    def following(self) -> date | None:
        """The month after, or None after the last year."""
        return _beside(self.first, 1)

    @property
    def next_event(self) -> Event | None:
        """The first event after this month."""
        following = self.following
        later = (event for event in self.events if following and event.day >= following)
        return next(later, None)


def _beside(first: date, step: int) -> date | None:
    months = first.year * YEAR_MONTHS + first.month - 1 + step
    year, month = divmod(months, YEAR_MONTHS)
    return date(year, month + 1, 1) if FIRST_YEAR <= year <= LAST_YEAR else None
