"""Figures that must fit each other: one is at most, or equals, the sum of others."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from projects.rules.values import ZERO


class Relation(StrEnum):
    """How a figure compares with the sum of the others."""

    AT_MOST = "at_most"
    EQUAL = "equal"


def fits(value: Fraction, relation: Relation, parts: Sequence[Fraction]) -> bool:
    whole = sum(parts, ZERO)
    return value == whole if relation is Relation.EQUAL else value <= whole
