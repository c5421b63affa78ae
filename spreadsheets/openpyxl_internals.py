"""All uses of openpyxl's private names; a test fails when its version changes."""

from collections.abc import Iterable, Iterator
from copy import copy
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

Place = tuple[bytes, bool, bool, bool, bool]
"""The style of a merged area's first cell, and the edges of the area that a cell touches."""
_STYLES: WeakKeyDictionary[Workbook, dict[Place, Any]] = WeakKeyDictionary()
"""Each workbook's styles of the cells hidden by merging."""


def set_normal_font(workbook: Workbook, font: Font) -> None:
    """Set the font whose digit is the unit of column widths.

    Programs measure with the first font in the file, which openpyxl offers no way to set.
    """
    workbook._fonts[0] = workbook._named_styles["Normal"].font = font


def append_placed_cells(sheet: Any) -> None:
    """Make a write-only sheet's ``append`` accept cells whose column is set.

    Otherwise openpyxl raises and catches an error for each cell and creates new cells for each
    row, which takes a fifth of the time.
    """
    sheet._values_to_row = _placed


def _placed(cells: Iterable[Any], row: int) -> Iterator[Any]:
    for cell in cells:
        cell.row = row
        yield cell


def merge(sheet: Worksheet, row: int, column: int, last_row: int, last_column: int) -> None:
    """Merge an area of more than one cell; the first holds the value.

    openpyxl combines the borders of each hidden cell, a third of a workbook's time. Here they are
    combined once for each kind of edge, and copied.
    """
    reference = f"{get_column_letter(column)}{row}:{get_column_letter(last_column)}{last_row}"
    hidden = list(product(range(row, last_row + 1), range(column, last_column + 1)))[1:]
    style = sheet.cell(row, column)._style.tobytes()
    places = {
        (at, down): (style, at == row, down == column, at == last_row, down == last_column)
        for at, down in hidden
    }
    known = _STYLES.setdefault(sheet.parent, {})
    is_empty = sheet._cells.keys().isdisjoint(hidden)
    if is_empty and known.keys() >= set(places.values()):
        sheet.merged_cells.add(MergedCellRange(sheet, reference))
        for cell, place in places.items():
            sheet._cells[cell] = merged = MergedCell(sheet, *cell)
            merged._style = copy(known[place])
        return
    sheet.merge_cells(reference)
    if is_empty:
        known |= {place: sheet._cells[cell]._style for cell, place in places.items()}
