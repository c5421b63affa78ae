"""Which days of the past are looked at."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboards.snapshots.month_ends import (
    all_month_ends,
    last_month_end,
    month_ends,
    next_month_end,
)
from projects.models import Plan

PLAN = Plan(start=date(2023, 9, 27), end=date(2027, 12, 31))
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(days)
def test_month_ends_lie_around_a_day_one_month_apart(day: date) -> None:
    before, after = last_month_end(day), next_month_end(day)

    assert before < day < after
    for end in (before, after):
        assert (end + timedelta(days=1)).day == 1
    assert (after - before).days <= 62
    assert last_month_end(after) in {before, day}


def test_the_months_before_a_day_reach_no_farther_than_the_plan_s_start() -> None:
    assert month_ends(PLAN, date(2026, 11, 23), 2) == [
        date(2026, 9, 30),
        date(2026, 10, 31),
        date(2026, 11, 23),
    ]
    assert month_ends(PLAN, date(2023, 11, 1), 12) == [
        date(2023, 9, 30),
        date(2023, 10, 31),
        date(2023, 11, 1),
    ]
    assert month_ends(PLAN, date(2023, 9, 28), 12) == [date(2023, 9, 28)]
    assert month_ends(PLAN, date(2026, 11, 23), 0) == [date(2026, 11, 23)]


def test_all_month_ends_run_from_the_plan_s_start_to_the_day() -> None:
    found = all_month_ends(PLAN, date(2026, 11, 23))

    assert found[:2] == [date(2023, 9, 30), date(2023, 10, 31)]
    assert found[-2:] == [date(2026, 10, 31), date(2026, 11, 23)]
    assert found == sorted(set(found))
    assert all_month_ends(PLAN, date(2023, 9, 27)) == [date(2023, 9, 27)]
    assert all_month_ends(PLAN, date(2023, 10, 31)) == [date(2023, 9, 30), date(2023, 10, 31)]
    from_an_end = Plan(start=date(2023, 9, 30), end=PLAN.end)
    assert all_month_ends(from_an_end, date(2023, 10, 2)) == [date(2023, 9, 30), date(2023, 10, 2)]
