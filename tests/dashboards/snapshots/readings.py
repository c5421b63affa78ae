"""How the numbers and names in a sentence are compared with the exact figures."""

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import Final

from projects import wording
from projects.rules.values import Bound, Figure, Goal, Measure, Rhythm

HALF: Final = Fraction(1, 2)
ENDS: Final = (Fraction(0), Fraction(100))
"""What a percentage in a column may not read as unless it is: nothing, or all."""
RATINGS: Final = {words: rating for rating, words in wording.RATING_LABELS.items()}


def side(amount: Fraction, limit: Fraction) -> int:
    return (amount > limit) - (amount < limit)


def reads(text: str, exact: Fraction | None, limits: Sequence[Fraction] = ()) -> bool:
    """Whether a number is the exact one, rounded, on its side of limits and of whole numbers."""
    if exact is None:
        return text == "—"
    amount = Fraction(text.replace("−", "-").replace("+", ""))
    places = len(text.partition(".")[2])
    near = abs(amount - exact) <= HALF / 10**places
    is_whole = amount.denominator == 1 and amount != exact
    return near and not is_whole and all(side(amount, x) == side(exact, x) for x in limits)


def nearest(amount: Fraction, places: int) -> Fraction:
    """Rounded, halves away from zero."""
    size = floor(abs(amount) * 10**places + HALF)
    return Fraction(size if amount > 0 else -size, 10**places)


def fits_column(text: str, exact: Fraction, limits: Sequence[Fraction]) -> bool:
    """Whether a percentage has one decimal, or no more than a limit demands."""
    places = len(text.partition(".")[2])

    def is_true(places: int) -> bool:
        return all(side(nearest(exact, places), each) == side(exact, each) for each in limits)

    assert Fraction(text) == nearest(exact, places)
    return is_true(places) and (places == 1 or not is_true(places - 1))


def is_figure(text: str, figure: Figure | None, goal: Goal, *, is_in_column: bool = False) -> bool:
    """Whether a figure in words is the figure, and a percentage its numerator by denominator."""
    if figure is None or not figure.is_reported:
        return text == "—"
    if not figure.has_data:
        return re.fullmatch("—[（，]0/0）?", text) is not None
    if figure.rating is not None:
        return RATINGS[text] is figure.rating
    assert figure.value is not None
    if goal.measure is Measure.MILESTONE and figure.denominator is not None:
        return text == f"{figure.value}/{figure.denominator} 已完成"
    if goal.measure is Measure.MILESTONE:
        return text == {1: "已完成", 0: "未完成"}[int(figure.value)]
    if goal.measure is Measure.COUNT:
        return Fraction(text.removesuffix("所").strip()) == figure.value
    found = re.fullmatch(r"([\d.]+)%[（，](\d+)/(\d+)）?", text)
    assert found, text
    parts = Fraction(found[2]), Fraction(found[3])
    own = parts == (figure.numerator, figure.denominator)
    exact = 100 * parts[0] / parts[1]
    if is_in_column:
        return own and fits_column(found[1], exact, [*ENDS, *edges(goal)])
    return own and reads(found[1], exact, edges(goal))


def edges(goal: Goal) -> list[Fraction]:
    spread = goal.tolerance if goal.bound is Bound.ABOUT else Fraction(0)
    amounts = [item.target_value for item in goal.checkpoints if item.target_value is not None]
    return [amount + way * spread for amount in amounts for way in (-1, 1)]


def cycle_words(rhythm: Rhythm, first: date) -> str:
    autumn = first.year if first.month >= 9 else first.year - 1
    if rhythm is Rhythm.EACH_YEAR:
        return f"{first.year}年"
    if rhythm is Rhythm.EACH_SCHOOL_YEAR:
        return f"{autumn}—{autumn + 1}学年"
    return f"{first.year}年春季学期" if 2 <= first.month <= 8 else f"{autumn}年秋季学期"


def demands(goal: Goal, words: str) -> None:
    """Whether the first amount in words is the goal's."""
    wanted = goal.last.target_value
    if wanted is not None:
        amount = re.search(r"[≥≤<约]([\d.]+)", words)
        assert amount
        assert Fraction(amount[1]) == wanted
