"""How many decimals numbers have, in sentences and in columns."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from projects import rounding
from projects.rules.values import shared


@pytest.mark.parametrize(
    ("amount", "places", "shown"),
    [
        (Fraction(1, 20), 1, "0.1"),
        (Fraction(-1, 20), 1, "-0.1"),
        (Fraction(2, 3), 2, "0.67"),
        (Fraction(5, 2), 0, "3"),
    ],
)
def test_halves_are_rounded_away_from_zero(amount: Fraction, places: int, shown: str) -> None:
    assert rounding.rounded(amount, places) == Decimal(shown)


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (("74.5", "75.2"), ["74.5", "75.2"]),
        (("74.98", "75.2"), ["74.98", "75.20"]),
        (("74.51", "74.54"), ["74.51", "74.54"]),
        (("74.5", "74.5"), ["74.5", "74.5"]),
    ],
)
def test_numbers_of_one_sentence_have_the_same_decimals(
    amounts: tuple[str, ...], words: list[str]
) -> None:
    assert [f"{shown}" for shown in rounding.together(*map(Fraction, amounts))] == words


def test_shares_of_many_bodies_nearly_alike_need_no_more_decimals() -> None:
    """Each has its numerator and denominator beside it."""
    parts = [(1433, 5479), (1434, 5483), (1700, 6500)]
    figures = [shared(date(2026, 10, 31), Fraction(part), Fraction(whole)) for part, whole in parts]
    values = [figure.value for figure in figures if figure.value is not None]

    assert rounding.figure_decimals(figures) == 1
    assert rounding.decimals(values) > 2
