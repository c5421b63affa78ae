"""The past month by month: which days are looked at, and the lamps on them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from dashboards.charts import Month
from dashboards.lines import Line, count
from dashboards.standings import Board
from projects.models import Plan

MONTHS = 12


def month_ends(plan: Plan, on: date, number: int) -> list[date]:
    """The last days of the ``number`` months before ``on`` in which the plan ran, and ``on``."""
    found = [on]
    while len(found) <= number:
        day = last_month_end(found[0])
        if day < plan.start:
            break
        found.insert(0, day)
    return found


def last_month_end(day: date) -> date:
    """The last day of the month before ``day``'s."""
    return day.replace(day=1) - timedelta(days=1)


def next_month_end(day: date) -> date:
    """The last day of the first month that ends after ``day``."""
    following = day + timedelta(days=1)
    return last_month_end((following.replace(day=28) + timedelta(days=4)).replace(day=1))


def days_to_choose(plan: Plan, today: date) -> list[date]:
    """The month ends of the plan's time that are over, and today: where its slider stops."""
    found = []
    day = next_month_end(plan.start)
    while day < today:
        found.append(day)
        day = next_month_end(day)
    return [*found, today]


def lamps_by_month(
    boards: Sequence[Board], lines: Callable[[Board], Iterable[Line]]
) -> list[Month]:
    """How many of some lines stood at each lamp on the boards' days, for a chart."""
    return [Month(board.on, count(lines(board)).counts) for board in boards]
