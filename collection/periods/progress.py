"""How far reporting is: what is due, handed in and approved of each period, and its exceptions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from projects.models import Responsibility
from reports.models import Period, Report, Unlock


@dataclass(frozen=True, slots=True)
class Intake:
    """One period on a day: its reports in numbers, and who may report despite its lock."""

    period: Period
    on: date
    due: int
    handed_in: int
    approved: int
    unlocks: Sequence[Unlock]

    @property
    def has_opened(self) -> bool:
        """Whether its opening day has come."""
        return self.period.opens <= self.on

    @property
    def missing(self) -> int:
        """How many reports have not been handed in."""
        return self.due - self.handed_in

    @property
    def state(self) -> str:
        """Whether it takes reports, in words."""
        if self.period.is_locked:
            return "已锁定"
        if not self.has_opened:
            return "未开放"
        return "填报中" if self.on <= self.period.due else "已截止，可补报"

    @property
    def days(self) -> str:
        """How the day stands to its next one, in words; empty when none is near."""
        if self.period.is_locked:
            return ""
        left = ((self.period.due if self.has_opened else self.period.opens) - self.on).days
        if not self.has_opened:
            return f"{left} 天后开放"
        if left < 0:
            return f"{-left} 天前截止"
        return f"还有 {left} 天" if left else "今天截止"


@dataclass(frozen=True, slots=True)
class Intakes:
    """All periods: those that take reports, those to come, and the locked ones."""

    running: Sequence[Intake]
    coming: Sequence[Intake]
    locked: Sequence[Intake]


def intakes(on: date) -> Intakes:
    """Every period, running and locked ones newest first, coming ones in order. 4 queries."""
    rows = _rows(list(Period.objects.all()), on)
    coming = [row for row in rows if not row.has_opened and not row.period.is_locked]
    return Intakes(
        [row for row in rows if row.has_opened and not row.period.is_locked],
        coming[::-1],
        [row for row in rows if row.period.is_locked],
    )


def intake(period: Period, on: date) -> Intake:
    """One period. 4 queries."""
    (row,) = _rows([period], on)
    return row


def _rows(periods: Sequence[Period], on: date) -> list[Intake]:
    owed = Counter(Responsibility.objects.values_list("role", flat=True))
    numbers = _numbers(periods)
    unlocks: dict[int, list[Unlock]] = {}
    for granted in (
        Unlock.objects.in_force(on)
        .filter(period__in=periods)
        .select_related("department")
        .order_by("until", "department__order")
    ):
        unlocks.setdefault(granted.period_id, []).append(granted)
    return [
        Intake(
            period,
            on,
            owed[period.role],
            *numbers.get(period.pk, (0, 0)),
            unlocks.get(period.pk, ()),
        )
        for period in periods
    ]


def _numbers(periods: Sequence[Period]) -> dict[int, tuple[int, int]]:
    """Handed in and approved, by the period's key; of reports that are owed today.

    A first revision that was approved stays so, whatever becomes of later ones.
    """
    duty = Responsibility.objects.filter(
        project=OuterRef("project"), department=OuterRef("department")
    )
    counted = (
        Report.objects.filter(Exists(duty), period__in=periods, revision=1)
        .order_by()
        .values_list("period")
        .annotate(
            handed_in=Count("pk", filter=Q(submitted_at__isnull=False)),
            approved=Count("pk", filter=Q(state=Report.State.APPROVED)),
        )
    )
    return {period: (handed_in, approved) for period, handed_in, approved in counted}
