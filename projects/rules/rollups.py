"""Rolling evaluations up, pure: sums, and how many reported.

Percentages are never averaged: a ratio of several departments is the sum of their
numerators over the sum of their denominators.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from projects.rules.evaluation import evaluate, expected
from projects.rules.values import (
    UNJUDGED,
    ZERO,
    Bound,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Measure,
    Scope,
    Thresholds,
    counted,
    shared,
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those who must report did: ``reported`` of ``applicable``."""

    reported: int
    applicable: int
    exempt: int


def pool(figures: Iterable[Figure | None]) -> Figure | None:
    """Add up the parts of several departments: Σ value, or Σ numerator / Σ denominator.

    Never a mean of percentages, nor of ratings. The sum stands for the newest period among
    its parts; 0/0 from all has no value. ``None`` when there is nothing to add.
    """
    reported = [figure for figure in figures if figure is not None and figure.rating is None]
    parts = [figure for figure in reported if figure.value is not None]
    if not parts:
        return max(reported, key=lambda part: part.period_end, default=None)
    newest = max(part.period_end for part in parts)
    if any(part.denominator is not None for part in parts):
        numerator = sum((part.numerator or ZERO for part in parts), ZERO)
        return shared(newest, numerator, sum((part.denominator or ZERO for part in parts), ZERO))
    return counted(newest, sum((part.value or ZERO for part in parts), ZERO))


def coverage(evaluations: Sequence[Evaluation]) -> Coverage:
    """Count those with a figure, those who owe one, and those who are exempt."""
    exempt = sum(evaluation.lamp is Lamp.EXEMPT for evaluation in evaluations)
    reported = sum(evaluation.figure is not None for evaluation in evaluations)
    return Coverage(reported, len(evaluations) - exempt, exempt)


def worst(lamps: Iterable[Lamp]) -> Lamp:
    """The worst of several lamps; 不适用 for none."""
    return min(lamps, key=lambda lamp: lamp.rank, default=Lamp.EXEMPT)


def roll_up(
    goal: Goal, scope: Scope, parts: Sequence[Evaluation], day: date, thresholds: Thresholds
) -> Evaluation:
    """A target's evaluation from those of its assignments.

    City and pooled: the sum is judged against the city's goal. Each county: met when every
    applicable part is, the lamp is the worst; a summed ratio is shown but not judged, of
    milestones how many of the applicable parts are done.
    """
    pooled = pool(part.figure for part in parts)
    if scope in {Scope.EACH_COUNTY, Scope.CITY_AND_EACH_COUNTY}:
        judged = [part for part in parts if part.lamp not in UNJUDGED]
        if goal.measure is Measure.MILESTONE and pooled is not None:
            done, judged_parts = pooled.value, Fraction(len(judged))
            pooled = replace(pooled, numerator=done, denominator=judged_parts)
        return Evaluation(
            lamp=worst(part.lamp for part in parts),
            is_worst=True,
            figure=pooled,
            is_met=bool(judged) and all(part.is_met for part in judged),
            is_near=any(part.is_near for part in judged),
            expected=expected(goal, day) if judged else None,
        )
    if scope is Scope.CITY and len(parts) == 1:
        return parts[0]
    if parts and all(part.lamp is Lamp.EXEMPT for part in parts):
        return Evaluation(Lamp.EXEMPT)
    evaluation = evaluate(goal, pooled, day, thresholds)
    if evaluation.is_met and not _is_settled(goal, parts):
        return replace(evaluation, lamp=_open_end(goal, day), is_met=False, attainment=None)
    return evaluation


def _open_end(goal: Goal, day: date) -> Lamp:
    """The lamp of a sum that looks met while parts of it were never reported."""
    if goal.is_closed:
        return Lamp.CLOSED
    return Lamp.OVERDUE if goal.last.due < day else Lamp.UNREPORTED


def _is_settled(goal: Goal, parts: Sequence[Evaluation]) -> bool:
    """Whether missing parts cannot undo what is met: only a growing count is sure before."""
    if goal.measure is Measure.COUNT and goal.bound is Bound.AT_LEAST:
        return True
    return all(part.figure is not None or part.lamp is Lamp.EXEMPT for part in parts)
