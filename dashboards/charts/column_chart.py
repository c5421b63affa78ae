"""A column chart of the lamp counts, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import Final

from dashboards.charts.axes import LEAST_YEAR, ZERO, Scale, Tick, at, scale
from dashboards.snapshots.lamp_counts import LampCounts
from projects import wording
from projects.rules.values import HUNDRED, SEVERITY, UNJUDGED, Lamp

COLUMN_SHARE: Final = Fraction(4, 5)
"""The share of its month's width that a column fills."""
NAMED_COLUMNS: Final = 12
"""The most columns that get their month's number on a phone."""


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """The lamp counts at a month's end."""

    day: date
    counts: LampCounts

    @property
    def judged(self) -> dict[Lamp, int]:
        """The counts of the lamps that are judged; the others are in no chart."""
        return {item.lamp: item.count for item in self.counts.lit if item.lamp not in UNJUDGED}


@dataclass(frozen=True, slots=True)
class ColumnSegment:
    """A lamp's part of a column, from its upper edge down."""

    lamp: Lamp
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class LampColumn:
    """A month's column; ``words`` is its month's number where there is room for it."""

    x: str
    width: str
    middle: str
    words: str
    pieces: Sequence[ColumnSegment]


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns ready to be drawn, and the rows of the table behind them.

    ``lamps`` are those that occur, worst first, with their words; ``rows`` the months, newest
    first, each with its counts in the same order.
    """

    told: str
    scale: Scale
    columns: Sequence[LampColumn]
    years: Sequence[Tick]
    lamps: Sequence[tuple[Lamp, str]]
    rows: Sequence[tuple[date, Sequence[int]]]


def column_chart(months: Sequence[MonthCounts], told: str) -> ColumnChart:
    """Draw each month's lamps as a column, done at the bottom, the worst on top.

    ``months`` are in order; ``told`` says in words what the chart shows.
    """
    present = [lamp for lamp in SEVERITY if any(month.judged.get(lamp) for month in months)]
    axis = scale(Fraction(sum(month.judged.values())) for month in months)
    return ColumnChart(
        told,
        axis,
        [_column(number, months, axis) for number in range(len(months))],
        _years_of(months),
        [(lamp, wording.LAMP_LABELS[lamp]) for lamp in present],
        [
            (month.day, [month.judged.get(lamp, 0) for lamp in present])
            for month in reversed(months)
        ],
    )


def _column(number: int, months: Sequence[MonthCounts], axis: Scale) -> LampColumn:
    month, wide = months[number], HUNDRED / len(months)
    middle = wide * number + wide / 2
    every = ceil(len(months) / NAMED_COLUMNS)
    is_named = (month.day.month - 1) % every == 0
    pieces, below = [], ZERO
    for lamp in reversed(SEVERITY):
        count = month.judged.get(lamp, 0)
        if count:
            upper, lower = axis.place(below + count), axis.place(below)
            pieces.append(ColumnSegment(lamp, at(upper), at(lower - upper)))
            below += count
    width = wide * COLUMN_SHARE
    return LampColumn(
        at(middle - width / 2),
        at(width),
        at(middle),
        f"{month.day.month}" if is_named else "",
        pieces,
    )


def _years_of(months: Sequence[MonthCounts]) -> list[Tick]:
    """The years' numbers, each under the middle of its months."""
    ticks, passed = [], 0
    for year, group in groupby(months, key=lambda month: month.day.year):
        size = len(list(group))
        place = HUNDRED * (2 * passed + size) / (2 * len(months))
        if HUNDRED * size / len(months) >= LEAST_YEAR:
            ticks.append(Tick(at(place), f"{year}"))
        passed += size
    return ticks
