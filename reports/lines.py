"""A report's figures beside the previous period's, finished for the screen."""

from dataclasses import dataclass

from django.db.models import QuerySet

from projects import wording
from projects.models import Assignment
from projects.rules import Measure
from reports.models import Measurement, Report


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One assignment's line: what is promised, what is reported now and was before."""

    assignment: Assignment
    wanted: str
    current: str
    previous: str
    document: str

    @property
    def is_changed(self) -> bool:
        """Whether the figure differs from the previous period's; one yet to be rated does not."""
        if self.assignment.target.is_rating and self.current == wording.NO_DATA:
            return False
        return self.current != self.previous


def report_lines(report: Report, previous: Report | None) -> list[ReportLine]:
    """The lines of a report in the order of the targets, exempt ones included."""
    now, before = _by_assignment(report), _by_assignment(previous)
    return [
        ReportLine(
            assignment,
            wanted(assignment),
            figure_words(assignment, now.get(assignment.pk)),
            figure_words(assignment, before.get(assignment.pk)),
            now[assignment.pk].document if assignment.pk in now else "",
        )
        for assignment in assignments_of(report)
    ]


def assignments_of(report: Report) -> QuerySet[Assignment]:
    """A report's assignments in the order of the targets, exempt ones included."""
    return (
        Assignment.objects.filter(department=report.department, target__project=report.project)
        .select_related("target__project__plan")
        .prefetch_related("target__checkpoints")
        .order_by("target__number")
    )


def wanted(assignment: Assignment) -> str:
    """What an assignment demands, such as ``≥22 所``; of a part, what the city demands."""
    target = assignment.target
    return wording.goal(target.promise(target.project.plan, assignment), target.unit)


def _by_assignment(report: Report | None) -> dict[int, Measurement]:
    if report is None or report.pk is None:
        return {}
    return {line.assignment_id: line for line in report.measurements.all()}


def figure_words(assignment: Assignment, measurement: Measurement | None) -> str:
    """What was reported of an assignment, such as ``15 所`` or ``76.7%（115/150）``."""
    if assignment.exemption_reason:
        return f"不适用：{assignment.exemption_reason}"
    if measurement is None:
        return wording.NO_DATA
    target = assignment.target
    # The words of a figure do not tell its period, so the plan's end does for any.
    figure = measurement.figure(target.project.plan.end)
    words = wording.figure(Measure(target.measure), target.unit, figure)
    return f"{words}（{measurement.done_on:%Y-%m-%d}）" if measurement.done_on else words
