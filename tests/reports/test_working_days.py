"""Working days: weekends, holidays, the working Saturdays and Sundays, and years entered."""

from datetime import date

import pytest

from reports.rules.working_days import SpecialDay, WorkCalendar, national_calendar

CALENDAR = national_calendar()


@pytest.mark.parametrize(
    ("day", "reason", "following"),
    [
        (date(2026, 9, 4), "", date(2026, 9, 4)),
        (date(2026, 9, 5), "周六", date(2026, 9, 7)),
        (date(2026, 9, 6), "周日", date(2026, 9, 7)),
        (date(2026, 9, 20), "", date(2026, 9, 20)),  # a Sunday on which offices work
        (date(2026, 10, 5), "国庆节", date(2026, 10, 8)),
        (date(2026, 4, 5), "清明节", date(2026, 4, 7)),
        (date(2026, 2, 15), "春节", date(2026, 2, 24)),
        (date(2026, 10, 10), "", date(2026, 10, 10)),
        (date(2023, 10, 5), "国庆节", date(2023, 10, 7)),  # a working Saturday
    ],
)
def test_a_day_off_moves_to_the_next_working_day(day: date, reason: str, following: date) -> None:
    assert CALENDAR.is_working_day(day) is not reason.startswith(("周", "国", "清", "春"))
    assert CALENDAR.day_off(day) == reason
    assert CALENDAR.next_working_day(day) == following


def test_the_library_knows_the_plan_s_years_up_to_2026() -> None:
    assert CALENDAR.years == {2023, 2024, 2025, 2026}


def test_of_a_year_that_nobody_entered_only_weekends_are_off() -> None:
    assert CALENDAR.is_working_day(date(2028, 10, 2))
    assert CALENDAR.day_off(date(2028, 10, 1)) == "周日"


def test_an_entered_year_counts_as_entered_and_leaves_the_others() -> None:
    entered = {
        date(2026, 1, 1): SpecialDay(False, "元旦"),
        date(2028, 1, 3): SpecialDay(False, "元旦"),
    }
    calendar = CALENDAR.with_years(entered)
    assert calendar.years == {2023, 2024, 2025, 2026, 2028}
    assert calendar.is_working_day(date(2026, 10, 5))
    assert not calendar.is_working_day(date(2025, 10, 6))
    assert calendar.next_working_day(date(2028, 1, 1)) == date(2028, 1, 4)


def test_no_calendar_at_all_knows_weekends() -> None:
    assert WorkCalendar({}).next_working_day(date(2026, 9, 5)) == date(2026, 9, 7)
