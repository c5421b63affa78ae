"""How much of a table fits on a printed page."""

from openpyxl.worksheet.worksheet import Worksheet

from spreadsheets.cells import A3, A4, END_INCHES, SIDE_INCHES
from spreadsheets.table import HEADER_ROW

_PAPER_POINTS = {A3: (1190.55, 841.89), A4: (841.89, 595.28)}
_POINTS_PER_INCH = 72
_POINTS_PER_UNIT = 5.25
_MOST_REST = 0.25
"""Share of a page: a smaller rest gets no page of its own."""
_MOST_SHRUNK = 0.15
"""Share of its size by which a page may shrink to take the rest."""


def capacity(sheet: Worksheet) -> float:
    """The height in points of the rows below the header that fit on one page."""
    width, height = _PAPER_POINTS[sheet.page_setup.paperSize]
    width -= 2 * SIDE_INCHES * _POINTS_PER_INCH
    height -= 2 * END_INCHES * _POINTS_PER_INCH
    table = sum(column.width for column in sheet.column_dimensions.values()) * _POINTS_PER_UNIT
    return float(height * max(table / width, 1.0) - sheet.row_dimensions[HEADER_ROW].height)


def take_up_rest(sheet: Worksheet, last: int) -> None:
    """Print slightly smaller if otherwise the last page would hold only a few lines."""
    heights = (sheet.row_dimensions[row].height for row in range(1, last + 1))
    full, rest = divmod(sum(heights) - sheet.row_dimensions[HEADER_ROW].height, capacity(sheet))
    if 0 < rest <= capacity(sheet) * min(_MOST_REST, full * _MOST_SHRUNK):
        sheet.page_setup.fitToHeight = int(full)
