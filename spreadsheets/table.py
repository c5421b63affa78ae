"""Tables of declared columns: rows as high as their text, totals and shares as formulas."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Protocol, TypeVar

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from spreadsheets import styles
from spreadsheets.cells import LEAST_HEIGHT, ROW_LIMIT, Value, line_across, put, span
from spreadsheets.columns import Column
from spreadsheets.text_metrics import clean, text_height
from spreadsheets.theme import BODY_POINTS, HEADER_POINTS
from spreadsheets.workbook import Number, live

Row = TypeVar("Row")
Cells = Mapping[int, tuple[Value, str]]
"""Value and style by column number."""
HEADER_ROW: Final = 4
FIRST_ROW: Final = HEADER_ROW + 1
NOTHING: Final = "—"
"""Shown instead of a formula that has nothing to calculate."""
NUMERIC: Final = frozenset({styles.NUMBER, styles.SHARE, styles.POINTS})
PIECE: Final = 200.0
"""Row height in points when a row is split for being too high: low enough to fill pages well."""


class Headed(Protocol):
    """A column's heading and width."""

    @property
    def heading(self) -> str: ...

    @property
    def width(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Live:
    """A column calculated from other columns of the row.

    ``formula`` names them by heading, as in ``={达标}/{适用}``. ``result`` computes the same from
    the row's numbers by heading; ``None`` if there is nothing to calculate.
    """

    heading: str
    width: float
    style: str
    formula: str
    result: Callable[[Mapping[str, Any]], Number | None]


def share(heading: str, width: float, part: str, whole: str) -> Live:
    """A column that divides one column by another, in total rows too, shown as a percentage."""

    def result(numbers: Mapping[str, Any]) -> Number | None:
        return numbers[part] / numbers[whole] if numbers[whole] else None

    return Live(heading, width, styles.SHARE, f"={{{part}}}/{{{whole}}}", result)


def across(heading: str, width: float, headings: Sequence[str]) -> Live:
    """A column that adds up neighbouring columns."""

    def result(numbers: Mapping[str, Any]) -> Number | None:
        total: int = sum(numbers[item] for item in headings)
        return total

    formula = f"=SUM({{{headings[0]}}}:{{{headings[-1]}}})"
    return Live(heading, width, styles.NUMBER, formula, result)


@dataclass
class Table(Generic[Row]):
    """A table on a sheet; ``row`` is its next free row."""

    sheet: Worksheet
    columns: Sequence[Column[Row] | Live]
    row: int = FIRST_ROW
    _numbers: dict[int, dict[str, Any]] = field(default_factory=dict)

    def band(self, text: str) -> None:
        """Write a line across the whole width that starts a section of the table."""
        line_across(self.sheet, self.row, text, styles.BAND)
        self.row += 1

    def note(self, text: str) -> None:
        """Write a sentence across the whole width."""
        line_across(self.sheet, self.row, text, styles.NOTE)
        self.row += 1

    def add(self, items: Iterable[Row], empty: str) -> tuple[int, int]:
        """Write a row for each item, or ``empty`` if there is none; return first and last row."""
        first = self.row
        for item in items:
            self._add(item)
        if self.row == first:
            line_across(self.sheet, first, empty, styles.MIDDLE)
            self.row += 1
        return first, self.row - 1

    def total(self, label: str, parts: Sequence[tuple[int, int]]) -> int:
        """Write and return a row with the sums over spans of rows (first, last).

        ``label`` spans the columns before the first summed one.
        """
        row, self.row = self.row, self.row + 1
        rows = [number for first, last in parts for number in range(first, last + 1)]
        numbers: dict[str, Any] = {}
        for number, column in enumerate(self.columns, start=1):
            put(self.sheet, row, number, None, styles.TOTAL)
            if isinstance(column, Live) or not column.is_summed:
                continue
            letter = get_column_letter(number)
            spans = [f"{letter}{a}:{letter}{b}" if a != b else f"{letter}{a}" for a, b in parts]
            total = sum(self._numbers.get(item, {}).get(column.heading) or 0 for item in rows)
            numbers[column.heading] = total
            live(self.sheet, row, number, f"=SUM({','.join(spans)})", total)
        summed = (n for n, column in enumerate(self.columns, 1) if column.heading in numbers)
        span(self.sheet, (row, 1, row, next(summed) - 1), label, styles.TOTAL_LABEL)
        self._add_live(row, numbers, styles.TOTAL)
        self.sheet.row_dimensions[row].height = LEAST_HEIGHT
        self._numbers[row] = numbers
        return row

    def _add(self, item: Row) -> None:
        row: dict[int, tuple[Value, str]] = {}
        numbers: dict[str, Any] = {}
        for number, column in enumerate(self.columns, start=1):
            if isinstance(column, Live):
                row[number] = (None, column.style)
                continue
            value = column.value(item)
            style = column.styled(item) if column.styled else column.style
            row[number] = (clean(value) if isinstance(value, str) else value, style)
            numbers[column.heading] = value
        height = height_of(row, [column.width for column in self.columns])
        self._numbers[self.row] = numbers
        first, self.row = self.row, write_row(self.sheet, self.row, row, height)
        self._add_live(first, numbers, "")

    def _add_live(self, row: int, numbers: dict[str, Any], style: str) -> None:
        places = {
            column.heading: f"{get_column_letter(number)}{row}"
            for number, column in enumerate(self.columns, start=1)
        }
        for number, column in enumerate(self.columns, start=1):
            if not isinstance(column, Live):
                continue
            result = numbers[column.heading] = column.result(numbers)
            if result is None:
                put(self.sheet, row, number, NOTHING, style or styles.CENTRE)
                continue
            cell = live(self.sheet, row, number, column.formula.format(**places), result)
            cell.style = style or column.style
            if column.style == styles.SHARE:
                cell.number_format = styles.decimals(result, column.style)


def write_headings(sheet: Worksheet, columns: Sequence[Headed]) -> None:
    """Set the columns' widths and write the header row, as high as its text."""
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        put(sheet, HEADER_ROW, number, column.heading, styles.HEADER)
    sheet.row_dimensions[HEADER_ROW].height = max(
        text_height(column.heading, column.width, HEADER_POINTS) for column in columns
    )


def height_of(row: Cells, widths: Sequence[float]) -> float:
    """The height in points of a row that shows all texts of its cells."""
    heights = [
        text_height(value, widths[number - 1], BODY_POINTS)
        for number, (value, _) in row.items()
        if isinstance(value, str)
    ]
    return max([LEAST_HEIGHT, *heights])


def write_row(sheet: Worksheet, first: int, row: Cells, height: float) -> int:
    """Write a row, split into several merged ones if it is too high; return the next free row."""
    pieces = 1 if height <= ROW_LIMIT else math.ceil(height / PIECE)
    for piece in range(first, first + pieces):
        sheet.row_dimensions[piece].height = height / pieces
    for number, (value, style) in row.items():
        # Words instead of a number would run out of their cell, whose text does not wrap.
        is_in_words = isinstance(value, str) and style in NUMERIC
        shown = styles.CENTRE if is_in_words else style
        cell = span(sheet, (first, number, first + pieces - 1, number), value, shown)
        if isinstance(value, float):
            cell.number_format = styles.decimals(value, style)
    return first + pieces
