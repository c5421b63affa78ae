"""Evaluate one goal by its newest approved figure on a given day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from projects.rules.attainments import attainment, is_finished, meets
from projects.rules.cycles import Cycle, closed_cycle, running_cycle
from projects.rules.paces import Due, due
from projects.rules.values import (
    NEAR_DAYS,
    ONE,
    RECURRING,
    UNJUDGED,
    ZERO,
    Evaluation,
    Figure,
    Goal,
    Known,
    Lamp,
    Rating,
    Rhythm,
    Thresholds,
)


def evaluate(goal: Goal, figure: Figure | None, day: date, thresholds: Thresholds) -> Evaluation:
    """Judge the newest approved ``figure`` against ``goal`` on ``day``."""
    if goal.is_exempt:
        return Evaluation(Lamp.EXEMPT)
    if figure is not None and not figure.is_reported:
        figure = None
    closed = closed_cycle(goal, day, thresholds, [figure])
    figure, missed = _of_cycle(goal, figure, day, closed)
    is_met = goal.is_own and meets(goal, figure, goal.last)
    is_over = closed is not None or is_finished(goal, figure)
    is_stale = not is_over and thresholds.is_stale(figure)
    owing = _due(goal, figure, day, closed) if goal.is_own else None
    evaluation = Evaluation(
        lamp=Lamp.GREEN,
        figure=figure,
        attainment=attainment(goal, figure) if goal.is_own else None,
        expected=owing.share if owing else None,
        owed=owing.units if owing else None,
        is_met=is_met and not is_stale,
        is_near=goal.is_own and not goal.is_closed and _is_near(goal, figure, day),
        cycle=closed,
        missed=missed if goal.is_own and not closed else None,
        is_stale=is_stale,
    )
    return replace(evaluation, lamp=_lamp(goal, evaluation, day, thresholds))


def evaluate_known(goal: Goal, known: Known, day: date, thresholds: Thresholds) -> Evaluation:
    """Judge an assignment by all that is known of it on ``day``.

    What was reported for a closed cycle counts for it, however late it was approved.
    """
    closed = closed_cycle(goal, day, thresholds, known.standing)
    figure = known.newest_of(*closed) if closed else known.figure
    return evaluate(goal, figure, day, thresholds)


def _due(goal: Goal, figure: Figure | None, day: date, closed: Cycle | None) -> Due:
    if closed is not None:
        return Due(ONE)
    return due(goal, day, figure.denominator if figure else None)


def _of_cycle(
    goal: Goal, figure: Figure | None, day: date, closed: Cycle | None
) -> tuple[Figure | None, Figure | None]:
    """The figure if it belongs to the cycle judged, and an earlier one that missed its goal."""
    if figure is None or goal.rhythm not in RECURRING:
        return figure, None
    first, last = closed or running_cycle(goal, day)
    if first <= figure.period_end <= last:
        return figure, None
    return None, None if meets(goal, figure, goal.last) else figure


def _is_near(goal: Goal, figure: Figure | None, day: date) -> bool:
    """Whether an unmet checkpoint is due within 30 days (临近)."""
    last_day = day + timedelta(days=NEAR_DAYS)
    return any(
        day <= checkpoint.due <= last_day and not meets(goal, figure, checkpoint)
        for checkpoint in goal.checkpoints
    )


def is_overdue(goal: Goal, figure: Figure | None, day: date) -> bool:
    """Whether a checkpoint's due day has passed and the figure does not meet it."""
    return any(
        checkpoint.due < day and not meets(goal, figure, checkpoint)
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
    if evaluation.cycle and goal.is_own and (figure is None or figure.has_data):
        return Lamp.GREEN if evaluation.is_met else Lamp.RED
    if figure is None:
        return Lamp.UNREPORTED
    if evaluation.is_stale:
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
