"""Sheet 目标明细: one row for each assignment, for filters and sums."""

from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from bulletins.document.values import Body, Contents, Entry
from bulletins.workbook.page import FIRST_ROW, HEADER_ROW, open_sheet, sign
from bulletins.workbook.table import Column, Table
from projects.lamp_styles import lamp_style
from projects.rules.values import Lamp, Measure
from spreadsheets import styles
from spreadsheets.cells import A3, Value

Answered = tuple[Entry, Body]
"""A part, and the body that answers for it."""
EMPTY: Final = "没有分解到单位的目标。"


def add_targets(workbook: Workbook, name: str, contents: Contents) -> None:
    """Write the sheet, in the order of the plan and of the departments.

    目标值 and 填报值 are on the scale of 单位: a ratio's are numbers in per cent (80 means
    80 %), as the plan words them. 完成度 and 序时进度 are fractions (0.5 shown as 50.0%),
    偏差 is in percentage points. No data is an empty cell, never 0.
    """
    sheet = open_sheet(workbook, contents, name, "目标明细表", COLUMNS, A3)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    table = Table(sheet, COLUMNS)
    answered = [(entry, contents.body_by_code[entry.body]) for entry in contents.parts]
    table.add(answered, EMPTY)
    last = table.row - 1 if answered else HEADER_ROW
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    sign(sheet, table.row)


def _figure(entry: Entry) -> Value:
    """A count's or ratio's number; a milestone's and a rating's word."""
    if not entry.has_data:
        return None
    if entry.measure in {Measure.MILESTONE, Measure.RATING}:
        return entry.figure
    return styles.exact(entry.value)


def _lamp(entry: Entry) -> str:
    if entry.lamp is Lamp.EXEMPT:
        return entry.reason
    return "\n".join((entry.lamp_word, *entry.agreed))


def _lamp_style(row: Answered) -> str:
    return lamp_style(row[0].lamp)


COLUMNS: Final[tuple[Column[Answered], ...]] = (
    Column("项目序号", 9, styles.CENTRE, lambda row: row[0].project),
    Column("目标", 32, styles.TEXT, lambda row: row[0].title),
    Column("原文", 54, styles.TEXT, lambda row: row[0].quote),
    Column("计量方式", 10, styles.CENTRE, lambda row: row[0].measure_word),
    Column("要求", 20, styles.TEXT, lambda row: row[0].demand),
    Column("目标值", 9, styles.NUMBER, lambda row: styles.exact(row[0].goal)),
    Column("单位", 6, styles.CENTRE, lambda row: row[0].unit),
    Column("完成时限", 14, styles.DATE, lambda row: row[0].due),
    Column("原定时限", 14, styles.DATE, lambda row: row[0].original_due),
    Column("责任部门", 18, styles.TEXT, lambda row: row[1].name),
    Column("县区", 9, styles.CENTRE, lambda row: row[1].county or "市级"),
    Column("填报值", 9, styles.NUMBER, lambda row: _figure(row[0])),
    Column("分子", 9, styles.NUMBER, lambda row: styles.exact(row[0].numerator)),
    Column("分母", 9, styles.NUMBER, lambda row: styles.exact(row[0].denominator)),
    Column("完成度", 9, styles.SHARE, lambda row: styles.exact(row[0].attainment)),
    Column("序时进度", 10, styles.SHARE, lambda row: styles.exact(row[0].expected)),
    Column("偏差", 9, styles.POINTS, lambda row: styles.exact(row[0].deviation)),
    Column("亮灯", 20, _lamp_style, lambda row: _lamp(row[0])),
)
