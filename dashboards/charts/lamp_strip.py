"""The lamps of one line, month by month: a row for each year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Final

from dashboards.charts.axes import Tick, at
from projects import wording
from projects.rules.values import HUNDRED, LAMPS, Lamp

MONTHS: Final = 12
SIGNS: Final[Mapping[Lamp, str]] = {
    Lamp.OVERDUE: "■",
    Lamp.RED: "■",
    Lamp.YELLOW: "▲",
    Lamp.UNREPORTED: "○",
    Lamp.STALE: "●",
    Lamp.CLOSED: "□",
    Lamp.GREEN: "●",
    Lamp.DONE: "✓",
    Lamp.EMPTY: "–",
    Lamp.POOLED: "",
    Lamp.EXEMPT: "",
}
"""Each lamp's shape, so that grey print keeps them apart."""


@dataclass(frozen=True, slots=True)
class LampCell:
    """A month: where it lies, its lamp and the lamp's sign."""

    x: str
    y: str
    middle: str
    centre: str
    lamp: Lamp
    sign: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Cells ready to be drawn, ``width`` × ``height`` each; ``told`` says in words what they show.

    ``years`` name the rows, ``months`` the columns; ``lamps`` are those that occur, worst first,
    with their words.
    """

    told: str
    width: str
    height: str
    cells: Sequence[LampCell]
    years: Sequence[Tick]
    months: Sequence[Tick]
    lamps: Sequence[tuple[Lamp, str]]


def strip(lamps: Sequence[tuple[date, Lamp]], told: str) -> Strip:
    """Draw a lamp for each month; ``lamps`` are in order, at most one a month."""
    years = [list(group) for _, group in groupby(lamps, key=lambda item: item[0].year)]
    present = {lamp for _, lamp in lamps}
    wide, high = HUNDRED / MONTHS, HUNDRED / max(len(years), 1)
    return Strip(
        told,
        at(wide),
        at(high),
        [
            LampCell(
                at(wide * (day.month - 1)),
                at(high * row),
                at(_middle(wide, day.month - 1)),
                at(_middle(high, row)),
                lamp,
                SIGNS[lamp],
            )
            for row, year in enumerate(years)
            for day, lamp in year
        ],
        [Tick(at(_middle(high, row)), f"{year[0][0].year}") for row, year in enumerate(years)],
        [Tick(at(_middle(wide, month)), f"{month + 1}") for month in range(MONTHS)],
        [(lamp, wording.LAMP_LABELS[lamp]) for lamp in LAMPS if lamp in present],
    )


def _middle(size: Fraction, number: int) -> Fraction:
    return size * number + size / 2
