"""Unusual figures in the demonstration's newest month, for reviewers to notice."""

from collections.abc import Mapping
from decimal import Decimal

from demo.courses import Key
from demo.states import CURRENT_MONTH
from reports.models import Measurement, Period

Place = tuple[int, int, str]
"""Project number, target number and department's code."""

# Figures far from those of the previous month; that of 惠来县 has no reason.
ODD: Mapping[Place, Decimal] = {(20, 1, "huilai"): Decimal(1), (6, 4, "jiexi"): Decimal(3)}
# Reasons given for figures that are unusual as they are; 8-3 of 普宁市 has none.
REASONS: Mapping[Place, str] = {
    (6, 4, "jiexi"): "演示：第二、三次专项培训合并在10月下旬举行。",
    (8, 3, "rongcheng"): "演示：10月新进教师较多，绩效工资总额随之增加，拨付数下月补足。",
}


def make_odd(figures: Mapping[Key, Measurement], department: str, period: Period) -> None:
    """Change a department's unsaved figures of the newest month to the unusual ones."""
    if period.code != CURRENT_MONTH:
        return
    for key, figure in figures.items():
        place = (*key, department)
        figure.value = ODD.get(place, figure.value)
        figure.reason = REASONS.get(place, "")
