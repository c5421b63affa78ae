"""Lists of dashboards, on screen and (``sheet``) as a workbook."""

from collections.abc import Callable
from functools import partial
from typing import Any

from dashboards.counties.county_ranking import Ranked
from dashboards.snapshots.lamp_counts import Summary
from projects import wording
from projects.lamp_styles import lamp_style
from projects.rules.values import LAMPS, Lamp
from spreadsheets.columns import CENTRE, NUMBER, SHARE, Column

OF_NUMBERS = {"td": {"class": "number"}, "th": {"class": "number"}}


def _lamp(lamp: Callable[[Any], Any]) -> Column:
    return Column(
        "亮灯",
        13,
        CENTRE,
        lambda row: wording.LAMP_WORDS[lamp(row)],
        lambda row: lamp_style(lamp(row)),
    )


def _rate(summary: Callable[[Any], Summary], whose: str = "") -> tuple[Column, ...]:
    """达标率 with its numerator and denominator beside it."""
    return (
        Column(f"{whose}达标率", 10, SHARE, lambda row: summary(row).tally.rate),
        Column(f"{whose}达标数", 9, NUMBER, lambda row: summary(row).tally.met),
        Column(f"{whose}适用数", 9, NUMBER, lambda row: summary(row).tally.applicable),
    )


def _counts() -> tuple[Column, ...]:
    """A column for each lamp."""
    return tuple(
        Column(wording.LAMP_WORDS[lamp], 9, NUMBER, partial(_count, lamp=lamp)) for lamp in LAMPS
    )


def _count(row: Summary | Ranked, lamp: Lamp) -> int:
    """How many stand at a lamp; a row counts only lamps that occur."""
    return sum(item.count for item in row.counts if item.lamp is lamp)
