"""What differs between two days, or between two bulletins, each with its cause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from bulletins.document.values import CITY, Body, Entry, grouped_by_key
from projects import wording
from projects.rules.anomalies import DOWNWARD
from projects.rules.values import Bound, Lamp, Measure, Rating

RATINGS = (Rating.FAR_BEHIND, Rating.BEHIND, Rating.ON_TRACK, Rating.DONE)


class Kind(StrEnum):
    """What became of a line, in the order in which it is told; a line is of the first that fits."""

    OVERDUE = "overdue"
    MET = "met"
    UNMET = "unmet"
    FELL = "fell"
    ROSE = "rose"
    LAMP = "lamp"


KIND_WORDS = {
    Kind.OVERDUE: "新逾期",
    Kind.MET: "新达标",
    Kind.UNMET: "不再达标",
    Kind.FELL: "退步",
    Kind.ROSE: "进步",
    Kind.LAMP: "其他亮灯变化",
}
KIND_RULES = {
    Kind.OVERDUE: "节点已过而没有达到要求",
    Kind.MET: "达到了要求",
    Kind.UNMET: "先前达到要求，现在没有达到",
    Kind.FELL: "新填报的数离要求更远",
    Kind.ROSE: "新填报的数离要求更近",
    Kind.LAMP: "数没有离要求更近或更远，而亮灯变了",
}


class Day(Protocol):
    """What is compared: the entries of a day, and the bodies they name."""

    @property
    def on(self) -> date:
        """The day."""
        ...

    @property
    def targets(self) -> Sequence[Entry]:
        """The city's, in the plan's order."""
        ...

    @property
    def parts(self) -> Sequence[Entry]:
        """The bodies', in the plan's order and theirs."""
        ...

    @property
    def body_by_code(self) -> Mapping[str, Body]:
        """The bodies by their code."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """One entry on the two days; ``department`` is ``None`` for the whole city's."""

    kind: Kind
    before: Entry
    now: Entry
    cause: str
    department: Body | None


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one kind, the plan's order kept."""

    kind: Kind
    changes: Sequence[Change]

    @property
    def words(self) -> str:
        """The kind in words."""
        return KIND_WORDS[self.kind]

    @property
    def rule(self) -> str:
        """What makes a change one of this kind."""
        return KIND_RULES[self.kind]


class Comparison:
    """Two days, of which what stands in both is compared."""

    def __init__(self, before: Day, now: Day) -> None:
        self.before = before
        self.now = now
        then = {(entry.key, entry.body): entry for entry in before.parts}
        self._pairs = {
            key: [(then[key, entry.body], entry) for entry in entries if (key, entry.body) in then]
            for key, entries in grouped_by_key(now.parts).items()
        }
        self._parts = {key: self._changed_parts(key) for key in self._pairs}

    def of_targets(self) -> list[Change]:
        """What changed of the city's targets, the most serious first."""
        then = {entry.key: entry for entry in self.before.targets}
        return _sorted(
            self._change(then[entry.key], entry, self._parts.get(entry.key, ()))
            for entry in self.now.targets
            if entry.key in then
        )

    def of_parts(self) -> list[Change]:
        """What changed of the departments' parts, where several answer for a target."""
        return _sorted(change for changes in self._parts.values() for change in changes)

    def _changed_parts(self, key: tuple[int, int]) -> list[Change]:
        pairs = self._pairs[key]
        if len(pairs) == 1:
            return []
        changes = (self._change(before, now, ()) for before, now in pairs)
        return [change for change in changes if change is not None]

    def _change(self, before: Entry, now: Entry, parts: Sequence[Change]) -> Change | None:
        kind = self._kind(before, now)
        if kind is None:
            return None
        cause = self._cause(before, now, parts)
        return Change(kind, before, now, cause, self.now.body_by_code.get(now.body))

    def _kind(self, before: Entry, now: Entry) -> Kind | None:
        """The first kind that fits; ``None`` where nothing differs that anybody must know."""
        if _is_newly(Lamp.OVERDUE, before, now):
            return Kind.OVERDUE
        if now.is_met and not before.is_met:
            return Kind.MET
        if before.cycle == now.cycle:
            if before.is_met and not now.is_met:
                return Kind.UNMET
            nearer = _nearer(before, now)
            if nearer:
                return Kind.ROSE if nearer > 0 else Kind.FELL
        return Kind.LAMP if now.lamp is not before.lamp else None

    def _cause(self, before: Entry, now: Entry, parts: Sequence[Change]) -> str:
        """Why: what was agreed to, the new figure, whose part changed, or what time alone did."""
        agreed = [*_newly_agreed(before, now), *self._agreed_for_parts(now)]
        found = [*agreed, *_new_figure(before, now), *_new_lamps(parts)]
        if not found or _is_newly(Lamp.OVERDUE, before, now):
            found += self._by_time(before, now)
        return "；".join(found)

    def _agreed_for_parts(self, entry: Entry) -> list[str]:
        """``揭西县人民政府：2026-10-20 经市局同意办结``, for a target whose own entry has none."""
        if entry.body != CITY or entry.agreed:
            return []
        return [
            f"{part.body_name}：{words}"
            for old, part in self._pairs.get(entry.key, ())
            for words in _newly_agreed(old, part)
        ]

    def _by_time(self, before: Entry, now: Entry) -> list[str]:
        """What changed although nobody reported anything new."""
        first, last = self.before.on, self.now.on
        passed = [due for due in now.dues if first <= due < last]
        if passed:
            return [f"节点 {passed[-1]:%Y-%m-%d} 已过"]
        if before.cycle != now.cycle:
            return ["新的周期开始，重新计数"]
        if now.lamp is Lamp.STALE:
            return ["最近两个到期报告期没有新数据"]
        if before.expected != now.expected:
            then, later = wording.share(before.expected), wording.share(now.expected)
            return [f"填报值没有变，序时进度由 {then} 到 {later}"]
        return ["填报值没有变"]


def _sorted(changes: Iterable[Change | None]) -> list[Change]:
    order = list(Kind)
    found = [change for change in changes if change is not None]
    return sorted(found, key=lambda change: order.index(change.kind))


def _is_newly(lamp: Lamp, before: Entry, now: Entry) -> bool:
    return now.lamp is lamp and before.lamp is not lamp


def _nearer(before: Entry, now: Entry) -> int:
    """1 where the new figure is nearer to what is demanded, -1 where it is farther, else 0.

    Shares that read the same are the same: nobody is told of a step back from 30.3% to 30.3%.
    """
    if before.rating is not None and now.rating is not None:
        return _sign(Fraction(RATINGS.index(now.rating) - RATINGS.index(before.rating)))
    old, new = before.value, now.value
    if old is None or new is None:
        return 0
    if now.measure is Measure.RATIO and wording.telling(old) == wording.telling(new):
        return 0
    if now.bound is Bound.ABOUT:
        goal = now.demanded or Fraction(0)
        return _sign(abs(old - goal) - abs(new - goal))
    up = _sign(new - old)
    return -up if now.bound in DOWNWARD else up


def _sign(amount: Fraction) -> int:
    return (amount > 0) - (amount < 0)


def _newly_agreed(before: Entry, now: Entry) -> list[str]:
    return [words for words in now.agreed if words not in before.agreed]


def _new_figure(before: Entry, now: Entry) -> list[str]:
    month = now.period_end
    if month is None or before.figure == now.figure:
        return []
    return [f"{month.year}年{month.month}月填报，由 {before.figure} 变为 {now.figure}"]


def _new_lamps(parts: Sequence[Change]) -> list[str]:
    """``揭西县人民政府由绿·正常变为红·逾期``: whose lamps changed, the most serious first."""
    return [
        f"{part.now.body_name}由{part.before.lamp_word}变为{part.now.lamp_word}"
        for part in _sorted(parts)
        if part.now.lamp is not part.before.lamp
    ]


def grouped(changes: Iterable[Change]) -> list[Group]:
    """The changes by kind, kinds without any left out."""
    found = list(changes)
    groups = [Group(kind, [item for item in found if item.kind is kind]) for kind in Kind]
    return [group for group in groups if group.changes]
