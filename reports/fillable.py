"""A report that a department fills in, new or begun, with all that its form needs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from departments.models import Department, Officer
from projects.models import Assignment, Project, Responsibility
from reports.actions.save_report import closed_to
from reports.comparison import assignments_of_all, previous_by_project, with_figures
from reports.forms.report_form import ReportForm
from reports.models import Measurement, Period, Report

State = Report.State
REFUSALS: Mapping[str, str] = {
    State.SUBMITTED: "报告已提交，待单位审核，不能再修改；如需修改请先在系统中撤回。",
    State.ENDORSED: "报告已提交，待市局审核，不能再修改。",
    State.APPROVED: "报告已通过，不能再修改；如需更正，请联系市教育局重新打开。",
}


@dataclass(frozen=True, slots=True)
class Fillable:
    """One report that a department fills in, with all that its form needs.

    ``report`` is the newest revision or an unsaved one, ``assignments`` are all in the order of
    the targets. Only :func:`fillable_reports` sets the last two: ``unfinished``, the project's
    editable reports of any period, and ``closed``, why the period accepts no new reports (empty
    when it does).
    """

    report: Report
    assignments: Sequence[Assignment]
    previous: Report | None
    unfinished: Sequence[Report] = ()
    closed: str = ""

    @property
    def reported(self) -> list[Assignment]:
        return [item for item in self.assignments if item.is_reported]

    @property
    def silent(self) -> list[Assignment]:
        """Assignments that take no figure: not applicable, or closed."""
        return [item for item in self.assignments if not item.is_reported]

    @property
    def refusal(self) -> str:
        """Why the report cannot be edited now; empty when it can."""
        return REFUSALS.get(self.report.state, "") if self.report.pk else self.closed

    @property
    def no_submitting(self) -> str:
        """Why the report, if complete, cannot be submitted now; empty when it can."""
        return self.refusal or (self.closed if self.report.is_new else "")

    @property
    def project(self) -> Project:
        return self.report.project

    @property
    def figures_before(self) -> Mapping[int, Measurement]:
        return self.previous.figures if self.previous else {}

    @property
    def state_text(self) -> str:
        return self.report.get_state_display() if self.report.pk else "未开始"

    def form(self, data: Mapping[str, Any] | None = None, files: Any = None) -> ReportForm:
        return ReportForm(self.report, self.reported, self.previous, data, files)


def fillable_reports(
    user: Officer, department: Department, period: Period, number: int | None = None
) -> list[Fillable]:
    """The reports of ``user``'s department for a period, in the order of the projects.

    ``number`` narrows them to one project. 9 queries, and one more for a locked period.
    """
    answering = Responsibility.objects.holding(period.due).filter(
        department=department, role=period.role
    )
    if number is not None:
        answering = answering.filter(project__number=number)
    responsibilities = answering.select_related("project__plan").order_by("project__number")
    begun = _begun(user, department, period)
    reports = [
        begun.get(item.project_id)
        or Report(project=item.project, department=department, period=period)
        for item in responsibilities
    ]
    assignments = assignments_of_all(reports)
    previous = previous_by_project(department, period)
    unfinished: dict[int, list[Report]] = defaultdict(list)
    in_hand = Report.objects.unfinished(department, timezone.localdate())
    for report in in_hand.select_related("period"):
        unfinished[report.project_id].append(report)
    closed = closed_to(department, period)
    return [
        Fillable(
            report,
            assignments[report.project_id, department.pk],
            previous.get(report.project_id),
            unfinished[report.project_id],
            closed,
        )
        for report in reports
    ]


def _begun(user: Officer, department: Department, period: Period) -> dict[int, Report]:
    """The newest revision of each project's report, with its figures."""
    visible = Report.objects.visible_to(user).filter(department=department, period=period)
    newest_last = with_figures(visible).order_by("revision")
    return {report.project_id: report for report in newest_last}
