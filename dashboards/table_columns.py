"""Lists of dashboards, on screen and (``sheet``) as a workbook."""

from collections.abc import Callable
from typing import Any

from dashboards.snapshots.lamp_counts import LampCounts
from projects.lamp_styles import lamp_style
from spreadsheets.columns import CENTRE, NUMBER, SHARE, Column

OF_NUMBERS = {"td": {"class": "number"}, "th": {"class": "number"}}


def lamp_column(counts: Callable[[Any], LampCounts]) -> Column[Any]:
    return Column(
        "亮灯",
        13,
        CENTRE,
        lambda row: counts(row).lamp_text,
        styled=lambda row: lamp_style(counts(row).lamp),
    )


def rate_columns(counts: Callable[[Any], LampCounts], whose: str = "") -> tuple[Column[Any], ...]:
    """达标率 with its numerator and denominator beside it."""
    return (
        Column(f"{whose}达标率", 10, SHARE, lambda row: counts(row).rate),
        Column(f"{whose}达标数", 9, NUMBER, lambda row: counts(row).met),
        Column(f"{whose}适用数", 9, NUMBER, lambda row: counts(row).applicable),
    )
