"""Judging one promise by its newest approved figure on a given day."""

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
    Checkpoint,
    Evaluation,
    Figure,
    Lamp,
    Measure,
    Promise,
    Rating,
    Rhythm,
    Thresholds,
    ratio,
)


def met(value: Fraction, goal: Fraction, bound: Bound, tolerance: Fraction = ZERO) -> bool:
    """Compare a value with its goal on the bound's side."""
    match bound:
        case Bound.AT_LEAST:
            return value >= goal
        case Bound.AT_MOST:
            return value <= goal
        case Bound.BELOW:
            return value < goal
        case Bound.ABOUT:
            return abs(value - goal) <= tolerance


def attained(
    value: Fraction,
    goal: Fraction,
    bound: Bound,
    baseline: Fraction | None = None,
    tolerance: Fraction = ZERO,
) -> Fraction:
    """The way covered from the baseline to the goal, in [0, 1]; 1 exactly when met.

    Without a baseline the way to ``at_least`` and ``about`` starts at 0, and an unmet
    ``at_most`` or ``below`` has covered none of its way.
    """
    if met(value, goal, bound, tolerance):
        return ONE
    if bound is Bound.ABOUT:
        start = ZERO if baseline is None else baseline
        covered = abs(goal - start) - abs(value - goal)
        whole = abs(goal - start)
    elif bound is Bound.AT_LEAST:
        start = ZERO if baseline is None else baseline
        covered, whole = value - start, goal - start
    else:
        start = goal if baseline is None else baseline
        covered, whole = start - value, start - goal
    if whole <= 0:
        return ZERO
    return min(max(covered / whole, ZERO), ALMOST)


def cycle(rhythm: Rhythm, day: date) -> tuple[date, date]:
    """First and last day of the recurring cycle that ``day`` lies in.

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


def running_cycle(promise: Promise, day: date) -> tuple[date, date]:
    """The cycle running on ``day``, cut to the promise's own start and last day."""
    first, last = cycle(promise.rhythm, max(promise.start, min(day, promise.last.due)))
    return max(first, promise.start), min(last, promise.last.due)


def between(first: date, last: date, day: date) -> Fraction:
    """The share of the time from ``first`` to ``last`` that has passed, in [0, 1]."""
    share = ratio(Fraction((day - first).days), Fraction((last - first).days))
    return ONE if share is None else min(max(share, ZERO), ONE)


def expected(promise: Promise, day: date) -> Fraction:
    """The attainment a steady pace would have reached on ``day`` (序时进度)."""
    if promise.rhythm in RECURRING:
        return between(*running_cycle(promise, day), day)
    if promise.rhythm is Rhythm.MAINTAIN:
        return ONE
    if promise.measure in {Measure.MILESTONE, Measure.RATING}:
        return ONE if day > promise.last.due else ZERO
    return _along_checkpoints(promise, day)


def _along_checkpoints(promise: Promise, day: date) -> Fraction:
    """Straight lines from (start, 0) through each checkpoint's share of the last goal."""
    before, reached = promise.start, ZERO
    for checkpoint in promise.checkpoints:
        share = ONE
        if checkpoint is not promise.last and checkpoint.goal is not None:
            share = _share(promise, checkpoint.goal)
        if day <= checkpoint.due:
            return reached + (share - reached) * between(before, checkpoint.due, day)
        before, reached = checkpoint.due, share
    return ONE


def _share(promise: Promise, value: Fraction) -> Fraction:
    goal = promise.last.goal
    if goal is None:
        return ONE if value > 0 else ZERO
    return attained(value, goal, promise.bound, promise.baseline, promise.tolerance)


def attainment(promise: Promise, figure: Figure | None) -> Fraction | None:
    """How far a figure has come against the last goal; a rating attains 1 or nothing known."""
    if figure is None:
        return None
    if figure.rating is not None:
        return ONE if _meets(promise, figure, promise.last) else None
    return None if figure.value is None else _share(promise, figure.value)


def _meets(promise: Promise, figure: Figure | None, checkpoint: Checkpoint) -> bool:
    if figure is None:
        return False
    if figure.rating is not None:
        held = promise.rhythm is not Rhythm.ONCE and figure.rating is Rating.ON_TRACK
        return held or figure.rating is Rating.DONE
    if figure.value is None:
        return False
    if checkpoint.goal is None:
        return figure.value > 0
    return met(figure.value, checkpoint.goal, promise.bound, promise.tolerance)


def evaluate(
    promise: Promise, figure: Figure | None, day: date, thresholds: Thresholds
) -> Evaluation:
    """What the newest approved ``figure`` amounts to on ``day``."""
    if promise.is_exempt:
        return Evaluation(Lamp.EXEMPT)
    if figure is not None and not figure.is_reported:
        figure = None
    figure, missed = _of_running_cycle(promise, figure, day)
    is_met = promise.has_goal and _meets(promise, figure, promise.last)
    evaluation = Evaluation(
        lamp=Lamp.GREEN,
        figure=figure,
        attainment=attainment(promise, figure) if promise.has_goal else None,
        expected=expected(promise, day) if promise.has_goal else None,
        is_met=is_met,
        is_near=promise.has_goal and not promise.is_closed and _is_near(promise, figure, day),
        missed=missed,
    )
    return replace(evaluation, lamp=_lamp(promise, evaluation, day, thresholds))


def _of_running_cycle(
    promise: Promise, figure: Figure | None, day: date
) -> tuple[Figure | None, Figure | None]:
    """Keep a figure of the running cycle; of an earlier one, only what it missed."""
    if figure is None or promise.rhythm not in RECURRING:
        return figure, None
    if figure.period_end >= running_cycle(promise, day)[0]:
        return figure, None
    return None, None if _meets(promise, figure, promise.last) else figure


def _is_near(promise: Promise, figure: Figure | None, day: date) -> bool:
    """Whether a checkpoint lies within 30 days and is not met (临近)."""
    last_day = day + timedelta(days=NEAR_DAYS)
    return any(
        day <= checkpoint.due <= last_day and not _meets(promise, figure, checkpoint)
        for checkpoint in promise.checkpoints
    )


def is_overdue(promise: Promise, figure: Figure | None, day: date) -> bool:
    """Whether a checkpoint's day is over and the figure does not meet it."""
    return any(
        checkpoint.due < day and not _meets(promise, figure, checkpoint)
        for checkpoint in promise.checkpoints
    )


def _lamp(promise: Promise, evaluation: Evaluation, day: date, thresholds: Thresholds) -> Lamp:
    """The lamp; what is closed (办结) is no trouble any more, and weighs what it would open."""
    lamp = _open_lamp(promise, evaluation, day, thresholds)
    if promise.is_closed and lamp is not Lamp.DONE and lamp not in UNJUDGED:
        return Lamp.CLOSED
    return lamp


def _open_lamp(promise: Promise, evaluation: Evaluation, day: date, thresholds: Thresholds) -> Lamp:
    """The first rule that applies, in the order of the domain's list."""
    figure = evaluation.figure
    if promise.has_goal and promise.rhythm is Rhythm.ONCE and evaluation.is_met:
        return Lamp.DONE
    if promise.has_goal and is_overdue(promise, figure, day):
        return Lamp.OVERDUE
    if figure is None:
        return Lamp.UNREPORTED
    if thresholds.stale_before is not None and figure.period_end < thresholds.stale_before:
        return Lamp.STALE
    return _fresh(promise, evaluation, figure, thresholds)


def _fresh(
    promise: Promise, evaluation: Evaluation, figure: Figure, thresholds: Thresholds
) -> Lamp:
    if not figure.has_data:
        return Lamp.EMPTY
    if not promise.has_goal:
        return Lamp.POOLED
    if figure.rating is not None:
        return _rated(figure.rating)
    if promise.rhythm is Rhythm.MAINTAIN:
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
    """Green when behind by less than yellow, red beyond red, yellow between, ends included."""
    behind = -deviation
    if behind < thresholds.yellow:
        return Lamp.GREEN
    return Lamp.RED if behind > thresholds.red else Lamp.YELLOW
