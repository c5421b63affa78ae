"""What became of each closed year, school year or semester of a recurring target (历次周期)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboards.snapshots.assessments import Assessment, info_of
from dashboards.snapshots.snapshot import SEPARATE
from dashboards.targets.history import Moment
from projects import reasons, wording
from projects.rules.attainments import meets
from projects.rules.cycles import Cycle, cycles
from projects.rules.rollups import pool
from projects.rules.values import RECURRING, Evaluation, Figure, Lamp, Scope
from reports.models import Period
from reports.models.period import newest_due
from reports.rules.period_kinds import PeriodKind

Part = tuple[Assessment, Figure | None]
"""A department that must report the target, and its newest figure in the cycle."""


@dataclass(frozen=True, slots=True)
class ClosedCycle:
    """A closed cycle; ``unmet`` are the departments that missed it, each with its figure."""

    verdict: str
    unmet: Sequence[str] = ()

    @property
    def text(self) -> str:
        """``2025年：4/5 达到；未达到：揭西县（0 次）``."""
        return f"{self.verdict}；未达到：{'、'.join(self.unmet)}" if self.unmet else self.verdict


def closed_cycles(moment: Moment, periods: Iterable[Period]) -> list[ClosedCycle]:
    """The cycles over on the moment's day for which a report was due, newest first.

    As known on that day: a figure counts for its cycle however late it was approved.
    """
    goal = moment.city.goal
    if goal.rhythm not in RECURRING:
        return []
    due = [period.end for period in newest_due(periods, PeriodKind.MONTH, moment.day)]
    closed = [
        cycle
        for cycle in cycles(goal)
        if cycle[1] < moment.day and any(cycle[0] <= end <= cycle[1] for end in due)
    ]
    return [_closed_cycle(moment, cycle) for cycle in reversed(closed)]


def _closed_cycle(moment: Moment, cycle: Cycle) -> ClosedCycle:
    city = moment.city
    parts: list[Part] = [
        (item, known.newest_of(*cycle))
        for item, known in zip(moment.assignments, moment.known, strict=True)
        if item.lamp is not Lamp.EXEMPT
    ]
    if Scope(city.target.scope) not in SEPARATE:
        figure = pool(figure for _, figure in parts)
        return ClosedCycle(_words(city, figure, cycle))
    missed = [part for part in parts if not meets(part[0].goal, part[1], part[0].goal.last)]
    name = reasons.cycle_name(city.goal.rhythm, cycle[0])
    return ClosedCycle(
        f"{name}：{len(parts) - len(missed)}/{len(parts)} 达到", [_named(*part) for part in missed]
    )


def _words(item: Assessment, figure: Figure | None, cycle: Cycle) -> str:
    is_met = meets(item.goal, figure, item.goal.last)
    judged = Evaluation(item.lamp, figure, is_met=is_met, cycle=cycle)
    return reasons.verdict(item.goal, judged, item.target.unit)


def _named(item: Assessment, figure: Figure | None) -> str:
    name = info_of(item.department).short if item.department else ""
    return f"{name}（{wording.figure(item.goal.measure, item.target.unit, figure)}）"
