"""What a department owes: responsibilities × open periods, with the state of each report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from departments.models import Department
from projects.models import Project, Responsibility
from reports.models import Period, Report
from reports.models.period import KIND_BY_ROLE

Key = tuple[int, int]
"""A project's and a period's key."""


@dataclass(frozen=True, slots=True)
class Due:
    """One report a department owes, and how far it is."""

    period: Period
    project: Project
    role: str
    report: Report | None
    days_left: int

    @property
    def key(self) -> Key:
        """What it is found by among a department's dues."""
        return self.project.pk, self.period.pk

    @property
    def state(self) -> str:
        """The report's state in words."""
        return self.report.get_state_display() if self.report else "未开始"

    @property
    def is_returned(self) -> bool:
        """Whether it came back to be corrected."""
        return self.report is not None and self.report.state == Report.State.RETURNED

    @property
    def is_mine(self) -> bool:
        """Whether it is the reporter's turn."""
        return self.report is None or self.report.is_editable

    @property
    def is_overdue(self) -> bool:
        """Whether it was not handed in by the due day."""
        return self.days_left < 0 and (self.report is None or self.report.submitted_at is None)

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int]:
        """Mine before others'; overdue on top, then returned, drafts, not begun; by number."""
        return (
            not self.is_mine,
            not self.is_overdue,
            not self.is_returned,
            self.report is None,
            self.project.number,
        )


@dataclass(frozen=True, slots=True)
class PeriodDues:
    """One period's dues, those in the reporter's hands apart from those handed in."""

    period: Period
    days_left: int
    mine: Sequence[Due]
    handed_in: Sequence[Due]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.mine) + len(self.handed_in)

    @property
    def days_late(self) -> int:
        """How many days ago the due day was."""
        return -self.days_left

    @property
    def overdue(self) -> Sequence[Due]:
        """Those not handed in by the due day."""
        return [due for due in self.mine if due.is_overdue]

    @property
    def returned(self) -> Sequence[Due]:
        """Those that came back to be corrected."""
        return [due for due in self.mine if due.is_returned]


def dues(department: Department, on: date) -> list[Due]:
    """All a department owes in the periods open on a day, most urgent first. 3 queries.

    What came back, or is under review, stays on the list after its period was locked or the
    duty ended.
    """
    opened = list(Period.objects.open_to(department, on).with_unlock(department, on))
    responsibilities = list(
        Responsibility.objects.filter(department=department).select_related("project")
    )
    reports = _reports(department, on)
    found = [
        Due(
            period,
            item.project,
            item.role,
            reports.pop((item.project_id, period.pk), None),
            (period.due - on).days,
        )
        for period in opened
        for item in responsibilities
        if period.kind == KIND_BY_ROLE[item.role]
    ]
    found += _others(reports.values(), responsibilities, on)
    return sorted(found, key=lambda due: (not due.is_mine, due.period.due, due.rank))


def _reports(department: Department, on: date) -> dict[Key, Report]:
    """The newest revision for each project and period."""
    found = Report.objects.on_list(department, on).select_related("project", "period")
    return {(item.project_id, item.period_id): item for item in found.order_by("revision")}


def _others(
    reports: Iterable[Report], responsibilities: Sequence[Responsibility], on: date
) -> list[Due]:
    """What is on its way in locked periods, or where the duty has ended."""
    roles = {item.project_id: item.role for item in responsibilities}
    return [
        Due(
            report.period,
            report.project,
            roles.get(report.project_id, ""),
            report,
            (report.period.due - on).days,
        )
        for report in reports
        if report.state != Report.State.APPROVED
    ]


def by_period(found: Iterable[Due]) -> list[PeriodDues]:
    """Dues period by period: those with something to do first, the earliest due day first."""
    in_order = sorted(found, key=lambda due: (due.period.due, due.period.pk, due.rank))
    groups = []
    for period, items in groupby(in_order, key=lambda due: due.period):
        own = list(items)
        mine = [due for due in own if due.is_mine]
        handed_in = [due for due in own if not due.is_mine]
        groups.append(PeriodDues(period, own[0].days_left, mine, handed_in))
    return sorted(groups, key=lambda group: not group.mine)


def number_in_hand(department: Department, on: date) -> int:
    """How many of :func:`dues` are the reporter's turn. One query, for the menu of every page."""
    opened = Period.objects.open_to(department, on)
    unfinished = Report.objects.unfinished(department, on)
    begun = Report.objects.filter(
        department=department, period=OuterRef("pk"), project=OuterRef(OuterRef("project"))
    )
    not_begun = opened.filter(~Exists(begun), kind=OuterRef("kind"))
    kind = Case(*(When(role=role, then=Value(kind)) for role, kind in KIND_BY_ROLE.items()))
    owed = Responsibility.objects.annotate(kind=kind, number=number_of(not_begun, "kind"))
    sum_owed = owed.filter(department=OuterRef("pk")).order_by().values("department")
    numbers = Department.objects.filter(pk=department.pk).values_list(
        number_of(unfinished, "department")
        + Coalesce(Subquery(sum_owed.annotate(sum=Sum("number")).values("sum")), 0)
    )
    return int(numbers.get()[0])


def number_of(queryset: QuerySet[Any], group: str) -> Coalesce:
    """The number of ``queryset``'s rows, all alike in the field ``group``, as an expression."""
    counted = queryset.order_by().values(group).annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted), 0)
