"""What became of each closed year, school year or semester of a recurring target (历次周期)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.snapshot import SEPARATE, must_each_meet
from dashboards.targets.history import Moment
from projects import reasons, rounding, wording
from projects.rules.attainments import meets
from projects.rules.cycles import Cycle, cycles
from projects.rules.rollups import is_settled, pool
from projects.rules.values import RECURRING, Evaluation, Figure, Lamp, Scope
from reports.models import Period
from reports.models.period import newest_due
from reports.rules.period_kinds import PeriodKind

Part = tuple[Assessment, Figure | None]
"""A department that must report the target, and its newest figure in the cycle."""


@dataclass(frozen=True, slots=True)
class ClosedCycle:
    """A closed cycle; ``unmet`` are the departments that missed it, each with its figure.

    ``met`` are the others, named where a few departments have something to get done.
    """

    verdict: str
    unmet: Sequence[str] = ()
    met: Sequence[str] = ()

    @property
    def text(self) -> str:
        """``2025年：4/5 达到；未达到：揭西县（0 次）``."""
        named = {"达到": self.met, "未达到": self.unmet}
        lists = [f"{words}：{'、'.join(names)}" for words, names in named.items() if names]
        return "；".join((self.verdict, *lists))


def closed_cycles(moment: Moment, periods: Iterable[Period]) -> list[ClosedCycle]:
    """The cycles over on the moment's day for which a report is due or known, newest first.

    As known on that day: a figure counts for its cycle however late it was approved.
    """
    goal = moment.city.goal
    if goal.rhythm not in RECURRING:
        return []
    due = [period.end for period in newest_due(periods, PeriodKind.MONTH, moment.day)]
    found = []
    for cycle in reversed([cycle for cycle in cycles(goal) if cycle[1] < moment.day]):
        parts = _parts(moment, cycle)
        is_due = any(cycle[0] <= end <= cycle[1] for end in due)
        if is_due or any(figure for _, figure in parts):
            found.append(_closed_cycle(moment, cycle, parts))
    return found


def _parts(moment: Moment, cycle: Cycle) -> list[Part]:
    return [
        (item, known.newest_of(*cycle))
        for item, known in zip(moment.assignments, moment.known, strict=True)
        if item.lamp is not Lamp.EXEMPT
    ]


def _closed_cycle(moment: Moment, cycle: Cycle, parts: Sequence[Part]) -> ClosedCycle:
    city = moment.city
    is_alone = len(moment.assignments) == 1 and Scope(city.target.scope) is Scope.CITY
    if is_alone or not must_each_meet(city.target):
        return ClosedCycle(_words(city, [figure for _, figure in parts], cycle))
    missed = [part for part in parts if not meets(part[0].goal, part[1], part[0].goal.last)]
    name = reasons.cycle_name(city.goal.rhythm, cycle[0])
    places = rounding.figure_decimals(
        [figure for _, figure in missed], *(item.goal for item, _ in missed)
    )
    return ClosedCycle(
        f"{name}：{len(parts) - len(missed)}/{len(parts)} 达到",
        [_named(*part, places) for part in missed],
        () if Scope(city.target.scope) in SEPARATE else _names(parts, missed),
    )


def _words(item: Assessment, figures: Sequence[Figure | None], cycle: Cycle) -> str:
    figure = pool(figures)
    is_met = meets(item.goal, figure, item.goal.last)
    if is_met and not is_settled(item.goal, figures):
        name = reasons.cycle_name(item.goal.rhythm, cycle[0])
        return f"{name}：还有单位未报，尚不能判定是否达到"
    judged = Evaluation(item.lamp, figure, is_met=is_met, cycle=cycle)
    return reasons.verdict(item.goal, judged, item.target.unit)


def _names(parts: Sequence[Part], missed: Sequence[Part]) -> list[str]:
    return [part[0].short_name for part in parts if part not in missed]


def _named(item: Assessment, figure: Figure | None, places: int) -> str:
    words = wording.figure(item.goal.measure, item.target.unit, figure, places)
    return f"{item.short_name}（{words}）"
