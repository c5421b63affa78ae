"""Reporting discipline: per department and period, on time, late, missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from departments.models import Department
from projects import wording
from projects.models import Project, Responsibility
from projects.rules import ratio
from reports.models import Period, Report
from reports.models.period import KIND_BY_ROLE, newest_due
from reports.models.report import end_of, was_late

Key = tuple[int, int, int]
"""The keys of a report's period, project and department."""


@dataclass(frozen=True, slots=True)
class Discipline:
    """How a department met one period's due day."""

    department: Department
    period: Period
    due: int
    on_time: int
    late: int
    missing: Sequence[Project]

    @property
    def completeness(self) -> str:
        """Handed in over due, with both."""
        return _share(self.on_time + self.late, self.due)

    @property
    def timeliness(self) -> str:
        """On time over due, with both."""
        return _share(self.on_time, self.due)


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
    newest = [newest_due(known, kind, on)[:1] for kind in Period.Kind.values]
    return in_periods([period for found in newest for period in found], responsibilities, on)


def in_periods(
    periods: Sequence[Period], responsibilities: Sequence[Responsibility], on: date
) -> list[Discipline]:
    """Each department's discipline in ``periods``, in the order of the departments.

    As it stood at the end of ``on``; of a period not yet due, missing is what is still to come.
    ``responsibilities`` have project and department at hand. One query.
    """
    first = Report.objects.filter(period__in=periods, revision=1, submitted_at__lt=end_of(on))
    handed_in = {
        (period, project, department): moment
        for period, project, department, moment in first.order_by().values_list(
            "period_id", "project_id", "department_id", "submitted_at"
        )
    }
    rows = [
        _row(department, period, owed, handed_in)
        for period in periods
        for department, owed in _by_department(period, responsibilities).items()
    ]
    return sorted(rows, key=lambda row: row.department.order)


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
    handed_in: Mapping[Key, datetime | None],
) -> Discipline:
    found = [handed_in.get((period.pk, item.project_id, department.pk)) for item in owed]
    late = sum(moment is not None and was_late(moment, period) for moment in found)
    return Discipline(
        department,
        period,
        len(owed),
        sum(moment is not None for moment in found) - late,
        late,
        [item.project for item, moment in zip(owed, found, strict=True) if moment is None],
    )


def _share(part: int, whole: int) -> str:
    return f"{wording.share(ratio(Fraction(part), Fraction(whole)))}（{part}/{whole}）"
