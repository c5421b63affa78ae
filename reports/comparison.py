"""Compare a report with the previous one: find that one, and word both figures for the screen.

The previous report, which a new one is compared with and may copy, is the newest one of an
earlier period that is submitted and not returned. Its figures count as the department's latest
even before the bureau approves them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from departments.models import Department, Officer
from projects import rounding, wording
from projects.assignment_texts import goal_text, value_text
from projects.models import Assignment, Project
from projects.rules.anomalies import Anomaly, Usual, usual
from projects.rules.attainments import is_finished
from projects.rules.values import Goal, Measure
from projects.terms.models import load_ended_by
from reports.models import Measurement, Period, Report
from reports.models.report import ReportQuerySet
from reports.rules.unchanged import CarriedFigure

State = Report.State
HANDED_IN = (State.SUBMITTED, State.ENDORSED, State.APPROVED)


def previous_report(report: Report, user: Officer) -> Report | None:
    """The previous report with its figures, if ``user`` may open it."""
    before = _handed_in_before(
        report.period.end, project=report.project, department=report.department
    )
    return before.visible_to(user).with_names().prefetch_related("measurements").first()


def previous_by_project(department: Department, period: Period) -> dict[int, Report]:
    """A department's reports previous to ``period``, by project, with their figures. 3 queries."""
    newest = _handed_in_before(period.end, project=OuterRef("pk"), department=department)
    projects = Project.objects.annotate(previous=Subquery(newest.values("pk")[:1]))
    keys = projects.values_list("previous", flat=True)
    return {report.project_id: report for report in _loaded(keys)}


def previous_by_report(reports: Iterable[Report]) -> dict[int, Report]:
    """The previous report of each of ``reports``, by its key, with figures. 3 queries."""
    newest = _handed_in_before(
        OuterRef("period__end"), project=OuterRef("project"), department=OuterRef("department")
    )
    current = Report.objects.filter(pk__in=[report.pk for report in reports])
    annotated = current.annotate(previous=Subquery(newest.values("pk")[:1]))
    pairs = dict(annotated.values_list("pk", "previous"))
    loaded = {report.pk: report for report in _loaded(pairs.values())}
    return {key: loaded[previous] for key, previous in pairs.items() if previous is not None}


def previous_ends(department: Department, periods: Sequence[Period]) -> dict[tuple[int, int], date]:
    """The last days of the previous reports, by the keys of project and period. One query."""
    newest = {
        f"before_{period.pk}": Max("period__end", filter=Q(period__end__lt=period.end))
        for period in periods
    }
    handed_in = Report.objects.filter(department=department, state__in=HANDED_IN).order_by()
    rows: Iterable[tuple[Any, ...]] = handed_in.values_list("project").annotate(**newest)
    return {
        (project, period.pk): end
        for project, *ends in rows
        for period, end in zip(periods, ends, strict=True)
        if end is not None
    }


def lies_between(end: date, previous: date, current: date) -> bool:
    """Whether a report of the period ending on ``end`` has to be finished first.

    That is an editable one, when the period ending on ``current`` continues from the one ending
    on ``previous``: its figures would be skipped.
    """
    return previous <= end < current


def with_figures(reports: ReportQuerySet) -> ReportQuerySet:
    """With names, figures and their targets loaded."""
    figures = Measurement.objects.select_related("assignment__target")
    return reports.with_names().prefetch_related(Prefetch("measurements", figures))


def _handed_in_before(end: date | OuterRef, **whose: object) -> ReportQuerySet:
    """Submitted reports of periods that ended before, newest first."""
    handed_in = Report.objects.filter(**whose, period__end__lt=end, state__in=HANDED_IN)
    return handed_in.order_by("-period__end", "-revision")


def _loaded(keys: Iterable[int | None]) -> ReportQuerySet:
    return with_figures(Report.objects.filter(pk__in=[key for key in keys if key is not None]))


def assignments_of(report: Report) -> Sequence[Assignment]:
    """A report's assignments in the order of the targets, exempt ones included."""
    owed = _with_promises(department=report.department, target__project=report.project)
    found = list(owed.filter(_not_ended_by(report.period.due)))
    load_ended_by(found)
    return found


def assignments_of_all(
    reports: Iterable[Report],
) -> Mapping[tuple[int, int], Sequence[Assignment]]:
    """The same for several reports, by the keys of project and department. 3 queries."""
    grouped: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    every = list(reports)
    owed = _with_promises(
        department__in={report.department_id for report in every},
        target__project__in={report.project_id for report in every},
    )
    oldest = min((report.period.due for report in every), default=date.max)
    found = list(owed.filter(_not_ended_by(oldest)))
    load_ended_by(found)
    for assignment in found:
        grouped[assignment.target.project_id, assignment.department_id].append(assignment)
    return grouped


def _not_ended_by(day: date) -> Q:
    """The condition of assignments that the department still has on a day."""
    return Q(ended_on__isnull=True) | Q(ended_on__gt=day)


def _with_promises(**whose: object) -> QuerySet[Assignment]:
    """Assignments with all that evaluating their figures needs, in the order of the targets."""
    return (
        Assignment.objects.filter(**whose)
        .select_related("target__project__plan", "department")
        .prefetch_related("target__checkpoints")
        .order_by("target__number")
    )


@dataclass(frozen=True, slots=True)
class ComparedMeasurement:
    """One assignment's line: the goal, the current figure and the previous one."""

    assignment: Assignment
    goal_text: str
    current: str
    previous: str
    amount: str
    document: str
    reason: str
    anomalies: Sequence[Anomaly]
    is_reported: bool
    corrected: str = ""
    """The earlier revision's figure, if it differs from this one's."""
    carried: CarriedFigure | None = None
    is_finished: bool = False
    """Whether the figure meets its goal for good, so that no later one is asked for."""

    @property
    def anomaly_text(self) -> Sequence[str]:
        return [wording.ANOMALY_LABELS[anomaly] for anomaly in self.anomalies]

    @property
    def is_changed(self) -> bool:
        """Whether the figure differs from the previous period's; an unrated one does not."""
        if self.assignment.target.is_rating and self.current == wording.NO_DATA:
            return False
        return self.current != self.previous

    @property
    def change(self) -> str:
        """The difference, such as ``+40``; empty without one."""
        return (self.amount or "有变化") if self.is_changed else ""

    @property
    def is_exempt(self) -> bool:
        """Whether there is nothing to report: 不适用 or 办结."""
        return not self.assignment.is_reported

    @property
    def is_to_rate(self) -> bool:
        return self.assignment.target.is_rating and not self.is_exempt

    @property
    def is_missing(self) -> bool:
        return not (self.is_reported or self.is_exempt or self.assignment.target.is_rating)

    @property
    def is_unexplained(self) -> bool:
        return bool(self.anomalies) and not self.reason


def report_lines(
    report: Report, previous: Report | None, corrected: Report | None = None
) -> list[ComparedMeasurement]:
    """The lines of a report in the order of the targets, exempt ones included.

    ``previous`` is the previous period's report, ``corrected`` the earlier revision.
    """
    lines = compared(report, previous, assignments_of(report))
    if corrected is None:
        return lines
    new, old = report.figures, corrected.figures
    return [
        _beside(line, new.get(line.assignment.pk), old.get(line.assignment.pk)) for line in lines
    ]


def _beside(
    line: ComparedMeasurement, current: Measurement | None, corrected: Measurement | None
) -> ComparedMeasurement:
    words = value_text(line.assignment, corrected)
    is_same = words == value_text(line.assignment, current) or line.is_to_rate
    return line if is_same else replace(line, corrected=words)


def compared(
    report: Report, previous: Report | None, assignments: Iterable[Assignment]
) -> list[ComparedMeasurement]:
    """A report's lines beside those of ``previous``; ``assignments`` are the report's own."""
    now, before = report.figures, previous.figures if previous else {}
    return [
        _line(assignment, report.period, now.get(assignment.pk), before.get(assignment.pk))
        for assignment in assignments
    ]


def _line(
    assignment: Assignment,
    period: Period,
    current: Measurement | None,
    previous: Measurement | None,
) -> ComparedMeasurement:
    now = current.figure(period.end) if current else None
    before = previous.figure(period.end) if previous else None
    places = rounding.figure_decimals([before, now])
    return ComparedMeasurement(
        assignment,
        goal_text(assignment),
        value_text(assignment, current, places),
        value_text(assignment, previous, places),
        wording.change(Measure(assignment.target.measure), before, now),
        current.document if current else "",
        current.reason if current else "",
        anomalies(assignment, period, current, previous),
        now is not None and now.is_reported,
        is_finished=is_finished(_goal(assignment), now),
    )


def _goal(assignment: Assignment) -> Goal:
    return assignment.target.goal(assignment.target.project.plan, assignment)


def usual_range(assignment: Assignment, period: Period, previous: Measurement | None) -> Usual:
    """The range in which a figure of ``period`` needs no reason; unlimited if rated or exempt.

    ``assignment`` has its target, project, plan and checkpoints loaded, ``previous`` its
    report's period.
    """
    target = assignment.target
    if target.is_rating or not assignment.is_reported:
        return Usual()
    plan = target.project.plan
    return usual(
        _goal(assignment),
        previous.figure(previous.report.period.end) if previous else None,
        period.end,
        Fraction(plan.jump_limit),
        can_exceed=target.can_exceed,
    )


def anomalies(
    assignment: Assignment,
    period: Period,
    current: Measurement | None,
    previous: Measurement | None,
) -> tuple[Anomaly, ...]:
    if current is None:
        return ()
    return usual_range(assignment, period, previous).anomalies(current.figure(period.end))
