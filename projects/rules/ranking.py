"""Rank exact shares, highest first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among ``ranked`` shares; ``sharing`` counts those that hold it, itself included."""

    rank: int
    sharing: int
    ranked: int


def places(shares: Sequence[Fraction | None]) -> list[Rank | None]:
    """The rank of each share, in the given order; ``None`` gets no rank.

    Standard competition ranking: two firsts are followed by a third. Shares are not rounded.
    """
    ranked = [share for share in shares if share is not None]
    return [
        None
        if share is None
        else Rank(1 + sum(other > share for other in ranked), ranked.count(share), len(ranked))
        for share in shares
    ]
