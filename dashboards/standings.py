"""Standings on a day: read once, judged by the rules, summed up every way pages ask.

A :class:`Board` takes a fixed number of queries whatever the size of the history.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from departments.models import Department, Officer
from projects import wording
from projects.models import Assignment, Changes, Plan, Project, Responsibility, Target
from projects.rules import (
    TROUBLE,
    Checkpoint,
    Coverage,
    Figure,
    Lamp,
    Measure,
    Promise,
    Scope,
    Standing,
    Tally,
    Thresholds,
    coverage,
    judge,
    roll_up,
    tally,
)
from reports.models import ChangeRequest, Measurement, Period
from reports.models.request import extended_days
from reports.workflow.requests import is_own

SEPARATE = frozenset({Scope.EACH_COUNTY, Scope.CITY_AND_EACH_COUNTY})
"""Scopes in which each body has to meet the target itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """An assignment's or a target's standing, with its words finished."""

    target: Target
    department: Department | None
    promise: Promise
    standing: Standing
    thresholds: Thresholds
    coverage: Coverage | None = None
    parts: Tally | None = None
    exemption_reason: str = ""
    agreed: Sequence[ChangeRequest] = ()
    """Requests the bureau agreed to by the board's day; ``is_open``: the reader may open it."""
    asking: int | None = None
    """The key of the assignment, where the board's reader may ask for 延期 or 办结 of it."""

    @property
    def lamp(self) -> Lamp:
        """The lamp."""
        return self.standing.lamp

    @property
    def body(self) -> str:
        """Whose standing it is: a department's, or the whole city's."""
        return self.department.name if self.department else "全市"

    @property
    def body_order(self) -> int:
        """Departments in their order, the city before them."""
        return self.department.order if self.department else 0

    @property
    def is_trouble(self) -> bool:
        """Whether it is behind or overdue."""
        return self.lamp in TROUBLE

    @property
    def lamp_word(self) -> str:
        """The lamp's word; colour never stands alone."""
        return wording.LAMP_WORDS[self.lamp]

    @property
    def reason(self) -> str:
        """Why the lamp is lit, with the figures, and what the bureau agreed to."""
        return "；".join((self.own_reason, *self.agreed_words))

    @property
    def own_reason(self) -> str:
        """Why the lamp is lit, with the figures."""
        if self.exemption_reason:
            return f"不适用：{self.exemption_reason}"
        reason = wording.reason(self.promise, self.standing, self.thresholds)
        return f"{reason}；{self.met_words}" if self.met_words else reason

    @property
    def agreed_words(self) -> list[str]:
        """``2026-10-20 经市局同意办结`` for each request agreed to."""
        return [item.agreed_words for item in self.agreed]

    @property
    def met_words(self) -> str:
        """``3/5 达标``: k of n that must each meet the target; empty for all other targets."""
        return f"{self.parts.met}/{self.parts.applicable} 达标" if self.parts else ""

    @property
    def wanted(self) -> str:
        """What is demanded."""
        return wording.goal(self.promise, self.target.unit)

    @property
    def figure(self) -> str:
        """The figure with its unit or with its numerator and denominator."""
        measure = Measure(self.target.measure)
        return wording.figure(measure, self.target.unit, self.standing.figure)

    @property
    def attainment(self) -> str:
        """完成度."""
        return wording.share(self.standing.attainment)

    @property
    def expected(self) -> str:
        """序时进度."""
        return wording.share(self.standing.expected)

    @property
    def deviation(self) -> str:
        """偏差, in words."""
        deviation = self.standing.deviation
        return wording.NO_DATA if deviation is None else wording.points(deviation)

    @property
    def attainment_order(self) -> float:
        """完成度 for sorting only; what has none sorts first."""
        return -1.0 if self.standing.attainment is None else float(self.standing.attainment)

    @property
    def deviation_order(self) -> float:
        """偏差 for sorting only; what has none sorts last."""
        deviation = self.standing.deviation
        return float("inf") if deviation is None else float(deviation)

    @property
    def coverage_words(self) -> str:
        """How many reported; empty where one body answers alone."""
        if self.coverage is None:
            return ""
        with_bureau = self.target.scope == Target.Scope.CITY_AND_EACH_COUNTY
        return wording.covered(self.coverage, "部门" if with_bureau else "县区")

    @property
    def due(self) -> date:
        """The last checkpoint's day."""
        return self.promise.last.due

    @property
    def due_words(self) -> str:
        """The last checkpoint's day, an extended one's with the day the plan gives."""
        return wording.due(self.promise.last)

    @property
    def original_due(self) -> date | None:
        """The last day as the plan gives it, where a later one was agreed to."""
        return self.promise.last.original_due


@dataclass(frozen=True, slots=True)
class Deadline:
    """A checkpoint ahead, with the target's line."""

    line: Line
    checkpoint: Checkpoint
    days_left: int

    @property
    def due_words(self) -> str:
        """Its day, an extended one's with the day the plan gives."""
        return wording.due(self.checkpoint)


class Board:
    """All standings of a plan on one day.

    They are the same for everybody; ``reader`` is who gets links to requests, if anybody.
    """

    def __init__(self, plan: Plan, on: date, reader: Officer | None = None) -> None:
        self.plan = plan
        self.on = on
        self.reader = reader
        self.projects = list(Project.objects.filter(plan=plan))
        self.responsibilities = list(
            Responsibility.objects.filter(project__plan=plan)
            .select_related("project", "department__county")
            .order_by("project__number", "order")
        )
        self.targets = self._load_targets()
        self.thresholds = plan.thresholds(Period.objects.stale_before(on))
        self.parts = self._judge_parts()
        self.lines = {target.pk: self._roll_up(target) for target in self.targets}

    def _load_targets(self) -> list[Target]:
        projects = {project.pk: project for project in self.projects}
        targets = list(
            Target.objects.filter(project__plan=self.plan)
            .prefetch_related("checkpoints")
            .order_by("project__number", "number")
        )
        for target in targets:
            target.project = projects[target.project_id]
        return targets

    def _judge_parts(self) -> dict[int, list[Line]]:
        """The assignments' lines by target, in the order of departments."""
        figures = self._figures()
        agreed = self._agreed()
        extended = extended_days(item for items in agreed.values() for item in items)
        targets = {target.pk: target for target in self.targets}
        parts: dict[int, list[Line]] = {target.pk: [] for target in self.targets}
        assignments = (
            Assignment.objects.filter(target__project__plan=self.plan)
            .select_related("department__county")
            .order_by("department__order")
        )
        for assignment in assignments:
            target = targets[assignment.target_id]
            own = Changes(extended[assignment.pk], assignment.is_closed(self.on))
            promise = target.promise(self.plan, assignment, own)
            standing = judge(promise, figures.get(assignment.pk), self.on, self.thresholds)
            parts[target.pk].append(
                Line(
                    target,
                    assignment.department,
                    promise,
                    standing,
                    self.thresholds,
                    exemption_reason=assignment.exemption_reason,
                    agreed=agreed[assignment.pk],
                    asking=self._asking(assignment),
                )
            )
        return parts

    def _asking(self, assignment: Assignment) -> int | None:
        may_ask = self.reader is not None and is_own(assignment, self.reader)
        return assignment.pk if may_ask and assignment.is_reported else None

    def _agreed(self) -> dict[int, list[ChangeRequest]]:
        """The requests agreed to by the day, by assignment, in the order of their decisions."""
        found: dict[int, list[ChangeRequest]] = defaultdict(list)
        for request in ChangeRequest.objects.accepted_by(self.on).marked_for(self.reader):
            found[request.assignment_id].append(request)
        return found

    def _figures(self) -> dict[int, Figure]:
        measurements = (
            Measurement.objects.in_force(self.on)
            .filter(assignment__target__project__plan=self.plan)
            .select_related("report__period")
        )
        return {
            measurement.assignment_id: measurement.figure(measurement.report.period.end)
            for measurement in measurements
        }

    def _roll_up(self, target: Target) -> Line:
        lines = self.parts[target.pk]
        parts = [line.standing for line in lines]
        scope = Scope(target.scope)
        # One body that answers for the whole city: what it was granted holds for the target.
        only = lines[0] if scope is Scope.CITY and len(lines) == 1 else None
        promise = only.promise if only else target.promise(self.plan, changes=_whole(lines))
        return Line(
            target,
            None,
            promise,
            roll_up(promise, scope, parts, self.on, self.thresholds),
            self.thresholds,
            None if scope is Scope.CITY else coverage(parts),
            tally(parts) if scope in SEPARATE else None,
            agreed=only.agreed if only else (),
        )

    @cached_property
    def counties(self) -> list[Department]:
        """The county governments that answer for something, in order."""
        found = {item.department for item in self.responsibilities if item.department.is_county}
        return sorted(found, key=lambda department: department.order)

    def of_project(self, project: Project) -> list[Line]:
        """The lines of a project's targets."""
        return [line for line in self.lines.values() if line.target.project_id == project.pk]

    def of_department(self, department: Department, project: Project | None = None) -> list[Line]:
        """The assignments' lines of one department, of one project or of all."""
        return [
            line
            for lines in self.parts.values()
            for line in lines
            if line.department == department
            and (project is None or line.target.project_id == project.pk)
        ]

    def answered_for(self, department: Department, role: str) -> list[Project]:
        """The projects a department leads, or supports."""
        projects = {project.pk: project for project in self.projects}
        return [
            projects[item.project_id]
            for item in self.responsibilities
            if item.department_id == department.pk and item.role == role
        ]

    def deadlines(self, limit: int) -> list[Deadline]:
        """The next checkpoints not yet met, soonest first."""
        ahead = [
            Deadline(line, checkpoint, (checkpoint.due - self.on).days)
            for line in self.lines.values()
            if line.lamp not in {Lamp.DONE, Lamp.CLOSED, Lamp.EXEMPT}
            for checkpoint in line.promise.checkpoints
            if checkpoint.due >= self.on
        ]
        return sorted(ahead, key=lambda item: item.days_left)[:limit]


def _whole(parts: Sequence[Line]) -> Changes:
    """What was agreed to for a target of several bodies: closed once each that owed it is."""
    owed = [line.promise for line in parts if not line.promise.is_exempt]
    return Changes(is_closed=bool(owed) and all(promise.is_closed for promise in owed))


def count(lines: Iterable[Line]) -> Tally:
    """The tally of some lines."""
    return tally([line.standing for line in lines])


def by_trouble(lines: Sequence[Line]) -> list[Line]:
    """Worst lamps first, then in the plan's order."""
    rank: Callable[[Line], int] = lambda line: line.lamp.rank  # noqa: E731
    return sorted(lines, key=rank)
