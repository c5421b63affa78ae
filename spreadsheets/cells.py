"""Write cells that are safe for any content, and set up printing."""

import re
from datetime import date
from typing import Any, Final

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from spreadsheets.openpyxl_internals import merge
from spreadsheets.text_metrics import clean, text_height
from spreadsheets.theme import BODY_POINTS

Value = str | int | float | date | None
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""
LEAST_HEIGHT: Final = 18.0
ROW_LIMIT: Final = 400.0
"""Points; Excel refuses rows of more than 409.5."""
A3: Final = 8
A4: Final = 9
SIDE_INCHES: Final = 0.4
END_INCHES: Final = 0.6
DEMO_WORD: Final = "演示数据"
DEMO_NOTICE: Final = f"{DEMO_WORD}：本表的数字和文字均为演示，不是真实填报，不得引用"
FORMULA_SIGNS: Final = ("=", "+", "-", "@")
_LOOKS_ENCODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""An escape that programs decode to another character by ECMA-376 (ST_Xstring)."""


def safe(text: str) -> str:
    """``text`` without characters that a cell cannot hold, and with escapes escaped."""
    return _LOOKS_ENCODED.sub("_x005F_", clean(text))


def put(sheet: Worksheet, row: int, column: int, value: Value, style: str) -> Any:
    """Write one cell and return it. Text is never taken for a formula."""
    cell = sheet.cell(row, column)
    cell.style = style
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value = safe(value)
        cell.data_type = "s"
        # Otherwise Excel takes it for a formula as soon as somebody edits the cell.
        cell.quotePrefix = value.startswith(FORMULA_SIGNS)
    return cell


def span(sheet: Worksheet, area: Area, value: Value, style: str) -> Any:
    """Merge an area, write one value into it, and return its first cell."""
    row, column, last_row, last_column = area
    cell = put(sheet, row, column, value, style)
    if (row, column) != (last_row, last_column):
        merge(sheet, *area)
    return cell


def line_across(
    sheet: Worksheet, row: int, text: str, style: str, points: float = BODY_POINTS
) -> None:
    """Write a text across the whole table, in a row high enough for it."""
    widths = [column.width for column in sheet.column_dimensions.values() if not column.hidden]
    span(sheet, (row, 1, row, len(widths)), text, style)
    height = text_height(text, sum(widths), points)
    sheet.row_dimensions[row].height = max(height, LEAST_HEIGHT)


def set_up_print(sheet: Worksheet, paper: int, header_row: int) -> None:
    """Print in landscape, one page wide, with the header row on every page and page numbers."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = paper
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = SIDE_INCHES
    sheet.page_margins.top = sheet.page_margins.bottom = END_INCHES
    sheet.page_margins.header = sheet.page_margins.footer = END_INCHES / 2
    sheet.sheet_view.showGridLines = False
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"


def mark_demo(sheet: Worksheet) -> None:
    """Print on every page that these are demonstration data."""
    sheet.oddHeader.center.text = DEMO_WORD
    sheet.oddFooter.left.text = DEMO_WORD
