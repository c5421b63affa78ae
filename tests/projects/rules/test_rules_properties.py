"""What holds for any input whatever, tried by hypothesis."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from dashboards.snapshots.lamp_counts import count_lamps
from projects.rules.attainments import attained, met
from projects.rules.cycles import cycle
from projects.rules.evaluation import evaluate
from projects.rules.paces import due, steady
from projects.rules.rollups import coverage, pool, roll_up
from projects.rules.values import (
    RECURRING,
    UNJUDGED,
    Bound,
    DueValue,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Measure,
    Rating,
    Rhythm,
    Scope,
    Thresholds,
    shared,
)

ONE = Fraction(1)
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
# Many small wholes, so that equal goals, baselines and noughts are common.
amounts = st.one_of(st.integers(0, 4).map(Fraction), st.decimals(0, 10**6, places=2).map(Fraction))
bounds = st.sampled_from(Bound)
thresholds = st.builds(Thresholds, amounts, amounts, stale_before=st.one_of(st.none(), days))
counts = st.builds(Figure, days, st.one_of(st.none(), amounts))
# Nothing is done where there is nothing: the form refuses 3/0.
shares = st.tuples(days, amounts, amounts).map(
    lambda part: shared(part[0], part[1] if part[2] else part[2], part[2])
)
ratings = st.builds(Figure, days, rating=st.sampled_from(Rating))
figures = st.one_of(st.none(), counts, shares, ratings)


@st.composite
def goals(draw: st.DrawFn, rhythm: Rhythm | None = None) -> Goal:
    # Neither the database nor an extension puts two checkpoints on one day.
    dues = sorted(draw(st.lists(days, min_size=1, max_size=3, unique=True)))
    goals = st.one_of(st.none(), amounts)
    return Goal(
        measure=draw(st.sampled_from(Measure)),
        checkpoints=tuple(DueValue(due, draw(goals)) for due in dues),
        start=draw(days),
        bound=draw(bounds),
        rhythm=rhythm or draw(st.sampled_from(Rhythm)),
        tolerance=draw(amounts),
        baseline=draw(goals),
        is_exempt=draw(st.booleans()),
        is_own=draw(st.booleans()),
    )


@given(amounts, amounts, bounds, st.one_of(st.none(), amounts), amounts)
def test_attainment_is_a_share_and_whole_exactly_when_met(
    value: Fraction,
    target_value: Fraction,
    bound: Bound,
    baseline: Fraction | None,
    tolerance: Fraction,
) -> None:
    found = attained(value, target_value, bound, baseline, tolerance)
    assert 0 <= found <= 1
    assert (found == 1) is met(value, target_value, bound, tolerance)


@given(amounts, amounts, amounts, bounds, st.one_of(st.none(), amounts), amounts)
def test_a_better_value_never_lowers_attainment(
    first: Fraction,
    second: Fraction,
    target_value: Fraction,
    bound: Bound,
    baseline: Fraction | None,
    tolerance: Fraction,
) -> None:
    def worth(value: Fraction) -> Fraction:
        if bound is Bound.AT_LEAST:
            return value
        return -abs(value - target_value) if bound is Bound.ABOUT else -value

    worse, better = sorted((first, second), key=worth)
    assert attained(worse, target_value, bound, baseline, tolerance) <= attained(
        better, target_value, bound, baseline, tolerance
    )


@given(goals(), figures, days, thresholds)
def test_any_promise_can_be_judged_on_any_day(
    goal: Goal, figure: Figure | None, day: date, limits: Thresholds
) -> None:
    evaluation = evaluate(goal, figure, day, limits)
    for share in (evaluation.attainment, evaluation.expected):
        assert share is None or 0 <= share <= 1
    assert (evaluation.lamp is Lamp.EXEMPT) is goal.is_exempt
    assert (evaluation.lamp is Lamp.DONE) is (evaluation.is_met and goal.rhythm is Rhythm.ONCE)


@given(goals(), days, amounts)
def test_what_is_owed_is_whole_and_never_more_than_a_steady_pace_has_reached(
    goal: Goal, day: date, denominator: Fraction
) -> None:
    units = due(goal, day, denominator).units
    if units is None:
        assert due(goal, day, denominator).share == steady(goal, day)
    else:
        assert units.denominator == 1
        assert 0 <= due(goal, day, denominator).share <= steady(goal, day)


@given(goals(), days)
def test_expected_is_a_share_on_any_day(goal: Goal, day: date) -> None:
    assert 0 <= due(goal, day).share <= 1


@given(goals(), days, thresholds)
def test_before_any_report_there_is_no_data_and_never_nought(
    goal: Goal, day: date, limits: Thresholds
) -> None:
    evaluation = evaluate(goal, None, day, limits)
    assert (evaluation.figure, evaluation.attainment, evaluation.deviation) == (None, None, None)
    assert evaluation.lamp in {Lamp.EXEMPT, Lamp.OVERDUE, Lamp.UNREPORTED}
    assert evaluation.is_met is False


@given(
    st.lists(st.tuples(days, amounts), min_size=1, max_size=4, unique_by=lambda step: step[0]),
    days,
    days,
    days,
    st.one_of(st.none(), amounts),
    st.sampled_from([Measure.COUNT, Measure.RATIO]),
)
def test_expected_never_falls_while_goals_rise(
    steps: list[tuple[date, Fraction]],
    start: date,
    first: date,
    second: date,
    baseline: Fraction | None,
    measure: Measure,
) -> None:
    dues = sorted(due for due, _ in steps)
    goals = sorted(target_value for _, target_value in steps)
    checkpoints = tuple(
        DueValue(due, target_value) for due, target_value in zip(dues, goals, strict=True)
    )
    goal = Goal(measure, checkpoints, start, baseline=baseline)
    earlier, later = sorted((first, second))
    assert due(goal, earlier).share <= due(goal, later).share


@given(st.sampled_from(sorted(RECURRING)), days)
def test_every_day_lies_in_its_cycle_and_cycles_leave_no_gap(rhythm: Rhythm, day: date) -> None:
    first, last = cycle(rhythm, day)
    assert first <= day <= last
    assert cycle(rhythm, last + timedelta(days=1))[0] == last + timedelta(days=1)
    assert cycle(rhythm, first) == cycle(rhythm, last) == (first, last)


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=5), days)
def test_a_rolled_up_ratio_is_the_ratio_of_the_sums(
    parts: list[tuple[Fraction, Fraction]], day: date
) -> None:
    with_data = [(top, bottom) for top, bottom in parts if bottom]
    assume(with_data)
    pooled = pool(shared(day, *part) for part in parts)
    top = sum((part[0] for part in with_data), Fraction(0))
    bottom = sum((part[1] for part in with_data), Fraction(0))
    assert pooled == Figure(day, top / bottom * 100, top, bottom)


@st.composite
def rolled(draw: st.DrawFn) -> tuple[Goal, list[Evaluation], list[Evaluation], date, Thresholds]:
    goal, day, limits = draw(goals()), draw(days), draw(thresholds)
    kind = draw(st.sampled_from([counts, shares, ratings]))
    reported = draw(st.lists(st.one_of(st.none(), kind), max_size=5))
    evaluations = []
    for figure in reported:
        part = replace(goal, is_exempt=draw(st.booleans()), is_own=draw(st.booleans()))
        evaluations.append(evaluate(part, figure, day, limits))
    return goal, evaluations, draw(st.permutations(evaluations)), day, limits


@given(rolled(), st.sampled_from(Scope))
def test_the_order_of_counties_does_not_matter(
    case: tuple[Goal, list[Evaluation], list[Evaluation], date, Thresholds], scope: Scope
) -> None:
    goal, evaluations, shuffled, day, limits = case
    assert roll_up(goal, scope, evaluations, day, limits) == roll_up(
        goal, scope, shuffled, day, limits
    )
    assert count_lamps(evaluations) == count_lamps(shuffled)
    assert coverage(evaluations) == coverage(shuffled)


@given(rolled())
def test_lamp_counts_hold_everything_once(
    case: tuple[Goal, list[Evaluation], list[Evaluation], date, Thresholds],
) -> None:
    evaluations = case[1]
    found = count_lamps(evaluations)
    assert found.total == len(evaluations)
    assert 0 <= found.met <= found.applicable <= len(evaluations)
    assert found.rate is None or 0 <= found.rate <= ONE
    covered = coverage(evaluations)
    assert covered.applicable + covered.exempt == len(evaluations)
    assert covered.reported <= covered.applicable


@st.composite
def closed_in_part(
    draw: st.DrawFn,
) -> tuple[Goal, list[Evaluation], list[Evaluation], date, Thresholds]:
    """A goal with its parts' evaluations, first all open, then some of them closed."""
    whole, day, limits = draw(goals()), draw(days), draw(thresholds)
    kind = draw(st.sampled_from([counts, shares, ratings]))
    opened, closed = [], []
    for figure in draw(st.lists(st.one_of(st.none(), kind), max_size=6)):
        part = replace(whole, is_exempt=draw(st.booleans()), is_own=draw(st.booleans()))
        opened.append(evaluate(part, figure, day, limits))
        part = replace(part, is_closed=draw(st.booleans()))
        closed.append(evaluate(part, figure, day, limits))
    return whole, opened, closed, day, limits


@given(closed_in_part())
def test_closing_changes_no_rate_and_ends_all_trouble(
    case: tuple[Goal, list[Evaluation], list[Evaluation], date, Thresholds],
) -> None:
    _, opened, closed, _, _ = case
    before, after = count_lamps(opened), count_lamps(closed)
    assert (after.met, after.applicable) == (before.met, before.applicable)
    assert coverage(opened) == coverage(closed)
    for was, now in zip(opened, closed, strict=True):
        assert now.lamp is was.lamp or (now.lamp, now.is_near) == (Lamp.CLOSED, False)


@given(closed_in_part(), st.sampled_from(Scope), st.booleans())
def test_closing_parts_never_makes_a_target_met(
    case: tuple[Goal, list[Evaluation], list[Evaluation], date, Thresholds],
    scope: Scope,
    is_closed: bool,
) -> None:
    whole, opened, closed, day, limits = case
    was = roll_up(whole, scope, opened, day, limits)
    now = roll_up(replace(whole, is_closed=is_closed), scope, closed, day, limits)
    assert now.is_met == was.is_met
    assert (now.lamp in UNJUDGED) == (was.lamp in UNJUDGED)
