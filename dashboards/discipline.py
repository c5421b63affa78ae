"""Reporting discipline: per department and period, on time, late, missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from departments.models import Department
from projects import wording
from projects.models import Project, Responsibility
from projects.rules import ratio
from reports.models import Period, Report
from reports.models.report import end_of


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


def discipline(responsibilities: Sequence[Responsibility], on: date) -> list[Discipline]:
    """Each department's discipline in the newest month (leads) or quarter that fell due.

    As it stood at the end of ``on``: what was handed in later is missing. Three queries.
    """
    rows: list[Discipline] = []
    for role in Responsibility.Role.values:
        period = Period.objects.for_role(role).fallen_due(on).first()
        if period is not None:
            owed = [item for item in responsibilities if item.role == role]
            rows.extend(_of_period(period, owed, on))
    return sorted(rows, key=lambda row: row.department.order)


def _of_period(period: Period, owed: Sequence[Responsibility], on: date) -> list[Discipline]:
    reports = {
        (report.project_id, report.department_id): report
        for report in Report.objects.filter(
            period=period, revision=1, submitted_at__lt=end_of(on)
        ).select_related("period")
    }
    rows = []
    for department in dict.fromkeys(item.department for item in owed):
        items = [item for item in owed if item.department == department]
        handed_in = [reports.get((item.project_id, department.pk)) for item in items]
        late = sum(report is not None and report.is_late for report in handed_in)
        rows.append(
            Discipline(
                department,
                period,
                len(items),
                sum(report is not None for report in handed_in) - late,
                late,
                [
                    item.project
                    for item, report in zip(items, handed_in, strict=True)
                    if report is None
                ],
            )
        )
    return rows


def _share(part: int, whole: int) -> str:
    return f"{wording.share(ratio(Fraction(part), Fraction(whole)))}（{part}/{whole}）"
