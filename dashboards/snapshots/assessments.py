"""Goals evaluated on a day; their statuses are only built when a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.plan_data import PlanData
from dashboards.snapshots.target_status import CITY, DepartmentInfo, GoalChange, TargetStatus, shown
from departments.models import Department
from projects import reasons, rounding, wording
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Checkpoint, Target
from projects.rules.cycles import Cycle, running_cycle
from projects.rules.rollups import Coverage
from projects.rules.values import (
    LAMPS_BEHIND,
    RECURRING,
    Bound,
    DueValue,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Measure,
    Rhythm,
    Scope,
    Thresholds,
)

AMOUNTS: Final = frozenset({Measure.COUNT, Measure.RATIO})
NO_FIGURE: Final = Figure(date.min)


@dataclass(frozen=True)
class Assessment:
    """An assignment or a target, judged. ``checkpoints`` are the plan's own.

    ``department`` and ``assignment`` are ``None`` for the whole city; ``parts`` are the counts of
    the assignments that must each meet the target.
    """

    on: date
    target: Target
    department: Department | None
    goal: Goal
    evaluation: Evaluation
    thresholds: Thresholds
    coverage: Coverage | None = None
    parts: LampCounts | None = None
    stale: Sequence[tuple[str, date]] = ()
    """The departments whose part of the sum is stale, each with its period's end."""
    periods: Sequence[tuple[str, date]] = ()
    """The departments of the other parts of a sum that is judged, each with its period's end."""
    agreed: Sequence[ChangeRequest] = ()
    """Requests that the bureau accepted by the day."""
    assignment: Assignment | None = None
    checkpoints: Sequence[Checkpoint] = ()
    bodies: "Sequence[Assessment]" = ()
    """The assignments that must each meet the target."""
    are_counties: bool = True
    """Whether only counties answer for it."""
    sole: Assignment | None = None
    """The assignment that a target of the whole city rests on, if it is one department's."""
    plan_data: PlanData | None = None
    """The plan of the day, which knows the goal before it last changed."""

    @property
    def lamp(self) -> Lamp:
        return self.evaluation.lamp

    @property
    def last_passed(self) -> DueValue | None:
        """The last checkpoint whose due day has passed, if there is one."""
        passed = [point for point in self.goal.checkpoints if point.due < self.on]
        return max(passed, key=lambda point: point.due, default=None)

    @property
    def lamp_text(self) -> str:
        """The lamp's word; colour never stands alone."""
        return wording.LAMP_LABELS[self.lamp]

    @property
    def department_name(self) -> str:
        """The department's name; 全市 for the whole city."""
        return self.department.name if self.department else "全市"

    @property
    def short_name(self) -> str:
        """The county's name, or the department's own."""
        return info_of(self.department).short if self.department else self.department_name

    @property
    def is_of_county(self) -> bool:
        return self.department is not None and self.department.is_county

    @property
    def value_text(self) -> str:
        """The figure with its unit or with its numerator and denominator, as one of a column."""
        figure, places = self.evaluation.figure, 1
        if figure is not None and figure.denominator is not None and figure.value is not None:
            places = rounding.column_decimals(figure.value, rounding.edges(self.goal))
        return wording.figure(self.goal.measure, self.target.unit, figure, places)

    @property
    def met_text(self) -> str:
        """``3/5 达标``: k of n that must each meet the target; empty for all other targets."""
        return f"{self.parts.met}/{self.parts.applicable} 达标" if self.parts else ""

    @property
    def shown_text(self) -> str:
        """The figure, or how many met the target."""
        return shown(self.goal.measure, self.value_text, self.met_text)

    @property
    def gap(self) -> reasons.Gap:
        """Where it stands, and what it lacks."""
        return reasons.gap(self.goal, self.evaluation, self.on, self.target.unit)

    @property
    def lacking_text(self) -> str:
        """``寄宿制学校12/16，还差4``: what it is, where it stands and what it lacks."""
        gap = self.gap
        return f"{self.target.name}{gap.now}，{gap.missing}"

    @cached_property
    def status(self) -> TargetStatus:
        """The same as plain values, with every text."""
        target, goal = self.target, self.goal
        last = goal.last
        agreed = tuple(item.agreed_text for item in self.agreed)
        goal_text = wording.goal(goal, target.unit)
        owes = goal.is_own and self.lamp is not Lamp.EXEMPT
        return TargetStatus(
            **_of_plan(target),
            **_of_standing(self.evaluation),
            department=self.department.code if self.department else CITY,
            department_name=self.department_name,
            measure=goal.measure,
            has_goal=goal.is_own,
            goal_text=goal_text,
            goals_text=goal_text if len(goal.checkpoints) == 1 else self._goals_text,
            target_value=last.target_value if owes else None,
            pooled_goal=last.target_value,
            due=last.due,
            dues=tuple(checkpoint.due for checkpoint in goal.checkpoints),
            original_due=last.original_due,
            is_due_inferred=bool(self.checkpoints) and self.checkpoints[-1].is_inferred,
            value_text=self.value_text,
            lamp_text=self.lamp_text,
            reason="；".join((self._reason, *agreed)),
            coverage_text=self._coverage_text,
            met_text=self.met_text,
            agreed=agreed,
            cycle=self._cycle[0] if self._cycle else None,
            stated=tuple(wording.stated(goal, target.unit)),
            goal_changes=self._goal_changes,
            department_info=info_of(self.department) if self.department else None,
            limits=(self.thresholds.yellow, self.thresholds.red),
            tolerance=goal.tolerance,
            agreed_keys=tuple(item.pk for item in self.agreed),
            gap_text=self._gap_text,
            assignment=self._assignment_key,
        )

    @property
    def _gap_text(self) -> str:
        """What is lacking in figures; the reason says all that has none."""
        if self.goal.measure not in AMOUNTS:
            return ""
        behind = [item for item in self.bodies or (self,) if item.lamp in LAMPS_BEHIND]
        lacking = [(item.short_name, item.gap) for item in behind]
        named = [(name, gap.missing) for name, gap in lacking if gap.now]
        return "、".join(f"{name if self.bodies else ''}{missing}" for name, missing in named)

    @property
    def _cycle(self) -> Cycle | None:
        """The cycle judged: the running one, or the one before until its first report is due."""
        if self.goal.rhythm not in RECURRING:
            return None
        return self.evaluation.cycle or running_cycle(self.goal, self.on)

    @property
    def _assignment_key(self) -> int | None:
        own = self.assignment
        return own.pk if own is not None and own.is_reported else None

    @property
    def _goals_text(self) -> str:
        return "；".join(
            f"{wording.due(item)} {wording.goal(self.goal, self.target.unit, item)}"
            for item in self.goal.checkpoints
        )

    @property
    def _reason(self) -> str:
        if self.assignment and self.assignment.exemption_reason:
            exempt = f"不适用：{self.assignment.exemption_reason}"
            return "；".join(filter(None, (exempt, self._amended_text)))
        freshness = (
            wording.stale_parts(self.stale),
            wording.mixed_periods(self.periods, self._whom),
        )
        of_sum = () if self.parts else freshness
        return "；".join(filter(None, (self._rule, *of_sum, self._amended_text)))

    @property
    def _rule(self) -> str:
        """Why the lamp is lit; where several must each meet the target, who does not."""
        unit = self.target.unit
        if self.parts is None:
            return reasons.reason(self.goal, self.evaluation, self.thresholds, unit)
        bodies = [
            reasons.Body(item.short_name, item.goal, item.evaluation, item.is_of_county)
            for item in self.bodies
        ]
        return reasons.of_bodies(self.goal, self.evaluation, bodies, unit)

    @property
    def _amended_text(self) -> str:
        """``要求自2026-11-26起调整，原≥22 所（揭府办函〔2026〕9号）``, or empty."""
        former = next(self.plan_data.former_goals(*self._goal_of), None) if self.plan_data else None
        if not former:
            return ""
        old = wording.former(former.goal, self.goal, self.target.unit)
        verb = "更正" if former.change.is_correction else "调整"
        return f"要求自{former.until:%Y-%m-%d}起{verb}，原{old}（{former.change.document}）"

    @property
    def _goal_of(self) -> tuple[int, int | None]:
        """The keys of the target and of the assignment whose goal is judged."""
        own = self.assignment or self.sole
        return self.target.pk, own.pk if own else None

    @property
    def _goal_changes(self) -> tuple[GoalChange, ...]:
        changes = self.plan_data.goal_changes(*self._goal_of) if self.plan_data else ()
        return tuple(
            GoalChange(change.valid_from, change.document, change.is_correction)
            for change in changes
        )

    @property
    def _whom(self) -> str:
        return "县区" if self.are_counties else "部门"

    @property
    def _coverage_text(self) -> str:
        if self.coverage is None:
            return ""
        return wording.covered(self.coverage, self._whom)


def _of_plan(target: Target) -> dict[str, Any]:
    """The fields of a status that the plan alone decides."""
    return {
        "project": target.project.number,
        "target": target.number,
        "name": target.name,
        "quote": target.quote,
        "start": target.start,
        "end": target.end,
        "measure_text": target.get_measure_display(),
        "bound": Bound(target.bound),
        "rhythm": Rhythm(target.rhythm),
        "scope": Scope(target.scope),
        "scope_text": target.get_scope_display(),
        "unit": target.unit,
    }


def _of_standing(evaluation: Evaluation) -> dict[str, Any]:
    """The fields of a status that hold the figure and its evaluation."""
    figure = evaluation.figure or NO_FIGURE
    return {
        "period_end": evaluation.figure.period_end if evaluation.figure else None,
        "has_data": figure.has_data,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "rating": figure.rating,
        "attainment": evaluation.attainment,
        "expected": evaluation.expected,
        "is_met": evaluation.is_met,
        "lamp": evaluation.lamp,
        "is_near": evaluation.is_near,
    }


def info_of(department: Department) -> DepartmentInfo:
    """A department as plain values."""
    county = department.county.name if department.county else ""
    return DepartmentInfo(
        department.code, department.name, county, department.is_bureau, department.order
    )
