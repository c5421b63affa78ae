"""Lines: one promise's standing on a day, with its words finished."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from departments.models import Department
from projects import wording
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Checkpoint, Target
from projects.rules import values
from projects.rules.rollups import Coverage, Tally, tally
from projects.rules.values import TROUBLE, Lamp, Measure, Promise, Standing, Thresholds


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
    """Requests the bureau agreed to by the board's day."""
    assignment: Assignment | None = None
    """Whose line it is; a target's own line has none."""
    checkpoints: Sequence[Checkpoint] = ()
    """The plan's own checkpoints, as it gives them."""

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
    def demand(self) -> str:
        """What every checkpoint demands, with its day where there are several."""
        promise = self.promise
        if len(promise.checkpoints) == 1:
            return self.wanted
        return "；".join(
            f"{wording.due(checkpoint)} {wording.goal(promise, self.target.unit, checkpoint)}"
            for checkpoint in promise.checkpoints
        )

    @property
    def goal(self) -> Fraction | None:
        """The last checkpoint's goal; a part without its own and an exempt one have none."""
        owes = self.promise.has_goal and self.lamp is not Lamp.EXEMPT
        return self.promise.last.goal if owes else None

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
    def is_due_inferred(self) -> bool:
        """Whether the plan's words leave open by when, and the last day was concluded."""
        return bool(self.checkpoints) and self.checkpoints[-1].is_inferred

    @property
    def original_due(self) -> date | None:
        """The last day as the plan gives it, where a later one was agreed to."""
        return self.promise.last.original_due


@dataclass(frozen=True, slots=True)
class Deadline:
    """A checkpoint ahead, with the target's line."""

    line: Line
    checkpoint: values.Checkpoint
    days_left: int

    @property
    def due_words(self) -> str:
        """Its day, an extended one's with the day the plan gives."""
        return wording.due(self.checkpoint)


def count(lines: Iterable[Line]) -> Tally:
    """The tally of some lines."""
    return tally([line.standing for line in lines])


def by_trouble(lines: Sequence[Line]) -> list[Line]:
    """Worst lamps first, then in the plan's order."""
    rank: Callable[[Line], int] = lambda line: line.lamp.rank  # noqa: E731
    return sorted(lines, key=rank)
