"""A line chart over time: figures, the pace they should keep, and checkpoints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from dashboards.charts.axes import ZERO, Scale, Span, at


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
class LineData:
    """What a line chart shows: the figures, the pace they should keep, and the checkpoints."""

    points: Sequence[Point]
    expected: Sequence[Point] = ()
    marks: Sequence[Mark] = ()

    @property
    def amounts(self) -> list[Fraction]:
        """All amounts, for an axis that holds them."""
        points = [*self.points, *self.expected]
        amounts = [point.amount for point in points if point.amount is not None]
        return amounts + [mark.amount for mark in self.marks]


@dataclass(frozen=True, slots=True)
class Dot:
    """A single point on the drawing, with its state and its words."""

    x: str
    y: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A chart ready to be drawn; paths without data are empty.

    ``told`` says in words what the drawing shows; ``now`` is the place of the day shown.
    """

    told: str
    span: Span
    scale: Scale
    line: str
    expected: str
    newest: Dot | None
    marks: Sequence[Dot]
    now: str


def line_chart(course: LineData, span: Span, scale: Scale, on: date, told: str) -> LineChart:
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
        at(span.place(on)),
    )


def path(points: Iterable[Point], span: Span, scale: Scale) -> str:
    """An SVG path through the points; a day without data lifts the pen, one alone is a dot."""
    strokes = []
    for has_data, stretch in groupby(points, key=lambda point: point.amount is not None):
        if has_data:
            places = [
                f"{at(span.place(point.day))} {at(scale.place(point.amount or ZERO))}"
                for point in stretch
            ]
            strokes.append("M" + "L".join(places if len(places) > 1 else places * 2))
    return "".join(strokes)


def _dot(day: date, amount: Fraction, span: Span, scale: Scale, mark: Mark | None = None) -> Dot:
    x, y = at(span.place(day)), at(scale.place(amount))
    return Dot(x, y, mark.state, mark.words) if mark else Dot(x, y, "", "")
