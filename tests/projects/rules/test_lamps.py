"""Which lamp is lit: the order of the rules, their limits, cycles, and what is near."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from projects.rules.cycles import cycle, running_cycle
from projects.rules.evaluation import evaluate
from projects.rules.paces import due
from projects.rules.values import (
    LAMPS,
    SEVERITY,
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
USUAL = Thresholds()


def goal(
    target_value: int = 100,
    due: date = END,
    rhythm: Rhythm = Rhythm.ONCE,
    *,
    start: date = START,
    is_exempt: bool = False,
    is_own: bool = True,
    is_closed: bool = False,
) -> Goal:
    return Goal(
        measure=Measure.COUNT,
        checkpoints=(DueValue(due, Fraction(target_value)),),
        start=start,
        rhythm=rhythm,
        is_exempt=is_exempt,
        is_own=is_own,
        is_closed=is_closed,
    )


def lamp(wanted: Goal, figure: Figure | None, day: date = TODAY, stale: date | None = None) -> Lamp:
    return evaluate(wanted, figure, day, Thresholds(stale_before=stale)).lamp


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (Fraction(-5), Lamp.GREEN),
        (Fraction(0), Lamp.GREEN),
        (Fraction(999, 100), Lamp.GREEN),
        (Fraction(10), Lamp.YELLOW),
        (Fraction(30), Lamp.YELLOW),
        (Fraction(3001, 100), Lamp.RED),
    ],
)
def test_ten_points_behind_is_yellow_and_beyond_thirty_red(
    behind: Fraction, expected: Lamp
) -> None:
    # Half of the 200 days are over, so 50 points are expected.
    wanted = goal(100, date(2024, 7, 19), start=date(2024, 1, 1))
    day = date(2024, 4, 10)
    evaluation = evaluate(wanted, counted(day, 50 - behind), day, USUAL)
    assert (evaluation.deviation, evaluation.lamp) == (-behind, expected)


def test_the_plan_may_set_other_limits() -> None:
    wanted = goal(100, date(2024, 7, 19), start=date(2024, 1, 1))
    day = date(2024, 4, 10)
    strict = Thresholds(yellow=Fraction(5), red=Fraction(15))
    lamps = [
        evaluate(wanted, counted(day, Fraction(value)), day, strict).lamp
        for value in (46, 45, 35, 34)
    ]
    assert lamps == [Lamp.GREEN, Lamp.YELLOW, Lamp.YELLOW, Lamp.RED]


def test_exempt_comes_before_everything() -> None:
    wanted = goal(due=date(2024, 1, 1), is_exempt=True)
    evaluation = evaluate(wanted, counted(OCTOBER, Fraction(100)), TODAY, USUAL)
    assert evaluation == Evaluation(Lamp.EXEMPT)


def test_done_comes_before_stale() -> None:
    old = counted(date(2024, 1, 31), Fraction(100))
    assert lamp(goal(), old, stale=date(2026, 9, 30)) is Lamp.DONE


def test_overdue_comes_before_stale_and_unreported() -> None:
    late = goal(due=date(2026, 6, 30))
    old = counted(date(2024, 1, 31), Fraction(99))
    assert lamp(late, old, stale=date(2026, 9, 30)) is Lamp.OVERDUE
    assert lamp(late, None) is Lamp.OVERDUE


def test_a_figure_taken_back_by_a_correction_is_not_reported() -> None:
    evaluation = evaluate(goal(), Figure(OCTOBER), TODAY, USUAL)
    assert (evaluation.lamp, evaluation.figure) == (Lamp.UNREPORTED, None)
    assert lamp(goal(due=date(2026, 1, 1)), Figure(OCTOBER)) is Lamp.OVERDUE


def test_unreported_comes_before_pace() -> None:
    assert lamp(goal(), None) is Lamp.UNREPORTED


@pytest.mark.parametrize(
    ("period_end", "expected"),
    [
        (date(2026, 8, 31), Lamp.STALE),
        (date(2026, 9, 30), Lamp.GREEN),
        (date(2026, 10, 31), Lamp.GREEN),
    ],
)
def test_a_figure_older_than_the_last_two_due_periods_is_stale(
    period_end: date, expected: Lamp
) -> None:
    figure = counted(period_end, Fraction(90))
    assert lamp(goal(), figure, stale=date(2026, 9, 30)) is expected


def test_stale_comes_before_what_must_be_kept() -> None:
    wanted = goal(99, rhythm=Rhythm.MAINTAIN)
    old = counted(date(2026, 8, 31), Fraction(50))
    assert lamp(wanted, old, stale=date(2026, 9, 30)) is Lamp.STALE


@pytest.mark.parametrize(
    ("wanted", "figure"),
    [
        (goal(99, rhythm=Rhythm.MAINTAIN), counted(date(2026, 8, 31), Fraction(99))),
        (goal(2, rhythm=Rhythm.EACH_YEAR), counted(date(2026, 8, 31), Fraction(2))),
        (
            replace(goal(rhythm=Rhythm.MAINTAIN), measure=Measure.RATING),
            Figure(date(2026, 8, 31), rating=Rating.ON_TRACK),
        ),
    ],
)
def test_a_stale_figure_of_what_is_never_finished_is_not_met(wanted: Goal, figure: Figure) -> None:
    fresh = evaluate(wanted, figure, TODAY, Thresholds(stale_before=date(2026, 8, 31)))
    assert (fresh.lamp, fresh.is_met, fresh.is_stale) == (Lamp.GREEN, True, False)
    stale = evaluate(wanted, figure, TODAY, Thresholds(stale_before=date(2026, 9, 30)))
    assert (stale.lamp, stale.is_met, stale.is_stale) == (Lamp.STALE, False, True)


def test_what_is_done_is_never_stale() -> None:
    limits = Thresholds(stale_before=date(2026, 9, 30))
    old = evaluate(goal(), counted(date(2024, 1, 31), Fraction(100)), TODAY, limits)
    assert (old.lamp, old.is_met, old.is_stale) == (Lamp.DONE, True, False)
    rated = replace(goal(), measure=Measure.RATING)
    old = evaluate(rated, Figure(date(2024, 1, 31), rating=Rating.DONE), TODAY, limits)
    assert (old.lamp, old.is_met, old.is_stale) == (Lamp.DONE, True, False)


def test_a_part_without_a_share_of_its_own_is_not_judged() -> None:
    part = goal(is_own=False, due=date(2026, 1, 1))
    evaluation = evaluate(part, counted(OCTOBER, Fraction(3)), TODAY, USUAL)
    assert evaluation.lamp is Lamp.POOLED
    assert (evaluation.attainment, evaluation.expected, evaluation.deviation) == (None, None, None)
    assert (evaluation.is_met, evaluation.is_near) == (False, False)
    assert lamp(part, None) is Lamp.UNREPORTED
    assert lamp(part, counted(date(2024, 1, 31), Fraction(3)), stale=OCTOBER) is Lamp.STALE


@pytest.mark.parametrize(
    ("day", "is_near"),
    [
        (date(2026, 11, 30), False),
        (date(2026, 12, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_an_unmet_checkpoint_is_near_for_its_last_thirty_days(day: date, is_near: bool) -> None:
    wanted = goal(due=date(2026, 12, 31))
    figure = counted(OCTOBER, Fraction(90))
    assert evaluate(wanted, figure, day, USUAL).is_near is is_near


def test_a_met_checkpoint_is_not_near() -> None:
    wanted = goal(due=date(2026, 12, 1))
    assert evaluate(wanted, counted(OCTOBER, Fraction(100)), TODAY, USUAL).is_near is False


def test_near_stands_beside_any_lamp() -> None:
    wanted = goal(due=date(2026, 12, 1))
    evaluation = evaluate(wanted, None, TODAY, USUAL)
    assert (evaluation.lamp, evaluation.is_near) == (Lamp.UNREPORTED, True)


CYCLES = [
    (Rhythm.EACH_YEAR, date(2026, 1, 1), date(2026, 1, 1), date(2026, 12, 31)),
    (Rhythm.EACH_YEAR, date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
    (Rhythm.EACH_SCHOOL_YEAR, date(2026, 8, 31), date(2025, 9, 1), date(2026, 8, 31)),
    (Rhythm.EACH_SCHOOL_YEAR, date(2026, 9, 1), date(2026, 9, 1), date(2027, 8, 31)),
    (Rhythm.EACH_SEMESTER, date(2026, 9, 1), date(2026, 9, 1), date(2027, 1, 31)),
    (Rhythm.EACH_SEMESTER, date(2026, 12, 31), date(2026, 9, 1), date(2027, 1, 31)),
    (Rhythm.EACH_SEMESTER, date(2027, 1, 31), date(2026, 9, 1), date(2027, 1, 31)),
    (Rhythm.EACH_SEMESTER, date(2027, 2, 1), date(2027, 2, 1), date(2027, 8, 31)),
    (Rhythm.EACH_SEMESTER, date(2027, 8, 31), date(2027, 2, 1), date(2027, 8, 31)),
]


@pytest.mark.parametrize(("rhythm", "day", "first", "last"), CYCLES)
def test_cycles_begin_and_end_on_their_days(
    rhythm: Rhythm, day: date, first: date, last: date
) -> None:
    assert cycle(rhythm, day) == (first, last)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2020, 1, 1), START, date(2024, 1, 31)),
        (START, START, date(2024, 1, 31)),
        (date(2027, 12, 1), date(2027, 9, 1), END),
        (date(2030, 1, 1), date(2027, 9, 1), END),
    ],
)
def test_the_running_cycle_stays_within_the_promise(day: date, first: date, last: date) -> None:
    assert running_cycle(goal(rhythm=Rhythm.EACH_SEMESTER), day) == (first, last)


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2026, 1, 1), Fraction(0)),
        (date(2026, 7, 2), Fraction(1, 2)),
        (date(2026, 12, 31), Fraction(1)),
        (date(2027, 1, 1), Fraction(0)),
    ],
)
def test_each_year_the_expected_line_starts_again(day: date, share: Fraction) -> None:
    assert due(goal(rhythm=Rhythm.EACH_YEAR), day).share == share


def test_a_cycle_met_is_green_and_not_done() -> None:
    evaluation = evaluate(
        goal(2, rhythm=Rhythm.EACH_SEMESTER), counted(OCTOBER, Fraction(2)), TODAY, USUAL
    )
    assert (evaluation.lamp, evaluation.is_met, evaluation.missed) == (Lamp.GREEN, True, None)


@pytest.mark.parametrize(("value", "is_missed"), [(2, False), (1, True)])
def test_a_new_cycle_starts_without_a_figure_and_remembers_what_the_last_missed(
    value: int, is_missed: bool
) -> None:
    wanted = goal(2, rhythm=Rhythm.EACH_SEMESTER)
    last = counted(date(2026, 8, 31), Fraction(value))
    limits = Thresholds(newest_due=date(2026, 9, 30))
    evaluation = evaluate(wanted, last, date(2026, 10, 6), limits)
    assert (evaluation.lamp, evaluation.figure, evaluation.attainment) == (
        Lamp.UNREPORTED,
        None,
        None,
    )
    assert evaluation.missed == (last if is_missed else None)
    assert evaluation.is_met is False


def test_the_last_day_of_a_cycle_still_counts_its_figure() -> None:
    wanted = goal(2, rhythm=Rhythm.EACH_SEMESTER)
    figure = counted(date(2026, 8, 31), Fraction(2))
    assert lamp(wanted, figure, date(2026, 8, 31)) is Lamp.GREEN


def test_the_last_cycle_unmet_is_overdue_after_the_plan() -> None:
    wanted = goal(2, rhythm=Rhythm.EACH_YEAR)
    figure = counted(END, Fraction(1))
    assert lamp(wanted, figure, date(2028, 1, 1)) is Lamp.OVERDUE
    assert lamp(wanted, counted(END, Fraction(2)), date(2028, 1, 1)) is Lamp.GREEN


def test_a_bound_of_at_most_is_overdue_while_too_many_are_left() -> None:
    wanted = Goal(Measure.COUNT, (DueValue(date(2025, 12, 31), Fraction(0)),), START, Bound.AT_MOST)
    assert lamp(wanted, counted(OCTOBER, Fraction(1))) is Lamp.OVERDUE
    assert lamp(wanted, counted(OCTOBER, Fraction(0))) is Lamp.DONE


def test_lamps_are_ranked_worst_first() -> None:
    assert [found.rank for found in SEVERITY] == list(range(11))
    assert sorted(SEVERITY) == sorted(LAMPS)
    assert SEVERITY == (
        Lamp.OVERDUE,
        Lamp.RED,
        Lamp.YELLOW,
        Lamp.UNREPORTED,
        Lamp.STALE,
        Lamp.EMPTY,
        Lamp.CLOSED,
        Lamp.GREEN,
        Lamp.DONE,
        Lamp.POOLED,
        Lamp.EXEMPT,
    )


def test_lamps_are_shown_in_the_order_in_which_bulletins_keep_their_counts() -> None:
    assert LAMPS == (
        Lamp.OVERDUE,
        Lamp.RED,
        Lamp.YELLOW,
        Lamp.UNREPORTED,
        Lamp.STALE,
        Lamp.CLOSED,
        Lamp.GREEN,
        Lamp.DONE,
        Lamp.EMPTY,
        Lamp.POOLED,
        Lamp.EXEMPT,
    )


def test_what_is_closed_is_no_trouble_and_no_success() -> None:
    late = goal(due=date(2026, 1, 1), is_closed=True)
    assert lamp(late, counted(OCTOBER, Fraction(99))) is Lamp.CLOSED
    assert lamp(late, None) is Lamp.CLOSED
    assert lamp(late, counted(OCTOBER, Fraction(100))) is Lamp.DONE
    old = counted(date(2026, 1, 31), Fraction(50))
    assert lamp(goal(is_closed=True), old, stale=date(2026, 9, 30)) is Lamp.CLOSED
    soon = goal(due=date(2026, 12, 1), is_closed=True)
    assert not evaluate(soon, None, TODAY, USUAL).is_near


def test_what_is_closed_weighs_in_the_rate_what_it_would_open() -> None:
    nothing = shared(OCTOBER, Fraction(0), Fraction(0))
    assert lamp(goal(is_closed=True), nothing) is Lamp.CLOSED
    assert lamp(goal(due=date(2026, 1, 1), is_closed=True), nothing) is Lamp.CLOSED
    part = goal(is_own=False, is_closed=True)
    assert lamp(part, counted(OCTOBER, Fraction(3))) is Lamp.POOLED
    old = counted(date(2026, 1, 31), Fraction(3))
    assert lamp(part, old, stale=date(2026, 9, 30)) is Lamp.CLOSED


def test_an_extended_checkpoint_counts_by_its_new_day() -> None:
    figure = counted(OCTOBER, Fraction(99))
    late = goal(due=date(2026, 6, 30))
    extended = DueValue(date(2026, 12, 31), Fraction(100), original_due=date(2026, 6, 30))
    later = replace(late, checkpoints=(extended,))
    assert lamp(late, figure) is Lamp.OVERDUE
    assert lamp(later, figure) is Lamp.GREEN
    assert due(later, date(2026, 6, 30)).share < due(late, date(2026, 6, 30)).share == 1
    assert lamp(later, figure, date(2027, 1, 1)) is Lamp.OVERDUE
