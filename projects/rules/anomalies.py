"""Detect figures that are unusual beside the previous one and need a reason.

Nothing here forbids a figure: reviewers see that it is unusual.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

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

    FELL = "fell"
    ROSE = "rose"
    ABOVE = "above"
    JUMPED = "jumped"


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual range of a new figure, limits included; ``None`` sets no limit.

    ``least``: below it a growing figure fell; ``most``: above it a shrinking one rose;
    ``ceiling``: above it a ratio exceeds 100 %; ``low`` and ``high``: beyond them it jumped.
    Units are those of the figure: a count's own, per cent for a ratio, 0 or 1 for a milestone.
    """

    least: Fraction | None = None
    most: Fraction | None = None
    ceiling: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def limits(self) -> Mapping[Anomaly, tuple[Fraction | None, Fraction | None]]:
        """Each anomaly's limits (least, most) within which a figure is free of it."""
        return {
            Anomaly.FELL: (self.least, None),
            Anomaly.ROSE: (None, self.most),
            Anomaly.ABOVE: (None, self.ceiling),
            Anomaly.JUMPED: (self.low, self.high),
        }

    def anomalies(self, value: Fraction | None) -> tuple[Anomaly, ...]:
        """Why ``value`` is unusual; empty for a usual value and for None."""
        if value is None:
            return ()
        return tuple(
            anomaly
            for anomaly, (least, most) in self.limits.items()
            if (least is not None and value < least) or (most is not None and value > most)
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
    if previous is None or previous.value is None or _starts_again(goal, previous, period_end):
        return Usual(ceiling=ceiling)
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
