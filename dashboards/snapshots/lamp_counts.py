"""Targets or assignments counted by lamp, with their 达标率."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple, Protocol

from projects import wording
from projects.rules.rollups import worst
from projects.rules.values import LAMPS, LAMPS_BEHIND, UNJUDGED, Lamp, ratio


class Evaluated(Protocol):
    """What can be counted: a status or an evaluation."""

    @property
    def lamp(self) -> Lamp: ...

    @property
    def is_met(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class LampCount:
    """How many stand at a lamp."""

    lamp: Lamp
    word: str
    count: int


class LampGroup(NamedTuple):
    """Lamps that a leader hears as one number. ``key`` names it in addresses."""

    key: str
    word: str
    lamps: tuple[Lamp, ...]


NO_VALID_DATA: Final = LampGroup(
    "no-data",
    "暂无有效数据",
    (Lamp.UNREPORTED, Lamp.STALE, Lamp.EMPTY, Lamp.CLOSED, Lamp.POOLED, Lamp.EXEMPT),
)
LAMP_GROUPS: Final = (
    LampGroup(Lamp.DONE, wording.LAMP_LABELS[Lamp.DONE], (Lamp.DONE,)),
    LampGroup(Lamp.GREEN, wording.LAMP_LABELS[Lamp.GREEN], (Lamp.GREEN,)),
    LampGroup(Lamp.YELLOW, wording.LAMP_LABELS[Lamp.YELLOW], (Lamp.YELLOW,)),
    LampGroup("any-red", "红", (Lamp.OVERDUE, Lamp.RED)),
    NO_VALID_DATA,
)
"""Five numbers: every lamp belongs to one of them."""


def lamps_of(key: str) -> frozenset[Lamp]:
    """The lamps that an address names: one of them, or a group of several."""
    return next(
        (frozenset(group.lamps) for group in LAMP_GROUPS if group.key == key),
        frozenset(lamp for lamp in LAMPS if lamp.value == key),
    )


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many stand at the lamps of a group, and at each of them."""

    group: LampGroup
    parts: tuple[LampCount, ...]

    @property
    def count(self) -> int:
        return sum(item.count for item in self.parts)

    @property
    def lamp(self) -> Lamp:
        """The lamp that the group looks like: its last, but its first where nothing is judged."""
        return self.group.lamps[0 if self.group is NO_VALID_DATA else -1]

    @property
    def kinds(self) -> tuple[LampCount, ...]:
        """The lamps it is made of, if there are several."""
        return self.parts if len(self.parts) > 1 else ()


@dataclass(frozen=True, slots=True)
class LampCounts:
    """``lamps`` in the order of ``LAMPS``; ``met`` of ``applicable`` are done or held."""

    lamps: tuple[int, ...]
    met: int
    applicable: int

    @property
    def total(self) -> int:
        """The sum over all lamps."""
        return sum(self.lamps)

    @property
    def lamp(self) -> Lamp:
        """The worst lamp; 不适用 where there is nothing to judge."""
        counts = zip(LAMPS, self.lamps, strict=True)
        return worst(lamp for lamp, count in counts if count)

    @property
    def lamp_rank(self) -> int:
        """The worst lamp's rank, for sorting: 0 is the worst."""
        return self.lamp.rank

    @property
    def lamp_text(self) -> str:
        return wording.LAMP_LABELS[self.lamp]

    @property
    def lamp_word(self) -> str:
        """``逾期``: the word without its colour's name, for narrow cells in that colour."""
        return self.lamp_text.rpartition("·")[2]

    @property
    def rate(self) -> Fraction | None:
        """达标率: done or held over applicable; None where nothing applies."""
        return ratio(Fraction(self.met), Fraction(self.applicable))

    @property
    def rate_text(self) -> str:
        return wording.share(self.rate)

    @property
    def rate_of_text(self) -> str:
        """达标率 with its numerator and denominator."""
        return f"{self.rate_text}（{self.met_text}）" if self.applicable else wording.NO_DATA

    @property
    def met_text(self) -> str:
        """k/n: met of applicable."""
        return f"{self.met}/{self.applicable}"

    @property
    def behind(self) -> int:
        """How many are behind or overdue."""
        return sum(self.at(lamp) for lamp in LAMPS_BEHIND)

    @property
    def by_lamp(self) -> list[LampCount]:
        """Every lamp's count, worst first."""
        return [
            LampCount(lamp, wording.LAMP_LABELS[lamp], count)
            for lamp, count in zip(LAMPS, self.lamps, strict=True)
        ]

    @property
    def by_group(self) -> list[GroupCount]:
        """The five numbers, which add up to ``total``."""
        return [
            GroupCount(
                group,
                tuple(
                    LampCount(lamp, wording.LAMP_LABELS[lamp], self.at(lamp))
                    for lamp in group.lamps
                ),
            )
            for group in LAMP_GROUPS
        ]

    @property
    def lit(self) -> list[LampCount]:
        """The counts of the lamps that occur, worst first."""
        return [item for item in self.by_lamp if item.count]

    def at(self, lamp: Lamp) -> int:
        return self.lamps[LAMPS.index(lamp)]


NONE: Final = LampCounts((0,) * len(LAMPS), 0, 0)


def count_lamps(items: Iterable[Evaluated]) -> LampCounts:
    """Count items by lamp; those not judged stay out of 达标率."""
    counted = list(items)
    lamps = [item.lamp for item in counted]
    judged = [item for item in counted if item.lamp not in UNJUDGED]
    return LampCounts(
        tuple(lamps.count(lamp) for lamp in LAMPS),
        sum(item.is_met for item in judged),
        len(judged),
    )


def added(counts: Iterable[LampCounts]) -> LampCounts:
    """The sum of several counts: shares are of the sums, never means of shares."""
    summands = list(counts) or [NONE]
    return LampCounts(
        tuple(map(sum, zip(*(item.lamps for item in summands), strict=True))),
        sum(item.met for item in summands),
        sum(item.applicable for item in summands),
    )


def compared(before: LampCounts, now: LampCounts) -> list[tuple[LampCount, int, int]]:
    """Each lamp of either day with its count now, its count before, and the difference."""
    return [
        (item, then, item.count - then)
        for item, then in zip(now.by_lamp, before.lamps, strict=True)
        if item.count or then
    ]
