"""Detect figures that are unusual, most beside the previous one, and need a reason.

Nothing here forbids a figure: reviewers see that it is unusual.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from projects.rules.cycles import cycle
from projects.rules.values import (
    HUNDRED,
    ONE,
    RECURRING,
    ZERO,
    Bound,
    Figure,
    Goal,
    Measure,
)

DOWNWARD = frozenset({Bound.AT_MOST, Bound.BELOW})


class Anomaly(StrEnum):
    """Why a figure is unusual, in the order of display."""

    EMPTY = "empty"
    SHRANK = "shrank"
    FELL = "fell"
    ROSE = "rose"
    ABOVE = "above"
    JUMPED = "jumped"


SMALLEST = Fraction(1, 100)
"""The smallest amount above 0: amounts have two decimals."""


class Limits(NamedTuple):
    """Between which amounts, these included, a figure is free of an anomaly."""

    least: Fraction | None
    most: Fraction | None = None
    is_of_denominator: bool = False

    def holds(self, amount: Fraction) -> bool:
        is_less = self.least is not None and amount < self.least
        return not is_less and (self.most is None or amount <= self.most)


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual range of a new figure, limits included; ``None`` sets no limit.

    ``least``: below it a growing figure fell; ``most``: above it a shrinking one rose;
    ``ceiling``: above it a ratio exceeds 100 %; ``low`` and ``high``: beyond them it jumped.
    Units are those of the figure: a count's own, per cent for a ratio, 0 or 1 for a milestone.
    Of a ratio whose denominator is reported, ``positive`` is the least that divides anything and
    ``denominator`` the one before: with less of it a share looks better than it is.
    """

    positive: Fraction | None = None
    denominator: Fraction | None = None
    least: Fraction | None = None
    most: Fraction | None = None
    ceiling: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def limits(self) -> Mapping[Anomaly, Limits]:
        """The limits of each anomaly that the figure can have."""
        limits = {
            Anomaly.EMPTY: Limits(self.positive, is_of_denominator=True),
            Anomaly.SHRANK: Limits(self.denominator, is_of_denominator=True),
            Anomaly.FELL: Limits(self.least),
            Anomaly.ROSE: Limits(None, self.most),
            Anomaly.ABOVE: Limits(None, self.ceiling),
            Anomaly.JUMPED: Limits(self.low, self.high),
        }
        return {
            anomaly: limit
            for anomaly, limit in limits.items()
            if limit.least is not None or limit.most is not None
        }

    def anomalies(self, figure: Figure | None) -> tuple[Anomaly, ...]:
        """Why the figure is unusual; empty for a usual one and for None."""
        if figure is None:
            return ()
        amounts = {False: figure.value, True: figure.denominator}
        return tuple(
            anomaly
            for anomaly, limit in self.limits.items()
            if (amount := amounts[limit.is_of_denominator]) is not None and not limit.holds(amount)
        )


def usual(
    goal: Goal,
    previous: Figure | None,
    period_end: date,
    jump_limit: Fraction,
    *,
    can_exceed: bool = False,
) -> Usual:
    """The usual range of a figure for the period that ends on ``period_end``.

    ``previous`` is the last figure reported; it is ignored if a recurring goal has begun a new
    cycle since, as counts restart. ``jump_limit`` is in per cent of the larger of goal and
    previous figure for a count, in percentage points for a ratio; a change of one is never a
    jump of a count. ``can_exceed`` allows a ratio above 100 %, such as 毛入学率.
    """
    is_ratio = goal.measure is Measure.RATIO
    ceiling = HUNDRED if is_ratio and not can_exceed else None
    positive = SMALLEST if is_ratio else None
    if previous is None or previous.value is None or _starts_again(goal, previous, period_end):
        return Usual(positive, ceiling=ceiling)
    before = previous.value
    is_downward = goal.bound in DOWNWARD
    least = before if not is_downward and goal.bound is not Bound.ABOUT else None
    if goal.measure is Measure.MILESTONE:
        return Usual(least=before)
    whole = HUNDRED if is_ratio else max(before, goal.last.target_value or ZERO)
    step = whole * jump_limit / HUNDRED
    if not is_ratio:
        step = max(step, ONE)
    return Usual(
        positive,
        previous.denominator,
        least=least,
        most=before if is_downward else None,
        ceiling=ceiling,
        low=before - step,
        high=before + step,
    )


def _starts_again(goal: Goal, previous: Figure, period_end: date) -> bool:
    """Whether a new cycle began between the two figures."""
    if goal.rhythm not in RECURRING:
        return False
    return cycle(goal.rhythm, previous.period_end) != cycle(goal.rhythm, period_end)
