"""All that a department writes for one period, at hand for its workbook. A few queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from departments.exceptions import StepRefused
from departments.models import Department, Officer
from projects.models import Assignment, Project, Responsibility
from reports.actions.start_report import check_takes_reports
from reports.models import Measurement, Period, Report
from reports.previous import previous_by_project

State = Report.State
HANDED_IN: Mapping[str, str] = {
    State.SUBMITTED: "报告已提交，待单位审核，不能再修改；如需修改请先在系统中撤回。",
    State.ENDORSED: "报告已提交，待市局审核，不能再修改。",
    State.APPROVED: "报告已通过，不能再修改；如需更正，请联系市教育局重新打开。",
}


@dataclass(frozen=True, slots=True)
class Fillable:
    """One report that a department writes, new or begun, and what goes into it.

    ``report`` is the newest revision or an unsaved one, ``assignments`` are all in the order of
    the targets, ``unfinished`` are the project's reports in its author's hands, of any period.
    ``closed`` says why the period takes no new reports and is empty when it does.
    """

    report: Report
    assignments: Sequence[Assignment]
    previous: Report | None
    unfinished: Sequence[Report]
    closed: str

    @property
    def refusal(self) -> str:
        """Why it cannot be written now; empty when it can."""
        return HANDED_IN.get(self.report.state, "") if self.report.pk else self.closed

    @property
    def no_submitting(self) -> str:
        """Why it cannot be handed in now, once it is complete; empty when it can."""
        return self.refusal or (self.closed if self.report.is_new else "")

    @property
    def project(self) -> Project:
        return self.report.project

    @property
    def figures(self) -> Mapping[int, Measurement]:
        """The report's figures by their assignment's key."""
        return _by_assignment(self.report if self.report.pk else None)

    @property
    def figures_before(self) -> Mapping[int, Measurement]:
        """The previous report's figures by their assignment's key."""
        return _by_assignment(self.previous)

    @property
    def state_text(self) -> str:
        return self.report.get_state_display() if self.report.pk else "未开始"


def fillable_reports(
    user: Officer, department: Department, period: Period, number: int | None = None
) -> list[Fillable]:
    """What ``user``'s department reports for a period, in the order of the projects.

    ``number`` narrows them to one project. 9 queries, and one more for a locked period.
    """
    projects = _projects(department, period, number)
    reports = _reports(user, department, period)
    assignments = _assignments(department, projects)
    previous = previous_by_project(department, period)
    unfinished: dict[int, list[Report]] = defaultdict(list)
    in_hand = Report.objects.unfinished(department, timezone.localdate())
    for report in in_hand.select_related("period"):
        unfinished[report.project_id].append(report)
    closed = _closed(period, department)
    return [
        Fillable(
            reports.get(project.pk)
            or Report(project=project, department=department, period=period),
            assignments[project.pk],
            previous.get(project.pk),
            unfinished[project.pk],
            closed,
        )
        for project in projects
    ]


def _projects(department: Department, period: Period, number: int | None) -> list[Project]:
    answering = Responsibility.objects.filter(department=department, role=period.role)
    if number is not None:
        answering = answering.filter(project__number=number)
    named = answering.select_related("project__plan").order_by("project__number")
    return [item.project for item in named]


def _reports(user: Officer, department: Department, period: Period) -> dict[int, Report]:
    """The newest revision of each project's report, with its figures."""
    visible = Report.objects.visible_to(user).filter(department=department, period=period)
    figures = Prefetch("measurements", Measurement.objects.select_related("assignment__target"))
    newest_last = visible.with_names().prefetch_related(figures).order_by("revision")
    return {report.project_id: report for report in newest_last}


def _assignments(
    department: Department, projects: Sequence[Project]
) -> Mapping[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in (
        Assignment.objects.filter(department=department, target__project__in=projects)
        .select_related("target__project__plan")
        .prefetch_related("target__checkpoints")
        .order_by("target__project__number", "target__number")
    ):
        found[assignment.target.project_id].append(assignment)
    return found


def _closed(period: Period, department: Department) -> str:
    """Why no new report may be written for a period; empty when it may."""
    try:
        check_takes_reports(period, department)
    except StepRefused as refusal:
        return str(refusal)
    return ""


def _by_assignment(report: Report | None) -> dict[int, Measurement]:
    return {line.assignment_id: line for line in report.measurements.all()} if report else {}
