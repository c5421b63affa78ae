"""Charts as finished values: amounts in, places on the drawing out; pure, like the rules.

A drawing is a square of 100 × 100: x runs to the right, y downwards. Templates put these numbers
into SVG as percentages, so that a chart stretches to any width while its words keep their size.
Two kinds: a course over the time (``line_chart``, ``_chart_line.html``) and columns of lamps by
month (``column_chart``, ``_chart_columns.html``, and the table behind it, ``_chart_table.html``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import ceil, floor, log10
from typing import Final

from projects import wording
from projects.rules import HUNDRED, LAMPS, UNJUDGED, Lamp, ratio

ZERO: Final = Fraction(0)
STEPS: Final = 5
"""The most steps an axis of amounts is divided into."""
COLUMN_SHARE: Final = Fraction(4, 5)
"""How much of its month a column fills."""
NAMED_COLUMNS: Final = 12
"""The most columns that get their month's number on a phone."""
LEAST_YEAR: Final = 6
"""Per cent of the width that a year's number needs."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and the words there; without words only the line is drawn."""

    at: str
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of amounts, from 0 at the bottom to ``top``, divided into equal steps."""

    top: Fraction
    step: Fraction
    sign: str = ""

    def place(self, amount: Fraction) -> Fraction:
        """How far down an amount lies; what is beyond the axis lies on its end."""
        return HUNDRED - min(max(amount / self.top, ZERO), Fraction(1)) * HUNDRED

    @property
    def ticks(self) -> list[Tick]:
        """The steps' places, from 0 up."""
        amounts = [self.step * number for number in range(int(self.top / self.step) + 1)]
        return [
            Tick(_at(self.place(item)), f"{wording.number(item)}{self.sign}") for item in amounts
        ]


def scale(amounts: Iterable[Fraction | None], *, is_share: bool = False) -> Scale:
    """An axis that holds all ``amounts``, in round steps.

    One of shares, in per cent, ends at 100 % unless all are below a half or one is above.
    """
    most = max((item for item in amounts if item is not None), default=ZERO)
    if is_share and (most <= 0 or HUNDRED / 2 < most <= HUNDRED):
        return Scale(HUNDRED, HUNDRED / 4, "%")
    step = _step(most if most > 0 else Fraction(1))
    if not is_share:
        step = max(step, Fraction(1))
    return Scale(step * max(ceil(most / step), 1), step, "%" if is_share else "")


def _step(most: Fraction) -> Fraction:
    """The least of 1, 2, 5, 10, … that covers ``most`` in so many steps as allowed."""
    unit = Fraction(10) ** floor(log10(most / STEPS))
    return next(unit * digit for digit in (1, 2, 5, 10, 20) if unit * digit * STEPS >= most)


@dataclass(frozen=True, slots=True)
class Span:
    """The axis of time, from its first day to its last."""

    first: date
    last: date

    def place(self, day: date) -> Fraction:
        """How far to the right a day lies; one outside lies on the nearer end."""
        share = ratio(Fraction((day - self.first).days), Fraction((self.last - self.first).days))
        return min(max(share or ZERO, ZERO), Fraction(1)) * HUNDRED

    @property
    def years(self) -> list[Tick]:
        """Where each year but the first begins, without words."""
        years = range(self.first.year + 1, self.last.year + 1)
        return [Tick(_at(self.place(date(year, 1, 1))), "") for year in years]

    @property
    def names(self) -> list[Tick]:
        """The years' numbers, each in the middle of what is shown of it, where it has room."""
        found = []
        for year in range(self.first.year, self.last.year + 1):
            begins, ends = self.place(date(year, 1, 1)), self.place(date(year, 12, 31))
            if ends - begins >= LEAST_YEAR:
                found.append(Tick(_at((begins + ends) / 2), f"{year}"))
        return found


@dataclass(frozen=True, slots=True)
class Point:
    """An amount on a day; ``None``: no data, which interrupts the line."""

    day: date
    amount: Fraction | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What must be reached by a day; ``state`` is ``met``, ``missed`` or ``ahead``."""

    day: date
    amount: Fraction
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Course:
    """What a line chart shows: the figures, the pace they should keep, and the checkpoints."""

    points: Sequence[Point]
    expected: Sequence[Point] = ()
    marks: Sequence[Mark] = ()

    @property
    def amounts(self) -> list[Fraction]:
        """All amounts, for an axis that holds them."""
        points = [*self.points, *self.expected]
        found = [point.amount for point in points if point.amount is not None]
        return found + [mark.amount for mark in self.marks]


@dataclass(frozen=True, slots=True)
class Dot:
    """A single place on the drawing, with its state and its words."""

    x: str
    y: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A course ready to be drawn; the paths are empty where there is nothing.

    ``told`` says in words what the drawing shows; ``now`` is where the day asked lies.
    """

    told: str
    span: Span
    scale: Scale
    line: str
    expected: str
    newest: Dot | None
    marks: Sequence[Dot]
    now: str


def line_chart(course: Course, span: Span, scale: Scale, on: date, told: str) -> LineChart:
    """Draw a course; several charts with one ``span`` and ``scale`` can be compared by eye."""
    last = next((item for item in reversed(course.points) if item.amount is not None), None)
    return LineChart(
        told,
        span,
        scale,
        path(course.points, span, scale),
        path(course.expected, span, scale),
        _dot(last.day, last.amount, span, scale) if last and last.amount is not None else None,
        [_dot(item.day, item.amount, span, scale, item) for item in course.marks],
        _at(span.place(on)),
    )


def path(points: Iterable[Point], span: Span, scale: Scale) -> str:
    """An SVG path through the points; a day without data lifts the pen, one alone is a dot."""
    strokes = []
    for has_data, stretch in groupby(points, key=lambda point: point.amount is not None):
        if has_data:
            places = [
                f"{_at(span.place(point.day))} {_at(scale.place(point.amount or ZERO))}"
                for point in stretch
            ]
            strokes.append("M" + "L".join(places if len(places) > 1 else places * 2))
    return "".join(strokes)


def _dot(day: date, amount: Fraction, span: Span, scale: Scale, mark: Mark | None = None) -> Dot:
    x, y = _at(span.place(day)), _at(scale.place(amount))
    return Dot(x, y, mark.state, mark.words) if mark else Dot(x, y, "", "")


@dataclass(frozen=True, slots=True)
class Month:
    """How many stand at each lamp at a month's end: as a Tally counts them."""

    day: date
    counts: Sequence[tuple[Lamp, int]]

    @property
    def judged(self) -> dict[Lamp, int]:
        """The counts of the lamps that are judged; the others are in no chart."""
        return {lamp: count for lamp, count in self.counts if lamp not in UNJUDGED}


@dataclass(frozen=True, slots=True)
class Piece:
    """A lamp's part of a column, from its upper edge down."""

    lamp: Lamp
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    """A month's column; ``words`` is its month's number where there is room for it."""

    x: str
    width: str
    middle: str
    words: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns ready to be drawn, and the rows of the table behind them.

    ``lamps`` are those that occur, worst first, with their words; ``rows`` the months, newest
    first, each with its counts in the same order.
    """

    told: str
    scale: Scale
    columns: Sequence[Column]
    years: Sequence[Tick]
    lamps: Sequence[tuple[Lamp, str]]
    rows: Sequence[tuple[date, Sequence[int]]]


def column_chart(months: Sequence[Month], told: str) -> ColumnChart:
    """Draw the lamps of each month as a column, what is done at its foot, the worst on top.

    ``months`` are in order; ``told`` says in words what the chart shows.
    """
    present = [lamp for lamp in LAMPS if any(month.judged.get(lamp) for month in months)]
    axis = scale(Fraction(sum(month.judged.values())) for month in months)
    return ColumnChart(
        told,
        axis,
        [_column(number, months, axis) for number in range(len(months))],
        _years_of(months),
        [(lamp, wording.LAMP_WORDS[lamp]) for lamp in present],
        [
            (month.day, [month.judged.get(lamp, 0) for lamp in present])
            for month in reversed(months)
        ],
    )


def _column(number: int, months: Sequence[Month], axis: Scale) -> Column:
    month, wide = months[number], HUNDRED / len(months)
    middle = wide * number + wide / 2
    every = ceil(len(months) / NAMED_COLUMNS)
    is_named = (month.day.month - 1) % every == 0
    pieces, below = [], ZERO
    for lamp in reversed(LAMPS):
        count = month.judged.get(lamp, 0)
        if count:
            upper, lower = axis.place(below + count), axis.place(below)
            pieces.append(Piece(lamp, _at(upper), _at(lower - upper)))
            below += count
    width = wide * COLUMN_SHARE
    return Column(
        _at(middle - width / 2),
        _at(width),
        _at(middle),
        f"{month.day.month}" if is_named else "",
        pieces,
    )


def _years_of(months: Sequence[Month]) -> list[Tick]:
    """The years' numbers, each under the middle of its months."""
    found, passed = [], 0
    for year, group in groupby(months, key=lambda month: month.day.year):
        size = len(list(group))
        place = HUNDRED * (2 * passed + size) / (2 * len(months))
        if HUNDRED * size / len(months) >= LEAST_YEAR:
            found.append(Tick(_at(place), f"{year}"))
        passed += size
    return found


def _at(place: Fraction) -> str:
    """A place to two decimals, as SVG reads it."""
    return f"{float(place):.2f}"
