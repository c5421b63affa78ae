"""Sheet 目标明细: one row for each assignment, for filters and sums."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboards.lines import Line
from dashboards.standings import Board
from dashboards.workbook import styles
from dashboards.workbook.page import FIRST_ROW, HEADER_ROW, Frame, exact, open_sheet, put, sign
from projects import wording
from projects.rules import Lamp, Measure
from projects.workbook.cells import A3, LEAST_HEIGHT, Value
from projects.workbook.look import BODY_POINTS
from projects.workbook.text import text_height

NAME: Final = "目标明细"
LAMP: Final = "亮灯"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, its column's width, its cells' style, and what a line puts there."""

    heading: str
    width: float
    style: str
    value: Callable[[Line], Value]


def add_targets(workbook: Workbook, board: Board, frame: Frame) -> None:
    """Write the sheet, in the order of the plan and of the departments.

    目标值 and 填报值 are on the scale of 单位: a ratio's are numbers in per cent (80 means
    80 %), as the plan words them. 完成度 and 序时进度 are fractions (0.5 shown as 50.0%),
    偏差 is in percentage points. No data is an empty cell, never 0.
    """
    columns = [(column.heading, column.width) for column in COLUMNS]
    sheet = open_sheet(workbook, frame, NAME, "目标明细表", columns, A3)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    lines = [line for parts in board.parts.values() for line in parts]
    for row, line in enumerate(lines, start=FIRST_ROW):
        _write_line(sheet, row, line)
    last = HEADER_ROW + len(lines)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    sign(sheet, last + 1)


def _write_line(sheet: Worksheet, row: int, line: Line) -> None:
    height = LEAST_HEIGHT
    for number, column in enumerate(COLUMNS, start=1):
        value = column.value(line)
        style = styles.lamp_style(line.lamp) if column.heading == LAMP else column.style
        put(sheet, row, number, value, style)
        if isinstance(value, str):
            height = max(height, text_height(value, column.width, BODY_POINTS))
    sheet.row_dimensions[row].height = height


def _demand(line: Line) -> str:
    """What every checkpoint demands, with its day where there are several."""
    promise, unit = line.promise, line.target.unit
    if len(promise.checkpoints) == 1:
        return line.wanted
    return "；".join(
        f"{wording.due(checkpoint)} {wording.goal(promise, unit, checkpoint)}"
        for checkpoint in promise.checkpoints
    )


def _goal(line: Line) -> Value:
    """The last checkpoint's goal; a part without its own and an exempt one have none."""
    owes = line.promise.has_goal and line.lamp is not Lamp.EXEMPT
    return exact(line.promise.last.goal) if owes else None


def _figure(line: Line) -> Value:
    """A count's or ratio's number; a milestone's and a rating's word."""
    figure = line.standing.figure
    if figure is None or not figure.has_data:
        return None
    if line.promise.measure in {Measure.MILESTONE, Measure.RATING}:
        return line.figure
    return exact(figure.value)


def _numerator(line: Line) -> Fraction | None:
    return None if line.standing.figure is None else line.standing.figure.numerator


def _denominator(line: Line) -> Fraction | None:
    return None if line.standing.figure is None else line.standing.figure.denominator


def _county(line: Line) -> str:
    county = line.department.county if line.department else None
    return county.name if county else "市级"


def _lamp(line: Line) -> str:
    if line.lamp is Lamp.EXEMPT:
        return line.reason
    return "\n".join((line.lamp_word, *line.agreed_words))


COLUMNS: Final = (
    Column("项目序号", 9, styles.CENTRE, lambda line: line.target.project.number),
    Column("目标", 32, styles.TEXT, lambda line: str(line.target)),
    Column("原文", 54, styles.TEXT, lambda line: line.target.quote),
    Column("计量方式", 10, styles.CENTRE, lambda line: line.target.get_measure_display()),
    Column("要求", 20, styles.TEXT, _demand),
    Column("目标值", 9, styles.NUMBER, _goal),
    Column("单位", 6, styles.CENTRE, lambda line: line.target.unit),
    Column("完成时限", 12, styles.DATE, lambda line: line.due),
    Column("原定时限", 12, styles.DATE, lambda line: line.original_due),
    Column("责任部门", 18, styles.TEXT, lambda line: str(line.department)),
    Column("县区", 9, styles.CENTRE, _county),
    Column("填报值", 9, styles.NUMBER, _figure),
    Column("分子", 9, styles.NUMBER, lambda line: exact(_numerator(line))),
    Column("分母", 9, styles.NUMBER, lambda line: exact(_denominator(line))),
    Column("完成度", 9, styles.SHARE, lambda line: exact(line.standing.attainment)),
    Column("序时进度", 10, styles.SHARE, lambda line: exact(line.standing.expected)),
    Column("偏差", 9, styles.POINTS, lambda line: exact(line.standing.deviation)),
    Column(LAMP, 20, styles.CENTRE, _lamp),
)
