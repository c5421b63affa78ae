"""What all sheets share: cells, columns, the frame round a table, and the print set-up."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bulletins.document.values import BulletinDocument
from spreadsheets import cells, styles, theme
from spreadsheets.cells import (
    DEMO_NOTICE,
    END_INCHES,
    LEAST_HEIGHT,
    SIDE_INCHES,
    Area,
    Value,
    line_across,
    mark_demo,
    set_up_print,
)
from spreadsheets.text_metrics import text_height

HEADER_ROW: Final = 4
FIRST_ROW: Final = HEADER_ROW + 1
_PAPER_POINTS = {cells.A3: (1190.55, 841.89), cells.A4: (841.89, 595.28)}
_POINTS_PER_INCH = 72
_POINTS_PER_UNIT = 5.25
_MOST_REST = 0.25
"""Of a page, what does not deserve one of its own."""
_MOST_SHRUNK = 0.15
_GAP = "　　　　"


class Headed(Protocol):
    """What stands over a column."""

    @property
    def heading(self) -> str:
        """Its words."""
        ...

    @property
    def width(self) -> float:
        """The column's width, in Excel's units."""
        ...


def named(document: BulletinDocument, subject: str) -> str:
    """``榕城区　进展汇总表（2026年第11期）``: a table's name, whose it is, of which bulletin."""
    about = f"{document.about}　" if document.about else ""
    issue = f"（{document.issue}）" if document.issue else ""
    return f"{about}{subject}{issue}"


def put(sheet: Worksheet, row: int, column: int, value: Value, style: str) -> Any:
    """Write one cell and return it; text stays text."""
    return _told(cells.put(sheet, row, column, value, style), value, style)


def span(sheet: Worksheet, area: Area, value: Value, style: str) -> None:
    """Write one value over an area, merged."""
    _told(cells.span(sheet, area, value, style), value, style)


def _told(cell: Any, value: Value, style: str) -> Any:
    """Give a fraction's cell as many decimals as tell the truth."""
    if isinstance(value, float):
        cell.number_format = styles.decimals(value, style)
    return cell


def open_sheet(
    workbook: Workbook,
    document: BulletinDocument,
    name: str,
    subject: str,
    columns: Sequence[Headed],
    paper: int,
) -> Worksheet:
    """A sheet with its title, the lines round its table and its header row.

    ``subject`` is what the table is, below the plan's title; ``columns`` have headings and widths.
    """
    sheet = workbook.create_sheet(name)
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        put(sheet, HEADER_ROW, number, column.heading, styles.HEADER)
    sheet.row_dimensions[HEADER_ROW].height = max(
        text_height(column.heading, column.width, theme.HEADER_POINTS) for column in columns
    )
    line_across(
        sheet, 1, f"{document.title}\n{named(document, subject)}", styles.TITLE, theme.TITLE_POINTS
    )
    if document.is_demo:
        line_across(sheet, 2, DEMO_NOTICE, styles.NOTICE, theme.HEADER_POINTS)
    else:
        line_across(sheet, 2, document.document_number, styles.SUBTITLE)
    line_across(sheet, 3, _filled_in(document), styles.NOTE)
    _set_up_print(sheet, paper, document)
    return sheet


def _filled_in(document: BulletinDocument) -> str:
    """The line below the title; what is unknown is left open for a pen."""
    return _GAP.join(
        (
            f"填报单位：{document.unit}",
            f"统计截止日期：{document.on:%Y-%m-%d}",
            f"填报人：{document.filled_by or _GAP}",
            f"联系电话：{document.phone or _GAP}",
        )
    )


def capacity(sheet: Worksheet) -> float:
    """The height in points of the rows below the header that one page of a sheet shows."""
    width, height = _PAPER_POINTS[sheet.page_setup.paperSize]
    width -= 2 * SIDE_INCHES * _POINTS_PER_INCH
    height -= 2 * END_INCHES * _POINTS_PER_INCH
    table = sum(column.width for column in sheet.column_dimensions.values()) * _POINTS_PER_UNIT
    return float(height * max(table / width, 1.0) - sheet.row_dimensions[HEADER_ROW].height)


def sign(sheet: Worksheet, row: int) -> None:
    """The line for signatures, below the table."""
    text = f"{_GAP}{_GAP}".join(("单位负责人：", "审核人：", "填报人："))
    line_across(sheet, row, text, styles.NOTE)
    sheet.row_dimensions[row].height = 2 * LEAST_HEIGHT
    _take_up_rest(sheet, row)


def _take_up_rest(sheet: Worksheet, last: int) -> None:
    """Print a little smaller where else a few lines alone would take a page of their own."""
    heights = (sheet.row_dimensions[row].height for row in range(1, last + 1))
    full, rest = divmod(sum(heights) - sheet.row_dimensions[HEADER_ROW].height, capacity(sheet))
    if 0 < rest <= capacity(sheet) * min(_MOST_REST, full * _MOST_SHRUNK):
        sheet.page_setup.fitToHeight = int(full)


def _set_up_print(sheet: Worksheet, paper: int, document: BulletinDocument) -> None:
    set_up_print(sheet, paper, HEADER_ROW)
    if document.is_demo:
        mark_demo(sheet)
