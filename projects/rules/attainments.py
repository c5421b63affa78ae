"""How much of a goal a figure attains, and whether it meets it."""

from fractions import Fraction

from projects.rules.values import ALMOST, ONE, ZERO, Bound, DueValue, Figure, Goal, Rating, Rhythm


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


def goal_share(goal: Goal, value: Fraction) -> Fraction:
    """The share of the last goal that a value attains, in [0, 1]."""
    target_value = goal.last.target_value
    if target_value is None:
        return ONE if value > 0 else ZERO
    return attained(value, target_value, goal.bound, goal.baseline, goal.tolerance)


def attainment(goal: Goal, figure: Figure | None) -> Fraction | None:
    """A figure's attainment of the last goal, in [0, 1]; a rating has 1 or None."""
    if figure is None:
        return None
    if figure.rating is not None:
        return ONE if meets(goal, figure, goal.last) else None
    return None if figure.value is None else goal_share(goal, figure.value)


def is_finished(goal: Goal, figure: Figure | None) -> bool:
    """Whether a figure meets its own goal once and for all, so that no later one is asked for."""
    return goal.is_own and goal.rhythm is Rhythm.ONCE and meets(goal, figure, goal.last)


def meets(goal: Goal, figure: Figure | None, checkpoint: DueValue) -> bool:
    """Whether a figure meets a checkpoint; a rating that must be kept does while it is normal."""
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
