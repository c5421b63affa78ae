"""A leader's desk: overdue targets, late departments, and newly approved reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.cache import snapshot_for
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import TargetStatus
from departments.models import Officer
from projects.models import Plan
from projects.rules.values import Lamp
from reports.models import Report
from reports.obligations import newest_obligations

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Overdue:
    """An overdue target, the last checkpoint passed, and the assignments that are overdue.

    A target judged by its sum may have no overdue assignment; its status gives the reason.
    """

    status: TargetStatus
    since: date
    assignments: Sequence[TargetStatus]


def leader_desk(user: Officer, on: date) -> Mapping[str, object]:
    """Context: the newest ``overdue`` of ``overdue_number``, ``missing``, newest ``approved``."""
    approved = Report.objects.visible_to(user).approved().latest_revisions().with_names()
    desk: dict[str, object] = {"approved": list(approved.order_by("-approved_at", "-pk")[:SHOWN])}
    plan = Plan.objects.order_by("pk").first()
    if plan is None:
        return desk
    snapshot = snapshot_for(plan, on)
    overdue = [
        _overdue(snapshot, item) for item in snapshot.assessed.values() if item.lamp is Lamp.OVERDUE
    ]
    rows = newest_obligations(snapshot.all_responsibilities, on, snapshot.plan_data.periods)
    return desk | {
        "overdue": sorted(overdue, key=lambda item: item.since, reverse=True)[:SHOWN],
        "overdue_number": len(overdue),
        "missing": [row for row in rows if row.missing],
    }


def _overdue(snapshot: Snapshot, item: Assessment) -> Overdue:
    passed = item.last_passed
    assignments = [own for own in snapshot.statuses_of(item.target) if own.lamp is Lamp.OVERDUE]
    return Overdue(item.status, passed.due if passed else snapshot.on, assignments)
