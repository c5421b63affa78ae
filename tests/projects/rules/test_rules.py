"""The rules, with the figures of the plan's worked examples."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from projects.rules import attainments, evaluation
from projects.rules.attainments import attained
from projects.rules.paces import due, steady
from projects.rules.values import (
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
    counted,
    shared,
)

START = date(2023, 9, 4)
END = date(2027, 12, 31)
TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 31)


def goal(
    *checkpoints: tuple[date, int | Fraction | None],
    measure: Measure = Measure.COUNT,
    bound: Bound = Bound.AT_LEAST,
    rhythm: Rhythm = Rhythm.ONCE,
    baseline: int | None = None,
    tolerance: int = 0,
    start: date = START,
) -> Goal:
    return Goal(
        measure=measure,
        checkpoints=tuple(
            DueValue(due, None if target_value is None else Fraction(target_value))
            for due, target_value in checkpoints
        ),
        start=start,
        bound=bound,
        rhythm=rhythm,
        tolerance=Fraction(tolerance),
        baseline=None if baseline is None else Fraction(baseline),
    )


def evaluate(
    wanted: Goal, figure: Figure | None, day: date = TODAY, stale: date | None = None
) -> Evaluation:
    return evaluation.evaluate(wanted, figure, day, Thresholds(stale_before=stale))


def points(evaluation: Evaluation) -> float | None:
    return None if evaluation.deviation is None else round(float(evaluation.deviation), 1)


SCHOOLS = goal((END, 22))


@pytest.mark.parametrize(
    ("value", "attainment", "deviation", "lamp"),
    [
        (15, Fraction(15, 22), -4.5, Lamp.GREEN),
        (11, Fraction(1, 2), -22.7, Lamp.YELLOW),
        (9, Fraction(9, 22), -31.8, Lamp.RED),
        (22, Fraction(1), 27.3, Lamp.DONE),
        (30, Fraction(1), 27.3, Lamp.DONE),
        (0, Fraction(0), -72.7, Lamp.RED),
    ],
)
def test_schools_to_build_are_judged_by_the_whole_schools_due(
    value: int, attainment: Fraction, deviation: float, lamp: Lamp
) -> None:
    evaluation = evaluate(SCHOOLS, counted(OCTOBER, Fraction(value)))
    assert (evaluation.lamp, evaluation.attainment) == (lamp, attainment)
    assert steady(SCHOOLS, TODAY) == Fraction(1176, 1579)
    assert round(float(steady(SCHOOLS, TODAY)), 4) == 0.7448
    assert evaluation.owed == 16
    assert evaluation.expected == Fraction(16, 22)
    assert points(evaluation) == deviation
    assert evaluation.is_met is (value >= 22)


@pytest.mark.parametrize(
    ("value", "target_value", "bound", "baseline", "attainment"),
    [
        (10, 0, Bound.AT_MOST, 40, Fraction(3, 4)),
        (0, 0, Bound.AT_MOST, 0, 1),
        (3, 0, Bound.AT_MOST, None, 0),
        (3, 0, Bound.AT_MOST, 0, 0),
        (50, 0, Bound.AT_MOST, 40, 0),
        (100, 100, Bound.AT_LEAST, 100, 1),
        (99, 100, Bound.AT_LEAST, 100, 0),
        (60, 100, Bound.AT_LEAST, 50, Fraction(1, 5)),
        (40, 100, Bound.AT_LEAST, 50, 0),
        (0, 0, Bound.AT_LEAST, None, 1),
        (15, 15, Bound.BELOW, 15, 0),
        (15, 15, Bound.BELOW, None, 0),
        (20, 15, Bound.BELOW, 25, Fraction(1, 2)),
        (50, 48, Bound.ABOUT, None, 1),
        (46, 48, Bound.ABOUT, None, 1),
        (24, 48, Bound.ABOUT, None, Fraction(1, 2)),
        (72, 48, Bound.ABOUT, None, Fraction(1, 2)),
        (96, 48, Bound.ABOUT, None, 0),
        (44, 48, Bound.ABOUT, 40, Fraction(1, 2)),
        (44, 48, Bound.ABOUT, 48, 0),
    ],
)
def test_attainment_is_the_way_covered_from_the_baseline(
    value: int, target_value: int, bound: Bound, baseline: int | None, attainment: Fraction | int
) -> None:
    start = None if baseline is None else Fraction(baseline)
    found = attained(Fraction(value), Fraction(target_value), bound, start, Fraction(2))
    assert found == attainment


def test_what_is_unmet_never_attains_one() -> None:
    nearly = Fraction(9_999_999, 100_000)
    assert attained(nearly, Fraction(100), Bound.AT_LEAST) == Fraction(9999, 10000)
    at_goal = attained(Fraction(15), Fraction(15), Bound.BELOW, Fraction(1000))
    assert at_goal == Fraction(9999, 10000)


@pytest.mark.parametrize(
    ("numerator", "denominator", "is_met"), [(150, 1000, False), (1499, 10000, True)]
)
def test_below_fifteen_per_cent_is_strict(numerator: int, denominator: int, is_met: bool) -> None:
    wanted = goal((END, 15), measure=Measure.RATIO, bound=Bound.BELOW)
    figure = shared(OCTOBER, Fraction(numerator), Fraction(denominator))
    assert evaluate(wanted, figure).is_met is is_met


def test_three_hundred_of_three_hundred_meets_a_hundred_per_cent_from_a_hundred() -> None:
    wanted = goal((END, 100), measure=Measure.RATIO, baseline=100)
    evaluation = evaluate(wanted, shared(OCTOBER, Fraction(300), Fraction(300)))
    assert (evaluation.lamp, evaluation.attainment) == (Lamp.DONE, Fraction(1))


def test_nothing_of_nothing_is_no_data() -> None:
    wanted = goal((END, 100), measure=Measure.RATIO)
    figure = shared(OCTOBER, Fraction(0), Fraction(0))
    assert figure.value is None
    evaluation = evaluate(wanted, figure)
    assert (evaluation.lamp, evaluation.attainment, evaluation.figure) == (Lamp.EMPTY, None, figure)


@pytest.mark.parametrize(
    ("day", "value", "due", "deviation", "lamp"),
    [
        (date(2026, 10, 15), 0, 0, 0, Lamp.GREEN),
        (date(2026, 11, 15), 0, 0, 0, Lamp.GREEN),
        (date(2026, 11, 16), 0, 1, -50, Lamp.RED),
        (TODAY, 0, 1, -50, Lamp.RED),
        (TODAY, 1, 1, 0, Lamp.GREEN),
        (date(2027, 1, 30), 1, 1, 0, Lamp.GREEN),
        (date(2027, 1, 31), 1, 2, -50, Lamp.RED),
    ],
)
def test_of_two_trainings_a_semester_one_is_due_from_the_middle_on(
    day: date, value: int, due: int, deviation: int, lamp: Lamp
) -> None:
    wanted = goal((END, 2), rhythm=Rhythm.EACH_SEMESTER)
    evaluation = evaluate(wanted, counted(date(2026, 9, 30), Fraction(value)), day)
    assert (evaluation.owed, evaluation.deviation) == (Fraction(due), Fraction(deviation))
    assert evaluation.lamp is lamp


@pytest.mark.parametrize(
    ("wanted", "figure", "due", "share"),
    [
        (goal((END, 1)), counted(OCTOBER, Fraction(0)), 0, 0),
        (goal((END, 100), measure=Measure.RATIO), (14, 19), 14, Fraction(14, 19)),
        (goal((END, 80), measure=Measure.RATIO), (4, 7), 4, Fraction(5, 7)),
        (goal((END, 100), measure=Measure.RATIO, baseline=50), (8, 9), 7, Fraction(5, 9)),
        (goal((END, 100), measure=Measure.RATIO, baseline=99), (7, 9), 8, 0),
        (goal((END, 0), bound=Bound.AT_MOST, baseline=40), None, 29, Fraction(29, 40)),
        (goal((END, 1), bound=Bound.BELOW, baseline=3), None, 1, Fraction(1, 2)),
        (
            goal((END, 15), measure=Measure.RATIO, bound=Bound.BELOW, baseline=45),
            (3, 10),
            2,
            Fraction(2, 3),
        ),
        (goal((END, 10), bound=Bound.ABOUT, baseline=20), None, 7, Fraction(7, 10)),
        (goal((END, 10), bound=Bound.ABOUT), None, 7, Fraction(7, 10)),
    ],
)
def test_what_counts_whole_units_owes_whole_units(
    wanted: Goal, figure: Figure | tuple[int, int] | None, due: int, share: Fraction | int
) -> None:
    if isinstance(figure, tuple):
        figure = shared(OCTOBER, Fraction(figure[0]), Fraction(figure[1]))
    evaluation = evaluate(wanted, figure or counted(OCTOBER, Fraction(30)))
    assert (evaluation.owed, evaluation.expected) == (Fraction(due), share)


def test_fourteen_of_nineteen_towns_are_on_pace() -> None:
    wanted = goal((END, 100), measure=Measure.RATIO)
    evaluation = evaluate(wanted, shared(OCTOBER, Fraction(14), Fraction(19)))
    assert (evaluation.deviation, evaluation.lamp) == (Fraction(0), Lamp.GREEN)


@pytest.mark.parametrize(
    "wanted",
    [
        replace(SCHOOLS, has_decimals=True),
        goal((END, 22), measure=Measure.RATIO),
        goal((END, 0), bound=Bound.AT_MOST),
        goal((END, 22), baseline=22),
        goal((END, 22), bound=Bound.AT_MOST, baseline=20),
    ],
)
def test_parts_of_units_a_missing_whole_and_no_way_to_go_leave_the_straight_line(
    wanted: Goal,
) -> None:
    assert due(wanted, TODAY).units is None
    assert due(wanted, TODAY).share == Fraction(1176, 1579)


TWO_STEPS = goal((date(2023, 12, 31), 80), (date(2025, 12, 31), 100), measure=Measure.RATIO)
NINETY = shared(date(2024, 6, 30), Fraction(900), Fraction(1000))


def test_between_two_checkpoints_the_first_is_met_and_the_pace_held() -> None:
    evaluation = evaluate(TWO_STEPS, NINETY, date(2024, 6, 30))
    assert (evaluation.lamp, evaluation.attainment) == (Lamp.GREEN, Fraction(9, 10))
    line = steady(TWO_STEPS, date(2024, 6, 30))
    assert line == Fraction(4, 5) + Fraction(1, 5) * Fraction(182, 731)
    assert evaluation.expected == Fraction(849, 1000)
    assert round(float(evaluation.expected), 2) == 0.85


@pytest.mark.parametrize(
    ("day", "lamp"),
    [(date(2025, 12, 31), Lamp.YELLOW), (date(2026, 1, 1), Lamp.OVERDUE)],
)
def test_a_checkpoint_is_missed_only_after_its_day(day: date, lamp: Lamp) -> None:
    assert evaluate(TWO_STEPS, NINETY, day).lamp is lamp


@pytest.mark.parametrize(
    ("day", "lamp"),
    [(date(2023, 12, 31), Lamp.UNREPORTED), (date(2024, 1, 1), Lamp.OVERDUE)],
)
def test_a_missed_checkpoint_is_overdue_even_if_nothing_was_ever_reported(
    day: date, lamp: Lamp
) -> None:
    assert evaluate(TWO_STEPS, None, day).lamp is lamp


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2023, 1, 1), Fraction(0)),
        (START, Fraction(0)),
        (date(2023, 12, 31), Fraction(4, 5)),
        (date(2025, 12, 31), Fraction(1)),
        (date(2030, 1, 1), Fraction(1)),
    ],
)
def test_expected_runs_from_the_start_through_each_checkpoint(day: date, share: Fraction) -> None:
    assert due(TWO_STEPS, day).share == share


EARLY = goal((date(2023, 6, 30), 80), (date(2025, 12, 31), 100), measure=Measure.RATIO)


@pytest.mark.parametrize(
    ("wanted", "day", "share"),
    [
        (EARLY, date(2023, 5, 1), Fraction(0)),
        (EARLY, date(2023, 6, 30), Fraction(4, 5)),
        (EARLY, date(2023, 8, 1), Fraction(4, 5)),
        (EARLY, START, Fraction(4, 5)),
        (EARLY, date(2024, 11, 2), Fraction(4, 5) + Fraction(1, 5) * Fraction(425, 849)),
        (EARLY, date(2025, 12, 31), Fraction(1)),
        (goal((date(2023, 6, 30), 22)), date(2023, 5, 1), Fraction(0)),
        (goal((date(2023, 6, 30), 22)), date(2023, 8, 1), Fraction(1)),
        (goal((START, 22)), date(2023, 9, 3), Fraction(0)),
        (goal((START, 22)), START, Fraction(1)),
        (goal((date(2023, 6, 30), 2), rhythm=Rhythm.EACH_YEAR), date(2023, 5, 1), Fraction(0)),
        (goal((date(2023, 6, 30), 2), rhythm=Rhythm.EACH_YEAR), date(2023, 8, 1), Fraction(1)),
        (goal((END, 2), rhythm=Rhythm.EACH_YEAR), date(2023, 1, 1), Fraction(0)),
    ],
)
def test_nothing_is_due_before_a_checkpoint_that_lies_before_the_start(
    wanted: Goal, day: date, share: Fraction
) -> None:
    assert steady(wanted, day) == share


def test_a_checkpoint_before_the_start_is_overdue_until_it_is_met() -> None:
    day = date(2024, 11, 2)
    late = evaluate(EARLY, shared(date(2024, 10, 31), Fraction(79), Fraction(100)), day)
    assert late.lamp is Lamp.OVERDUE
    met = evaluate(EARLY, shared(date(2024, 10, 31), Fraction(85), Fraction(100)), day)
    assert (met.lamp, met.expected) == (Lamp.GREEN, Fraction(9, 10))


@pytest.mark.parametrize("measure", [Measure.MILESTONE, Measure.RATING])
def test_milestones_are_expected_once_their_day_is_over(measure: Measure) -> None:
    wanted = goal((date(2023, 10, 31), None), measure=measure)
    assert due(wanted, date(2023, 10, 31)).share == 0
    assert due(wanted, date(2023, 11, 1)).share == 1


def test_what_must_be_kept_is_expected_whole_at_once() -> None:
    wanted = goal((END, 99), measure=Measure.RATIO, rhythm=Rhythm.MAINTAIN)
    assert due(wanted, START).share == 1


@pytest.mark.parametrize(
    ("done", "day", "lamp"),
    [
        (1, TODAY, Lamp.DONE),
        (0, date(2026, 12, 31), Lamp.GREEN),
        (0, date(2027, 1, 1), Lamp.OVERDUE),
    ],
)
def test_a_milestone_is_on_pace_until_its_day_is_over(done: int, day: date, lamp: Lamp) -> None:
    wanted = goal((date(2026, 12, 31), None), measure=Measure.MILESTONE)
    assert evaluate(wanted, counted(OCTOBER, Fraction(done)), day).lamp is lamp


@pytest.mark.parametrize(
    ("rating", "lamp"),
    [
        (Rating.ON_TRACK, Lamp.GREEN),
        (Rating.BEHIND, Lamp.YELLOW),
        (Rating.FAR_BEHIND, Lamp.RED),
        (Rating.DONE, Lamp.DONE),
    ],
)
def test_a_rating_lights_its_own_lamp(rating: Rating, lamp: Lamp) -> None:
    wanted = goal((END, None), measure=Measure.RATING)
    evaluation = evaluate(wanted, Figure(OCTOBER, rating=rating))
    assert (evaluation.lamp, evaluation.is_met) == (lamp, rating is Rating.DONE)
    assert evaluation.attainment == (1 if rating is Rating.DONE else None)


def test_a_rating_short_of_done_is_overdue_after_its_day() -> None:
    wanted = goal((date(2026, 6, 30), None), measure=Measure.RATING)
    assert evaluate(wanted, Figure(OCTOBER, rating=Rating.ON_TRACK)).lamp is Lamp.OVERDUE


@pytest.mark.parametrize(
    ("rating", "lamp", "is_met"),
    [
        (Rating.ON_TRACK, Lamp.GREEN, True),
        (Rating.DONE, Lamp.GREEN, True),
        (Rating.BEHIND, Lamp.YELLOW, False),
    ],
)
def test_a_rating_that_must_be_kept_is_held_while_it_is_normal(
    rating: Rating, lamp: Lamp, is_met: bool
) -> None:
    wanted = goal((END, None), measure=Measure.RATING, rhythm=Rhythm.MAINTAIN)
    evaluation = evaluate(wanted, Figure(OCTOBER, rating=rating))
    assert (evaluation.lamp, evaluation.is_met) == (lamp, is_met)


@pytest.mark.parametrize(("value", "lamp"), [(99, Lamp.GREEN), (98, Lamp.RED)])
def test_what_must_be_kept_is_green_or_red_and_never_done(value: int, lamp: Lamp) -> None:
    wanted = goal((END, 99), measure=Measure.RATIO, rhythm=Rhythm.MAINTAIN)
    assert evaluate(wanted, shared(OCTOBER, Fraction(value), Fraction(100))).lamp is lamp


@pytest.mark.parametrize(
    ("value", "lamp"), [(46, Lamp.DONE), (50, Lamp.DONE), (45, Lamp.OVERDUE), (51, Lamp.OVERDUE)]
)
def test_about_is_met_on_both_sides_within_its_tolerance(value: int, lamp: Lamp) -> None:
    wanted = goal((date(2026, 6, 30), 48), bound=Bound.ABOUT, tolerance=2)
    assert evaluate(wanted, counted(OCTOBER, Fraction(value))).lamp is lamp


def test_a_figure_without_a_goal_of_its_own_has_attained_nothing_known() -> None:
    assert attainments.attainment(SCHOOLS, None) is None
    assert attainments.attainment(SCHOOLS, Figure(OCTOBER)) is None


def test_a_promise_of_a_kind_without_goal_is_attained_when_there_is_something() -> None:
    wanted = goal((START, 1), (END, None), measure=Measure.COUNT)
    assert due(wanted, date(2023, 9, 5)).share == 1
    assert attainments.attainment(wanted, counted(OCTOBER, Fraction(0))) == 0
