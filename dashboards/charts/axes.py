"""The axes of a drawing: amounts upwards, time to the right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor, log10
from typing import Final

from projects import wording
from projects.rules.values import HUNDRED, ratio

ZERO: Final = Fraction(0)
STEPS: Final = 5
"""The most steps an axis of amounts is divided into."""
LEAST_YEAR: Final = 6
"""Per cent of the width that a year's number needs."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, and the words there; without words only the line is drawn."""

    at: str
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis of amounts, from 0 at the bottom to ``top``, divided into equal steps."""

    top: Fraction
    step: Fraction
    sign: str = ""

    def place(self, amount: Fraction) -> Fraction:
        """The per cent from the top; an amount beyond the axis lies on its end."""
        return HUNDRED - min(max(amount / self.top, ZERO), Fraction(1)) * HUNDRED

    @property
    def ticks(self) -> list[Tick]:
        """The steps' places, from 0 up."""
        amounts = [self.step * number for number in range(int(self.top / self.step) + 1)]
        return [
            Tick(at(self.place(item)), f"{wording.number(item)}{self.sign}") for item in amounts
        ]


def scale(amounts: Iterable[Fraction | None], *, is_share: bool = False) -> Scale:
    """An axis that holds all ``amounts``, in round steps.

    An axis of shares, in per cent, ends at 100 unless none is above 50 or one is above 100.
    """
    most = max((item for item in amounts if item is not None), default=ZERO)
    if is_share and (most <= 0 or HUNDRED / 2 < most <= HUNDRED):
        return Scale(HUNDRED, HUNDRED / 4, "%")
    step = _step(most if most > 0 else Fraction(1))
    if not is_share:
        step = max(step, Fraction(1))
    return Scale(step * max(ceil(most / step), 1), step, "%" if is_share else "")


def _step(most: Fraction) -> Fraction:
    """The least of 1, 2, 5, 10, … that covers ``most`` in at most ``STEPS`` steps."""
    unit = Fraction(10) ** floor(log10(most / STEPS))
    return next(unit * digit for digit in (1, 2, 5, 10, 20) if unit * digit * STEPS >= most)


@dataclass(frozen=True, slots=True)
class Span:
    """The axis of time, from its first day to its last."""

    first: date
    last: date

    def place(self, day: date) -> Fraction:
        """The per cent from the left; a day outside lies on the nearer end."""
        share = ratio(Fraction((day - self.first).days), Fraction((self.last - self.first).days))
        return min(max(share or ZERO, ZERO), Fraction(1)) * HUNDRED

    @property
    def years(self) -> list[Tick]:
        """Where each year but the first begins, without words."""
        years = range(self.first.year + 1, self.last.year + 1)
        return [Tick(at(self.place(date(year, 1, 1))), "") for year in years]

    @property
    def names(self) -> list[Tick]:
        """The years' numbers, each in the middle of its shown part, if there is room."""
        ticks = []
        for year in range(self.first.year, self.last.year + 1):
            begins, ends = self.place(date(year, 1, 1)), self.place(date(year, 12, 31))
            if ends - begins >= LEAST_YEAR:
                ticks.append(Tick(at((begins + ends) / 2), f"{year}"))
        return ticks


def at(place: Fraction) -> str:
    """A place to two decimals, as SVG reads it."""
    return f"{float(place):.2f}"
