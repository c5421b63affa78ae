"""Workbook columns of counts, shared by lists and the summary."""

from collections.abc import Callable
from typing import Any, TypeVar

from dashboards.snapshots.lamp_counts import LampCounts
from projects import wording
from projects.lamp_styles import lamp_style
from projects.rules.values import LAMPS, Lamp
from spreadsheets.columns import CENTRE, NUMBER, SHARE, Column

Row = TypeVar("Row")


def lamp_columns(counts: Callable[[Row], LampCounts], width: float) -> tuple[Column[Row], ...]:
    """A column for each lamp, worst first."""

    def at(lamp: Lamp) -> Callable[[Row], int]:
        return lambda row: counts(row).at(lamp)

    return tuple(
        Column(wording.LAMP_LABELS[lamp], width, NUMBER, at(lamp), is_summed=True) for lamp in LAMPS
    )


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
