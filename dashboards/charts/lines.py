"""A line chart over time: figures, the pace they should keep, and checkpoints."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Final

from dashboards.charts.axes import ZERO, Scale, Span, at

HALF: Final = Fraction(50)
"""Per cent from the left, beyond which there is more room on the left."""
NUMBER: Final = re.compile(r"[^\s（(《》，]*〔\d+〕[^\s）)，]*号")
"""A document's number within its name: ``揭府办函〔2026〕9号``."""
LONGEST: Final = 16
"""The most characters of a document's name on a drawing."""


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
class Bend:
    """A day from which something else is demanded, by which document, and what was before."""

    day: date
    document: str
    before: str
    is_correction: bool = False

    @property
    def words(self) -> str:
        """``2026-11-26起调整，原≥22 所（揭府办函〔2026〕9号）``."""
        verb = "更正" if self.is_correction else "调整"
        return f"{self.day:%Y-%m-%d}起{verb}，原{self.before}（{self.document}）"


@dataclass(frozen=True, slots=True)
class LineData:
    """What a line chart shows: figures, the pace they should keep, checkpoints, amendments."""

    points: Sequence[Point]
    expected: Sequence[Point] = ()
    marks: Sequence[Mark] = ()
    bends: Sequence[Bend] = ()

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
class BendLine:
    """An amendment on the drawing: an upright line, with its ``label`` on the roomier side.

    ``drop`` is how far below the top the label stands, so that several do not meet.
    """

    x: str
    drop: str
    is_left: bool
    label: str
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
    bends: Sequence[BendLine] = ()


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
        [_bend(number, item, span) for number, item in enumerate(course.bends)],
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


def _bend(number: int, bend: Bend, span: Span) -> BendLine:
    place = span.place(bend.day)
    found = NUMBER.search(bend.document)
    name = found[0] if found else bend.document
    short = f"{name[:LONGEST]}…" if len(name) > LONGEST else name
    label = f"{bend.day:%Y-%m-%d} {short}"
    return BendLine(at(place), f"{1.1 + 1.5 * number:.1f}em", place > HALF, label, bend.words)


def _dot(day: date, amount: Fraction, span: Span, scale: Scale, mark: Mark | None = None) -> Dot:
    x, y = at(span.place(day)), at(scale.place(amount))
    return Dot(x, y, mark.state, mark.words) if mark else Dot(x, y, "", "")
