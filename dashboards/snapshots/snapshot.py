"""Standings on a day: the book's promises judged by the figures then in force, and summed up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import count as counter

from dashboards.snapshots.plan_data import Book, extensions
from dashboards.snapshots.target_status import Deadline, Line
from departments.models import Department
from projects.change_requests.models import ChangeRequest
from projects.models import Amendments, Assignment, Project, Target
from projects.rules.judging import judge
from projects.rules.rollups import coverage, roll_up, tally
from projects.rules.values import Figure, Lamp, Scope
from reports.models.period import stale_before

SEPARATE = frozenset({Scope.EACH_COUNTY, Scope.CITY_AND_EACH_COUNTY})
"""Scopes in which each body has to meet the target itself."""
_tokens = counter()


class Board:
    """All standings of a plan on one day; the same for everybody, so nobody may change it.

    ``figures`` are those in force on the day, by assignment. No query.
    """

    def __init__(self, book: Book, on: date, figures: Mapping[int, Figure]) -> None:
        self.token = next(_tokens)
        """What no other board of this process has: what was made of a board is kept under it."""
        self.book = book
        self.plan = book.plan
        self.on = on
        self.projects = book.projects
        self.targets = book.targets
        self.responsibilities = book.responsibilities
        self.thresholds = book.plan.thresholds(stale_before(book.periods, on))
        self.parts = self._judge_parts(figures)
        self.lines = {target.pk: self._roll_up(target) for target in self.targets}
        self._of_project: dict[int, list[Line]] = defaultdict(list)
        for line in self.lines.values():
            self._of_project[line.target.project_id].append(line)
        self._of_department: dict[int, list[Line]] = defaultdict(list)
        for parts in self.parts.values():
            for line in parts:
                if line.department is not None:
                    self._of_department[line.department.pk].append(line)

    def _judge_parts(self, figures: Mapping[int, Figure]) -> dict[int, list[Line]]:
        """The assignments' lines by target, in the order of departments."""
        agreed = self.book.agreed(self.on)
        extended = extensions(agreed)
        parts: dict[int, list[Line]] = {target.pk: [] for target in self.targets}
        for assignment in self.book.assignments:
            own = Amendments(extended.get(assignment.pk, {}), assignment.is_closed(self.on))
            line = self._judge(assignment, own, figures, agreed.get(assignment.pk, ()))
            parts[assignment.target_id].append(line)
        return parts

    def _judge(
        self,
        assignment: Assignment,
        own: Amendments,
        figures: Mapping[int, Figure],
        agreed: Sequence[ChangeRequest],
    ) -> Line:
        promise = self.book.promise(assignment.target, assignment, own)
        return Line(
            assignment.target,
            assignment.department,
            promise,
            judge(promise, figures.get(assignment.pk), self.on, self.thresholds),
            self.thresholds,
            exemption_reason=assignment.exemption_reason,
            agreed=agreed,
            assignment=assignment,
            checkpoints=self.book.checkpoints.get(assignment.target_id, ()),
        )

    def _roll_up(self, target: Target) -> Line:
        lines = self.parts[target.pk]
        parts = [line.standing for line in lines]
        scope = Scope(target.scope)
        # One body that answers for the whole city: what it was granted holds for the target.
        only = lines[0] if scope is Scope.CITY and len(lines) == 1 else None
        promise = only.promise if only else self.book.promise(target, amendments=_whole(lines))
        return Line(
            target,
            None,
            promise,
            roll_up(promise, scope, parts, self.on, self.thresholds),
            self.thresholds,
            None if scope is Scope.CITY else coverage(parts),
            tally(parts) if scope in SEPARATE else None,
            agreed=only.agreed if only else (),
            checkpoints=self.book.checkpoints.get(target.pk, ()),
        )

    @cached_property
    def counties(self) -> list[Department]:
        """The county governments that answer for something, in order."""
        found = {item.department for item in self.responsibilities if item.department.is_county}
        return sorted(found, key=lambda department: department.order)

    def of_project(self, project: Project) -> list[Line]:
        """The lines of a project's targets."""
        return self._of_project.get(project.pk, [])

    def of_department(self, department: Department, project: Project | None = None) -> list[Line]:
        """The assignments' lines of one department, of one project or of all."""
        return [
            line
            for line in self._of_department.get(department.pk, ())
            if project is None or line.target.project_id == project.pk
        ]

    def answered_for(self, department: Department, role: str) -> list[Project]:
        """The projects a department leads, or supports."""
        return [
            item.project
            for item in self.responsibilities
            if item.department_id == department.pk and item.role == role
        ]

    def deadlines(self, limit: int) -> list[Deadline]:
        """The next checkpoints not yet met, soonest first, of one day the most troubled first."""
        ahead = [
            Deadline(line, checkpoint, (checkpoint.due - self.on).days)
            for line in self.lines.values()
            if line.lamp not in {Lamp.DONE, Lamp.CLOSED, Lamp.EXEMPT}
            for checkpoint in line.promise.checkpoints
            if checkpoint.due >= self.on
        ]
        return sorted(ahead, key=lambda item: (item.days_left, item.line.lamp.rank))[:limit]


def _whole(parts: Sequence[Line]) -> Amendments:
    """What was agreed to for a target of several bodies: closed once each that owed it is."""
    owed = [line.promise for line in parts if not line.promise.is_exempt]
    return Amendments(is_closed=bool(owed) and all(promise.is_closed for promise in owed))
