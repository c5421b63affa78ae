"""What a department owes: responsibilities × open periods, with the state of each report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from departments.models import Department
from projects.models import Project, Responsibility
from reports.models import Period, Report


@dataclass(frozen=True, slots=True)
class Due:
    """One report a department owes, and how far it is."""

    period: Period
    project: Project
    role: str
    report: Report | None
    days_left: int

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
    def rank(self) -> tuple[bool, bool, bool, date, int]:
        """Mine before others', returned and overdue on top, then by due day and number."""
        return (
            not self.is_mine,
            not self.is_returned,
            not self.is_overdue,
            self.period.due,
            self.project.number,
        )


def dues(department: Department, on: date) -> list[Due]:
    """All a department owes in the periods open on a day, most urgent first.

    Reports returned or reopened stay on the list after their period was locked.
    """
    opened = list(Period.objects.open_to(department, on))
    responsibilities = list(
        Responsibility.objects.filter(department=department).select_related("project")
    )
    reports = _reports(department, opened)
    late = [report for key, report in reports.items() if report.period not in opened]
    roles = {item.project_id: item.role for item in responsibilities}
    found = [
        Due(
            period,
            item.project,
            item.role,
            reports.get((item.project_id, period.pk)),
            (period.due - on).days,
        )
        for period in opened
        for item in responsibilities
        if _reports_in(item, period)
    ]
    found += [
        Due(report.period, report.project, roles.get(report.project_id, ""), report, 0)
        for report in late
    ]
    return sorted(found, key=lambda due: due.rank)


def _reports_in(item: Responsibility, period: Period) -> bool:
    return (item.role == Responsibility.Role.LEAD) == (period.kind == Period.Kind.MONTH)


def _reports(department: Department, opened: Sequence[Period]) -> dict[tuple[int, int], Report]:
    """The newest revision for each project and period, open periods' and unfinished ones."""
    own = Report.objects.filter(department=department).select_related("project", "period")
    current = own.filter(period__in=opened) | own.open()
    return {
        (report.project_id, report.period_id): report for report in current.order_by("revision")
    }
