"""Plain values for the rules."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

VERSION: Final = "4"
"""Version of the rules; raised with every change that could alter an evaluation."""
ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
HUNDRED: Final = Fraction(100)
ALMOST: Final = Fraction(9999, 10000)
"""The highest attainment of an unmet target: 1 means met."""
NEAR_DAYS: Final = 30


class Measure(StrEnum):
    COUNT = "count"
    RATIO = "ratio"
    MILESTONE = "milestone"
    RATING = "rating"


class Bound(StrEnum):
    """How a value must compare with its goal."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"
    ABOUT = "about"


class Rhythm(StrEnum):
    ONCE = "once"
    MAINTAIN = "maintain"
    EACH_YEAR = "each_year"
    EACH_SCHOOL_YEAR = "each_school_year"
    EACH_SEMESTER = "each_semester"


RECURRING: Final = frozenset({Rhythm.EACH_YEAR, Rhythm.EACH_SCHOOL_YEAR, Rhythm.EACH_SEMESTER})


class Scope(StrEnum):
    CITY = "city"
    POOLED = "pooled"
    EACH_COUNTY = "each_county"
    CITY_AND_EACH_COUNTY = "city_and_each_county"


class Rating(StrEnum):
    """A reviewer's judgement of a target that has no figures."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    DONE = "done"


class Lamp(StrEnum):
    """The status of a target or assignment, in the order of display and of kept counts."""

    OVERDUE = "overdue"
    RED = "red"
    YELLOW = "yellow"
    UNREPORTED = "unreported"
    STALE = "stale"
    CLOSED = "closed"
    GREEN = "green"
    DONE = "done"
    EMPTY = "empty"
    POOLED = "pooled"
    EXEMPT = "exempt"

    @property
    def rank(self) -> int:
        """Severity: 0 is the worst."""
        return SEVERITY.index(self)


LAMPS: Final = tuple(Lamp)
SEVERITY: Final = (
    Lamp.OVERDUE,
    Lamp.RED,
    Lamp.YELLOW,
    Lamp.UNREPORTED,
    Lamp.STALE,
    Lamp.EMPTY,
    Lamp.CLOSED,
    Lamp.GREEN,
    Lamp.DONE,
    Lamp.POOLED,
    Lamp.EXEMPT,
)
"""Worst first. What reported 0/0 is not met, and so are its target and its county."""
UNJUDGED: Final = frozenset({Lamp.POOLED, Lamp.EXEMPT})
"""Lamps that no denominator counts: a part of a city goal, and 不适用."""
LAMPS_BEHIND: Final = frozenset({Lamp.OVERDUE, Lamp.RED, Lamp.YELLOW})


@dataclass(frozen=True, slots=True)
class DueValue:
    """A goal and its due day; milestones and ratings have no ``target_value``."""

    due: date
    target_value: Fraction | None = None
    original_due: date | None = None
    """The plan's day, if the bureau has agreed to a later one (延期)."""


@dataclass(frozen=True, slots=True)
class Goal:
    """The goal of one assignment, or of a whole target.

    ``checkpoints`` are ordered by due day and never empty. ``is_own`` is false for a county's
    part of a pooled target without a goal of its own. ``is_closed``: the bureau agreed that
    nothing more needs to be reported (办结).
    """

    measure: Measure
    checkpoints: tuple[DueValue, ...]
    start: date
    bound: Bound = Bound.AT_LEAST
    rhythm: Rhythm = Rhythm.ONCE
    tolerance: Fraction = ZERO
    baseline: Fraction | None = None
    is_exempt: bool = False
    is_own: bool = True
    is_closed: bool = False
    has_decimals: bool = False
    """Whether parts of a unit count, as of money or scores."""
    first: "Figure | None" = None
    """The first approved figure, where the baseline is taken from it (以首次填报数为基数)."""

    @property
    def is_downward(self) -> bool:
        """Whether the figures have to fall."""
        if self.bound is Bound.ABOUT:
            return (self.baseline or ZERO) > (self.last.target_value or ZERO)
        return self.bound in {Bound.AT_MOST, Bound.BELOW}

    @property
    def stated(self) -> tuple[object, ...]:
        """What the plan demands: goals, due days, bound and tolerance."""
        dues = tuple(
            (item.original_due or item.due, item.target_value) for item in self.checkpoints
        )
        return dues, self.bound, self.tolerance, self.rhythm, self.is_exempt

    @property
    def last(self) -> DueValue:
        """The final checkpoint, which decides whether the goal is met."""
        return self.checkpoints[-1]


@dataclass(frozen=True, slots=True)
class Figure:
    """One approved figure, a value or a rating, and its period's last day."""

    period_end: date
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    rating: Rating | None = None
    since: date | None = field(default=None, compare=False)
    """The day from which it is known: its approval, or its period's end if that is later."""

    @property
    def is_reported(self) -> bool:
        """Whether there is an entry: true for 0/0, false for a figure that a correction removed."""
        return self.has_data or self.denominator is not None

    @property
    def has_data(self) -> bool:
        """Whether there is a value or a rating to judge; false for 0/0."""
        return self.value is not None or self.rating is not None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an assignment on a day.

    ``figure`` is the one in force. ``standing`` are figures of each period loaded beside it, oldest
    first, without those that a correction withdrew.
    """

    figure: Figure | None = None
    standing: tuple[Figure, ...] = ()

    @property
    def first(self) -> Figure | None:
        """The first amount ever approved, among those loaded."""
        return next((figure for figure in self.standing if figure.value is not None), None)

    def newest_of(self, first: date, last: date) -> Figure | None:
        """The figure of the newest period between two days, among those loaded."""
        inside = [each for each in self.standing if first <= each.period_end <= last]
        return inside[-1] if inside else None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The plan's limits for yellow and red, in percentage points behind, and for stale figures.

    ``stale_before`` is the end of the older of the two newest due periods; figures of earlier
    periods are stale. ``None``: fewer than two periods have fallen due. ``newest_due`` is the end
    of the newest of them, ``None`` if none has fallen due.
    """

    yellow: Fraction = Fraction(10)
    red: Fraction = Fraction(30)
    stale_before: date | None = None
    newest_due: date | None = None

    def is_stale(self, figure: Figure | None) -> bool:
        """Whether a figure is older than the last two periods that fell due."""
        if figure is None or self.stale_before is None:
            return False
        return figure.period_end < self.stale_before


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a goal stands on a day. Shares are in [0, 1], the deviation in percentage points."""

    lamp: Lamp
    figure: Figure | None = None
    attainment: Fraction | None = None
    expected: Fraction | None = None
    owed: Fraction | None = None
    """The whole units due, which ``expected`` comes from: a count, a numerator, or a fall."""
    is_met: bool = False
    is_near: bool = False
    cycle: tuple[date, date] | None = None
    """The closed cycle that is judged, until the first report of the next one falls due."""
    missed: Figure | None = None
    """The previous cycle's last figure, if it missed the goal and the new cycle has none yet."""
    is_stale: bool = False
    """Whether ``figure`` is older than the last two due periods and finished nothing."""
    is_worst: bool = False
    """Whether the lamp is the worst of several parts, not that of ``figure``."""

    @property
    def deviation(self) -> Fraction | None:
        """Attainment minus expected, in percentage points."""
        if self.attainment is None or self.expected is None:
            return None
        return (self.attainment - self.expected) * HUNDRED


def ratio(numerator: Fraction, denominator: Fraction) -> Fraction | None:
    """Numerator over denominator as an exact share; None if the denominator is 0."""
    return numerator / denominator if denominator else None


def counted(period_end: date, value: Fraction) -> Figure:
    """A figure of a count, or of a milestone (1 done, 0 not)."""
    return Figure(period_end, value)


def shared(
    period_end: date, numerator: Fraction, denominator: Fraction, since: date | None = None
) -> Figure:
    """A figure of a ratio, in per cent; 0/0 has no value."""
    share = ratio(numerator, denominator)
    value = None if share is None else share * HUNDRED
    return Figure(period_end, value, numerator, denominator, since=since)
