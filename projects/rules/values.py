"""The plain values the rules work on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Final

VERSION: Final = "1"
"""Of the rules; raised with every change that could judge a figure otherwise."""
ZERO: Final = Fraction(0)
ONE: Final = Fraction(1)
HUNDRED: Final = Fraction(100)
ALMOST: Final = Fraction(9999, 10000)
"""The most an unmet target attains: 1 is kept for what is met."""
NEAR_DAYS: Final = 30


class Measure(StrEnum):
    """How a target is counted."""

    COUNT = "count"
    RATIO = "ratio"
    MILESTONE = "milestone"
    RATING = "rating"


class Bound(StrEnum):
    """On which side of the goal a value meets it."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BELOW = "below"
    ABOUT = "about"


class Rhythm(StrEnum):
    """How often a target has to be reached."""

    ONCE = "once"
    MAINTAIN = "maintain"
    EACH_YEAR = "each_year"
    EACH_SCHOOL_YEAR = "each_school_year"
    EACH_SEMESTER = "each_semester"


RECURRING: Final = frozenset({Rhythm.EACH_YEAR, Rhythm.EACH_SCHOOL_YEAR, Rhythm.EACH_SEMESTER})


class Scope(StrEnum):
    """Who has to reach a target."""

    CITY = "city"
    POOLED = "pooled"
    EACH_COUNTY = "each_county"
    CITY_AND_EACH_COUNTY = "city_and_each_county"


class Rating(StrEnum):
    """A reviewer's judgement where nothing can be counted."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    DONE = "done"


class Lamp(StrEnum):
    """The states a figure can be in, worst first: the order ranks them."""

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
        return LAMPS.index(self)


LAMPS: Final = tuple(Lamp)
UNJUDGED: Final = frozenset({Lamp.EMPTY, Lamp.POOLED, Lamp.EXEMPT})
"""Lamps outside every denominator: 0/0 reported, a part of a city goal, and 不适用."""
TROUBLE: Final = frozenset({Lamp.OVERDUE, Lamp.RED, Lamp.YELLOW})


@dataclass(frozen=True, slots=True)
class DueValue:
    """A day by whose end a goal must be met; milestones and ratings have no goal."""

    due: date
    target_value: Fraction | None = None
    original_due: date | None = None
    """The day the plan gives, where a later one was agreed to (延期)."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is demanded of one assignment, or of a target as a whole.

    ``checkpoints`` are in the order of their days and never empty. ``is_own`` is false
    for a county's part of a pooled target that was given no share of its own. ``is_closed``:
    the bureau agreed that nothing more is to be reported (办结).
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

    @property
    def last(self) -> DueValue:
        """The checkpoint that settles the goal."""
        return self.checkpoints[-1]


@dataclass(frozen=True, slots=True)
class Figure:
    """One approved figure: a value, or a rating, and the period it was reported for."""

    period_end: date
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    rating: Rating | None = None

    @property
    def is_reported(self) -> bool:
        """Whether anything was entered: 0/0 was, a figure taken back by a correction was not."""
        return self.has_data or self.denominator is not None

    @property
    def has_data(self) -> bool:
        """Whether there is something to judge; 0/0 is not."""
        return self.value is not None or self.rating is not None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The plan's own limits: points behind for yellow and red, and what counts as old.

    ``stale_before`` is the end of the older of the two periods that fell due last; a
    figure for an earlier period is stale. ``None``: fewer than two have fallen due.
    """

    yellow: Fraction = Fraction(10)
    red: Fraction = Fraction(30)
    stale_before: date | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a goal amounts to on a day. Shares are in [0, 1], deviation in points."""

    lamp: Lamp
    figure: Figure | None = None
    attainment: Fraction | None = None
    expected: Fraction | None = None
    is_met: bool = False
    is_near: bool = False
    missed: Figure | None = None
    """The last cycle's final figure, where a new cycle has none yet and it fell short."""
    is_worst: bool = False
    """Whether the lamp is the worst of several parts', not that of the figure shown."""

    @property
    def deviation(self) -> Fraction | None:
        """Attainment minus expected, in percentage points."""
        if self.attainment is None or self.expected is None:
            return None
        return (self.attainment - self.expected) * HUNDRED


def ratio(numerator: Fraction, denominator: Fraction) -> Fraction | None:
    """Numerator over denominator as an exact share; no data when the denominator is 0."""
    return numerator / denominator if denominator else None


def counted(period_end: date, value: Fraction) -> Figure:
    """A figure of a count, or of a milestone (1 done, 0 not)."""
    return Figure(period_end, value)


def shared(period_end: date, numerator: Fraction, denominator: Fraction) -> Figure:
    """A figure of a ratio: the percentage is computed, and 0/0 has none."""
    share = ratio(numerator, denominator)
    value = None if share is None else share * HUNDRED
    return Figure(period_end, value, numerator, denominator)
