"""What differs between two days, or between two bulletins, each with its cause."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from dashboards.changes.new_demands import is_asked_otherwise, new_demand
from dashboards.changes.new_figures import decimals, is_new, nearer, new_figure
from dashboards.snapshots.target_status import CITY, DepartmentInfo, Key, TargetStatus
from projects import rounding, wording
from projects.rules.values import HUNDRED, Lamp


class ChangeKind(StrEnum):
    """How a status changed, most serious first; the first kind that fits applies."""

    OVERDUE = "overdue"
    MET = "met"
    UNMET = "unmet"
    FELL = "fell"
    ROSE = "rose"
    DEMAND = "demand"
    LAMP = "lamp"


KIND_TEXTS = {
    ChangeKind.OVERDUE: "新逾期",
    ChangeKind.MET: "新达标",
    ChangeKind.UNMET: "不再达标",
    ChangeKind.FELL: "退步",
    ChangeKind.ROSE: "进步",
    ChangeKind.DEMAND: "要求调整",
    ChangeKind.LAMP: "其他亮灯变化",
}
KIND_RULES = {
    ChangeKind.OVERDUE: "节点已过而没有达到要求",
    ChangeKind.MET: "达到了要求",
    ChangeKind.UNMET: "先前达到要求，现在没有达到",
    ChangeKind.FELL: "新填报的数离要求更远",
    ChangeKind.ROSE: "新填报的数离要求更近",
    ChangeKind.DEMAND: "方案调整或更正改变了要求",
    ChangeKind.LAMP: "因时间推移、延期、办结或新的周期开始，亮灯变了",
}


class DayStatuses(Protocol):
    """The statuses of a day, as ``compare`` takes them."""

    @property
    def on(self) -> date: ...

    @property
    def targets(self) -> Sequence[TargetStatus]:
        """The city's statuses, in the plan's order."""
        ...

    @property
    def assignments_of(self) -> Mapping[Key, Sequence[TargetStatus]]:
        """The departments' statuses by target, in the plan's order, then by department."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """A status that changed between two days, with the cause."""

    project: int
    target: int
    department: str
    department_name: str
    name: str
    kind: ChangeKind
    before_lamp: Lamp
    before_lamp_text: str
    before_value_text: str
    lamp: Lamp
    lamp_text: str
    value_text: str
    cause: str
    quote: str = field(default="", compare=False)
    department_info: DepartmentInfo | None = field(default=None, compare=False)

    @property
    def key(self) -> Key:
        """Project and target."""
        return self.project, self.target

    @property
    def title(self) -> str:
        """``3-1 name``."""
        return f"{self.project}-{self.target} {self.name}"

    @property
    def kind_text(self) -> str:
        """``新逾期``."""
        return KIND_TEXTS[self.kind]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since a day, in the city's targets and in the departments' assignments.

    ``assignments`` has only those of targets that several departments answer for.
    """

    since: str
    """The bulletin it is compared with, ``2026年第10期``; empty where it is just a day."""
    on: date
    """The earlier day."""
    targets: tuple[Change, ...]
    assignments: tuple[Change, ...]
    only_before: tuple[str, ...] = ()
    """Targets of the earlier day that the later one lacks, as ``3-1 name``; not compared."""
    only_now: tuple[str, ...] = ()

    @property
    def groups(self) -> "list[ChangeGroup]":
        """The changes of the city's targets by kind."""
        return grouped(self.targets)


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one kind, the plan's order kept."""

    kind: ChangeKind
    changes: Sequence[Change]

    @property
    def text(self) -> str:
        """The kind in words."""
        return KIND_TEXTS[self.kind]

    @property
    def rule(self) -> str:
        """What makes a change one of this kind."""
        return KIND_RULES[self.kind]


def compare(before: DayStatuses, now: DayStatuses, since: str = "") -> Comparison:
    """What differs between two days, the most serious first; no query.

    ``since`` names the bulletin of the earlier day.
    """
    return _Comparing(before, now).result(since)


class _Comparing:
    """Compares the statuses that both days have."""

    def __init__(self, before: DayStatuses, now: DayStatuses) -> None:
        self.before = before
        self.now = now
        then = {
            (key, status.department): status
            for key, statuses in before.assignments_of.items()
            for status in statuses
        }
        self._pairs = {
            key: [
                (then[key, status.department], status)
                for status in statuses
                if (key, status.department) in then
            ]
            for key, statuses in now.assignments_of.items()
        }
        self._assignments = {key: self._changed_assignments(key) for key in self._pairs}

    def result(self, since: str) -> Comparison:
        then = {status.key: status for status in self.before.targets}
        now = {status.key: status for status in self.now.targets}
        targets = [
            self._change(then[key], status, self._assignments.get(key, ()))
            for key, status in now.items()
            if key in then
        ]
        return Comparison(
            since,
            self.before.on,
            _sorted(targets),
            _sorted(change for changes in self._assignments.values() for change in changes),
            tuple(status.title for key, status in then.items() if key not in now),
            tuple(status.title for key, status in now.items() if key not in then),
        )

    def _changed_assignments(self, key: Key) -> list[Change]:
        pairs = self._pairs[key]
        if len(pairs) == 1:
            return []
        changes = (self._change(before, now, ()) for before, now in pairs)
        return [change for change in changes if change is not None]

    def _change(
        self, before: TargetStatus, now: TargetStatus, assignments: Sequence[Change]
    ) -> Change | None:
        kind = self._kind(before, now)
        if kind is None:
            return None
        return Change(
            now.project,
            now.target,
            now.department,
            now.department_name,
            now.name,
            kind,
            before.lamp,
            before.lamp_text,
            before.shown_text,
            now.lamp,
            now.lamp_text,
            now.shown_text,
            self._cause(before, now, assignments),
            now.quote,
            now.department_info,
        )

    def _kind(self, before: TargetStatus, now: TargetStatus) -> ChangeKind | None:
        """The first kind that fits; ``None`` without a change worth showing."""
        if _is_newly(Lamp.OVERDUE, before, now):
            return ChangeKind.OVERDUE
        if now.is_met and not before.is_met:
            return ChangeKind.MET
        if before.cycle == now.cycle:
            if before.is_met and not now.is_met and now.lamp is not Lamp.EXEMPT:
                return ChangeKind.UNMET
            nearer = self._nearer(before, now)
            if nearer:
                return ChangeKind.ROSE if nearer > 0 else ChangeKind.FELL
        if is_asked_otherwise(before, now):
            return ChangeKind.DEMAND
        return ChangeKind.LAMP if now.lamp is not before.lamp else None

    def _cause(self, before: TargetStatus, now: TargetStatus, assignments: Sequence[Change]) -> str:
        """The cause: an amendment, accepted requests, a figure, lamps, or the passing of time."""
        agreed = [*_newly_agreed(before, now), *self._agreed_for_assignments(now)]
        causes = [
            *filter(None, [new_demand(before, now)]),
            *_new_cycle(before, now),
            *agreed,
            *self._new_figures(before, now),
            *_new_lamps(assignments),
        ]
        if not causes or _is_newly(Lamp.OVERDUE, before, now):
            causes += self._by_time(now) or ([] if causes else self._by_pace(before, now))
        return "；".join(causes)

    def _each(self, status: TargetStatus) -> Sequence[tuple[TargetStatus, TargetStatus]]:
        """Before and now of those that must each meet a target of the whole city."""
        is_of_each = status.department == CITY and status.met_text
        return self._pairs.get(status.key, ()) if is_of_each else ()

    def _nearer(self, before: TargetStatus, now: TargetStatus) -> int:
        """As ``nearer``; of several that must each meet the target, none may move away."""
        signs = {nearer(*pair) for pair in self._each(now)} or {nearer(before, now)}
        return 0 if {-1, 1} <= signs else sum(signs)

    def _new_figures(self, before: TargetStatus, now: TargetStatus) -> list[str]:
        """The new figure; where several must each meet the target, of whom and not their sum."""
        each = self._each(now) or [(before, now)]
        pairs = [pair for pair in each if is_new(*pair)]
        places = decimals(pairs)
        return [
            f"{f'{own.department_name}：' if len(each) > 1 else ''}{new_figure(old, own, places)}"
            for old, own in pairs
        ]

    def _agreed_for_assignments(self, status: TargetStatus) -> list[str]:
        """``揭西县人民政府：2026-10-20 经市局同意办结``, for a target whose own entry has none."""
        if status.department != CITY or status.agreed:
            return []
        return [
            f"{own.department_name}：{words}"
            for old, own in self._pairs.get(status.key, ())
            for words in _newly_agreed(old, own)
        ]

    def _by_time(self, now: TargetStatus) -> list[str]:
        """Why a status changed although nobody reported anything new."""
        first, last = self.before.on, self.now.on
        passed = [due for due in now.dues if first <= due < last]
        if passed:
            return [f"节点 {passed[-1]:%Y-%m-%d} 已过"]
        return self._staleness(now) if now.lamp is Lamp.STALE else []

    def _staleness(self, now: TargetStatus) -> list[str]:
        pairs = self._pairs.get(now.key, ()) if now.department == CITY else ()
        if len(pairs) < 2:  # noqa: PLR2004 - one alone is the whole
            return ["最近两个到期报告期没有新数据"]
        old = [own.department_name for _, own in pairs if own.lamp is Lamp.STALE]
        return [f"{'、'.join(old)}数据陈旧" if old else "有单位数据陈旧"]

    def _by_pace(self, before: TargetStatus, now: TargetStatus) -> list[str]:
        if before.expected != now.expected:
            return [f"填报值没有变，序时进度{_moved(before.expected, now.expected)}"]
        return ["填报值没有变"]


def _sorted(changes: Iterable[Change | None]) -> tuple[Change, ...]:
    order = list(ChangeKind)
    present = [change for change in changes if change is not None]
    return tuple(sorted(present, key=lambda change: order.index(change.kind)))


def _is_newly(lamp: Lamp, before: TargetStatus, now: TargetStatus) -> bool:
    return now.lamp is lamp and before.lamp is not lamp


def _moved(before: Fraction | None, now: Fraction | None) -> str:
    """``由 72.5% 到 74.5%``: two shares with the same number of decimals."""
    if before is None or now is None:
        shown = [wording.percent(each and each * HUNDRED) for each in (before, now)]
    else:
        shown = [f"{each}%" for each in rounding.together(before * HUNDRED, now * HUNDRED)]
    return f"由 {shown[0]} 到 {shown[1]}"


def _newly_agreed(before: TargetStatus, now: TargetStatus) -> list[str]:
    return [words for words in now.agreed if words not in before.agreed]


def _new_cycle(before: TargetStatus, now: TargetStatus) -> list[str]:
    """Why a figure of a recurring target is not compared with the earlier day's."""
    if before.cycle == now.cycle:
        return []
    # The cycle before has nothing to be judged by until its first report is due or known.
    is_back = before.cycle and now.cycle and now.cycle < before.cycle
    return ["改按上一周期的结论" if is_back else "新的周期开始，重新计数"]


def _new_lamps(assignments: Sequence[Change]) -> list[str]:
    """``揭西县人民政府由绿·正常变为红·逾期``: whose lamps changed, the most serious first."""
    return [
        f"{change.department_name}由{change.before_lamp_text}变为{change.lamp_text}"
        for change in _sorted(assignments)
        if change.lamp is not change.before_lamp
    ]


def grouped(changes: Iterable[Change]) -> list[ChangeGroup]:
    """The changes by kind, without empty kinds."""
    items = list(changes)
    groups = [
        ChangeGroup(kind, [item for item in items if item.kind is kind]) for kind in ChangeKind
    ]
    return [group for group in groups if group.changes]
