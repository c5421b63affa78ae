"""A bureau reviewer's desk: waiting reports, missing reports, and undecided requests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Min
from django.utils import timezone

from departments.models import Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Responsibility
from reports.models import Period, Report
from reports.obligations import newest_obligations, waiting_text
from reports.rules.period_kinds import PeriodKind


@dataclass(frozen=True, slots=True)
class WaitingPeriod:
    """How many reports of a period await approval, and since when the oldest has."""

    period: Period
    number: int
    oldest: datetime

    @property
    def days(self) -> int:
        return (timezone.localdate() - timezone.localdate(self.oldest)).days


@dataclass(frozen=True, slots=True)
class WaitingDepartment:
    """A department with reports that wait for its own approver, and for how long."""

    department: Department
    number: int
    days: int

    @property
    def days_text(self) -> str:
        return f"最久 {self.days} 天" if self.days else "今天提交"


def reviewer_desk(user: Officer, on: date) -> Mapping[str, object]:
    """Context: ``waiting`` by period, their ``number``, ``missing``, ``requests``, ``unlocked``.

    ``with_approvers``: what still waits for its own department, by department; ``held`` sums it up.
    """
    counted = _counted(user)
    waiting = _waiting(counted)
    responsibilities = list(
        Responsibility.objects.select_related("project", "department__county").order_by(
            "project__number", "order"
        )
    )
    rows = newest_obligations(responsibilities, on)
    held = [item for item in counted if item.state == Report.State.SUBMITTED]
    requests = ChangeRequest.objects.visible_to(user).waiting().order_by("asked_at", "pk")
    return {
        "waiting": waiting,
        "number": sum(item.number for item in waiting),
        "missing": [row for row in rows if row.missing],
        "held": _text(held, on),
        "with_approvers": _with_approvers(held, responsibilities, on),
        "requests": list(
            requests.select_related(
                "assignment__target__project", "assignment__department", "checkpoint"
            )
        ),
        "unlocked": _unlocked(on),
    }


class _Counted(NamedTuple):
    """How many reports of a department and period wait for somebody, and since when."""

    state: str
    period: int
    department: int
    number: int
    since: datetime


def _counted(user: Officer) -> list[_Counted]:
    """What waits for its own approver or for the bureau. One query."""
    held = Report.objects.visible_to(user).filter(
        state__in=[Report.State.SUBMITTED, Report.State.ENDORSED]
    )
    groups = held.order_by().values_list("state", "period", "department")
    return [_Counted(*row) for row in groups.annotate(Count("pk"), Min("updated_at"))]


def _waiting(counted: Sequence[_Counted]) -> list[WaitingPeriod]:
    by_period: dict[int, list[_Counted]] = defaultdict(list)
    for item in counted:
        if item.state == Report.State.ENDORSED:
            by_period[item.period].append(item)
    periods = Period.objects.filter(pk__in=by_period).order_by("due", "pk")
    return [WaitingPeriod(period, *_sum(by_period[period.pk])) for period in periods]


def _with_approvers(
    held: Sequence[_Counted], responsibilities: Iterable[Responsibility], on: date
) -> list[WaitingDepartment]:
    """The departments with reports that wait for their own approvers, longest first."""
    departments = {item.department_id: item.department for item in responsibilities}
    by_department: dict[int, list[_Counted]] = defaultdict(list)
    for item in held:
        by_department[item.department].append(item)
    oldest_first = sorted(by_department.items(), key=lambda pair: _sum(pair[1])[1])
    return [
        WaitingDepartment(departments[department], *_number_and_days(items, on))
        for department, items in oldest_first
        if department in departments
    ]


def _sum(counted: Sequence[_Counted]) -> tuple[int, datetime]:
    return sum(item.number for item in counted), min(item.since for item in counted)


def _number_and_days(counted: Sequence[_Counted], on: date) -> tuple[int, int]:
    number, since = _sum(counted)
    return number, (on - timezone.localdate(since)).days


def _text(held: Sequence[_Counted], on: date) -> str:
    return waiting_text(*_sum(held), on) if held else ""


def _unlocked(on: date) -> Sequence[Period]:
    """Unlocked periods that are older than the newest due period of their kind."""
    periods: list[Period] = []
    for kind in PeriodKind:
        fallen_due = Period.objects.filter(kind=kind).fallen_due(on)
        newest = fallen_due.first()
        if newest is not None:
            periods += fallen_due.filter(is_locked=False).exclude(pk=newest.pk)
    return periods
