"""Cells that are safe whatever is put into them, and how sheets print."""

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
"""What ECMA-376 (ST_Xstring) would have a program read as another character."""


def safe(text: str) -> str:
    """``text`` as a cell can hold it, read by every program as what it says."""
    return _LOOKS_ENCODED.sub("_x005F_", clean(text))


def put(sheet: Worksheet, row: int, column: int, value: Value, style: str) -> Any:
    """Write one cell and return it. Text stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell.style = style
    if not isinstance(value, str):
        cell.value = value
    elif value:
        cell.value = safe(value)
        cell.data_type = "s"
        # Else Excel would take it for a formula as soon as somebody edits the cell.
        cell.quotePrefix = value.startswith(FORMULA_SIGNS)
    return cell


def span(sheet: Worksheet, area: Area, value: Value, style: str) -> Any:
    """Write one value over an area, merged, and return its first cell."""
    row, column, last_row, last_column = area
    cell = put(sheet, row, column, value, style)
    if (row, column) != (last_row, last_column):
        merge(sheet, *area)
    return cell


def line_across(
    sheet: Worksheet, row: int, text: str, style: str, points: float = BODY_POINTS
) -> None:
    """Write a text over the whole table's width, in a row high enough for it."""
    widths = [column.width for column in sheet.column_dimensions.values() if not column.hidden]
    span(sheet, (row, 1, row, len(widths)), text, style)
    height = text_height(text, sum(widths), points)
    sheet.row_dimensions[row].height = max(height, LEAST_HEIGHT)


def set_up_print(sheet: Worksheet, paper: int, header_row: int) -> None:
    """Landscape, one page wide, the header on every page, numbered pages."""
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
    """Say on every printed page that the data are made up."""
    sheet.oddHeader.center.text = DEMO_WORD
    sheet.oddFooter.left.text = DEMO_WORD
