"""The columns of 目标明细, declared once: for its list, the list's workbook, and the summary."""

from fractions import Fraction
from typing import Final

from dashboards.snapshots.target_status import TargetStatus
from projects import rounding
from projects.lamp_styles import lamp_style
from projects.rules.values import Measure
from projects.wording import ProgressTexts
from spreadsheets.cells import Value
from spreadsheets.columns import CENTRE, DATE, NUMBER, POINTS, SHARE, TEXT, Column
from spreadsheets.styles import Rounded, exact


def _value(status: TargetStatus) -> Value:
    """The number of a count or ratio, else words; of what each must meet, how many did."""
    if status.met_text:
        return status.shown_text
    if not status.has_data:
        return None
    if status.measure in {Measure.MILESTONE, Measure.RATING}:
        return status.value_text
    return exact(status.value)


def _part(status: TargetStatus, amount: Fraction | None) -> Value:
    """Numerator or denominator; none of what each must meet, whose sums decide nothing."""
    return None if status.met_text else exact(amount)


def attainment(status: TargetStatus) -> Rounded | None:
    """完成度 as a share; the three of a row are shown with the same decimals, and subtract."""
    return share_cell(status.attainment, status.progress)


def expected(status: TargetStatus) -> Rounded | None:
    """序时进度 as a share."""
    return share_cell(status.expected, status.progress)


def deviation(status: TargetStatus) -> Rounded | None:
    """偏差 in points."""
    return points_cell(status.deviation, status.progress)


def share_cell(amount: Fraction | None, shown: ProgressTexts) -> Rounded | None:
    """A share with the decimals of its row."""
    return None if amount is None else Rounded(amount, shown.places)


def points_cell(exactly: Fraction | None, shown: ProgressTexts) -> Rounded | None:
    """The exact difference, unless it would not read as the difference of the two as shown."""
    if shown.deviation is None or exactly is None:
        return None
    reads_alike = rounding.rounded(exactly, shown.places) == shown.deviation
    return Rounded(exactly if reads_alike else Fraction(shown.deviation), shown.places)


_COLUMNS: Final[tuple[Column[TargetStatus], ...]] = (
    Column("项目序号", 9, CENTRE, lambda status: status.project),
    Column("目标", 32, TEXT, lambda status: status.title),
    Column("原文", 54, TEXT, lambda status: status.quote),
    Column("计量方式", 10, CENTRE, lambda status: status.measure_text),
    Column("要求", 20, TEXT, lambda status: status.goals_text),
    Column("目标值", 9, NUMBER, lambda status: exact(status.target_value)),
    Column("单位", 6, CENTRE, lambda status: status.unit),
    Column("完成时限", 12, DATE, lambda status: status.due),
    Column("原定时限", 12, DATE, lambda status: status.original_due),
    Column("责任部门", 18, TEXT, lambda status: status.department_name),
    Column("县区", 9, CENTRE, lambda status: status.county_text),
    Column("填报值", 9, NUMBER, _value),
    Column("分子", 9, NUMBER, lambda status: _part(status, status.numerator)),
    Column("分母", 9, NUMBER, lambda status: _part(status, status.denominator)),
    Column("完成度", 9, SHARE, attainment),
    Column("序时进度", 10, SHARE, expected),
    Column("偏差", 9, POINTS, deviation),
    Column(
        "亮灯",
        13,
        CENTRE,
        lambda status: status.lamp_text,
        styled=lambda status: lamp_style(status.lamp),
    ),
    Column("亮灯依据", 36, TEXT, lambda status: status.reason),
    Column("已报", 12, TEXT, lambda status: status.coverage_text),
)
TARGET_COLUMNS: Final = {column.heading: column for column in _COLUMNS}
"""By their headings."""


def of_target(*headings: str) -> tuple[Column[TargetStatus], ...]:
    """The columns with these headings."""
    return tuple(TARGET_COLUMNS[heading] for heading in headings)
