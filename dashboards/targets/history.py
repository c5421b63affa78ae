"""One target's past: a snapshot of that target alone at the end of every month."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.month_ends import all_month_ends
from dashboards.snapshots.plan_data import PlanData
from dashboards.snapshots.snapshot import UNKNOWN, Snapshot
from projects.models import Target
from projects.rules.values import Known
from reports.figures import as_figures, figure_rows
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


def history(snapshot: Snapshot, target: Target) -> list[Moment]:
    """The target on the last day of every month since the plan's start, and on the snapshot's day.

    Days before the plan had it are left out. One query, however long the past.
    """
    rows = figure_rows(
        Measurement.objects.filter(assignment__target=target, valid_from__lte=snapshot.on)
    )
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
        moments.append(Moment(day, plan_data.terms_from, then.assessed[target.pk], own, known))
    return moments


def _known(figures: Mapping[int, Known], item: Assessment) -> Known:
    return figures.get(item.assignment.pk, UNKNOWN) if item.assignment else UNKNOWN


def _alone(plan_data: PlanData, target: Target) -> PlanData:
    """A copy of the plan data with this target alone."""
    alone = copy(plan_data)
    alone.targets = [item for item in plan_data.targets if item.pk == target.pk]
    alone.assignments = [item for item in plan_data.assignments if item.target_id == target.pk]
    return alone
