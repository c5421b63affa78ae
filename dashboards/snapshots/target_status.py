"""A target's status on a day, or that of one department's assignment, as plain values.

Pages show it and bulletins store it: texts are complete, amounts exact. Shares lie in [0, 1], a
ratio's ``value`` and ``target_value`` are in per cent, and ``None`` is "no data". A department is
named by its code, the whole city by ``CITY``. Fields with ``compare=False`` only serve the pages'
links and order, and are not stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final

from projects import wording
from projects.rules.values import HUNDRED, LAMPS_BEHIND, Bound, Lamp, Measure, Rating, Rhythm, Scope

CITY: Final = ""
Key = tuple[int, int]
"""The numbers of a project and of a target in it."""


@dataclass(frozen=True, slots=True)
class DepartmentInfo:
    """A department that answers for something; ``county`` is its division's name, if any."""

    code: str
    name: str
    county: str
    is_bureau: bool
    order: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """The county's name, or the department's own."""
        return self.county or self.name

    @property
    def is_county(self) -> bool:
        return bool(self.county)


@dataclass(frozen=True, slots=True)
class GoalChange:
    """An amendment, or a correction, that changed what the plan demands."""

    valid_from: date
    document: str
    is_correction: bool


@dataclass(frozen=True, slots=True)
class TargetStatus:
    """The status on a day of a target in the whole city, or of one department's assignment."""

    project: int
    target: int
    department: str
    department_name: str
    name: str
    quote: str
    start: int
    end: int
    measure: Measure
    measure_text: str
    bound: Bound
    rhythm: Rhythm
    scope: Scope
    scope_text: str
    unit: str
    has_goal: bool
    goal_text: str
    """The last goal: ``≥22 所``."""
    goals_text: str
    """The goal of every checkpoint, with its day where there are several."""
    target_value: Fraction | None
    """The last goal; an assignment without its own and an exempt one have none."""
    pooled_goal: Fraction | None
    """The last goal; for an assignment without its own that of all of them together."""
    due: date
    dues: tuple[date, ...]
    original_due: date | None
    is_due_inferred: bool
    value_text: str
    """The figure with its unit, a ratio's with numerator and denominator."""
    period_end: date | None
    has_data: bool
    value: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    rating: Rating | None
    attainment: Fraction | None
    expected: Fraction | None
    is_met: bool
    lamp: Lamp
    lamp_text: str
    reason: str
    """The rule that lit the lamp, with its figures, and the requests that the bureau accepted."""
    coverage_text: str
    """How many reported: ``3/5 县区 · 1 不适用``; empty where one department answers alone."""
    met_text: str
    """``3/5 达标``: k of n that must each meet the target; empty for all other targets."""
    agreed: tuple[str, ...]
    """``2026-10-20 经市局同意办结`` for each request accepted by the day."""
    cycle: date | None
    """When the year, school year or semester judged began; ``None`` for what has no cycles."""
    stated: tuple[str, ...] | None = None
    """What the plan demands, extensions apart: ``2027-12-31 ≥22 所`` for each checkpoint."""
    goal_changes: tuple[GoalChange, ...] | None = None
    """What has changed that, oldest first. Both are ``None`` in bulletins made before."""
    is_near: bool = field(default=False, compare=False)
    """Whether an unmet checkpoint is near."""
    department_info: DepartmentInfo | None = field(default=None, compare=False)
    limits: tuple[Fraction, ...] = field(default=(), compare=False)
    """The plan's limits for yellow and red, in points behind; they decide the decimals shown."""
    tolerance: Fraction = field(default=Fraction(0), compare=False)
    """By how much a figure may miss a goal that it must be about."""
    agreed_keys: tuple[int, ...] = field(default=(), compare=False)
    """The keys of the requests in ``agreed``, in their order."""
    gap_text: str = field(default="", compare=False)
    """``还差4``: what it lacks where it is behind; of what each must meet, what each lacks."""
    assignment: int | None = field(default=None, compare=False)
    """The key of an assignment that takes figures."""

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> Key:
        """Project and target."""
        return self.project, self.target

    @property
    def code(self) -> str:
        """``3-1``."""
        return f"{self.project}-{self.target}"

    @property
    def title(self) -> str:
        """``3-1 name``."""
        return f"{self.code} {self.name}"

    @property
    def county_text(self) -> str:
        """The county's name; 市级 for all other departments and the whole city."""
        return (self.department_info and self.department_info.county) or "市级"

    @property
    def due_text(self) -> str:
        """The last checkpoint's due day; an extended one also has the day in the plan."""
        return wording.extended(self.due, self.original_due)

    @property
    def own_reason(self) -> str:
        """The reason without the requests that the bureau accepted."""
        return self.reason.removesuffix("；".join(("", *self.agreed)))

    @property
    def full_reason(self) -> str:
        """The reason, then what is lacking."""
        return "；".join(filter(None, (self.reason, self.gap_text)))

    @property
    def agreed_requests(self) -> list[tuple[int, str]]:
        """The accepted requests' keys, each with its text."""
        return list(zip(self.agreed_keys, self.agreed, strict=True))

    @property
    def shown_text(self) -> str:
        """The figure, or how many met the target; see ``shown``."""
        return shown(self.measure, self.value_text, self.met_text)

    @property
    def progress(self) -> wording.ProgressTexts:
        """完成度, 序时进度 and their difference as shown in columns."""
        return wording.progress(self.attainment, self.expected, self.limits, is_in_column=True)

    @property
    def attainment_text(self) -> str:
        """完成度."""
        return self.progress.attained

    @property
    def expected_text(self) -> str:
        """序时进度."""
        return self.progress.expected

    @property
    def deviation(self) -> Fraction | None:
        """Attainment minus expected, in percentage points."""
        if self.attainment is None or self.expected is None:
            return None
        return (self.attainment - self.expected) * HUNDRED

    @property
    def deviation_text(self) -> str:
        """``落后 6.3 个百分点``."""
        shown = self.progress.deviation
        return wording.NO_DATA if shown is None else wording.points(shown)

    @property
    def signed_deviation_text(self) -> str:
        """``−6.3``, for columns whose heading names the unit."""
        return wording.signed_points(self.progress.deviation)

    @property
    def is_behind(self) -> bool:
        """Whether it is behind or overdue."""
        return self.lamp in LAMPS_BEHIND


def shown(measure: Measure, value_text: str, met_text: str) -> str:
    """The figure; of what each must meet, how many did, since a sum beside their demand misleads.

    What is done has no sum: ``3/5 已完成`` counts who did it.
    """
    is_done = measure is Measure.MILESTONE and value_text != wording.NO_DATA
    return value_text if is_done or not met_text else met_text


def by_key(statuses: Iterable[TargetStatus]) -> dict[Key, tuple[TargetStatus, ...]]:
    """Statuses by project and target, in their order."""
    grouped: dict[Key, list[TargetStatus]] = {}
    for status in statuses:
        grouped.setdefault(status.key, []).append(status)
    return {key: tuple(items) for key, items in grouped.items()}


def worst_first(statuses: Iterable[TargetStatus]) -> list[TargetStatus]:
    """Worst lamps first, then in the order given."""
    return sorted(statuses, key=lambda status: status.lamp.rank)
