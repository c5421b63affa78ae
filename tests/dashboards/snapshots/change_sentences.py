"""The kinds of sentences about what changed between two days, each with its check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from dashboards.changes.compare import Change, ChangeKind, compare
from dashboards.changes.new_figures import RATINGS
from projects.rules.values import Bound, Figure, Goal, Lamp, Measure
from tests.dashboards.snapshots.board_snapshots import Shown
from tests.dashboards.snapshots.readings import demands, is_figure, reads
from tests.dashboards.snapshots.sentences import (
    LAMPS,
    NUMBER,
    Case,
    Kind,
    Match,
)
from tests.projects.rules import oracle


@dataclass(frozen=True)
class ChangeCase(Case):
    """A change, with the same case on the earlier day."""

    before: Case
    change: Change
    whole: Sequence["ChangeCase"] = ()
    """The assignments' own, for a target of the whole city."""

    def of(self, name: str) -> "ChangeCase":
        """That of a department by its whole name."""
        return next(each for each in self.whole if each.status.department_name == name)

    def whose(self, name: str | None) -> "ChangeCase":
        """Whose figure is spoken of; of a sole body that must meet the target itself by no name."""
        if name:
            return self.of(name)
        if not self.status.met_text:
            return self
        (own,) = self.whole
        return own


def cases(shown: Shown) -> list[Case]:
    """That of the city, then those of the assignments."""
    snapshot = shown.snapshot
    items = (snapshot.assessed[1], *snapshot.assessed_assignments[1])
    return [Case(shown, item) for item in items]


def changes(before: Shown, now: Shown) -> list[ChangeCase]:
    found = compare(before.snapshot, now.snapshot)
    changed = {item.department: item for item in (*found.assignments, *found.targets)}
    any_change = next(iter(changed.values()), None)
    if any_change is None:
        return []
    pairs = list(zip(cases(before), cases(now), strict=True))
    every = [
        ChangeCase(now, new.item, old, changed.get(new.status.department, any_change))
        for old, new in pairs
    ]
    whole = ChangeCase(now, every[0].item, every[0].before, every[0].change, every[1:])
    return [case for case in (whole, *every[1:]) if case.status.department in changed]


def by_time(case: ChangeCase, found: Match) -> object:
    """Nothing new was reported, and the pace moved from what it was to what it is."""
    assert case.before.status.value == case.status.value
    assert case.before.figure is None or case.figure is not None
    if found["then"]:
        then, now = case.before.said.expected, case.said.expected
        assert reads(found["then"].rstrip("%"), then and 100 * then)
        assert reads(found["now"].rstrip("%"), now and 100 * now)
        assert then != now
    return case.before.figure is None or case.before.status.rating == case.status.rating


def passed(case: ChangeCase, found: Match) -> object:
    day = date.fromisoformat(found[1])
    assert case.before.day <= day < case.day
    return day in [item.due for item in case.goal.checkpoints]


def figure_changed(case: ChangeCase, found: Match) -> object:
    """Whose figure it is, for which month, and both figures; no sum beside a demand of each."""
    own = case.whose(found["whose"])
    assert own.figure
    end = own.figure.period_end
    assert (int(found["year"]), int(found["month"])) == (end.year, end.month)
    assert found["then"] != found["now"]
    assert is_figure(found["then"], own.before.figure, shown_goal(own.goal))
    return is_figure(found["now"], own.figure, shown_goal(own.goal))


def shown_goal(goal: Goal) -> Goal:
    """The goal as far as a comparison knows it: its last amount."""
    return Goal(goal.measure, goal.checkpoints[-1:], goal.start)


def withdrawn(case: ChangeCase, found: Match) -> object:
    own = case.whose(found[1])
    return own.before.figure is not None and own.figure is None


def lamp_changed(case: ChangeCase, found: Match) -> object:
    own = case.of(found["whose"])
    then, now = LAMPS[found["then"]], LAMPS[found["now"]]
    return then is not now and (then, now) == (own.before.said.lamp, own.said.lamp)


def demand_changed(case: ChangeCase, found: Match) -> object:
    demands(case.before.goal, found["then"])
    demands(case.goal, found["now"])
    return found["then"] != found["now"]


def newly_agreed(case: ChangeCase, found: Match) -> object:
    own = case.of(found[1]) if found[1] else case
    texts = [[item.agreed_text for item in each.item.agreed] for each in (own.before, own)]
    return found[2] not in texts[0] and found[2] in texts[1]


def other_cycle(case: ChangeCase, found: Match) -> object:
    """The new cycle is judged, or the one before it, for which nothing had been due or known."""
    then, now = case.before.status.cycle, case.status.cycle
    assert then
    assert now
    return then > now if "上一周期" in found[0] else then < now


def grew_old(case: ChangeCase, found: Match) -> object:
    """Of one alone, or of those named; never of a city where one county is stale."""
    old = [part for part in case.parts if case.is_old(part)]
    if found[1]:
        names = [part.department_name for part in old if part.lamp is Lamp.STALE]
        return names == found[1].split("、")
    if "有单位" in found[0]:
        return old
    figures = [part.evaluation.figure for part in case.parts]
    return len(figures) == 1 and figures[0] and case.shown.at.is_old(figures[0])


CAUSES: Final[Mapping[str, Kind[ChangeCase]]] = {
    "time": Kind(
        rf"填报值没有变(?:，序时进度由 (?P<then>{NUMBER}%|—) 到 (?P<now>{NUMBER}%|—))?", by_time
    ),
    "passed": Kind(r"节点 ([\d-]+) 已过", passed),
    "cycle": Kind("新的周期开始，重新计数|改按上一周期的结论", other_cycle),
    "old": Kind("最近两个到期报告期没有新数据|(?:(?P<names>[^：；由]+?)|有单位)数据陈旧", grew_old),
    "figure": Kind(
        r"(?:(?P<whose>[^：]+)：)?(?P<year>\d+)年(?P<month>\d+)月填报，"
        "由(?P<then>.+)变为(?P<now>.+)",
        figure_changed,
    ),
    "withdrawn": Kind("(?:([^：]+)：)?原填报数已撤回", withdrawn),
    "lamp": Kind(
        f"(?P<whose>[^：]+?)由(?P<then>{'|'.join(LAMPS)})变为(?P<now>{'|'.join(LAMPS)})",
        lamp_changed,
    ),
    "demand": Kind("要求由(?P<then>.+)调整为(?P<now>.+)", demand_changed),
    "agreed": Kind("(?:([^：]+)：)?([0-9-]+ 经市局同意.+)", newly_agreed),
}
"""The sentences that tell why a status changed between two days."""


def distance(goal: Goal, figure: Figure | None) -> Fraction | None:
    """How far from the goal a figure is; 0 for what meets it."""
    if figure is None or (figure.value is None and figure.rating is None):
        return None
    if oracle.meets(goal, figure, goal.last.target_value):
        return Fraction(0)
    if figure.rating is not None:
        return Fraction(len(RATINGS) - RATINGS.index(figure.rating))
    value, wanted = figure.value or Fraction(0), goal.last.target_value
    if wanted is None:
        return 1 - value
    if goal.bound is Bound.ABOUT:
        return max(abs(value - wanted) - goal.tolerance, Fraction(0))
    gap = wanted - value if goal.bound is Bound.AT_LEAST else value - wanted
    return max(gap, Fraction(0))


def moved(case: ChangeCase) -> int:
    """Whether the figure came nearer to the goal (1) or farther from it (-1).

    Percentages that a column shows alike did neither.
    """
    shown = [each.status.value_text.partition("%") for each in (case.before, case)]
    if case.goal.measure is Measure.RATIO and shown[0][:2] == shown[1][:2]:
        return 0
    then, now = distance(case.goal, case.before.figure), distance(case.goal, case.figure)
    if then is None or now is None:
        return 0
    return (then > now) - (then < now)


def check_kind(case: ChangeCase) -> None:
    """新逾期, 新达标, 进步 and 退步 are so; of what each must reach, by each and not by the sum."""
    kind, before, now = case.change.kind, case.before.said, case.said
    own = case.whole if case.status.met_text else [case]
    ways = [moved(each) for each in own]
    assert {
        ChangeKind.OVERDUE: now.lamp is Lamp.OVERDUE is not before.lamp,
        ChangeKind.MET: now.is_met and not before.is_met,
        ChangeKind.UNMET: before.is_met and not now.is_met,
        ChangeKind.ROSE: max(ways) == 1 and min(ways) >= 0,
        ChangeKind.FELL: min(ways) == -1 and max(ways) <= 0,
        ChangeKind.DEMAND: case.before.goal.stated != case.goal.stated,
        ChangeKind.LAMP: now.lamp is not before.lamp,
    }[kind], (kind, case.change)
