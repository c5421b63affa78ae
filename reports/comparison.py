"""A report's figures beside the previous period's, finished for the screen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import QuerySet

from projects import wording
from projects.assignment_texts import goal_text, value_text
from projects.models import Assignment
from projects.rules.anomalies import Anomaly, Usual, usual
from projects.rules.values import Measure
from reports.models import Measurement, Period, Report


@dataclass(frozen=True, slots=True)
class ComparedMeasurement:
    """One assignment's line: what is promised, what is reported now and was before."""

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
    """What the revision before said, where this one says something else."""

    @property
    def anomaly_text(self) -> Sequence[str]:
        """Why the figure is unusual, in words."""
        return [wording.ANOMALY_WORDS[anomaly] for anomaly in self.anomalies]

    @property
    def is_changed(self) -> bool:
        """Whether the figure differs from the previous period's; one yet to be rated does not."""
        if self.assignment.target.is_rating and self.current == wording.NO_DATA:
            return False
        return self.current != self.previous

    @property
    def change(self) -> str:
        """By how much it differs, such as ``+40``; empty where it does not."""
        return (self.amount or "有变化") if self.is_changed else ""

    @property
    def is_exempt(self) -> bool:
        """Whether nothing is to be reported here: 不适用, or 办结."""
        return not self.assignment.is_reported

    @property
    def is_to_rate(self) -> bool:
        """Whether the reviewer judges it."""
        return self.assignment.target.is_rating and not self.is_exempt

    @property
    def is_missing(self) -> bool:
        """Whether a figure is owed and there is none."""
        return not (self.is_reported or self.is_exempt or self.assignment.target.is_rating)

    @property
    def is_unexplained(self) -> bool:
        """Whether the figure is unusual and no reason is given."""
        return bool(self.anomalies) and not self.reason


def report_lines(
    report: Report, previous: Report | None, corrected: Report | None = None
) -> list[ComparedMeasurement]:
    """The lines of a report in the order of the targets, exempt ones included.

    ``previous`` is the report of the period before, ``corrected`` the revision before.
    """
    lines = compared(report, previous, assignments_of(report))
    if corrected is None:
        return lines
    old = _by_assignment(corrected)
    return [_beside(line, old.get(line.assignment.pk)) for line in lines]


def _beside(line: ComparedMeasurement, corrected: Measurement | None) -> ComparedMeasurement:
    words = value_text(line.assignment, corrected)
    is_same = words == line.current or line.is_to_rate
    return line if is_same else replace(line, corrected=words)


def compared(
    report: Report, previous: Report | None, assignments: Iterable[Assignment]
) -> list[ComparedMeasurement]:
    """A report's lines beside those of ``previous``; ``assignments`` are the report's own."""
    now, before = _by_assignment(report), _by_assignment(previous)
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
    return ComparedMeasurement(
        assignment,
        goal_text(assignment),
        value_text(assignment, current),
        value_text(assignment, previous),
        wording.change(Measure(assignment.target.measure), before, now),
        current.document if current else "",
        current.reason if current else "",
        anomalies(assignment, period, current, previous),
        now is not None and now.is_reported,
    )


def usual_range(assignment: Assignment, period: Period, previous: Measurement | None) -> Usual:
    """The range in which a figure of ``period`` needs no reason; none for rated and exempt ones.

    ``assignment`` has its target, project, plan and checkpoints at hand, ``previous`` its
    report's period.
    """
    target = assignment.target
    if target.is_rating or not assignment.is_reported:
        return Usual()
    plan = target.project.plan
    return usual(
        target.goal(plan, assignment),
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
    """Why the figure ``current`` of ``period`` is unusual beside the one before."""
    if current is None:
        return ()
    return usual_range(assignment, period, previous).anomalies(current.figure(period.end).value)


def assignments_of(report: Report) -> QuerySet[Assignment]:
    """A report's assignments in the order of the targets, exempt ones included."""
    return (
        Assignment.objects.filter(department=report.department, target__project=report.project)
        .select_related("target__project__plan")
        .prefetch_related("target__checkpoints")
        .order_by("target__number")
    )


def _by_assignment(report: Report | None) -> dict[int, Measurement]:
    if report is None or report.pk is None:
        return {}
    return {line.assignment_id: line for line in report.measurements.all()}
