"""Reporting discipline: per department and period, on time, late, missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from departments.models import Department
from departments.moments import end_of
from projects import wording
from projects.models import Project, Responsibility
from projects.rules.values import ratio
from reports.models import Period, Report
from reports.models.period import KIND_BY_ROLE, newest_due
from reports.models.report import was_late
from reports.rules.period_kinds import PeriodKind

Key = tuple[int, int, int]
"""The keys of a report's period, project and department."""


class Counted:
    """What the counts of due, on time and late amount to, with numerator and denominator."""

    due: int
    on_time: int
    late: int

    @property
    def missing_count(self) -> int:
        """How many were not handed in."""
        return self.due - self.on_time - self.late

    @property
    def completeness(self) -> str:
        """完整率: handed in over due, with both."""
        return wording.share_of(self.on_time + self.late, self.due)

    @property
    def timeliness(self) -> str:
        """及时率: on time over due, with both."""
        return wording.share_of(self.on_time, self.due)

    @property
    def timeliness_rate(self) -> Fraction | None:
        """及时率, exact; no data where nothing was due."""
        return ratio(Fraction(self.on_time), Fraction(self.due))

    @property
    def state(self) -> str:
        """The worst there is: ``missing``, ``late`` or ``on_time``."""
        if self.missing_count:
            return "missing"
        return "late" if self.late else "on_time"


@dataclass(frozen=True)
class Discipline(Counted):
    """How a department met one period's due day."""

    department: Department
    period: Period
    due: int
    on_time: int
    late: int
    missing: Sequence[Project]


@dataclass(frozen=True)
class Total(Counted):
    """Several periods' counts added up."""

    due: int
    on_time: int
    late: int


def total(rows: Iterable[Discipline]) -> Total:
    """Add up what was due, on time and late; shares are of the sums, never means of shares."""
    counts = [(row.due, row.on_time, row.late) for row in rows]
    return Total(*(sum(column) for column in zip((0, 0, 0), *counts, strict=True)))


def discipline(
    responsibilities: Sequence[Responsibility],
    on: date,
    periods: Iterable[Period] | None = None,
) -> list[Discipline]:
    """Each department's discipline in the newest month (leads) or quarter that fell due.

    As it stood at the end of ``on``: what was handed in later is missing. Two queries, or one
    with all ``periods`` at hand.
    """
    known = list(Period.objects.fallen_due(on) if periods is None else periods)
    newest = [newest_due(known, kind, on)[:1] for kind in Period.Kind]
    return in_periods([period for found in newest for period in found], responsibilities, on)


def year_until(periods: Iterable[Period], on: date) -> list[Period]:
    """The last twelve months and four quarters of ``periods`` that fell due, oldest first."""
    known = list(periods)
    newest = [newest_due(known, kind, on)[: kind.rules.a_year] for kind in PeriodKind]
    return [period for found in newest for period in reversed(found)]


def in_periods(
    periods: Sequence[Period], responsibilities: Sequence[Responsibility], on: date
) -> list[Discipline]:
    """Each department's discipline in ``periods``, in the order of the departments.

    As it stood at the end of ``on``; of a period not yet due, missing is what is still to come.
    ``responsibilities`` have project and department at hand. One query.
    """
    handed_in = _handed_in(periods, responsibilities, on)
    rows = [
        _row(department, period, owed, handed_in)
        for period in periods
        for department, owed in _by_department(period, responsibilities).items()
    ]
    return sorted(rows, key=lambda row: row.department.order)


def _handed_in(
    periods: Sequence[Period], responsibilities: Iterable[Responsibility], on: date
) -> dict[Key, datetime]:
    """When each report was first handed in; of many months only what is asked is read."""
    reports = Report.objects.filter(
        period__in=periods,
        department__in={item.department_id for item in responsibilities},
        revision=1,
        submitted_at__lt=end_of(on),
    )
    rows = reports.order_by().values_list("period", "project", "department", "submitted_at")
    return {(period, project, department): at for period, project, department, at in rows if at}


def _by_department(
    period: Period, responsibilities: Iterable[Responsibility]
) -> dict[Department, list[Responsibility]]:
    owed: dict[Department, list[Responsibility]] = {}
    for item in responsibilities:
        if KIND_BY_ROLE[item.role] == period.kind:
            owed.setdefault(item.department, []).append(item)
    return owed


def _row(
    department: Department,
    period: Period,
    owed: Sequence[Responsibility],
    handed_in: Mapping[Key, datetime],
) -> Discipline:
    found = [handed_in.get((period.pk, item.project_id, department.pk)) for item in owed]
    late = sum(at is not None and was_late(at, period) for at in found)
    return Discipline(
        department,
        period,
        len(owed),
        sum(at is not None for at in found) - late,
        late,
        [item.project for item, at in zip(owed, found, strict=True) if at is None],
    )
