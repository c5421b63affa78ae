"""Write one list as a workbook of one sheet, row by row, in constant memory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from fractions import Fraction
from functools import lru_cache
from typing import IO, Any, Final, NamedTuple, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import NamedStyle
from openpyxl.utils import get_column_letter

from spreadsheets import styles
from spreadsheets.cells import (
    A3,
    A4,
    DEMO_NOTICE,
    FORMULA_SIGNS,
    LEAST_HEIGHT,
    ROW_LIMIT,
    Value,
    mark_demo,
    safe,
    set_up_print,
)
from spreadsheets.columns import Column
from spreadsheets.openpyxl_internals import append_placed_cells
from spreadsheets.text_metrics import text_height
from spreadsheets.theme import BODY_POINTS, HEADER_POINTS, TITLE_POINTS

HEADER_ROW: Final = 4
MOST_ROWS: Final = 1_048_576 - HEADER_ROW
"""The most rows of data that Excel can open."""
_A4_WIDTH: Final = 149.0
"""Column units that fit across an A4 page at full size."""
_FILTER_BUTTON: Final = 2.5
"""Column units of a heading that its filter button covers."""
_SHEET_NAME: Final = 31
_SHORT: Final = 64


@dataclass(frozen=True, slots=True)
class Listing:
    """A list to write, with the title and number of its plan.

    ``nothing`` is written instead of rows if there are none. ``styles`` are the named styles that
    cells use beside the usual ones. Datetimes are written as local time of ``time_zone``.
    """

    title: str
    document_number: str
    name: str
    notes: Sequence[str]
    columns: Sequence[Column[Any]]
    rows: Iterable[Any]
    nothing: str
    is_demo: bool
    written_by: str
    styles: Sequence[NamedStyle]
    time_zone: tzinfo


class Text(NamedTuple):
    """A text as written into a cell, and the least height of its row in points."""

    text: str
    is_quoted: bool
    height: float

    @classmethod
    def of(cls, text: str, width: float) -> "Text":
        """``text`` in a column of ``width``; 0 skips the measuring."""
        text = safe(text)
        height = text_height(text, width, BODY_POINTS) if width else LEAST_HEIGHT
        return cls(text, text.startswith(FORMULA_SIGNS), max(height, LEAST_HEIGHT))


_short_text = lru_cache(maxsize=4096)(Text.of)
"""Short texts such as names recur from row to row, so their measuring is cached."""


class _Writer:
    """Appends rows to a write-only sheet, and drops each row's height once it is written."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._cells: dict[tuple[int, str, str, bool], Any] = {}
        self.rows = 0
        append_placed_cells(sheet)

    def append(self, cells: Sequence[Any], height: float) -> None:
        """Write one row; ``height`` is in points."""
        self.rows += 1
        heights = self._sheet.row_dimensions
        heights[self.rows] = {"ht": f"{min(height, ROW_LIMIT):.2f}", "customHeight": "1"}
        self._sheet.append(cells)
        del heights[self.rows]

    def cell(self, column: int, value: Value, style: str) -> Any:
        """A cell to append at once: the object is reused for the next row."""
        if isinstance(value, str):
            return self.text(column, Text.of(value, 0), style)
        number_format = styles.decimals(value, style) if isinstance(value, float) else ""
        cell = self._styled(column, style, number_format, is_quoted=False)
        cell.value = value
        return cell

    def text(self, column: int, text: Text, style: str) -> Any:
        """The same for text, which is never taken for a formula."""
        cell = self._styled(column, style, "", text.is_quoted)
        cell.value = text.text
        cell.data_type = "s"
        return cell

    def _styled(self, column: int, style: str, number_format: str, is_quoted: bool) -> Any:
        key = column, style, number_format, is_quoted
        if key not in self._cells:
            cell = WriteOnlyCell(self._sheet)
            cell.column = column
            cell.style = style
            if number_format:
                cell.number_format = number_format
            # Otherwise Excel takes it for a formula as soon as somebody edits the cell.
            cell.quotePrefix = is_quoted
            self._cells[key] = cell
        return self._cells[key]


def write_list(listing: Listing, file: IO[bytes]) -> None:
    """Write the .xlsx workbook into ``file`` at its current position."""
    workbook = Workbook(write_only=True)
    styles.add_styles(workbook, listing.styles)
    _describe(workbook, listing)
    sheet = workbook.create_sheet(_sheet_name(listing.name))
    _set_up(sheet, listing)
    writer = _Writer(sheet)
    _write_head(writer, sheet, listing)
    for row in listing.rows:
        _write_row(writer, listing, row)
    if writer.rows == HEADER_ROW:
        writer.append([writer.cell(1, listing.nothing, styles.NOTE)], LEAST_HEIGHT)
        _merge(sheet, writer.rows, listing)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{_last(listing)}{writer.rows}"
    workbook.save(file)


def _describe(workbook: Workbook, listing: Listing) -> None:
    workbook.properties.title = f"{listing.title}{listing.name}"
    workbook.properties.creator = listing.written_by


def _sheet_name(name: str) -> str:
    """``name`` without the characters that Excel refuses, cut to its limit."""
    return "".join(character for character in name if character not in "[]:*?/\\")[:_SHEET_NAME]


def _last(listing: Listing) -> str:
    letter: str = get_column_letter(len(listing.columns))
    return letter


def _merge(sheet: Any, row: int, listing: Listing) -> None:
    sheet.merged_cells.add(f"A{row}:{_last(listing)}{row}")


def _set_up(sheet: Any, listing: Listing) -> None:
    """Set what a write-only sheet must know before its first row."""
    for number, column in enumerate(listing.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    set_up_print(sheet, A4 if _width(listing) <= _A4_WIDTH else A3, HEADER_ROW)
    if listing.is_demo:
        mark_demo(sheet)


def _width(listing: Listing) -> float:
    return sum(column.width for column in listing.columns)


def _write_head(writer: _Writer, sheet: Any, listing: Listing) -> None:
    """Write the title, the document number or demo notice, the notes, and the headings."""
    title = "\n".join(filter(None, (listing.title, listing.name)))
    subtitle = (listing.document_number, styles.SUBTITLE, BODY_POINTS)
    if listing.is_demo:
        subtitle = (DEMO_NOTICE, styles.NOTICE, HEADER_POINTS)
    notes = "\n".join(listing.notes)
    for text, style, points in (
        (title, styles.TITLE, TITLE_POINTS),
        subtitle,
        (notes, styles.NOTE, BODY_POINTS),
    ):
        height = text_height(text, _width(listing), points)
        writer.append([writer.cell(1, text, style)], max(height, LEAST_HEIGHT))
        _merge(sheet, writer.rows, listing)
    writer.append(
        [
            writer.cell(number, column.heading, styles.HEADER)
            for number, column in enumerate(listing.columns, start=1)
        ],
        max(
            text_height(column.heading, column.width - _FILTER_BUTTON, HEADER_POINTS)
            for column in listing.columns
        ),
    )


def _write_row(writer: _Writer, listing: Listing, row: Any) -> None:
    cells = []
    height = LEAST_HEIGHT
    for number, column in enumerate(listing.columns, start=1):
        value = plain(column.value(row), listing.time_zone)
        style = column.styled(row) if column.styled else column.style
        if isinstance(value, str):
            measure = _short_text if len(value) <= _SHORT else Text.of
            text = measure(value, column.width)
            cells.append(writer.text(number, text, style))
            height = max(height, text.height)
        else:
            cells.append(writer.cell(number, value, style))
    writer.append(cells, height)


def plain(value: Any, time_zone: tzinfo) -> Value:
    """A value for a cell: fractions as numbers, datetimes as naive local time to the second."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, Fraction):
        return styles.exact(value)
    if isinstance(value, datetime):
        return value.astimezone(time_zone).replace(microsecond=0, tzinfo=None)
    return cast("Value", value)
