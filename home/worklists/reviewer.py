"""A bureau reviewer's desk: waiting reports, missing reports, and undecided requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min

from departments.models import Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Responsibility
from reports.models import Period
from reports.obligations import newest_obligations
from reports.review_queue import queued_for
from reports.rules.period_kinds import PeriodKind


@dataclass(frozen=True, slots=True)
class WaitingPeriod:
    """How many reports of a period await approval, and when the oldest was submitted."""

    period: Period
    number: int
    oldest: datetime | None


def reviewer_desk(user: Officer, on: date) -> Mapping[str, object]:
    """Context: ``waiting`` by period, their ``number``, ``missing``, ``requests``, ``unlocked``."""
    waiting = _waiting(user)
    responsibilities = Responsibility.objects.select_related("project", "department__county")
    rows = newest_obligations(list(responsibilities.order_by("project__number", "order")), on)
    requests = ChangeRequest.objects.visible_to(user).waiting().order_by("asked_at", "pk")
    return {
        "waiting": waiting,
        "number": sum(item.number for item in waiting),
        "missing": [row for row in rows if row.missing],
        "requests": list(
            requests.select_related(
                "assignment__target__project", "assignment__department", "checkpoint"
            )
        ),
        "unlocked": _unlocked(on),
    }


def _waiting(user: Officer) -> list[WaitingPeriod]:
    counted = (
        queued_for(user).order_by().values_list("period").annotate(Count("pk"), Min("submitted_at"))
    )
    numbers = {period: (number, oldest) for period, number, oldest in counted}
    periods = Period.objects.filter(pk__in=numbers).order_by("due", "pk")
    return [WaitingPeriod(period, *numbers[period.pk]) for period in periods]


def _unlocked(on: date) -> Sequence[Period]:
    """Unlocked periods that are older than the newest due period of their kind."""
    periods: list[Period] = []
    for kind in PeriodKind:
        fallen_due = Period.objects.filter(kind=kind).fallen_due(on)
        newest = fallen_due.first()
        if newest is not None:
            periods += fallen_due.filter(is_locked=False).exclude(pk=newest.pk)
    return periods
