"""On which days reminders come by themselves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collection.reminders.schedule import Schedule

DUE = date(2026, 11, 5)
USUAL = Schedule(before=(3, 1), after=(1, 3), every=7)


@pytest.mark.parametrize(
    ("late", "step"),
    [
        (-10, None),
        (-4, None),
        (-3, -3),
        (-2, -3),
        (-1, -1),
        (0, -1),
        (1, 1),
        (2, 1),
        (3, 3),
        (6, 3),
        (7, 7),
        (13, 7),
        (14, 14),
        (400, 399),
    ],
)
def test_the_newest_step_is_before_after_and_then_weekly(late: int, step: int | None) -> None:
    expected = None if step is None else DUE + timedelta(days=step)
    assert USUAL.newest_step(DUE, DUE + timedelta(days=late)) == expected


def test_repeats_begin_after_the_last_single_day() -> None:
    schedule = Schedule(before=(), after=(1, 10), every=7)
    steps = [schedule.newest_step(DUE, DUE + timedelta(days=late)) for late in (7, 10, 14)]
    assert steps == [DUE + timedelta(days=days) for days in (1, 10, 14)]


def test_without_repeats_the_last_day_stays_the_newest() -> None:
    schedule = Schedule(before=(3,), after=(1,), every=0)
    assert schedule.newest_step(DUE, DUE + timedelta(days=90)) == DUE + timedelta(days=1)


def test_with_no_days_at_all_nothing_ever_comes() -> None:
    schedule = Schedule(before=(), after=(), every=0)
    assert schedule.newest_step(DUE, DUE + timedelta(days=90)) is None


@given(
    before=st.lists(st.integers(1, 60), max_size=4),
    after=st.lists(st.integers(1, 60), max_size=4),
    every=st.integers(0, 60),
    late=st.integers(-90, 400),
)
def test_steps_never_lie_ahead_and_never_go_back(
    before: list[int], after: list[int], every: int, late: int
) -> None:
    schedule = Schedule(before, after, every)
    on = DUE + timedelta(days=late)
    step = schedule.newest_step(DUE, on)
    following = schedule.newest_step(DUE, on + timedelta(days=1))
    assert step is None or step <= on
    assert step is None or (following is not None and following >= step)
