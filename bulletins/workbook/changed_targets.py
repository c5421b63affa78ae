"""Sheet 较上次变化: how targets and assignments changed since the bulletin before."""

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook

from bulletins.document.frozen import BulletinDocument
from bulletins.workbook.page import open_sheet, sign
from dashboards.changes.compare import Change, Comparison
from projects.lamp_styles import lamp_style
from spreadsheets import styles
from spreadsheets.cells import A4
from spreadsheets.columns import Column
from spreadsheets.table import FIRST_ROW, Table

NO_BEFORE: Final = "没有更早的会议材料，本表没有可比较的内容。"
SAME: Final = "没有变化。"


def add_changes(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet: the city's targets, then the assignments, the most serious first."""
    sheet = open_sheet(workbook, document, name, f"{name}表", COLUMNS, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    table = Table(sheet, COLUMNS)
    if document.changes is None:
        table.add([], NO_BEFORE)
    else:
        _write(table, document, document.changes)
    sign(sheet, table.row)


def _write(table: Table[Change], document: BulletinDocument, changes: Comparison) -> None:
    since = (
        f"{changes.since}（{changes.on:%Y-%m-%d}）" if changes.since else f"{changes.on:%Y-%m-%d}"
    )
    table.note(f"与{since}比较，到 {document.on:%Y-%m-%d} 的变化：")
    if document.department:
        table.band(f"{document.about}承担的任务")
        table.add(changes.targets, SAME)
    else:
        table.band("一、全市目标")
        table.add(changes.targets, SAME)
        table.band("二、由几个单位分担的目标，各单位的任务")
        table.add(changes.assignments, SAME)
    _name(table, "本期没有、上期有的目标", changes.only_before)
    _name(table, "本期新有的目标", changes.only_now)


def _name(table: Table[Change], words: str, titles: Sequence[str]) -> None:
    if titles:
        table.note(f"{words}（不比较）：{'；'.join(titles)}。")


COLUMNS: Final[tuple[Column[Change], ...]] = (
    Column("变化", 14, styles.CENTRE, lambda row: row.kind_text),
    Column("目标", 32, styles.TEXT, lambda row: row.title),
    Column("单位", 17, styles.TEXT, lambda row: row.department_name),
    Column(
        "上期亮灯",
        13,
        styles.CENTRE,
        lambda row: row.before_lamp_text,
        styled=lambda row: lamp_style(row.before_lamp),
    ),
    Column("上期数据", 24, styles.TEXT, lambda row: row.before_value_text),
    Column(
        "本期亮灯",
        13,
        styles.CENTRE,
        lambda row: row.lamp_text,
        styled=lambda row: lamp_style(row.lamp),
    ),
    Column("本期数据", 24, styles.TEXT, lambda row: row.value_text),
    Column("原因", 50, styles.TEXT, lambda row: row.cause),
)
