"""The figures that each demonstration assignment reports for each period."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from demo.courses import Course, Key
from demo.headway import (
    LAST_MONTH_END,
    ONE,
    Case,
    counted,
    cycle_share,
    held,
    remaining,
    times,
    way,
    whole,
)
from projects.rules.cycles import cycle
from projects.rules.paces import steady
from projects.rules.values import HUNDRED, RECURRING, Bound, Measure, Rating, Rhythm, Scope
from reports.models import Measurement

FIRST_MONTH = (2024, 10)
SCORES: Key = (10, 6)
PUNING_CLASSROOMS = (3, 1, "puning")
MOST_REMAINING: Mapping[Key, int] = {(2, 6): 4, (15, 2): 9, (15, 5): 24, (20, 1): 2}
SUMS: Mapping[Key, Sequence[Key]] = {(2, 5): ((15, 4), (15, 5))}
"""A figure that is the sum of others: all oversized classes."""
LEADING_SCHOOLS, COMMUNITIES = (12, 2), (12, 3)
"""The communities formed are the denominator of those with a leading school."""
OVER_SINCE: Mapping[Key, date] = {(1, 1): date(2024, 12, 31)}
"""When the plan that a target names has run its course."""
DOWNWARD = frozenset({Bound.AT_MOST, Bound.BELOW})


def figures(cases: Sequence[Case], end: date) -> dict[Key, Measurement]:
    """One department's unsaved figures for the period that ends on ``end``."""
    found = {case.key: _figure(case, end) for case in cases}
    for key, parts in SUMS.items():
        values = [found[part].value for part in parts if part in found]
        if key in found and values:
            found[key].value = sum((value or Decimal(0) for value in values), Decimal(0))
    if LEADING_SCHOOLS in found and COMMUNITIES in found:
        formed = found[COMMUNITIES].value
        found[LEADING_SCHOOLS].numerator = found[LEADING_SCHOOLS].denominator = formed
    silent = {case.key for case in cases if case.course is Course.SILENT}
    return {key: found[key] for key in found if key not in silent}


def _figure(case: Case, end: date) -> Measurement:
    figure = Measurement(assignment=case.assignment)
    match case.goal.measure:
        case Measure.COUNT:
            figure.value = Decimal(_count(case, end))
        case Measure.RATIO:
            figure.numerator, figure.denominator = _ratio(case, end)
        case Measure.MILESTONE:
            _mark(figure, case, end)
        case Measure.RATING:
            figure.rating = _rating(case, end)
    return figure


def _count(case: Case, end: date) -> int:
    goal = case.goal
    target_value = goal.last.target_value or Fraction(0)
    if case.target.scope == Scope.POOLED and goal.bound not in DOWNWARD:
        total = floor(target_value * steady(goal, end) * case.pace / HUNDRED)
        return sum(seat <= total for seat in case.seats)
    if goal.rhythm in RECURRING:
        return times(case, end)
    if goal.rhythm is Rhythm.MAINTAIN:
        missed = 0 if held(case, end) else 1 + case.draw("missed", 3)
        return ceil(target_value) + (missed if goal.bound in DOWNWARD else -missed)
    if goal.bound is Bound.ABOUT:
        share = Fraction(82, 100) + way(case, end) * Fraction(16, 100)
        return round(target_value * min(share, ONE))
    if goal.bound in DOWNWARD:
        most = MOST_REMAINING.get(case.key, 6)
        return floor(target_value) + remaining(case, end, 1 + case.draw("most", most))
    return counted(target_value, way(case, end), case.course)


def _ratio(case: Case, end: date) -> tuple[Decimal, Decimal]:
    if (*case.key, case.department) == PUNING_CLASSROOMS:
        return Decimal(860 + 260 * min(_months_since_first(end), 23) // 23), Decimal(1200)
    fixed = case.assignment.denominator
    denominator = whole(case, end) if fixed is None else fixed
    share = _percent(case, end) / HUNDRED
    if case.key == SCORES:
        points = Decimal(floor(denominator * share * 10)) / 10
        return points, Decimal(denominator)
    exact = denominator * share
    steady = case.course is Course.STEADY or case.goal.rhythm is Rhythm.MAINTAIN
    numerator = ceil(exact) if steady else floor(exact)
    if not case.target.can_exceed:
        numerator = min(numerator, denominator)
    return Decimal(numerator), Decimal(denominator)


def _months_since_first(end: date) -> int:
    return (end.year - FIRST_MONTH[0]) * 12 + end.month - FIRST_MONTH[1]


def _percent(case: Case, end: date) -> Fraction:
    goal = case.goal
    target_value = goal.last.target_value or HUNDRED
    if goal.rhythm is Rhythm.MAINTAIN:
        return _kept(case, end, target_value)
    if goal.rhythm in RECURRING:
        return _worked_off(case, end, target_value)
    share = way(case, end)
    if goal.bound in DOWNWARD:
        if case.course is Course.STEADY:
            last = Fraction(88 + case.draw("last", 10), 100)
            return target_value * (
                Fraction(3, 2) - min(share * Fraction(4, 3), ONE) * (Fraction(3, 2) - last)
            )
        return target_value * (Fraction(3, 2) - share * Fraction(2, 5))
    if case.course is Course.STEADY:
        known = Fraction(30 + case.draw("known", 30), 100)
        share = known + share * (1 - known)
    return min(target_value * share, HUNDRED)


def _worked_off(case: Case, end: date, target_value: Fraction) -> Fraction:
    """A percentage of the running cycle's whole, which grows from 0 in each cycle."""
    usual = {Course.STEADY: 104 + case.draw("over", 8), Course.SLOW: 88}
    most = min(target_value * usual.get(case.course, 55) / 100, HUNDRED)
    early = Fraction(4, 3) if case.course is Course.STEADY else ONE
    return most * min(cycle_share(case, end) * early, ONE)


def _kept(case: Case, end: date, target_value: Fraction) -> Fraction:
    """A percentage that must be maintained: slightly above its goal, or slightly below."""
    autumn = cycle(Rhythm.EACH_SCHOOL_YEAR, end)[0].year
    little = Fraction(2 + (case.draw("little", 5) + autumn) % 5, 10)
    if held(case, end):
        return target_value + min(little, (HUNDRED - target_value) / 2)
    return target_value - 2 * little


def _mark(figure: Measurement, case: Case, end: date) -> None:
    """Set a milestone to done, with day and document, or to not done."""
    done_on = _done_on(case, end)
    figure.is_done = done_on is not None and done_on <= end
    if done_on is not None and figure.is_done:
        number = 5 + case.draw("document", 60)
        figure.done_on = done_on
        figure.document = f"演示文件〔{done_on.year}〕{number}号《{case.target.name}》"


def _done_on(case: Case, end: date) -> date | None:
    if case.course is Course.STALLED:
        return None
    goal = case.goal
    if goal.rhythm in RECURRING:
        share = Fraction(5 if case.course is Course.STEADY else 90, 100)
        first, last = cycle(goal.rhythm, end)
        return first + timedelta(days=int((last - first).days * share))
    due = goal.last.due
    if case.course is Course.SLOW:
        return due + timedelta(days=40 + case.draw("days", 80))
    # Only some finish long before the due day.
    early = 5 + case.draw("days", 20 if due < LAST_MONTH_END else 900)
    return due - timedelta(days=early)


def _rating(case: Case, end: date) -> Rating:
    goal = case.goal
    if case.course is Course.STEADY:
        over_since = OVER_SINCE.get(case.key, goal.last.due)
        is_over = goal.rhythm is Rhythm.ONCE and over_since <= end
        return Rating.DONE if is_over else Rating.ON_TRACK
    if case.course is Course.STALLED and not held(case, end):
        return Rating.FAR_BEHIND
    return Rating.BEHIND
