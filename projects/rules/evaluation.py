"""Evaluate one goal by its newest approved figure on a given day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from projects.rules.values import (
    ALMOST,
    NEAR_DAYS,
    ONE,
    RECURRING,
    UNJUDGED,
    ZERO,
    Bound,
    DueValue,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Measure,
    Rating,
    Rhythm,
    Thresholds,
    ratio,
)


def met(value: Fraction, target_value: Fraction, bound: Bound, tolerance: Fraction = ZERO) -> bool:
    """Whether a value meets its goal; ``tolerance`` counts for ``about`` only."""
    match bound:
        case Bound.AT_LEAST:
            return value >= target_value
        case Bound.AT_MOST:
            return value <= target_value
        case Bound.BELOW:
            return value < target_value
        case Bound.ABOUT:
            return abs(value - target_value) <= tolerance


def attained(
    value: Fraction,
    target_value: Fraction,
    bound: Bound,
    baseline: Fraction | None = None,
    tolerance: Fraction = ZERO,
) -> Fraction:
    """The share of the distance from baseline to goal, in [0, 1]; 1 exactly when met.

    Without a baseline ``at_least`` and ``about`` start at 0, and an unmet ``at_most`` or
    ``below`` attains 0.
    """
    if met(value, target_value, bound, tolerance):
        return ONE
    if bound is Bound.ABOUT:
        start = ZERO if baseline is None else baseline
        covered = abs(target_value - start) - abs(value - target_value)
        whole = abs(target_value - start)
    elif bound is Bound.AT_LEAST:
        start = ZERO if baseline is None else baseline
        covered, whole = value - start, target_value - start
    else:
        start = target_value if baseline is None else baseline
        covered, whole = start - value, start - target_value
    if whole <= 0:
        return ZERO
    return min(max(covered / whole, ZERO), ALMOST)


def cycle(rhythm: Rhythm, day: date) -> tuple[date, date]:
    """First and last day of the recurring cycle that contains ``day``.

    School years run from 1 September to 31 August, semesters from 1 September to
    31 January and from 1 February to 31 August.
    """
    if rhythm is Rhythm.EACH_YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    september = date(day.year if day.month >= 9 else day.year - 1, 9, 1)  # noqa: PLR2004
    if rhythm is Rhythm.EACH_SCHOOL_YEAR:
        return september, date(september.year + 1, 8, 31)
    february = date(september.year + 1, 2, 1)
    if day < february:
        return september, february - timedelta(days=1)
    return february, date(february.year, 8, 31)


def running_cycle(goal: Goal, day: date) -> tuple[date, date]:
    """The cycle running on ``day``, cut to the goal's own start and last day."""
    first, last = cycle(goal.rhythm, max(goal.start, min(day, goal.last.due)))
    return max(first, goal.start), min(last, goal.last.due)


def between(first: date, last: date, day: date) -> Fraction:
    """The share of the time from ``first`` to ``last`` that has passed on ``day``, in [0, 1]."""
    share = ratio(Fraction((day - first).days), Fraction((last - first).days))
    return ONE if share is None else min(max(share, ZERO), ONE)


def expected(goal: Goal, day: date) -> Fraction:
    """The attainment a steady pace would have reached on ``day`` (序时进度)."""
    if goal.rhythm in RECURRING:
        return between(*running_cycle(goal, day), day)
    if goal.rhythm is Rhythm.MAINTAIN:
        return ONE
    if goal.measure in {Measure.MILESTONE, Measure.RATING}:
        return ONE if day > goal.last.due else ZERO
    return _along_checkpoints(goal, day)


def _along_checkpoints(goal: Goal, day: date) -> Fraction:
    """Straight lines from (start, 0) through each checkpoint's share of the last goal."""
    before, reached = goal.start, ZERO
    for checkpoint in goal.checkpoints:
        share = ONE
        if checkpoint is not goal.last and checkpoint.target_value is not None:
            share = _share(goal, checkpoint.target_value)
        if day <= checkpoint.due:
            return reached + (share - reached) * between(before, checkpoint.due, day)
        before, reached = checkpoint.due, share
    return ONE


def _share(goal: Goal, value: Fraction) -> Fraction:
    target_value = goal.last.target_value
    if target_value is None:
        return ONE if value > 0 else ZERO
    return attained(value, target_value, goal.bound, goal.baseline, goal.tolerance)


def attainment(goal: Goal, figure: Figure | None) -> Fraction | None:
    """A figure's attainment of the last goal, in [0, 1]; a rating has 1 or None."""
    if figure is None:
        return None
    if figure.rating is not None:
        return ONE if _meets(goal, figure, goal.last) else None
    return None if figure.value is None else _share(goal, figure.value)


def _meets(goal: Goal, figure: Figure | None, checkpoint: DueValue) -> bool:
    if figure is None:
        return False
    if figure.rating is not None:
        is_kept = goal.rhythm is not Rhythm.ONCE and figure.rating is Rating.ON_TRACK
        return is_kept or figure.rating is Rating.DONE
    if figure.value is None:
        return False
    if checkpoint.target_value is None:
        return figure.value > 0
    return met(figure.value, checkpoint.target_value, goal.bound, goal.tolerance)


def evaluate(goal: Goal, figure: Figure | None, day: date, thresholds: Thresholds) -> Evaluation:
    """Judge the newest approved ``figure`` against ``goal`` on ``day``."""
    if goal.is_exempt:
        return Evaluation(Lamp.EXEMPT)
    if figure is not None and not figure.is_reported:
        figure = None
    figure, missed = _of_running_cycle(goal, figure, day)
    is_met = goal.is_own and _meets(goal, figure, goal.last)
    evaluation = Evaluation(
        lamp=Lamp.GREEN,
        figure=figure,
        attainment=attainment(goal, figure) if goal.is_own else None,
        expected=expected(goal, day) if goal.is_own else None,
        is_met=is_met,
        is_near=goal.is_own and not goal.is_closed and _is_near(goal, figure, day),
        missed=missed,
    )
    return replace(evaluation, lamp=_lamp(goal, evaluation, day, thresholds))


def _of_running_cycle(
    goal: Goal, figure: Figure | None, day: date
) -> tuple[Figure | None, Figure | None]:
    """The figure if it belongs to the running cycle, and an earlier one that missed its goal."""
    if figure is None or goal.rhythm not in RECURRING:
        return figure, None
    if figure.period_end >= running_cycle(goal, day)[0]:
        return figure, None
    return None, None if _meets(goal, figure, goal.last) else figure


def _is_near(goal: Goal, figure: Figure | None, day: date) -> bool:
    """Whether an unmet checkpoint is due within 30 days (临近)."""
    last_day = day + timedelta(days=NEAR_DAYS)
    return any(
        day <= checkpoint.due <= last_day and not _meets(goal, figure, checkpoint)
        for checkpoint in goal.checkpoints
    )


def is_overdue(goal: Goal, figure: Figure | None, day: date) -> bool:
    """Whether a checkpoint's due day has passed and the figure does not meet it."""
    return any(
        checkpoint.due < day and not _meets(goal, figure, checkpoint)
        for checkpoint in goal.checkpoints
    )


def _lamp(goal: Goal, evaluation: Evaluation, day: date, thresholds: Thresholds) -> Lamp:
    """The lamp; a closed goal (办结) shows ``CLOSED`` unless it is done or not judged."""
    lamp = _open_lamp(goal, evaluation, day, thresholds)
    if goal.is_closed and lamp is not Lamp.DONE and lamp not in UNJUDGED:
        return Lamp.CLOSED
    return lamp


def _open_lamp(goal: Goal, evaluation: Evaluation, day: date, thresholds: Thresholds) -> Lamp:
    """The lamp of the first rule that applies, ignoring a closing."""
    figure = evaluation.figure
    if goal.is_own and goal.rhythm is Rhythm.ONCE and evaluation.is_met:
        return Lamp.DONE
    if goal.is_own and is_overdue(goal, figure, day):
        return Lamp.OVERDUE
    if figure is None:
        return Lamp.UNREPORTED
    if thresholds.stale_before is not None and figure.period_end < thresholds.stale_before:
        return Lamp.STALE
    return _fresh(goal, evaluation, figure, thresholds)


def _fresh(goal: Goal, evaluation: Evaluation, figure: Figure, thresholds: Thresholds) -> Lamp:
    if not figure.has_data:
        return Lamp.EMPTY
    if not goal.is_own:
        return Lamp.POOLED
    if figure.rating is not None:
        return _rated(figure.rating)
    if goal.rhythm is Rhythm.MAINTAIN:
        return Lamp.GREEN if evaluation.is_met else Lamp.RED
    return _paced(evaluation.deviation or ZERO, thresholds)


def _rated(rating: Rating) -> Lamp:
    return {
        Rating.ON_TRACK: Lamp.GREEN,
        Rating.BEHIND: Lamp.YELLOW,
        Rating.FAR_BEHIND: Lamp.RED,
        Rating.DONE: Lamp.GREEN,
    }[rating]


def _paced(deviation: Fraction, thresholds: Thresholds) -> Lamp:
    """Green below the yellow limit, red above the red limit, yellow from one to the other."""
    behind = -deviation
    if behind < thresholds.yellow:
        return Lamp.GREEN
    return Lamp.RED if behind > thresholds.red else Lamp.YELLOW
