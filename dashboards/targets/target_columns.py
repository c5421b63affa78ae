"""The columns of 目标明细, declared once: for its list, the list's workbook, and the summary."""

from fractions import Fraction
from typing import Final

from dashboards.snapshots.target_status import TargetStatus
from projects import rounding
from projects.lamp_styles import lamp_style
from projects.rules.values import Lamp, Measure, Scope
from projects.wording import ProgressTexts
from spreadsheets.cells import Value
from spreadsheets.columns import CENTRE, DATE, NUMBER, POINTS, SHARE, TEXT, Column
from spreadsheets.styles import Rounded, exact

UNREPORTED: Final = "未报"
PERCENT_PLACES: Final = 2
"""A ratio's figure has as many decimals as the others of its column, or more near 0 and 100."""


def why_blank(status: TargetStatus) -> str:
    """What stands in a cell instead of a share or figure that a status does not have."""
    if status.lamp is Lamp.EXEMPT:
        return "不适用"
    if not status.has_goal:
        return "不单独考核"
    if status.met_text:
        return "分县计" if status.scope is Scope.EACH_COUNTY else "分单位计"
    if status.measure is Measure.RATING and status.has_data:
        return "按评定"
    if status.has_data:
        return "尚有未报"
    return UNREPORTED if status.period_end is None else "分母为0"


def value_cell(status: TargetStatus) -> Value:
    """The number of a count or ratio, else words; of what each must meet, how many did."""
    if status.met_text:
        return status.shown_text
    if not status.has_data:
        no_figure = status.has_goal or status.lamp is Lamp.EXEMPT
        return why_blank(status) if no_figure else UNREPORTED
    if status.measure in {Measure.MILESTONE, Measure.RATING}:
        return status.value_text
    if status.measure is Measure.RATIO and status.value is not None:
        return Rounded(status.value, max(PERCENT_PLACES, rounding.column_decimals(status.value)))
    return exact(status.value)


def _target_value(status: TargetStatus) -> Value:
    """The last goal as a number; in words why a county that adds to a sum has none."""
    if status.target_value is None and (not status.has_goal or status.lamp is Lamp.EXEMPT):
        return why_blank(status)
    return exact(status.target_value)


def _part(status: TargetStatus, amount: Fraction | None) -> Value:
    """Numerator or denominator; none of what each must meet, whose sums decide nothing."""
    return None if status.met_text else exact(amount)


def attainment(status: TargetStatus) -> Rounded | str:
    """完成度 as a share; the three of a row are shown with the same decimals, and subtract."""
    shown = share_cell(status.attainment, status.progress)
    return why_blank(status) if shown is None else shown


def expected(status: TargetStatus) -> Rounded | str:
    """序时进度 as a share; none of what each must meet, whose days may differ, nor of a rating."""
    is_rated = status.measure is Measure.RATING and status.attainment is None
    is_shown = not status.met_text and not (is_rated and status.has_data)
    shown = share_cell(status.expected, status.progress) if is_shown else None
    return why_blank(status) if shown is None else shown


def deviation(status: TargetStatus) -> Rounded | str:
    """偏差 in points."""
    shown = points_cell(status.deviation, status.progress)
    return why_blank(status) if shown is None else shown


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
    Column("原文", 45, TEXT, lambda status: status.quote),
    Column("计量方式", 10, CENTRE, lambda status: status.measure_text),
    Column("要求", 20, TEXT, lambda status: status.goals_text),
    Column("目标值", 11.6, NUMBER, _target_value),
    Column("单位", 6, CENTRE, lambda status: status.unit),
    Column("完成时限", 12, DATE, lambda status: status.due),
    Column("原定时限", 12, DATE, lambda status: status.original_due),
    Column("责任部门", 18, TEXT, lambda status: status.department_name),
    Column("县区", 9, CENTRE, lambda status: status.county_text),
    Column("填报值", 9, NUMBER, value_cell),
    Column("分子", 9, NUMBER, lambda status: _part(status, status.numerator)),
    Column("分母", 9, NUMBER, lambda status: _part(status, status.denominator)),
    Column("完成度", 11.6, SHARE, attainment),
    Column("序时进度", 11.6, SHARE, expected),
    Column("偏差", 11.6, POINTS, deviation),
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
