"""较上期: how a figure moved since the day before, with an arrow and in words.

The arrow is the figure's, the words say whether that is nearer to the goal: a lamp's colour is lost
in grey print, and of what must fall a falling figure is the better one.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from bulletins.document.frozen import Previous, PreviousStatus
from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import TargetStatus
from dashboards.targets.target_columns import why_blank
from projects import wording
from projects.rounding import column_decimals, rounded
from projects.rules.values import HUNDRED, UNJUDGED, Bound, Lamp, Measure, Rating, Scope

SAME: Final = "持平"
NEW: Final = "上期未列"
NO_FIGURE_BEFORE: Final = "上期没有数据"
BETTER, WORSE, NEXT_CYCLE = "向好", "变差", "新周期"
RATINGS: Final = (Rating.FAR_BEHIND, Rating.BEHIND, Rating.ON_TRACK, Rating.DONE)
"""From the worst to the best."""


def moved(now: TargetStatus, assignments: Sequence[TargetStatus], previous: Previous) -> str:
    """``↑1 所（向好）`` in two lines, ``持平``, or why the two do not compare."""
    then = previous.by_key.get((*now.key, now.department))
    if now.lamp is Lamp.EXEMPT:
        return why_blank(now)
    if then is None:
        return NEW
    if now.met_text:
        return _moved_bodies(now, then, assignments, previous)
    if not now.has_data:
        return f"本期{why_blank(now)}" if now.has_goal else "本期未报"
    if not then.has_data:
        return NO_FIGURE_BEFORE
    if now.measure is Measure.RATING:
        return _moved_rating(now, then)
    return _moved_value(now, then)


def moved_rate(now: LampCounts, then: LampCounts) -> str:
    """``↑1.6 个百分点（向好）``: how 达标率 moved."""
    if now.rate is None or then.rate is None:
        return wording.NO_DATA
    return _worded(now.rate - then.rate, _points(then.rate * HUNDRED, now.rate * HUNDRED), BETTER)


def _moved_bodies(
    now: TargetStatus,
    then: PreviousStatus,
    assignments: Sequence[TargetStatus],
    previous: Previous,
) -> str:
    """How many more meet what each must meet."""
    earlier = (previous.by_key.get((*own.key, own.department)) for own in assignments)
    met_then = sum(own is not None and own.is_met and own.lamp not in UNJUDGED for own in earlier)
    met_now = sum(own.is_met and own.lamp not in UNJUDGED for own in assignments)
    unit = "个县" if now.scope is Scope.EACH_COUNTY else "个单位"
    more = Fraction(met_now - met_then)
    return _worded(more, f"{abs(met_now - met_then)}{unit}", _outcome(now, then, BETTER))


def _moved_rating(now: TargetStatus, then: PreviousStatus) -> str:
    if now.rating is None or then.rating is None:
        return NO_FIGURE_BEFORE
    steps = Fraction(RATINGS.index(now.rating) - RATINGS.index(then.rating))
    words = f"由{wording.RATING_LABELS[then.rating]}转为{wording.RATING_LABELS[now.rating]}"
    return _worded(steps, words, BETTER)


def _moved_value(now: TargetStatus, then: PreviousStatus) -> str:
    before, after = then.value or Fraction(0), now.value or Fraction(0)
    if now.measure is Measure.MILESTONE:
        words = "完成" if after > before else "改为未完成"
    elif now.measure is Measure.RATIO:
        words = _points(before, after)
    else:
        words = f"{wording.number(abs(after - before))} {now.unit}"
    return _worded(after - before, words, _outcome(now, then, _better_up(now, before, after)))


def _better_up(now: TargetStatus, before: Fraction, after: Fraction) -> str:
    """What a rise is called: better, unless the goal lies below."""
    if now.bound in {Bound.AT_MOST, Bound.BELOW}:
        return WORSE
    goal = now.pooled_goal
    if now.bound is Bound.ABOUT and goal is not None:
        is_nearer = abs(after - goal) < abs(before - goal)
        return BETTER if is_nearer == (after > before) else WORSE
    return BETTER


def _outcome(now: TargetStatus, then: PreviousStatus, up: str) -> str:
    """A count that starts again is neither better nor worse."""
    return up if now.cycle == then.cycle else NEXT_CYCLE


def _points(before: Fraction, after: Fraction) -> str:
    """The difference of two percentages as their columns show them, never 0 if they differ."""
    places = max(column_decimals(before), column_decimals(after))
    while before != after and rounded(before, places) == rounded(after, places):
        places += 1
    return f"{abs(rounded(after, places) - rounded(before, places))} 个百分点"


def _worded(difference: Fraction, words: str, up: str) -> str:
    """``up`` is what a rise is called; a fall is the contrary."""
    if not difference:
        return SAME
    contrary = {BETTER: WORSE, WORSE: BETTER}
    outcome = up if difference > 0 else contrary.get(up, up)
    return f"{'↑' if difference > 0 else '↓'}{words}\n（{outcome}）"
