"""Who has not handed in what is due or soon will be, and when they were last reminded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from collection.models import Reminder
from collection.punctuality import Discipline, in_periods
from departments.models import Department, Officer
from departments.permissions import Capability
from projects.models import Project, Responsibility
from reports.models import Period, Report, Unlock
from reports.models.period import KIND_BY_ROLE


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a department has not handed in for one period, and when it was last reminded."""

    department: Department
    period: Period
    due: int
    missing: Sequence[Project]
    days_left: int
    is_open: bool
    last: Reminder | None

    @property
    def is_late(self) -> bool:
        """Whether the due day is over."""
        return self.days_left < 0

    @property
    def when(self) -> str:
        """How the day stands to the due day, in words."""
        if self.is_late:
            return f"逾期 {-self.days_left} 天"
        return f"还有 {self.days_left} 天" if self.days_left else "今天截止"


def lateness(
    periods: Sequence[Period], on: date, department: Department | None = None
) -> list[Lateness]:
    """Each department (or the one) with something missing in ``periods``; in their order.

    Open are those rows whose department may still report: the period has opened and is not
    locked, or was unlocked for it. 4 queries.
    """
    owed = Responsibility.objects.select_related("project", "department")
    if department is not None:
        owed = owed.filter(department=department)
    rows = in_periods(periods, list(owed.order_by("project__number", "order")), on)
    unlocked = set(
        Unlock.objects.in_force(on)
        .filter(period__in=periods)
        .values_list("period_id", "department_id")
    )
    last = {
        (item.period_id, item.department_id): item
        for item in Reminder.objects.filter(period__in=periods).order_by("sent_at", "pk")
    }
    found = [
        Lateness(
            row.department,
            row.period,
            row.due,
            row.missing,
            (row.period.due - on).days,
            _is_open(row, unlocked, on),
            last.get((row.period.pk, row.department.pk)),
        )
        for row in rows
        if row.missing
    ]
    places = {period: place for place, period in enumerate(periods)}
    return sorted(found, key=lambda item: places[item.period])


def _is_open(row: Discipline, unlocked: set[tuple[int, int]], on: date) -> bool:
    exempt = (row.period.pk, row.department.pk) in unlocked
    return row.period.opens <= on and (exempt or not row.period.is_locked)


def standing_reminders(officer: Officer, on: date) -> list[Reminder]:
    """What a reporter's or approver's pages tell: the newest reminder of each open period.

    Each with ``still_missing``, how many reports are missing now; those of periods handed in
    whole are left out. One query.
    """
    if officer.department is None or not officer.can(Capability.SEE_DEPARTMENT):
        return []
    handed_in = Report.objects.filter(
        department=OuterRef("department"),
        project=OuterRef("project"),
        period=OuterRef(OuterRef("period")),
        revision=1,
        submitted_at__isnull=False,
    )
    owed = Responsibility.objects.filter(~Exists(handed_in), department=OuterRef("department"))
    numbers = {
        kind: Coalesce(
            Subquery(
                owed.filter(role=role)
                .order_by()
                .values("department")
                .annotate(number=Count("pk"))
                .values("number"),
                output_field=IntegerField(),
            ),
            0,
        )
        for role, kind in KIND_BY_ROLE.items()
    }
    newer = Reminder.objects.filter(
        period=OuterRef("period"), department=OuterRef("department"), pk__gt=OuterRef("pk")
    )
    told = Reminder.objects.filter(
        ~Exists(newer),
        department=officer.department,
        period__in=Period.objects.open_to(officer.department, on),
    ).select_related("period")
    return list(
        told.annotate(
            still_missing=Case(
                *(When(period__kind=kind, then=number) for kind, number in numbers.items())
            )
        )
        .filter(still_missing__gt=0)
        .order_by("period__due", "period")
    )
