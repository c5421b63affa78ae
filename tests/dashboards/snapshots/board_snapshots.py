"""Snapshots of random boards without a database: real models that are never saved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Final

from dashboards.snapshots.plan_data import FormerGoal, PlanData
from dashboards.snapshots.snapshot import UNKNOWN, Snapshot
from dashboards.targets.history import Moment
from departments.models import County, Department
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Checkpoint, Plan, Project, Target
from projects.rules.values import Figure, Goal, Known, Measure, Rhythm, Scope, shared
from projects.terms.models import PlanChange
from reports.known_figures import as_figures
from reports.models import Period
from tests.projects.rules import oracle
from tests.projects.rules.boards import DAY, Board, as_rows, board

UNITS: Final = {Measure.COUNT: "所", Measure.RATIO: "%"}
COUNTIES: Final = ("榕城区", "揭东区", "揭西县", "惠来县", "普宁市")
OFFICES: Final = ("市民政局", "市财政局", "市住建局", "市卫健局", "市人社局")
DOCUMENT: Final = "揭府办函〔2026〕9号"
FINE: Final = Fraction(3000)
"""A denominator by which percentages come near to whole numbers without being any."""


class BoardPlan(PlanData):
    """A plan of one target; ``former`` is what it demanded before, if that was something else."""

    def __init__(self, made: Board, random: Random, former: Fraction | None = None) -> None:
        self.terms = None
        self.current = self
        self.past = ()
        self.all_changes = ()
        self.former = former
        goal = made.goal
        yellow, red = _decimal(made.yellow), _decimal(made.red)
        end = goal.last.due
        self.plan = Plan(
            pk=1, title="方案", start=goal.start, end=end, yellow_points=yellow, red_points=red
        )
        self.projects = [Project(pk=1, plan=self.plan, number=1, name="项目", text="原文")]
        self.all_responsibilities = self.responsibilities = []
        self.targets = [_target(made, self.projects[0])]
        self.checkpoints = defaultdict(list)
        self.checkpoints[1] = [
            Checkpoint(pk=number, due=item.due, target_value=_amount(item.target_value))
            for number, item in enumerate(goal.checkpoints)
        ]
        self.departments = dict(enumerate(_departments(made, random), start=1))
        self.assignments = [
            _assignment(made, self.targets[0], self.departments[key], part)
            for key, (part, _) in enumerate(made.parts, start=1)
        ]
        self.requests: list[ChangeRequest] = []
        for own in self.assignments:
            self._ask(own, random)
        self.periods = [
            Period(kind=Period.Kind.MONTH, end=end, due=due) for end, due in made.months
        ]
        self._goals = {}

    def _ask(self, own: Assignment, random: Random) -> None:
        """The bureau sometimes agrees to a later day, or that nothing more is reported."""
        if random.random() < 0.1:
            own.closed_on = date(2026, random.randint(1, 12), 1)
            self.requests.append(_agreed(own, own.closed_on, kind=ChangeRequest.Kind.CLOSING))
        elif random.random() < 0.1 and own.target.rhythm == Rhythm.ONCE:
            last = self.checkpoints[1][-1]
            later = {"original_due": last.due, "new_due": last.due + 40 * DAY, "checkpoint": last}
            kind = ChangeRequest.Kind.EXTENSION
            self.requests.append(_agreed(own, last.due - 50 * DAY, kind=kind, **later))

    def former_goal(self, target: int, assignment: int | None) -> FormerGoal | None:
        own = next((item for item in self.assignments if item.pk == assignment), None)
        if self.former is None or (own and (own.exemption_reason or own.target_value is not None)):
            return None
        now = self.goal(self.targets[0], own)
        last = replace(now.last, target_value=self.former)
        change = PlanChange(kind=PlanChange.Kind.AMENDMENT, document=DOCUMENT)
        then = replace(now, checkpoints=(*now.checkpoints[:-1], last))
        return FormerGoal(date(2026, 1, 1), then, change)


@dataclass(frozen=True)
class Shown:
    """A snapshot of a board, with all that its sentences are compared with."""

    snapshot: Snapshot
    figures: Mapping[int, Known]
    lines: Sequence[Sequence[Figure]]
    at: oracle.Moment

    @cached_property
    def moment(self) -> Moment:
        city = self.snapshot.assessed[1]
        own = self.snapshot.assessed_assignments[1]
        known = [self.figures.get(key, UNKNOWN) for key in range(1, len(own) + 1)]
        return Moment(self.at.day, None, city, own, known)


def shown_days(seed: int) -> list[Shown]:
    """A random board on its days, in their order; between two of them the goal may change."""
    random = Random(seed)
    made = _fine(board(random), random)
    plan_data = BoardPlan(made, random)
    lines = [own for _, own in made.parts]
    rows = tuple(row for key, own in enumerate(lines, start=1) for row in as_rows(key, own))
    shown: list[Shown] = []
    for day in sorted(made.days):
        if shown and random.random() < 0.2:
            plan_data = _amended(made, plan_data, seed)
        figures = as_figures(rows, day)
        at = oracle.Moment(day, made.months, made.yellow, made.red)
        shown.append(Shown(Snapshot(plan_data, day, figures), figures, lines, at))
    return shown


def changed_plans(seed: int) -> list[tuple[Shown, Shown]]:
    """A random board on its days, by two plans: of another amount, or for fewer departments."""
    random = Random(seed)
    pairs = []
    for shown in shown_days(seed):
        before = shown.snapshot.plan_data
        assert isinstance(before, BoardPlan)
        after = copy(before)
        if random.random() < 0.5:
            after.assignments = random.sample(before.assignments, random.randint(0, 1)) or [
                own for own in before.assignments if random.random() < 0.7
            ]
        if random.random() < 0.7:
            after.checkpoints = {1: _moved(before.checkpoints[1], random.choice([-1, 1, 20]))}
        after._goals = {}
        again = replace(shown, snapshot=Snapshot(after, shown.at.day, shown.figures))
        pairs.append((shown, again) if random.random() < 0.5 else (again, shown))
    return pairs


def _moved(checkpoints: Sequence[Checkpoint], more: int) -> list[Checkpoint]:
    amounts = [item.target_value for item in checkpoints]
    moved = [None if each is None else max(Decimal(0), each + more) for each in amounts]
    return [
        Checkpoint(pk=item.pk, due=item.due, target_value=amount)
        for item, amount in zip(checkpoints, moved, strict=True)
    ]


def _fine(made: Board, random: Random) -> Board:
    """The board, with limits of half a point or denominators of thousands now and then."""
    limits = random.choice([(made.yellow, made.red), (Fraction(25, 2), Fraction(61, 2))])
    made = replace(made, yellow=limits[0], red=limits[1])
    if made.goal.measure is not Measure.RATIO or random.random() < 0.5:
        return made
    parts = tuple(
        (goal, tuple(_finer(goal, line, random) for line in own)) for goal, own in made.parts
    )
    return replace(made, parts=parts)


def _finer(goal: Goal, line: Figure, random: Random) -> Figure:
    if line.denominator is None:
        return line
    near = FINE * (goal.last.target_value or 0) / 100 + random.randint(-2, 2)
    above = min(max(Fraction(round(near)), Fraction(0)), FINE)
    return shared(line.period_end, above, FINE, line.since)


def _amended(made: Board, before: BoardPlan, seed: int) -> BoardPlan:
    """The same plan with another amount demanded."""
    last = made.goal.last
    if last.target_value is None or before.former is not None:
        return before
    more = replace(last, target_value=last.target_value + 1)
    goal = replace(made.goal, checkpoints=(*made.goal.checkpoints[:-1], more))
    after = BoardPlan(replace(made, goal=goal), Random(seed), last.target_value)
    for own, then in zip(after.assignments, before.assignments, strict=True):
        own.target_value = then.target_value
        own.closed_on = then.closed_on
        own.department = then.department
    after.requests = before.requests
    return after


def _decimal(amount: Fraction) -> Decimal:
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def _amount(amount: Fraction | None) -> Decimal | None:
    return None if amount is None else _decimal(amount)


def _target(made: Board, project: Project) -> Target:
    goal = made.goal
    return Target(
        pk=1,
        project=project,
        number=1,
        name="目标",
        quote="原文",
        start=0,
        end=2,
        measure=goal.measure.value,
        bound=goal.bound.value,
        rhythm=goal.rhythm.value,
        scope=made.scope.value,
        unit=UNITS.get(goal.measure, ""),
        tolerance=_decimal(goal.tolerance),
        has_decimals=goal.has_decimals,
    )


def _departments(made: Board, random: Random) -> list[Department]:
    kind = Department.Kind.COUNTY
    if made.scope is Scope.CITY or random.random() < 0.2:
        kind = Department.Kind.MUNICIPAL
    found = []
    for number in range(len(made.parts)):
        if made.scope is Scope.CITY_AND_EACH_COUNTY and number == 0:
            bureau = Department.Kind.BUREAU
            found.append(Department(pk=1, code="D1", name="市教育局", kind=bureau, order=1))
            continue
        is_county = kind == Department.Kind.COUNTY
        name = (COUNTIES if is_county else OFFICES)[number]
        county = County(pk=number + 1, code=f"C{number}", name=name) if is_county else None
        name = f"{name}人民政府" if is_county else name
        key = number + 1
        found.append(
            Department(pk=key, code=f"D{key}", name=name, kind=kind, county=county, order=key)
        )
    return found


def _assignment(made: Board, target: Target, department: Department, part: Goal) -> Assignment:
    wanted = part.last.target_value
    is_pooled = made.scope is Scope.POOLED
    has_own = wanted is not None and (
        part.is_own if is_pooled else wanted != made.goal.last.target_value
    )
    return Assignment(
        pk=department.pk,
        target=target,
        department=department,
        target_value=_amount(wanted) if has_own else None,
        baseline=_amount(part.baseline),
        exemption_reason="没有乡镇" if part.is_exempt else "",
    )


def _agreed(own: Assignment, day: date, **fields: object) -> ChangeRequest:
    decided = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    state = ChangeRequest.State.ACCEPTED
    return ChangeRequest(pk=own.pk, assignment=own, state=state, decided_at=decided, **fields)
