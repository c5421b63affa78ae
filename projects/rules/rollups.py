"""Roll up evaluations of several departments. Pure.

Percentages are never averaged: the ratio of several departments is the sum of their
numerators over the sum of their denominators.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from projects.rules.cycles import Cycle, closed_cycle
from projects.rules.evaluation import evaluate
from projects.rules.paces import due
from projects.rules.values import (
    ONE,
    UNJUDGED,
    ZERO,
    Bound,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Measure,
    Rhythm,
    Scope,
    Thresholds,
    shared,
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many departments have data that are not stale, of those that must have them.

    The ``exempt`` need none.
    """

    reported: int
    applicable: int
    exempt: int


def pool(figures: Iterable[Figure | None]) -> Figure | None:
    """Add up several departments' figures: Σ value, or Σ numerator / Σ denominator.

    Ratings are left out. The sum has the newest period of its parts; if all report 0/0 it has
    no value. ``None`` if there is nothing to add.
    """
    reported = [figure for figure in figures if figure is not None and figure.rating is None]
    parts = [figure for figure in reported if figure.value is not None]
    if not parts:
        return max(reported, key=lambda part: part.period_end, default=None)
    newest = max(part.period_end for part in parts)
    since = max((part.since for part in parts if part.since), default=None)
    if any(part.denominator is not None for part in parts):
        numerator = sum((part.numerator or ZERO for part in parts), ZERO)
        denominator = sum((part.denominator or ZERO for part in parts), ZERO)
        return shared(newest, numerator, denominator, since)
    return Figure(newest, sum((part.value or ZERO for part in parts), ZERO), since=since)


def coverage(evaluations: Sequence[Evaluation]) -> Coverage:
    """Count the evaluations with fresh data, those that need them, and the exempt; 0/0 is none."""
    exempt = sum(evaluation.lamp is Lamp.EXEMPT for evaluation in evaluations)
    reported = sum(
        evaluation.figure is not None and evaluation.figure.has_data and not evaluation.is_stale
        for evaluation in evaluations
    )
    return Coverage(reported, len(evaluations) - exempt, exempt)


def worst(lamps: Iterable[Lamp]) -> Lamp:
    """The worst of several lamps; 不适用 without any."""
    return min(lamps, key=lambda lamp: lamp.rank, default=Lamp.EXEMPT)


def roll_up(
    goal: Goal, scope: Scope, parts: Sequence[Evaluation], day: date, thresholds: Thresholds
) -> Evaluation:
    """A target's evaluation, computed from those of its assignments (``parts``).

    City and pooled: the sum is judged against the city's goal; what must be kept is not known to be
    with a stale part. Each county, and milestones and ratings, which have no sum: the lamp is the
    worst, and the target is met if every applicable part is. The summed figure is only shown; for
    milestones it is the number of parts done of those applicable.
    """
    if scope is Scope.CITY and len(parts) == 1:
        return parts[0]
    pooled = pool(part.figure for part in parts)
    has_no_sum = bool(parts) and goal.measure in {Measure.MILESTONE, Measure.RATING}
    if scope in {Scope.EACH_COUNTY, Scope.CITY_AND_EACH_COUNTY} or has_no_sum:
        closed = closed_cycle(goal, day, thresholds, [part.figure for part in parts])
        return _worst_of(goal, parts, pooled, day, closed)
    if parts and all(part.lamp is Lamp.EXEMPT for part in parts):
        return Evaluation(Lamp.EXEMPT)
    evaluation = evaluate(goal, pooled, day, thresholds)
    owed = [part.figure for part in parts if part.lamp is not Lamp.EXEMPT]
    if evaluation.is_met and not is_settled(goal, owed):
        return replace(evaluation, lamp=_open_end(goal, day), is_met=False, attainment=None)
    if (
        evaluation.is_met
        and goal.rhythm is Rhythm.MAINTAIN
        and any(part.is_stale for part in parts)
    ):
        return replace(evaluation, lamp=Lamp.CLOSED if goal.is_closed else Lamp.STALE, is_met=False)
    return evaluation


def _worst_of(
    goal: Goal, parts: Sequence[Evaluation], pooled: Figure | None, day: date, closed: Cycle | None
) -> Evaluation:
    """What several that must each meet a goal amount to; ``closed``: the cycle that is judged."""
    judged = [part for part in parts if part.lamp not in UNJUDGED]
    if goal.measure is Measure.MILESTONE and pooled is not None:
        pooled = replace(pooled, numerator=pooled.value, denominator=Fraction(len(judged)))
    return Evaluation(
        lamp=worst(part.lamp for part in parts),
        is_worst=True,
        figure=pooled,
        is_met=bool(judged) and all(part.is_met for part in judged),
        is_near=any(part.is_near for part in judged),
        expected=(ONE if closed else due(goal, day).share) if judged else None,
        cycle=closed,
    )


def _open_end(goal: Goal, day: date) -> Lamp:
    """The lamp of a sum that meets its goal while some parts are not reported."""
    if goal.is_closed:
        return Lamp.CLOSED
    return Lamp.OVERDUE if goal.last.due < day else Lamp.UNREPORTED


def is_settled(goal: Goal, figures: Iterable[Figure | None]) -> bool:
    """Whether unreported parts cannot undo a met goal: true for growing counts."""
    if goal.measure is Measure.COUNT and goal.bound is Bound.AT_LEAST:
        return True
    return all(figure is not None for figure in figures)
