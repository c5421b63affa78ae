"""The filling form (填报表) of a department's reports of one period, to be filled offline."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from departments.models import Department
from reports.excel_form import form_styles
from reports.excel_form.instructions import add_guidance, add_validation, lines_above
from reports.excel_form.layout import (
    FIRST_COLUMN,
    FIRST_ROW,
    HEADER_ROW,
    KEY_COLUMN,
    UNCHANGED,
    WHOSE,
    FormColumn,
    FormSheet,
    sheets_of,
)
from reports.excel_form.row_key import mark
from reports.excel_form.rows import FormRow, figure_rows, identity, text_rows
from reports.fillable import Fillable
from reports.models import Period
from spreadsheets.cells import A3, LEAST_HEIGHT, ROW_LIMIT, put, set_up_print, span
from spreadsheets.text_metrics import clean, text_height
from spreadsheets.theme import BODY_POINTS, HEADER_POINTS

HINT_WIDTH: Final = 170.0
"""As much as a usual screen shows beside the frozen columns."""
FROZEN_FIGURES: Final = 6
FROZEN_TEXTS: Final = 4
KEY_WIDTH: Final = 1.5
CUT: Final = "……（全文请在系统中查看）"
STYLES: Final[Mapping[str, str]] = {
    "value": form_styles.INPUT_COUNT,
    "numerator": form_styles.INPUT_AMOUNT,
    "denominator": form_styles.INPUT_AMOUNT,
    "is_done": form_styles.INPUT_CHOICE,
    "done_on": form_styles.INPUT_DATE,
    "document": form_styles.INPUT_WORDS,
    UNCHANGED: form_styles.INPUT_CHOICE,
}
CENTRED: Final = frozenset({WHOSE, "目标编号", "单位"})


def form_workbook(fillables: Sequence[Fillable], department: Department, period: Period) -> BytesIO:
    """An .xlsx file at its beginning, for a department's ``fillables`` (at least one).

    Sheet 数据 has a row for each assignment and is left out where there is none, 文字 a row for
    each report, 填报说明 says how to fill them. What a draft holds already stands in its cells.
    No query.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    form_styles.add_styles(workbook)
    lines = lines_above(fillables[0].project.plan.title, department, period)
    workbook.properties.title = lines[0]
    workbook.properties.creator = department.name
    figures, texts = sheets_of(period)
    rows = figure_rows(fillables, department, period)
    days = fillables[0].project.plan.start, period.end
    if rows:
        sheet = _add_sheet(workbook, figures, rows, days)
        _head(sheet, lines)
        sheet.freeze_panes = sheet.cell(FIRST_ROW, FROZEN_FIGURES)
    sheet = _add_sheet(workbook, texts, text_rows(fillables, department, period), days)
    _head(sheet, lines)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FROZEN_TEXTS)
    add_guidance(workbook, period, texts.inputs[UNCHANGED])
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def file_name(department: Department, period: Period, number: int | None = None) -> str:
    """``普宁市_2026年10月_填报表.xlsx``, or with the one project it is for."""
    whose = department.county.name if department.county else department.name
    project = [] if number is None else [f"项目{number}"]
    return "_".join([whose, period.label, *project, "填报表.xlsx"])


def _add_sheet(
    workbook: Workbook, layout: FormSheet, rows: Sequence[FormRow], days: tuple[date, date]
) -> Worksheet:
    """The table, from its header on, protected."""
    sheet = workbook.create_sheet(layout.name)
    sheet.column_dimensions[get_column_letter(KEY_COLUMN)].width = KEY_WIDTH
    put(sheet, HEADER_ROW, KEY_COLUMN, layout.key_heading, form_styles.KEY)
    for number, column in enumerate(layout.columns, start=FIRST_COLUMN):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        style = form_styles.INPUT_HEADER if column.field else form_styles.HEADER
        put(sheet, HEADER_ROW, number, column.heading, style)
    sheet.row_dimensions[HEADER_ROW].height = LEAST_HEIGHT
    for number, row in enumerate(rows, start=FIRST_ROW):
        _write_row(sheet, number, layout, row)
    last = HEADER_ROW + len(rows)
    places = enumerate(layout.columns, start=FIRST_COLUMN)
    columns = {item.field: number for number, item in places if item.field}
    add_validation(sheet, columns, last, days)
    last_letter = get_column_letter(KEY_COLUMN + len(layout.columns))
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last_letter}{last}"
    _protect(sheet)
    set_up_print(sheet, A3, HEADER_ROW)
    sheet.print_area = f"{get_column_letter(FIRST_COLUMN)}1:{last_letter}{last}"
    return sheet


def _write_row(sheet: Worksheet, number: int, layout: FormSheet, row: FormRow) -> None:
    height = LEAST_HEIGHT
    shown = {
        column.heading: _fitting(clean(str(row.shown[column.heading])), column.width)
        for column in layout.columns
        if not column.field
    }
    key = row.key.showing(identity(row, layout), mark(shown[heading] for heading in layout.facts))
    put(sheet, number, KEY_COLUMN, key.signed(), form_styles.KEY)
    for place, column in enumerate(layout.columns, start=FIRST_COLUMN):
        value = row.typed.get(column.field) if column.field else shown[column.heading]
        put(sheet, number, place, value, _style(column, row))
        if isinstance(value, str):
            height = max(height, text_height(clean(value), column.width, BODY_POINTS))
    sheet.row_dimensions[number].height = min(height, ROW_LIMIT)


def _style(column: FormColumn, row: FormRow) -> str:
    if not column.field:
        return form_styles.CENTRE if column.heading in CENTRED else form_styles.TEXT
    return (
        STYLES.get(column.field, form_styles.INPUT_TEXT)
        if column.field in row.open
        else form_styles.SHUT
    )


def _fitting(text: str, width: float) -> str:
    """As much of a text as a row can show."""
    if text_height(text, width, BODY_POINTS) <= ROW_LIMIT:
        return text
    shown, hidden = 0, len(text)
    while hidden - shown > 1:
        middle = (shown + hidden) // 2
        fits = text_height(text[:middle] + CUT, width, BODY_POINTS) <= ROW_LIMIT
        shown, hidden = (middle, hidden) if fits else (shown, middle)
    return text[:shown] + CUT


def _head(sheet: Worksheet, lines: tuple[str, str, str]) -> None:
    """What stands above the table, over as many columns as a screen shows."""
    width, last = 0.0, KEY_COLUMN
    for column in list(sheet.column_dimensions.values())[KEY_COLUMN:]:
        if width + column.width > HINT_WIDTH:
            break
        width, last = width + column.width, last + 1
    looks = (
        (form_styles.TITLE, form_styles.TITLE_POINTS),
        (form_styles.HINT, HEADER_POINTS),
        (form_styles.NOTE, BODY_POINTS),
    )
    for row, (text, (style, points)) in enumerate(zip(lines, looks, strict=True), start=1):
        span(sheet, (row, FIRST_COLUMN, row, last), text, style)
        sheet.row_dimensions[row].height = max(text_height(text, width, points), LEAST_HEIGHT)


def _protect(sheet: Worksheet) -> None:
    """Lock all but the inputs, without a password: columns can be widened and rows filtered."""
    sheet.protection.sheet = True
    sheet.protection.autoFilter = False
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
