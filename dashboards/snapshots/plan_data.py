"""The plan's data: targets, assignments, accepted change requests, and reporting periods.

It is the same for every user and seldom changes, so it is cached between requests. Each request
loads its rows and rebuilds it only if they differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Model
from django.utils import timezone

from dashboards.snapshots.plan_rows import PlanRows, Row, columns, from_row, past_rows
from departments.models import County, Department
from projects.change_requests.models import ChangeRequest, extended_days
from projects.models import (
    Amendments,
    Assignment,
    Checkpoint,
    Plan,
    Project,
    Responsibility,
    Target,
)
from projects.models.target import UNAMENDED
from projects.rules.values import Goal
from projects.terms.content import Content
from projects.terms.models import THE_TARGET, PastTerms, PlanChange
from reports.models import Period


class FormerGoal(NamedTuple):
    """A goal that an amendment or a correction replaced, and the first day of the new one."""

    until: date
    goal: Goal
    change: PlanChange


class PlanData:
    """Models built from ``PlanRows``; nobody may change them, since all requests share them.

    The terms are those of now, or with ``terms`` those of a span of past days; ``current`` is the
    plan data of now.
    """

    def __init__(
        self, rows: PlanRows, terms: PastTerms | None = None, current: "PlanData | None" = None
    ) -> None:
        self.rows = rows
        self.terms = terms
        self.current = current or self
        own = len(columns(Project))
        self.plan = from_row(Plan, rows.projects[0][own:])
        self.projects = sorted(
            (from_row(Project, row[:own]) for row in rows.projects), key=lambda item: item.number
        )
        for project in self.projects:
            project.plan = self.plan
        self.departments = _departments(rows.departments)
        self.checkpoints: dict[int, list[Checkpoint]] = defaultdict(list)
        self.targets = self._targets()
        self.all_responsibilities = self._responsibilities()
        """Those of other days too."""
        self.responsibilities = list(filter(self._is_held, self.all_responsibilities))
        self.requests: list[ChangeRequest] = []
        self.assignments = self._assignments()
        self.periods = [from_row(Period, row) for row in rows.periods]
        self._goals: dict[Row, Goal] = {}

    def on(self, day: date) -> "PlanData":
        """The plan data with the terms of a day. One query, once, if the terms ever changed."""
        past = (item for item in self.current.past if item.terms and item.terms.holds(day))
        return next(past, self.current)

    @cached_property
    def past(self) -> "Sequence[PlanData]":
        """The plan data of past days, oldest first, as far as the terms differed from now."""
        if not self.plan.terms_version:
            return ()
        found = PastTerms.objects.current().filter(plan=self.plan.pk).order_by("valid_to")
        return [
            PlanData(past_rows(self.rows, self.plan, terms), terms, self)
            for terms in found.select_related("ended_by")
        ]

    @cached_property
    def terms_from(self) -> date | None:
        """The first day of these terms; ``None`` for those that the plan began with."""
        if self.terms is not None:
            return self.terms.valid_from
        return self.past[-1].terms.valid_to if self.past and self.past[-1].terms else None

    @cached_property
    def all_changes(self) -> Sequence[PlanChange]:
        """Those that wait or were withdrawn too, as they were recorded. One query, once."""
        if self.rows.newest_change[0] is None:
            return ()
        changes = PlanChange.objects.filter(plan=self.plan.pk).select_related("withdrawal")
        return list(changes.order_by("pk"))

    @cached_property
    def changes(self) -> Sequence[PlanChange]:
        """What has changed the plan, in the order in which it was recorded. One query, once."""
        if not self.plan.terms_version:
            return ()
        return [change for change in self.all_changes if change.applied_at is not None]

    @cached_property
    def other_names(self) -> Mapping[tuple[type[Model], int], Sequence[str]]:
        """The names that projects, targets and departments bear on other days, by model and key."""
        names: dict[tuple[type[Model], int], list[str]] = defaultdict(list)
        for terms in (*self.current.past, self.current):
            for item in terms.named:
                if item.name not in names[type(item), item.pk]:
                    names[type(item), item.pk].append(item.name)
        for item in self.named:
            names[type(item), item.pk].remove(item.name)
        return names

    @property
    def named(self) -> Iterator[Project | Target | Department]:
        """All that has a name of its own."""
        yield from self.projects
        yield from self.targets
        yield from self.departments.values()

    @cached_property
    def names(self) -> Content:
        """The names of departments and counties, by code."""
        counties = [item.county for item in self.departments.values() if item.county]
        return {
            "部门": {item.code: {"name": item.name} for item in self.departments.values()},
            "县（市、区）": {item.code: {"name": item.name} for item in counties},
        }

    def corrected_since(self, day: date) -> list[PlanChange]:
        """The corrections recorded after a day that reach back to it."""
        return [
            change
            for change in self.current.changes
            if change.is_correction
            and change.valid_from <= day < timezone.localdate(change.recorded_at)
        ]

    def retired_by(self, target: Target) -> PlanChange | None:
        """The change that took a target away on the day on which it ended."""
        key = f"{target.project.number} {target.number}"
        for change in reversed(self.current.changes):
            if change.valid_from == target.ended_on and change.takes_away(THE_TARGET, key):
                return change
        return None

    def former_goals(self, target: int, assignment: int | None) -> Iterator[FormerGoal]:
        """The goals of a target, or of one of its assignments, before each change, newest first."""
        now = self._stated(target, assignment)
        for past in reversed(self.current.past):
            terms = past.terms
            if terms is None or (self.terms and terms.valid_to >= self.terms.valid_to):
                continue
            then = past._stated(target, assignment)
            if then is None:
                return
            if now is None or then.stated != now.stated:
                own = past._key(target, assignment)
                yield FormerGoal(terms.valid_to, then, self._change_of(terms, own))
            now = then

    def goal_changes(self, target: int, assignment: int | None) -> list[PlanChange]:
        """What has changed the goal of a target, or of one of its assignments, oldest first.

        A correction from the plan's first day on leaves no former goal.
        """
        key, start = self._key(target, assignment), self.plan.start
        found = [
            change
            for change in self.current.changes
            if change.is_correction and change.valid_from <= start and change.is_about_goal(key)
        ]
        return [*found, *reversed([each.change for each in self.former_goals(target, assignment)])]

    def _key(self, target: int, assignment: int | None) -> str:
        """``3 1`` of a target, ``3 1 puning`` of its assignment to a department."""
        item = self._targets_by_key[target]
        key = f"{item.project.number} {item.number}"
        if assignment is None:
            return key
        return f"{key} {self._assignments_by_key[assignment].department.code}"

    def _change_of(self, terms: PastTerms, key: str) -> PlanChange:
        """The last change of the day with which the terms end that is about a goal's own rows.

        Several changes may hold from one day. Without such rows a county or the plan has changed.
        """
        for change in reversed(self.current.changes):
            if change.valid_from == terms.valid_to and change.is_about_goal(key):
                return change
        return terms.ended_by

    def _stated(self, target: int, assignment: int | None) -> Goal | None:
        own = None if assignment is None else self._assignments_by_key.get(assignment)
        if target not in self._targets_by_key or (assignment is not None and own is None):
            return None
        return self.goal(self._targets_by_key[target], own)

    @cached_property
    def _targets_by_key(self) -> dict[int, Target]:
        return {item.pk: item for item in self.targets}

    @cached_property
    def _assignments_by_key(self) -> dict[int, Assignment]:
        return {item.pk: item for item in self.assignments}

    def _is_held(self, responsibility: Responsibility) -> bool:
        if self.terms is None:
            return responsibility.valid_to is None
        return responsibility.holds(self.terms.valid_from or self.plan.start)

    def _targets(self) -> list[Target]:
        projects = {project.pk: project for project in self.projects}
        own = len(columns(Target))
        targets: dict[int, Target] = {}
        for row in self.rows.targets:
            target = from_row(Target, row[:own])
            target = targets.setdefault(target.pk, target)
            target.project = projects[target.project_id]
            if row[own] is not None:
                self.checkpoints[target.pk].append(from_row(Checkpoint, row[own:]))
        for checkpoints in self.checkpoints.values():
            checkpoints.sort(key=lambda item: item.due)
        return sorted(targets.values(), key=lambda item: (item.project.number, item.number))

    def _responsibilities(self) -> list[Responsibility]:
        projects = {project.pk: project for project in self.projects}
        responsibilities = [from_row(Responsibility, row) for row in self.rows.responsibilities]
        for item in responsibilities:
            item.project = projects[item.project_id]
            item.department = self.departments[item.department_id]
        return sorted(responsibilities, key=lambda item: (item.project.number, item.order))

    def _assignments(self) -> list[Assignment]:
        """The assignments in the order of departments; the requests in that of decisions."""
        targets = {target.pk: target for target in self.targets}
        own = len(columns(Assignment))
        assignments: dict[int, Assignment] = {}
        for row in self.rows.assignments:
            item = assignments.get(row[0]) or from_row(Assignment, row[:own])
            if self.terms is None and item.ended_on is not None:
                continue
            assignments[item.pk] = item
            item.target = targets[item.target_id]
            item.department = self.departments[item.department_id]
            if row[own] is not None:
                self.requests.append(from_row(ChangeRequest, row[own:]))
        self.requests.sort(key=lambda request: (request.decided_at, request.pk))
        return sorted(assignments.values(), key=lambda item: (item.department.order, item.pk))

    def goal(
        self,
        target: Target,
        assignment: Assignment | None = None,
        amendments: Amendments = UNAMENDED,
    ) -> Goal:
        """The goal of a target or of one of its assignments; built once."""
        later = tuple(sorted(amendments.extended.items()))
        key = (target.pk, assignment and assignment.pk, later, amendments.is_closed)
        if key not in self._goals:
            self._goals[key] = target.goal(
                self.plan, assignment, amendments, self.checkpoints[target.pk]
            )
        return self._goals[key]

    @cached_property
    def goals(self) -> Mapping[int, Goal]:
        """The goals of all assignments, as the plan states them."""
        return {item.pk: self.goal(item.target, item) for item in self.assignments}

    def agreed(self, on: date) -> Mapping[int, Sequence[ChangeRequest]]:
        """The requests accepted by the end of a day, by assignment, in order of decision."""
        accepted: dict[int, list[ChangeRequest]] = defaultdict(list)
        for request in self.requests:
            if request.held(on):
                accepted[request.assignment_id].append(request)
        return accepted


def extensions(agreed: Mapping[int, Iterable[ChangeRequest]]) -> Mapping[int, Mapping[int, date]]:
    """The new due day of each extended checkpoint, by assignment and checkpoint."""
    return extended_days(request for requests in agreed.values() for request in requests)


def _departments(rows: Iterable[Row]) -> dict[int, Department]:
    own = len(columns(Department))
    departments = {}
    for row in rows:
        department = from_row(Department, row[:own])
        if row[own] is not None:
            department.county = from_row(County, row[own:])
        departments[department.pk] = department
    return departments
