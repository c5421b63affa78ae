"""The columns of counts by lamp, declared once: for lists and for the summary."""

from collections.abc import Callable
from typing import TypeVar

from dashboards.snapshots.lamp_counts import LampCounts
from projects import wording
from projects.rules.values import LAMPS, Lamp
from spreadsheets.columns import NUMBER, Column

Row = TypeVar("Row")


def lamp_columns(counts: Callable[[Row], LampCounts], width: float) -> tuple[Column[Row], ...]:
    """A column for each lamp, worst first."""

    def at(lamp: Lamp) -> Callable[[Row], int]:
        return lambda row: counts(row).at(lamp)

    return tuple(
        Column(wording.LAMP_WORDS[lamp], width, NUMBER, at(lamp), is_summed=True) for lamp in LAMPS
    )
