"""The filling form (填报表) of a department's reports of one period, to be filled offline."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import NamedStyle, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from departments.models import Department
from reports.excel_form.instructions import NAME, add_validation, guidance_lines, lines_above
from reports.excel_form.layout import (
    FIRST_COLUMN,
    FIRST_ROW,
    HEADER_ROW,
    KEY_COLUMN,
    UNCHANGED,
    WHOSE,
    FormColumn,
    FormRow,
    FormSheet,
    identity,
    rows_of,
    sheets_of,
)
from reports.excel_form.row_key import SheetKind, mark
from reports.fillable import Fillable
from reports.models import Period
from spreadsheets import theme
from spreadsheets.cells import A3, A4, LEAST_HEIGHT, ROW_LIMIT, line_across, put, set_up_print, span
from spreadsheets.text_metrics import clean, text_height
from spreadsheets.theme import BODY_POINTS, HEADER_POINTS

HINT_WIDTH: Final = 170.0
"""The width that a usual screen shows beside the frozen columns."""
FROZEN: Final = {SheetKind.FIGURE: 6, SheetKind.TEXT: 4}
"""The first column that is not frozen."""
GUIDANCE_WIDTH: Final = 110
KEY_WIDTH: Final = 1.5
CUT: Final = "……（全文请在系统中查看）"
TITLE_POINTS: Final = 18.0
TITLE: Final = "填报表-标题"
KEY: Final = "填报表-识别码"
HINT: Final = "填报表-提示"
NOTE: Final = "填报表-说明"
HEADER: Final = "填报表-表头"
INPUT_HEADER: Final = "填报表-填写表头"
TEXT: Final = "填报表-文字"
CENTRE: Final = "填报表-居中"
SHUT: Final = "填报表-不填"
INPUT_TEXT: Final = "填报表-填文字"

_INPUT_FILL = "FFF8D8"
_INPUT_HEADER_FILL = "F6DE8D"
_SHUT_FILL = "E3E0DA"
_SHUT_INK = "4A4F57"
INPUTS: Final = (
    (INPUT_TEXT, "left", "General", ()),
    # As text, or a document's number such as 2026-3 would become a day.
    ("填报表-填短语", "left", "@", ("document",)),
    ("填报表-选择", "center", "General", ("is_done", UNCHANGED)),
    ("填报表-填整数", "right", theme.NUMBER_FORMAT, ("value",)),
    # No fixed decimals: what is typed shows as it is.
    ("填报表-填数", "right", "General", ("numerator", "denominator")),
    ("填报表-填日期", "center", theme.DATE_FORMAT, ("done_on",)),
)
"""The styles of cells to fill in, and the fields that use them."""
STYLES: Final = {field: style for style, _, _, fields in INPUTS for field in fields}
CENTRED: Final = frozenset({WHOSE, "目标编号", "单位"})


def form_workbook(fillables: Sequence[Fillable], department: Department, period: Period) -> BytesIO:
    """An .xlsx file, positioned at its start, for a department's ``fillables`` (at least one).

    Sheet 数据 has a row for each assignment and is left out where there is none, 文字 a row for
    each report, 填报说明 explains how to fill them. A draft's content is filled in. No query.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    _add_styles(workbook)
    lines = lines_above(fillables[0].project.plan.title, department, period)
    workbook.properties.title = lines[0]
    workbook.properties.creator = department.name
    days = fillables[0].project.plan.start, period.end
    sheets = sheets_of(period)
    for kind, layout in sheets.items():
        if rows := rows_of(kind, fillables):
            sheet = _add_sheet(workbook, layout, rows, days)
            _head(sheet, lines)
            sheet.freeze_panes = sheet.cell(FIRST_ROW, FROZEN[kind])
    _add_guidance(workbook, guidance_lines(period, sheets[SheetKind.TEXT].inputs[UNCHANGED]))
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
    sheet = workbook.create_sheet(layout.name)
    sheet.column_dimensions[get_column_letter(KEY_COLUMN)].width = KEY_WIDTH
    put(sheet, HEADER_ROW, KEY_COLUMN, layout.key_heading, KEY)
    for number, column in enumerate(layout.columns, start=FIRST_COLUMN):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        style = INPUT_HEADER if column.field else HEADER
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
    # Without a password: columns can be widened and rows filtered.
    sheet.protection.sheet = True
    sheet.protection.autoFilter = False
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
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
    put(sheet, number, KEY_COLUMN, key.signed(), KEY)
    for place, column in enumerate(layout.columns, start=FIRST_COLUMN):
        value = row.typed.get(column.field) if column.field else shown[column.heading]
        put(sheet, number, place, value, _style(column, row))
        if isinstance(value, str):
            height = max(height, text_height(clean(value), column.width, BODY_POINTS))
    sheet.row_dimensions[number].height = min(height, ROW_LIMIT)


def _style(column: FormColumn, row: FormRow) -> str:
    if not column.field:
        return CENTRE if column.heading in CENTRED else TEXT
    return STYLES.get(column.field, INPUT_TEXT) if column.field in row.open else SHUT


def _fitting(text: str, width: float) -> str:
    if text_height(text, width, BODY_POINTS) <= ROW_LIMIT:
        return text
    shown, hidden = 0, len(text)
    while hidden - shown > 1:
        middle = (shown + hidden) // 2
        fits = text_height(text[:middle] + CUT, width, BODY_POINTS) <= ROW_LIMIT
        shown, hidden = (middle, hidden) if fits else (shown, middle)
    return text[:shown] + CUT


def _head(sheet: Worksheet, lines: tuple[str, str, str]) -> None:
    """Write the lines above the table, over as many columns as a screen shows."""
    width, last = 0.0, KEY_COLUMN
    for column in list(sheet.column_dimensions.values())[KEY_COLUMN:]:
        if width + column.width > HINT_WIDTH:
            break
        width, last = width + column.width, last + 1
    looks = (
        (TITLE, TITLE_POINTS),
        (HINT, HEADER_POINTS),
        (NOTE, BODY_POINTS),
    )
    for row, (text, (style, points)) in enumerate(zip(lines, looks, strict=True), start=1):
        span(sheet, (row, FIRST_COLUMN, row, last), text, style)
        sheet.row_dimensions[row].height = max(text_height(text, width, points), LEAST_HEIGHT)


def _add_guidance(workbook: Workbook, lines: Sequence[str]) -> None:
    sheet = workbook.create_sheet(NAME)
    sheet.column_dimensions["A"].width = GUIDANCE_WIDTH
    title, *sentences = lines
    line_across(sheet, 1, title, TITLE, TITLE_POINTS)
    for row, line in enumerate(sentences, start=2):
        line_across(sheet, row, line, NOTE)
    set_up_print(sheet, A4, 1)
    sheet.protection.sheet = True


def _add_styles(workbook: Workbook) -> None:
    """Register every named style: what may be typed in is light yellow, all else is locked."""
    left, body = theme.align("left"), theme.font(theme.BODY_FONT, BODY_POINTS)
    header = theme.font(theme.HEADER_FONT, HEADER_POINTS)
    heading = {"font": header, "vertical": "center"}
    for style in (
        NamedStyle(TITLE, font=theme.font(theme.TITLE_FONT, TITLE_POINTS), alignment=left),
        NamedStyle(
            HINT, font=theme.font(theme.HEADER_FONT, HEADER_POINTS, theme.RED), alignment=left
        ),
        NamedStyle(NOTE, font=body, alignment=left),
        _boxed(HEADER, "center", theme.HEADER_FILL, **heading),
        _boxed(INPUT_HEADER, "center", _INPUT_HEADER_FILL, **heading),
        _boxed(TEXT, "left"),
        _boxed(CENTRE, "center"),
        _boxed(SHUT, "left", _SHUT_FILL, font=theme.font(theme.BODY_FONT, BODY_POINTS, _SHUT_INK)),
        # Only a narrow strip is visible, which is selected with the rows.
        NamedStyle(KEY, fill=theme.fill(_SHUT_FILL), border=theme.border(), number_format=";;;"),
        *(
            _boxed(
                style,
                horizontal,
                _INPUT_FILL,
                number_format=looks,
                protection=Protection(locked=False),
            )
            for style, horizontal, looks, _ in INPUTS
        ),
    ):
        workbook.add_named_style(style)


def _boxed(
    name: str, horizontal: str, colour: str = "", *, vertical: str = "top", **more: Any
) -> NamedStyle:
    looks = {"fill": theme.fill(colour)} if colour else {}
    return NamedStyle(
        name,
        border=theme.border(),
        alignment=theme.align(horizontal, vertical),
        **{"font": theme.font(theme.BODY_FONT, BODY_POINTS), **looks, **more},
    )
