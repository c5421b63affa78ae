"""A figure equals, or is at most, the sum of others."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from projects.rules.cross_checks import Relation, fits


@pytest.mark.parametrize(
    ("value", "parts", "is_equal", "is_at_most"),
    [
        (28, (4, 24), True, True),
        (27, (4, 24), False, True),
        (29, (4, 24), False, False),
        (0, (0,), True, True),
        (0, (), True, True),
        (1, (), False, False),
    ],
)
def test_a_figure_fits_the_sum_of_others(
    value: int, parts: Sequence[int], is_equal: bool, is_at_most: bool
) -> None:
    amounts = [Fraction(part) for part in parts]
    assert fits(Fraction(value), Relation.EQUAL, amounts) is is_equal
    assert fits(Fraction(value), Relation.AT_MOST, amounts) is is_at_most
