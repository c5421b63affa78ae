"""A month laid out as weeks and as days."""

from datetime import date

import pytest

from home.calendar.events import Event, EventKind
from home.calendar.grid import CalendarMonth

TODAY = date(2026, 11, 23)


def event(day: date, title: str = "节点") -> Event:
    return Event(day, EventKind.CHECKPOINT, title, title, "", "/")


def month(first: date, *events: Event) -> CalendarMonth:
    return CalendarMonth(first, TODAY, events)


def test_weeks_go_from_monday_to_sunday_and_days_beside_the_month_stand_empty() -> None:
    events = [event(date(2026, 10, 31)), event(date(2026, 11, 1)), event(date(2026, 12, 1))]
    weeks = month(date(2026, 11, 1), *events).weeks
    assert [week[0].day for week in weeks] == [
        date(2026, 10, 26),
        *(date(2026, 11, number) for number in (2, 9, 16, 23, 30)),
    ]
    assert {len(week) for week in weeks} == {7}
    days = [day for week in weeks for day in week]
    assert [day.day for day in days if day.events] == [date(2026, 11, 1)]
    assert [day.day for day in days if day.is_today] == [TODAY]
    assert sum(day.is_in_month for day in days) == 30


def test_a_cell_shows_three_and_says_how_many_more() -> None:
    events = [event(TODAY, f"{number}") for number in range(5)]
    shown = month(date(2026, 11, 1), *events)
    day = next(day for week in shown.weeks for day in week if day.is_today)
    assert ([item.title for item in day.shown], day.more) == (["0", "1", "2"], 2)
    assert shown.days == [(TODAY, events)]


@pytest.mark.parametrize(
    ("first", "previous", "following"),
    [
        (date(2026, 1, 1), date(2025, 12, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
        (date(2000, 1, 1), None, date(2000, 2, 1)),
        (date(2099, 12, 1), date(2099, 11, 1), None),
    ],
)
def test_months_lead_to_their_neighbours_as_far_as_the_calendar_goes(
    first: date, previous: date | None, following: date | None
) -> None:
    shown = month(first)
    assert (shown.previous, shown.following) == (previous, following)
    assert len(shown.weeks) >= 4


def test_a_month_shows_what_comes_after_it() -> None:
    events = [event(TODAY), event(date(2026, 12, 31)), event(date(2027, 1, 1))]
    assert month(date(2026, 11, 1), *events).next_event == events[1]
    assert month(date(2026, 12, 1), *events).next_event == events[2]
    assert month(date(2027, 1, 1), *events).next_event is None
    assert month(date(2099, 12, 1), *events).next_event is None
