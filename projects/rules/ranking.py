"""Ranking by exact shares, pure: the highest first, equals beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among those that are ranked; ``sharing`` have it, this one included."""

    rank: int
    sharing: int
    ranked: int


def places(shares: Sequence[Fraction | None]) -> list[Rank | None]:
    """The place of each share, in the order given; ``None``, no data, gets none.

    As sports are ranked: two firsts are followed by a third. Shares are compared as they are,
    never as they would be rounded.
    """
    ranked = [share for share in shares if share is not None]
    return [
        None
        if share is None
        else Rank(1 + sum(other > share for other in ranked), ranked.count(share), len(ranked))
        for share in shares
    ]
