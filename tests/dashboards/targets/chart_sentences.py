"""The kinds of sentences that stand for a chart, each with its check."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from projects.rules.values import Goal, Lamp, Measure, Rhythm
from tests.dashboards.snapshots.board_snapshots import DOCUMENT
from tests.dashboards.snapshots.readings import demands, is_figure, reads
from tests.dashboards.snapshots.sentences import NUMBER, Case, Kind, Match
from tests.projects.rules import oracle


@dataclass(frozen=True)
class ChartCase(Case):
    """What a chart shows to the day of the case; ``past`` are its days, this one the last."""

    past: Sequence[Case] = ()

    @property
    def is_of_each(self) -> bool:
        """Whether it counts who met the target; what must vanish vanishes in sum, too."""
        is_separate = self.item.target.scope in oracle.SEPARATE
        return self.item.department is None and is_separate and self.wanted != 0

    @property
    def wanted(self) -> Fraction | None:
        return self.goal.last.target_value

    @property
    def with_data(self) -> list[Case]:
        """The days on which something is drawn."""
        return [day for day in self.past if self._is_drawn(day)]

    def _is_drawn(self, day: Case) -> bool:
        if not self.is_of_each:
            return day.figure is not None and day.figure.value is not None
        figures = [part.evaluation.figure for part in day.parts if not day.is_old(part)]
        return any(figure is not None and figure.has_data for figure in figures)


def whole_chart(case: ChartCase, found: Match) -> object:
    days = [f"{case.past[number].day:%Y-%m}" for number in (0, -1)]
    assert found["what"].startswith("达到") is case.is_of_each
    return [found["whose"], found["first"], found["last"]] == [case.item.department_name, *days]


def drawn(case: ChartCase, found: Match) -> object:
    """The first figure or the newest; of what each must reach, how many reached it."""
    ends = [
        day for day in (case.with_data[0], case.with_data[-1]) if f"{day.day:%Y-%m}" == found[1]
    ]
    if not case.is_of_each:
        return any(is_figure(found[2], day.figure, day.goal) for day in ends)
    met = [(sum(part.evaluation.is_met for part in day.judged), len(day.judged)) for day in ends]
    return found[2] in [f"{k}/{n} 达标" for k, n in met]


def due_by_now(case: ChartCase, found: Match) -> object:
    """The baseline and the share of the way from it that is owed."""
    assert case.wanted is not None
    assert not case.is_of_each
    assert (found["unit"] == "%") is (case.goal.measure is Measure.RATIO)
    every = [] if case.goal.rhythm in oracle.LASTING else oracle.cycles(case.goal)
    cycle = next((each for each in every if case.day <= each[1]), every[-1] if every else None)
    share = oracle.expected(case.goal, cycle, case.figure, case.day)
    begin = case.goal.baseline or Fraction(0)
    exact = case.wanted if share == 1 else begin + share * (case.wanted - begin)
    if found["unit"] == "%":
        return reads(found["amount"], exact)
    return abs(Fraction(found["amount"]) - exact) <= Fraction(1, 200)


def mark(case: ChartCase, found: Match) -> object:
    """A checkpoint of the plan: its day, and what it demands."""
    (checkpoint,) = [item for item in case.goal.checkpoints if f"{item.due}" == found["due"]][-1:]
    original = checkpoint.original_due
    assert (found["original"] or "") == (f"{original}" if original else "")
    if found["demand"] == "全部达标":
        return case.is_of_each and checkpoint is case.goal.last
    demands(Goal(case.goal.measure, (checkpoint,), case.goal.start), found["demand"])
    return not case.is_of_each


def bend(case: ChartCase, found: Match) -> object:
    """Once on the way the demand became another, and was what the sentence says."""
    amounts = [Fraction(amount) for amount in re.findall(r"[≥≤<约]([\d.]+)", found["old"])]
    wanted = [
        [item.target_value for item in then.goal.checkpoints]
        for then, now in pairwise(case.past)
        if then.goal.stated != now.goal.stated
    ]
    return any(amounts in (every, every[-1:]) for every in wanted)


MARK: Final = r"(?P<due>[\d-]+)(?:（原 (?P<original>[\d-]+)）)? (?P<demand>.+)"
CHARTS: Final[Mapping[str, Kind[ChartCase]]] = {
    "chart": Kind(
        r"(?P<whose>.+)从(?P<first>[\d-]+)到(?P<last>[\d-]+)逐月(?P<what>的数字|达到要求的(?:县区|部门)数)",
        whole_chart,
    ),
    "nothing": Kind("还没有数据", lambda case, _: not case.with_data),
    "figure": Kind(r"(\d+-\d+) (.+)", drawn),
    "pace": Kind(rf"序时应达 (?P<amount>{NUMBER})(?P<unit>%| 所)", due_by_now),
    "mark": Kind(f"节点 {MARK}", mark),
    "bend": Kind(f"要求自2026-01-01起调整，原(?P<old>.+)（{DOCUMENT}）", bend),
}
"""The sentences that stand for a line chart."""


def state(case: ChartCase, number: int) -> str:
    """What a checkpoint's mark says: whether what must be reached by then is reached.

    An amount that was reached stays reached, while a rating that is stale counts no more.
    """
    due = case.goal.checkpoints[number].due
    is_over = due < case.day
    owing = case.parts if case.status.met_text else [case.item]
    met = [
        oracle.meets(part.goal, part.evaluation.figure, part.goal.checkpoints[number].target_value)
        and (case.wanted is not None or not case.is_old(part))
        for part in owing
        if part.lamp is not Lamp.EXEMPT
    ]
    if met and all(met) and (case.goal.rhythm is Rhythm.ONCE or is_over):
        return "met"
    return "missed" if is_over else "ahead"
