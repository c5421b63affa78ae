"""What a line of a board says in the workbook of the list 目标明细, column by column."""

from fractions import Fraction
from typing import Final

from dashboards.snapshots.target_status import Line
from projects.lamp_styles import lamp_style
from projects.rules.values import Measure
from spreadsheets.cells import Value
from spreadsheets.columns import CENTRE, DATE, NUMBER, POINTS, SHARE, TEXT, Column
from spreadsheets.styles import exact


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


_COLUMNS: Final = (
    Column("项目序号", 9, CENTRE, lambda line: line.target.project.number),
    Column("目标", 32, TEXT, lambda line: str(line.target)),
    Column("原文", 54, TEXT, lambda line: line.target.quote),
    Column("计量方式", 10, CENTRE, lambda line: line.target.get_measure_display()),
    Column("要求", 20, TEXT, lambda line: line.demand),
    Column("目标值", 9, NUMBER, lambda line: exact(line.goal)),
    Column("单位", 6, CENTRE, lambda line: line.target.unit),
    Column("完成时限", 12, DATE, lambda line: line.due),
    Column("原定时限", 12, DATE, lambda line: line.original_due),
    Column("责任部门", 18, TEXT, lambda line: line.body),
    Column("县区", 9, CENTRE, _county),
    Column("填报值", 9, NUMBER, _figure),
    Column("分子", 9, NUMBER, lambda line: exact(_numerator(line))),
    Column("分母", 9, NUMBER, lambda line: exact(_denominator(line))),
    Column("完成度", 9, SHARE, lambda line: exact(line.standing.attainment)),
    Column("序时进度", 10, SHARE, lambda line: exact(line.standing.expected)),
    Column("偏差", 9, POINTS, lambda line: exact(line.standing.deviation)),
    Column("亮灯", 13, CENTRE, lambda line: line.lamp_word, lambda line: lamp_style(line.lamp)),
    Column("亮灯依据", 36, TEXT, lambda line: line.reason),
    Column("已报", 12, TEXT, lambda line: line.coverage_words),
)
OF_LINES: Final = {column.heading: column for column in _COLUMNS}
"""By their headings."""


def of_line(*headings: str) -> tuple[Column, ...]:
    """The columns with these headings."""
    return tuple(OF_LINES[heading] for heading in headings)
