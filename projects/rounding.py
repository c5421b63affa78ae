"""How many decimals a number is shown with, so that rounding never makes of it what it is not.

Numbers of one sentence have the same decimals, and none reads as a whole number that it is not.
Those of a column have one, unless a limit demands more: see ``column_decimals``.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from projects.rules.values import HUNDRED, Bound, Figure, Goal

MOST_PLACES: Final = 8
"""The most decimals that any number is shown with."""
ENDS: Final = (Fraction(0), HUNDRED)
"""The per cent that nothing else may read as: not begun, and done."""


def rounded(amount: Fraction, places: int = 1) -> Decimal:
    """``amount`` to ``places`` decimals, halves away from zero."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def telling(amount: Fraction) -> Decimal:
    """``amount`` with one decimal, or with more if one would round it to a whole number.

    Goals and limits are whole numbers: 14.99 must not read 15.0, nor 99.96 read 100.0.
    """
    return together(amount)[0]


def together(*amounts: Fraction) -> list[Decimal]:
    """Amounts with the same number of decimals, which ``decimals`` finds."""
    places = decimals(amounts)
    return [rounded(amount, places) for amount in amounts]


def column_decimals(amount: Fraction, limits: Collection[Fraction] = ()) -> int:
    """How many decimals a percentage of a column has: one, unless a limit demands more.

    14.97 may read 15.0 below 76.7, but not where 15 is its goal. If every amount of a long column
    had to read as no whole number, some row would give all of them four decimals.
    """
    kept = (*ENDS, *limits)
    return _fewest(lambda places: not _crosses(rounded(amount, places), amount, kept))


def decimals(
    amounts: Sequence[Fraction], limits: Collection[Fraction] = (), *, must_differ: bool = True
) -> int:
    """How many decimals the amounts of one sentence have, at least one.

    So many that none reads as a whole number that it is not, that different ones differ, and that
    each reads on its side of every limit.
    """

    def is_clear(places: int) -> bool:
        pairs = [(rounded(amount, places), amount) for amount in amounts]
        differ = len({shown for shown, _ in pairs}) == len({*amounts})
        return (differ or not must_differ) and not any(_misleads(*pair, limits) for pair in pairs)

    return _fewest(is_clear)


def _fewest(is_clear: Callable[[int], bool], least: int = 1) -> int:
    """The fewest decimals, from ``least`` on, with which nothing misleads."""
    return next((places for places in range(least, MOST_PLACES) if is_clear(places)), MOST_PLACES)


def figure_decimals(
    figures: Iterable[Figure | None], *goals: Goal, beside: Sequence[Fraction] = ()
) -> int:
    """How many decimals the percentages of one sentence have, each on its side of every goal.

    ``beside``: other percentages of the sentence. Two of nearly the same size may read alike: each
    has its numerator and denominator beside it.
    """
    shared = [each for each in figures if each and each.denominator is not None]
    amounts = [*(each.value for each in shared if each.value is not None), *beside]
    if not amounts:
        return 1
    limits = [edge for goal in goals for edge in edges(goal)]
    return decimals(amounts, limits, must_differ=False)


def edges(goal: Goal) -> list[Fraction]:
    """The amounts at which a figure begins to meet the goal's checkpoints."""
    tolerance = goal.tolerance if goal.bound is Bound.ABOUT else Fraction(0)
    wanted = [item.target_value for item in goal.checkpoints if item.target_value is not None]
    return [each + way * tolerance for each in wanted for way in (-1, 1)]


def _misleads(shown: Decimal, amount: Fraction, limits: Collection[Fraction]) -> bool:
    if shown != amount and shown == shown.to_integral_value():
        return True
    return _crosses(shown, amount, limits)


def _crosses(shown: Decimal, amount: Fraction, limits: Collection[Fraction]) -> bool:
    return any(_sides(shown, limit) != _sides(amount, limit) for limit in limits)


def pace_decimals(
    shares: Sequence[Fraction],
    limits: Collection[Fraction],
    least: int,
    *,
    is_in_column: bool,
) -> int:
    """How many decimals one or two shares have as percentages, and so has their difference.

    Enough for the difference to be on its side of ``limits``, in points behind.
    """
    amounts = [each * HUNDRED for each in shares]
    misleads = _crosses if is_in_column else _misleads
    return _fewest(lambda places: _is_clear(amounts, places, limits, misleads), least)


def _is_clear(
    amounts: Sequence[Fraction],
    places: int,
    limits: Collection[Fraction],
    misleads: Callable[[Decimal, Fraction, Collection[Fraction]], bool],
) -> bool:
    """Whether neither percentages nor the difference of two mislead with so few decimals."""
    shown = [rounded(amount, places) for amount in amounts]
    if any(misleads(*pair, ENDS) for pair in zip(shown, amounts, strict=True)):
        return False
    behind = (Fraction(0), *(-limit for limit in limits))
    is_pair = len(shown) > 1
    return not (is_pair and misleads(shown[0] - shown[1], amounts[0] - amounts[1], behind))


def _sides(amount: Fraction | Decimal, limit: Fraction) -> tuple[bool, bool]:
    return amount < limit, amount > limit
