"""What differs between two days, each with its cause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from dashboards.lines import Line
from dashboards.standings import Board
from projects import wording
from projects.rules import DOWNWARD, RECURRING, Bound, Lamp, Measure, Rating, running_cycle

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


@dataclass(frozen=True, slots=True)
class Change:
    """One line on the two days."""

    kind: Kind
    before: Line
    now: Line
    cause: str


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
    """A plan on two days: two boards of one book, so that both have the same targets and parts."""

    def __init__(self, before: Board, now: Board) -> None:
        self.before = before
        self.now = now
        self._parts = {key: self._changed_parts(key) for key in now.parts}

    def of_targets(self) -> list[Change]:
        """What changed of the city's targets, the most serious first."""
        return _sorted(
            self._change(self.before.lines[key], line, self._parts[key])
            for key, line in self.now.lines.items()
        )

    def of_parts(self) -> list[Change]:
        """What changed of the departments' parts, where several answer for a target."""
        return _sorted(change for changes in self._parts.values() for change in changes)

    def _pairs(self, key: int) -> list[tuple[Line, Line]]:
        """The parts of a target on both days."""
        return list(zip(self.before.parts[key], self.now.parts[key], strict=True))

    def _changed_parts(self, key: int) -> list[Change]:
        pairs = self._pairs(key)
        if len(pairs) == 1:
            return []
        changes = (self._change(before, now, ()) for before, now in pairs)
        return [change for change in changes if change is not None]

    def _change(self, before: Line, now: Line, parts: Sequence[Change]) -> Change | None:
        kind = self._kind(before, now)
        if kind is None:
            return None
        return Change(kind, before, now, self._cause(before, now, parts))

    def _kind(self, before: Line, now: Line) -> Kind | None:
        """The first kind that fits; ``None`` where nothing differs that anybody must know."""
        if _is_newly(Lamp.OVERDUE, before, now):
            return Kind.OVERDUE
        if now.standing.is_met and not before.standing.is_met:
            return Kind.MET
        if not self._starts_again(now):
            if before.standing.is_met and not now.standing.is_met:
                return Kind.UNMET
            nearer = _nearer(before, now)
            if nearer:
                return Kind.ROSE if nearer > 0 else Kind.FELL
        return Kind.LAMP if now.lamp is not before.lamp else None

    def _starts_again(self, line: Line) -> bool:
        """Whether a new year, school year or semester began between the days."""
        promise = line.promise
        if promise.rhythm not in RECURRING:
            return False
        cycles = [running_cycle(promise, board.on) for board in (self.before, self.now)]
        return cycles[0] != cycles[1]

    def _cause(self, before: Line, now: Line, parts: Sequence[Change]) -> str:
        """Why: what was agreed to, the new figure, whose part changed, or what time alone did."""
        agreed = [*_newly_agreed(before, now), *self._agreed_for_parts(now)]
        found = [*agreed, *_new_figure(before, now), *_new_lamps(parts)]
        if not found or _is_newly(Lamp.OVERDUE, before, now):
            found += self._by_time(before, now)
        return "；".join(found)

    def _agreed_for_parts(self, line: Line) -> list[str]:
        """``揭西县人民政府：2026-10-20 经市局同意办结``, for a target whose own line has none."""
        if line.department is not None or line.agreed:
            return []
        return [
            f"{part.body}：{words}"
            for old, part in self._pairs(line.target.pk)
            for words in _newly_agreed(old, part)
        ]

    def _by_time(self, before: Line, now: Line) -> list[str]:
        """What changed although nobody reported anything new."""
        first, last = self.before.on, self.now.on
        passed = [item.due for item in now.promise.checkpoints if first <= item.due < last]
        if passed:
            return [f"节点 {passed[-1]:%Y-%m-%d} 已过"]
        if self._starts_again(now):
            return ["新的周期开始，重新计数"]
        if now.lamp is Lamp.STALE:
            return ["最近两个到期报告期没有新数据"]
        if before.standing.expected != now.standing.expected:
            return [f"填报值没有变，序时进度由 {before.expected} 到 {now.expected}"]
        return ["填报值没有变"]


def _sorted(changes: Iterable[Change | None]) -> list[Change]:
    order = list(Kind)
    found = [change for change in changes if change is not None]
    return sorted(found, key=lambda change: order.index(change.kind))


def _is_newly(lamp: Lamp, before: Line, now: Line) -> bool:
    return now.lamp is lamp and before.lamp is not lamp


def _nearer(before: Line, now: Line) -> int:
    """1 where the new figure is nearer to what is demanded, -1 where it is farther, else 0.

    Shares that read the same are the same: nobody is told of a step back from 30.3% to 30.3%.
    """
    old, new = before.standing.figure, now.standing.figure
    if old is None or new is None:
        return 0
    if old.rating is not None and new.rating is not None:
        return _sign(Fraction(RATINGS.index(new.rating) - RATINGS.index(old.rating)))
    if old.value is None or new.value is None:
        return 0
    promise = now.promise
    if promise.measure is Measure.RATIO and wording.telling(old.value) == wording.telling(
        new.value
    ):
        return 0
    if promise.bound is Bound.ABOUT:
        goal = promise.last.goal or Fraction(0)
        return _sign(abs(old.value - goal) - abs(new.value - goal))
    up = _sign(new.value - old.value)
    return -up if promise.bound in DOWNWARD else up


def _sign(amount: Fraction) -> int:
    return (amount > 0) - (amount < 0)


def _newly_agreed(before: Line, now: Line) -> list[str]:
    known = {item.pk for item in before.agreed}
    return [item.agreed_words for item in now.agreed if item.pk not in known]


def _new_figure(before: Line, now: Line) -> list[str]:
    new = now.standing.figure
    if new is None or before.figure == now.figure:
        return []
    return [
        f"{new.period_end.year}年{new.period_end.month}月填报，由 {before.figure} 变为 {now.figure}"
    ]


def _new_lamps(parts: Sequence[Change]) -> list[str]:
    """``揭西县人民政府由绿·正常变为红·逾期``: whose lamps changed, the most serious first."""
    return [
        f"{part.now.body}由{part.before.lamp_word}变为{part.now.lamp_word}"
        for part in _sorted(parts)
        if part.now.lamp is not part.before.lamp
    ]


def grouped(changes: Iterable[Change]) -> list[Group]:
    """The changes by kind, kinds without any left out."""
    found = list(changes)
    groups = [Group(kind, [item for item in found if item.kind is kind]) for kind in Kind]
    return [group for group in groups if group.changes]
