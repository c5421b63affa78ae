"""Sheet 目标明细: one row for each assignment, for filters and sums."""

from dataclasses import replace
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from bulletins.document.frozen import BulletinDocument
from bulletins.workbook.earlier_formats import is_earlier, kept_list_cells
from bulletins.workbook.page import open_sheet, sign
from bulletins.workbook.remarks import whole_dates
from dashboards.snapshots.target_status import TargetStatus
from dashboards.targets.target_columns import TARGET_COLUMNS, of_target
from projects.rules.values import Lamp
from spreadsheets.cells import A3
from spreadsheets.columns import TEXT, Column
from spreadsheets.table import FIRST_ROW, HEADER_ROW, Table

EMPTY: Final = "没有分解到单位的目标。"


def add_targets(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet, in the order of the plan and of the departments.

    目标值 and 填报值 are on the scale of 单位: a ratio's are numbers in per cent (80 means
    80 %), as the plan words them. 完成度 and 序时进度 are fractions (0.5 shown as 50.0%),
    偏差 is in percentage points. No data is an empty cell, never 0.

    The figures are as known on the document's day; 更正情况 says which of them were corrected.
    """
    columns = _columns(document)
    sheet = open_sheet(workbook, document, name, "目标明细表", columns, A3)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    table = Table(sheet, columns)
    table.add(document.assignments, EMPTY)
    last = table.row - 1 if document.assignments else HEADER_ROW
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(columns))}{last}"
    sign(sheet, table.row)


def _columns(document: BulletinDocument) -> tuple[Column[TargetStatus], ...]:
    kept = kept_list_cells(document)
    shown = tuple(
        replace(column, value=kept.get(column.heading, column.value)) for column in COLUMNS
    )
    if not is_earlier(document):
        shown = tuple(map(_with_whole_dates, shown))
    return shown if document.corrections is None else (*shown, _corrected(document))


def _with_whole_dates(column: Column[TargetStatus]) -> Column[TargetStatus]:
    """Spell the dates of the columns in which they stand among other words."""
    if column.heading not in {"要求", "亮灯"}:
        return column
    return replace(column, value=lambda status: whole_dates(column.value(status)))


def _lamp(status: TargetStatus) -> str:
    if status.lamp is Lamp.EXEMPT:
        return status.reason
    return "\n".join((status.lamp_text, *status.agreed))


def _corrected(document: BulletinDocument) -> Column[TargetStatus]:
    texts = {
        (item.project, item.target, item.department): item.text
        for item in document.corrections or ()
    }

    def text(status: TargetStatus) -> str:
        return texts.get((*status.key, status.department), "")

    return Column("更正情况", 22, TEXT, text)


COLUMNS: Final[tuple[Column[TargetStatus], ...]] = (
    *of_target("项目序号", "目标", "原文", "计量方式", "要求", "目标值", "单位"),
    *(replace(column, width=14) for column in of_target("完成时限", "原定时限")),
    *of_target("责任部门", "县区", "填报值", "分子", "分母", "完成度", "序时进度", "偏差"),
    replace(TARGET_COLUMNS["亮灯"], width=20, value=_lamp),
)
