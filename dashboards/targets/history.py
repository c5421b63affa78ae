"""One target's past: a snapshot of that target alone at the end of every month."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.month_ends import all_month_ends
from dashboards.snapshots.plan_data import PlanData
from dashboards.snapshots.snapshot import UNKNOWN, Snapshot
from projects import wording
from projects.models import Target
from projects.rules.values import Known
from reports.known_figures import Correction, as_corrected, as_figures, corrections, figure_rows
from reports.models import Measurement


@dataclass(frozen=True, slots=True)
class Moment:
    """A target at a day's end, and its assignments in the order of the departments.

    ``known`` are the assignments' figures of all periods, as known on that day.
    """

    day: date
    terms_from: date | None
    """The first day of the terms in force; ``None`` for those that the plan began with."""
    city: Assessment
    assignments: Sequence[Assessment]
    known: Sequence[Known]
    corrections: Mapping[tuple[int, date], Correction] = field(default_factory=dict)
    """What was corrected later, by assignment and period's end; empty as known then."""

    def correction_text(self, line: Assessment) -> str:
        """``原37，2026-11-26更正`` for a line of this moment whose figure was corrected."""
        figure, own = line.evaluation.figure, line.assignment
        if own is None and len(self.assignments) == 1:
            own = self.assignments[0].assignment
        found = own and figure and self.corrections.get((own.pk, figure.period_end))
        if not found:
            return ""
        before = wording.figure(line.goal.measure, line.target.unit, found.before)
        return wording.corrected(before, found.on)


def history(snapshot: Snapshot, target: Target, *, is_corrected: bool = False) -> list[Moment]:
    """The target on the last day of every month since the plan's start, and on the snapshot's day.

    Each day reads as known then (当时口径), or with ``is_corrected`` by periods, with what was
    corrected since (更正后口径). Days before the plan had it are left out. One query, however long
    the past.
    """
    of_target = Measurement.objects.filter(assignment__target=target)
    rows = figure_rows(of_target.filter(valid_from__lte=snapshot.on))
    corrected = corrections(rows, snapshot.on) if is_corrected else {}
    if is_corrected:
        rows = as_corrected(rows, snapshot.on)
    moments = []
    alone: dict[int, PlanData] = {}
    for day in all_month_ends(snapshot.plan, snapshot.on):
        plan_data = snapshot.plan_data.on(day)
        if id(plan_data) not in alone:
            alone[id(plan_data)] = _alone(plan_data, target)
        figures = as_figures(rows, day)
        then = Snapshot(alone[id(plan_data)], day, figures)
        if target.pk not in then.assessed:
            continue
        own = then.assessed_assignments[target.pk]
        known = [_known(figures, item) for item in own]
        city = then.assessed[target.pk]
        moments.append(Moment(day, plan_data.terms_from, city, own, known, corrected))
    return moments


def _known(figures: Mapping[int, Known], item: Assessment) -> Known:
    return figures.get(item.assignment.pk, UNKNOWN) if item.assignment else UNKNOWN


def _alone(plan_data: PlanData, target: Target) -> PlanData:
    """A copy of the plan data with this target alone."""
    alone = copy(plan_data)
    alone.targets = [item for item in plan_data.targets if item.pk == target.pk]
    alone.assignments = [item for item in plan_data.assignments if item.target_id == target.pk]
    return alone
