"""New figures between two days: in words, and whether they are nearer to the goal."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from dashboards.snapshots.target_status import TargetStatus
from projects import rounding, wording
from projects.rules.anomalies import DOWNWARD
from projects.rules.values import Bound, Figure, Lamp, Measure, Rating

RATINGS: Final = (Rating.FAR_BEHIND, Rating.BEHIND, Rating.ON_TRACK, Rating.DONE)


def nearer(before: TargetStatus, now: TargetStatus) -> int:
    """1 if the new figure is nearer to the goal, -1 if it is farther away, else 0.

    Neither between two that meet it. Shares that print alike are equal: no page shows a step back
    from 30.3% to 30.3%.
    """
    if _both_meet(before, now):
        return 0
    if before.rating is not None and now.rating is not None:
        return _sign(Fraction(RATINGS.index(now.rating) - RATINGS.index(before.rating)))
    old, new = before.value, now.value
    if old is None or new is None:
        return 0
    if now.measure is Measure.RATIO and _percentage(before) == _percentage(now):
        return 0
    if now.pooled_goal is None:
        return _sign(new - old)
    if now.bound is Bound.ABOUT and not now.has_goal:
        return 0
    return _sign(_distance(now, old) - _distance(now, new))


def _percentage(status: TargetStatus) -> str:
    return status.value_text.partition("（")[0]


def _both_meet(before: TargetStatus, now: TargetStatus) -> bool:
    """Of what is rated, or must hit a mark: a stale figure is not met, but attains all."""
    if now.rating is None and (now.bound is not Bound.ABOUT or before.goal_text != now.goal_text):
        return False
    return (before.is_met and now.is_met) or before.attainment == now.attainment == 1


def _distance(status: TargetStatus, value: Fraction) -> Fraction:
    """How far a value is from the goal; 0 on its better side."""
    missing = (status.pooled_goal or Fraction(0)) - value
    if status.bound is Bound.ABOUT:
        return max(abs(missing) - status.tolerance, Fraction(0))
    return max(-missing if status.bound in DOWNWARD else missing, Fraction(0))


def _sign(amount: Fraction) -> int:
    return (amount > 0) - (amount < 0)


def is_new(before: TargetStatus, now: TargetStatus) -> bool:
    if now.period_end is None:
        is_gone = before.period_end is not None and now.lamp is not Lamp.EXEMPT
        return is_gone and before.cycle == now.cycle
    then, later = (
        (item.has_data, item.value, item.numerator, item.denominator, item.rating)
        for item in (before, now)
    )
    return then != later


def new_figure(before: TargetStatus, now: TargetStatus, places: int) -> str:
    """``2026年10月填报，由15所变为16所``, percentages with ``places`` decimals."""
    month = now.period_end
    if month is None:
        return "原填报数已撤回"
    then, later = (
        item.value_text
        if (figure := _share(item)) is None
        else wording.figure(Measure.RATIO, item.unit, figure, places)
        for item in (before, now)
    )
    changed = f"由{then}变为{later}".replace(" ", "")
    return f"{month.year}年{month.month}月填报，{changed}"


def decimals(pairs: Iterable[tuple[TargetStatus, TargetStatus]]) -> int:
    """How many decimals the percentages of all these have."""
    items = [item for pair in pairs for item in pair]
    values = [figure.value for figure in map(_share, items) if figure and figure.value is not None]
    goals = [item.pooled_goal for item in items if item.pooled_goal is not None]
    return rounding.decimals(values, goals)


def _share(status: TargetStatus) -> Figure | None:
    """A ratio's figure, if it has any."""
    if status.measure is not Measure.RATIO or status.value is None or status.period_end is None:
        return None
    return Figure(status.period_end, status.value, status.numerator, status.denominator)
