"""Sheet 较上次变化: what became of targets and parts since the bulletin before."""

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook

from bulletins.document.values import Contents, Shift, Shifts
from bulletins.workbook.page import FIRST_ROW, open_sheet, sign
from bulletins.workbook.table import Column, Table
from projects.lamp_styles import lamp_style
from projects.rules.values import Lamp
from spreadsheets import styles
from spreadsheets.cells import A4

NO_BEFORE: Final = "没有更早的会议材料，本表没有可比较的内容。"
SAME: Final = "没有变化。"


def add_shifts(workbook: Workbook, name: str, contents: Contents) -> None:
    """Write the sheet: the city's targets, then the bodies' parts, the most serious first."""
    sheet = open_sheet(workbook, contents, name, f"{name}表", COLUMNS, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    table = Table(sheet, COLUMNS)
    if contents.shifts is None:
        table.add([], NO_BEFORE)
    else:
        _write(table, contents, contents.shifts)
    sign(sheet, table.row)


def _write(table: Table[Shift], contents: Contents, shifts: Shifts) -> None:
    since = f"{shifts.since}（{shifts.on:%Y-%m-%d}）" if shifts.since else f"{shifts.on:%Y-%m-%d}"
    table.note(f"与{since}比较，到 {contents.on:%Y-%m-%d} 的变化：")
    if contents.body:
        table.band(f"{contents.about}承担的任务")
        table.add(shifts.targets, SAME)
    else:
        table.band("一、全市目标")
        table.add(shifts.targets, SAME)
        table.band("二、由几个单位分担的目标，各单位的任务")
        table.add(shifts.parts, SAME)
    _name(table, "本期没有、上期有的目标", shifts.only_before)
    _name(table, "本期新有的目标", shifts.only_now)


def _name(table: Table[Shift], words: str, titles: Sequence[str]) -> None:
    if titles:
        table.note(f"{words}（不比较）：{'；'.join(titles)}。")


def _lamp_style(lamp: Lamp) -> str:
    return lamp_style(lamp)


COLUMNS: Final[tuple[Column[Shift], ...]] = (
    Column("变化", 14, styles.CENTRE, lambda row: row.kind),
    Column("目标", 32, styles.TEXT, lambda row: f"{row.project}-{row.target} {row.name}"),
    Column("单位", 17, styles.TEXT, lambda row: row.body_name),
    Column(
        "上期亮灯", 13, lambda row: _lamp_style(row.before_lamp), lambda row: row.before_lamp_word
    ),
    Column("上期数据", 24, styles.TEXT, lambda row: row.before_figure),
    Column("本期亮灯", 13, lambda row: _lamp_style(row.lamp), lambda row: row.lamp_word),
    Column("本期数据", 24, styles.TEXT, lambda row: row.figure),
    Column("原因", 50, styles.TEXT, lambda row: row.cause),
)
