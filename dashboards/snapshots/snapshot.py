"""All evaluations of a plan on one day, by the figures then in force."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import count as counter

from dashboards.snapshots.assessments import Assessment, info_of
from dashboards.snapshots.lamp_counts import LampCounts, count_lamps
from dashboards.snapshots.plan_data import PlanData, extensions
from dashboards.snapshots.target_status import DepartmentInfo, Key, TargetStatus, by_key
from departments.models import Department
from projects import wording
from projects.change_requests.models import ChangeRequest, is_closing
from projects.models import Amendments, Assignment, Project, Target
from projects.rules.baselines import from_first, summed
from projects.rules.evaluation import evaluate_known
from projects.rules.rollups import coverage, roll_up
from projects.rules.values import DueValue, Goal, Known, Lamp, Scope
from reports.models.period import due_ends

SEPARATE = frozenset({Scope.EACH_COUNTY, Scope.CITY_AND_EACH_COUNTY})
"""Scopes in which each body has to meet the target itself."""
SOON = timedelta(days=90)
"""What falls due within these days is shown as next."""
UNKNOWN = Known()
_tokens = counter()


@dataclass(frozen=True, slots=True)
class Deadline:
    """An unmet checkpoint with the target's status; ``days_left`` is negative once it passed."""

    status: TargetStatus
    checkpoint: DueValue
    days_left: int

    @property
    def is_passed(self) -> bool:
        return self.days_left < 0

    @property
    def days_text(self) -> str:
        return f"还有{self.days_left}天" if self.days_left >= 0 else f"已过{-self.days_left}天"

    @property
    def due_text(self) -> str:
        """The due day; an extended one also has the day in the plan."""
        return wording.due(self.checkpoint)


class Snapshot:
    """The evaluations of a plan on one day; nobody may change them, since all users share them.

    ``figures`` are those known on the day, by assignment. No query.
    """

    def __init__(self, plan_data: PlanData, on: date, figures: Mapping[int, Known]) -> None:
        self.token = next(_tokens)
        """Unique in this process; page fragments are cached under it."""
        self.plan_data = plan_data
        self.plan = plan_data.plan
        self.on = on
        self.projects = plan_data.projects
        self.responsibilities = plan_data.responsibilities
        self.all_responsibilities = plan_data.all_responsibilities
        """Those of other days too, for what was owed then."""
        self.thresholds = plan_data.plan.thresholds(*due_ends(plan_data.periods, on))
        self.assessed_assignments = self._judge_all(figures)
        self.assessed = {target.pk: self._roll_up(target) for target in plan_data.targets}
        self._of_project: dict[int, list[Assessment]] = defaultdict(list)
        for item in self.assessed.values():
            self._of_project[item.target.project_id].append(item)
        self._of_department: dict[int, list[Assessment]] = defaultdict(list)
        for own in self.assessed_assignments.values():
            for item in own:
                if item.department is not None:
                    self._of_department[item.department.pk].append(item)

    @cached_property
    def targets(self) -> tuple[TargetStatus, ...]:
        """The targets' statuses for the whole city, in the plan's order."""
        return tuple(item.status for item in self.assessed.values())

    @cached_property
    def assignments(self) -> tuple[TargetStatus, ...]:
        """The assignments' statuses, by target in the plan's order, then by department."""
        return tuple(item.status for own in self.assessed_assignments.values() for item in own)

    @cached_property
    def assignments_of(self) -> Mapping[Key, tuple[TargetStatus, ...]]:
        """The assignments' statuses by target; targets without assignments are missing."""
        return by_key(self.assignments)

    @cached_property
    def department_infos(self) -> tuple[DepartmentInfo, ...]:
        """The departments that answer for anything, in order."""
        departments = {item.department for item in self.responsibilities}
        departments |= {item.department for item in self.plan_data.assignments}
        return tuple(map(info_of, sorted(departments, key=lambda department: department.order)))

    def status(self, target: Target) -> TargetStatus:
        """A target's status for the whole city."""
        return self.assessed[target.pk].status

    def statuses_of(self, target: Target) -> list[TargetStatus]:
        """The statuses of a target's assignments, in the order of departments."""
        return [item.status for item in self.assessed_assignments[target.pk]]

    def _judge_all(self, figures: Mapping[int, Known]) -> dict[int, list[Assessment]]:
        """The assignments by target, in the order of departments."""
        agreed = self.plan_data.agreed(self.on)
        extended = extensions(agreed)
        judged: dict[int, list[Assessment]] = {target.pk: [] for target in self.plan_data.targets}
        for assignment in self.plan_data.assignments:
            requests = agreed.get(assignment.pk, ())
            # A closing that was revoked since holds for the days before.
            is_closed = assignment.is_closed(self.on) or is_closing(requests)
            own = Amendments(extended.get(assignment.pk, {}), is_closed)
            item = self._judge(assignment, own, figures, requests)
            judged[assignment.target_id].append(item)
        return judged

    def _judge(
        self,
        assignment: Assignment,
        own: Amendments,
        figures: Mapping[int, Known],
        agreed: Sequence[ChangeRequest],
    ) -> Assessment:
        known = figures.get(assignment.pk, UNKNOWN)
        goal = from_first(self.plan_data.goal(assignment.target, assignment, own), known.first)
        return Assessment(
            self.on,
            assignment.target,
            assignment.department,
            goal,
            evaluate_known(goal, known, self.on, self.thresholds),
            self.thresholds,
            agreed=agreed,
            assignment=assignment,
            checkpoints=self.plan_data.checkpoints.get(assignment.target_id, ()),
            plan_data=self.plan_data,
        )

    def _roll_up(self, target: Target) -> Assessment:
        own = self.assessed_assignments[target.pk]
        parts = [item.evaluation for item in own]
        scope = Scope(target.scope)
        # Where one department answers for the whole city, its amendments apply to the target.
        only = own[0] if scope is Scope.CITY and len(own) == 1 else None
        goal = only.goal if only else self._goal_of_all(target, own)
        is_of_each = not only and must_each_meet(target)
        return Assessment(
            self.on,
            target,
            None,
            goal,
            roll_up(goal, scope, parts, self.on, self.thresholds),
            self.thresholds,
            coverage(parts) if len(own) > 1 or scope is not Scope.CITY else None,
            count_lamps(parts) if is_of_each else None,
            () if only else _stale(own),
            () if only or is_of_each else _fresh_periods(own),
            agreed=only.agreed if only else (),
            checkpoints=self.plan_data.checkpoints.get(target.pk, ()),
            bodies=own if is_of_each else (),
            are_counties=all(item.is_of_county for item in own),
            sole=only.assignment if only else None,
            plan_data=self.plan_data,
        )

    def _goal_of_all(self, target: Target, own: Sequence[Assessment]) -> Goal:
        """The goal of a target of several departments, with the sum of their baselines.

        Where each must meet an amount of its own, their sum has no way to it.
        """
        goal = self.plan_data.goal(target, amendments=_whole(own))
        is_summed = Scope(target.scope) not in SEPARATE or goal.last.target_value == 0
        return summed(goal, [item.goal for item in own]) if is_summed else goal

    @cached_property
    def counties(self) -> list[Department]:
        """The county governments that answer for something, in order."""
        counties = {item.department for item in self.responsibilities if item.department.is_county}
        return sorted(counties, key=lambda department: department.order)

    @cached_property
    def city(self) -> LampCounts:
        """The city's counts: each target once, however many answer for it."""
        return count_lamps(item.evaluation for item in self.assessed.values())

    def of_project(self, project: Project) -> list[Assessment]:
        return self._of_project.get(project.pk, [])

    def of_department(
        self, department: Department, project: Project | None = None
    ) -> list[Assessment]:
        """The assignments of one department, of one project or of all."""
        return [
            item
            for item in self._of_department.get(department.pk, ())
            if project is None or item.target.project_id == project.pk
        ]

    def answered_for(self, department: Department, role: str) -> list[Project]:
        """The projects a department leads, or supports."""
        return [
            item.project
            for item in self.responsibilities
            if item.department_id == department.pk and item.role == role
        ]

    def deadlines(self, limit: int) -> list[Deadline]:
        """The unmet checkpoints of the next 90 days, soonest first, then worst lamp first.

        Where nothing falls due so soon: the last one passed of what is overdue, longest first.
        """
        soon = [
            (checkpoint, item)
            for item in self.assessed.values()
            if item.lamp not in {Lamp.DONE, Lamp.CLOSED, Lamp.EXEMPT}
            for checkpoint in item.goal.checkpoints
            if self.on <= checkpoint.due <= self.on + SOON
        ]
        passed = [
            (item.last_passed, item)
            for item in self.assessed.values()
            if item.lamp is Lamp.OVERDUE and item.last_passed
        ]
        found = sorted(soon or passed, key=lambda pair: (pair[0].due, pair[1].lamp.rank))
        return [
            Deadline(item.status, checkpoint, (checkpoint.due - self.on).days)
            for checkpoint, item in found[:limit]
        ]


def must_each_meet(target: Target) -> bool:
    """Whether each of several has to meet the target itself: what is done or rated has no sum."""
    return Scope(target.scope) in SEPARATE or target.is_milestone or target.is_rating


def _stale(own: Sequence[Assessment]) -> list[tuple[str, date]]:
    """Whose figures are stale, with their periods' ends."""
    return [
        (item.short_name, item.evaluation.figure.period_end)
        for item in own
        if item.evaluation.is_stale and item.evaluation.figure
    ]


def _fresh_periods(own: Sequence[Assessment]) -> list[tuple[str, date]]:
    """Whose figures in a sum are not stale, with their periods' ends."""
    return [
        (item.short_name, item.evaluation.figure.period_end)
        for item in own
        if item.evaluation.figure and not item.evaluation.is_stale
    ]


def _whole(own: Sequence[Assessment]) -> Amendments:
    """The amendments of a target of several departments: closed once all that owe it are."""
    owed = [item.goal for item in own if not item.goal.is_exempt]
    return Amendments(is_closed=bool(owed) and all(goal.is_closed for goal in owed))
