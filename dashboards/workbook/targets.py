"""Sheet 目标明细: one row for each assignment, for filters and sums."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboards.contents.values import Body, Contents, Entry
from dashboards.workbook import styles
from dashboards.workbook.page import FIRST_ROW, HEADER_ROW, exact, open_sheet, put, sign
from projects.rules import Lamp, Measure
from projects.workbook.cells import A3, LEAST_HEIGHT, Value
from projects.workbook.look import BODY_POINTS
from projects.workbook.text import text_height

LAMP: Final = "亮灯"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, its column's width, its cells' style, and what an entry puts there."""

    heading: str
    width: float
    style: str
    value: Callable[[Entry, Body], Value]


def add_targets(workbook: Workbook, name: str, contents: Contents) -> None:
    """Write the sheet, in the order of the plan and of the departments.

    目标值 and 填报值 are on the scale of 单位: a ratio's are numbers in per cent (80 means
    80 %), as the plan words them. 完成度 and 序时进度 are fractions (0.5 shown as 50.0%),
    偏差 is in percentage points. No data is an empty cell, never 0.
    """
    columns = [(column.heading, column.width) for column in COLUMNS]
    sheet = open_sheet(workbook, contents, name, "目标明细表", columns, A3)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    for row, entry in enumerate(contents.parts, start=FIRST_ROW):
        _write_entry(sheet, row, entry, contents.body_by_code[entry.body])
    last = HEADER_ROW + len(contents.parts)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    sign(sheet, last + 1)


def _write_entry(sheet: Worksheet, row: int, entry: Entry, body: Body) -> None:
    height = LEAST_HEIGHT
    for number, column in enumerate(COLUMNS, start=1):
        value = column.value(entry, body)
        style = styles.lamp_style(entry.lamp) if column.heading == LAMP else column.style
        put(sheet, row, number, value, style)
        if isinstance(value, str):
            height = max(height, text_height(value, column.width, BODY_POINTS))
    sheet.row_dimensions[row].height = height


def _figure(entry: Entry) -> Value:
    """A count's or ratio's number; a milestone's and a rating's word."""
    if not entry.has_data:
        return None
    if entry.measure in {Measure.MILESTONE, Measure.RATING}:
        return entry.figure
    return exact(entry.value)


def _lamp(entry: Entry) -> str:
    if entry.lamp is Lamp.EXEMPT:
        return entry.reason
    return "\n".join((entry.lamp_word, *entry.agreed))


COLUMNS: Final = (
    Column("项目序号", 9, styles.CENTRE, lambda entry, _: entry.project),
    Column("目标", 32, styles.TEXT, lambda entry, _: entry.title),
    Column("原文", 54, styles.TEXT, lambda entry, _: entry.quote),
    Column("计量方式", 10, styles.CENTRE, lambda entry, _: entry.measure_word),
    Column("要求", 20, styles.TEXT, lambda entry, _: entry.demand),
    Column("目标值", 9, styles.NUMBER, lambda entry, _: exact(entry.goal)),
    Column("单位", 6, styles.CENTRE, lambda entry, _: entry.unit),
    Column("完成时限", 12, styles.DATE, lambda entry, _: entry.due),
    Column("原定时限", 12, styles.DATE, lambda entry, _: entry.original_due),
    Column("责任部门", 18, styles.TEXT, lambda _, body: body.name),
    Column("县区", 9, styles.CENTRE, lambda _, body: body.county or "市级"),
    Column("填报值", 9, styles.NUMBER, lambda entry, _: _figure(entry)),
    Column("分子", 9, styles.NUMBER, lambda entry, _: exact(entry.numerator)),
    Column("分母", 9, styles.NUMBER, lambda entry, _: exact(entry.denominator)),
    Column("完成度", 9, styles.SHARE, lambda entry, _: exact(entry.attainment)),
    Column("序时进度", 10, styles.SHARE, lambda entry, _: exact(entry.expected)),
    Column("偏差", 9, styles.POINTS, lambda entry, _: exact(entry.deviation)),
    Column(LAMP, 20, styles.CENTRE, lambda entry, _: _lamp(entry)),
)
