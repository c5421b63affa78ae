"""Rolling up: sums, never means; coverage, tallies, the worst lamp."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from dashboards.snapshots.lamp_counts import count_lamps
from projects.rules.evaluation import evaluate
from projects.rules.rollups import Coverage, coverage, pool, roll_up
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
    Scope,
    Thresholds,
    counted,
    shared,
)

START = date(2023, 9, 4)
END = date(2027, 12, 31)
TODAY = date(2026, 11, 23)
SEPTEMBER = date(2026, 9, 30)
OCTOBER = date(2026, 10, 31)
USUAL = Thresholds()


def goal(
    target_value: int | None,
    measure: Measure = Measure.COUNT,
    due: date = END,
    *,
    is_exempt: bool = False,
    is_own: bool = True,
    rhythm: Rhythm = Rhythm.ONCE,
    bound: Bound = Bound.AT_LEAST,
) -> Goal:
    return Goal(
        measure,
        (DueValue(due, None if target_value is None else Fraction(target_value)),),
        START,
        bound,
        rhythm,
        is_exempt=is_exempt,
        is_own=is_own,
    )


def parts(wanted: Goal, *figures: Figure | None) -> list[Evaluation]:
    return [evaluate(wanted, figure, TODAY, USUAL) for figure in figures]


def count_of(value: int, period_end: date = OCTOBER) -> Figure:
    return counted(period_end, Fraction(value))


def share_of(numerator: int, denominator: int, period_end: date = OCTOBER) -> Figure:
    return shared(period_end, Fraction(numerator), Fraction(denominator))


EXEMPT = Evaluation(Lamp.EXEMPT)


def test_pooled_counts_are_summed_against_the_city_goal() -> None:
    counties = parts(goal(158, is_own=False), *(count_of(n) for n in (40, 30, 20, 10, 5)))
    assert {part.lamp for part in counties} == {Lamp.POOLED}
    city = roll_up(goal(158), Scope.POOLED, counties, TODAY, USUAL)
    assert (city.figure, city.attainment) == (count_of(105), Fraction(105, 158))
    assert city.lamp is Lamp.GREEN


def test_pooled_counts_finish_the_city_goal_together() -> None:
    counties = parts(goal(158, is_own=False), *(count_of(n) for n in (40, 40, 40, 38, 0)))
    city = roll_up(goal(158), Scope.POOLED, counties, TODAY, USUAL)
    assert (city.lamp, city.is_met) == (Lamp.DONE, True)


def test_three_counties_of_five_make_one_ratio_and_not_a_mean() -> None:
    wanted = goal(100, Measure.RATIO, rhythm=Rhythm.MAINTAIN)
    counties = parts(
        goal(100, Measure.RATIO, is_own=False, rhythm=Rhythm.MAINTAIN),
        share_of(50, 60),
        share_of(45, 60),
        share_of(20, 30),
        None,
        None,
    )
    city = roll_up(wanted, Scope.POOLED, counties, TODAY, USUAL)
    assert city.figure == Figure(
        OCTOBER, Fraction(230, 3), numerator=Fraction(115), denominator=Fraction(150)
    )
    assert coverage(counties) == Coverage(reported=3, applicable=5, exempt=0)


def test_an_exempt_county_is_outside_every_denominator() -> None:
    counties = [*parts(goal(10), count_of(10), count_of(3)), EXEMPT]
    assert coverage(counties) == Coverage(reported=2, applicable=2, exempt=1)
    found = count_lamps(counties)
    assert (found.met, found.applicable, found.rate) == (1, 2, Fraction(1, 2))
    assert found.at(Lamp.EXEMPT) == 1


def test_nothing_reported_is_no_data_and_never_nought() -> None:
    counties = parts(goal(158, is_own=False), None, None)
    city = roll_up(goal(158), Scope.POOLED, counties, TODAY, USUAL)
    assert (city.figure, city.attainment, city.lamp) == (None, None, Lamp.UNREPORTED)
    assert pool([]) is None
    assert pool([None, None]) is None


def ratio_parts(*shares: tuple[int, int] | None, target_value: int = 96) -> list[Evaluation]:
    """County parts of a pooled ratio that has to be held."""
    held = goal(target_value, measure=Measure.RATIO, rhythm=Rhythm.MAINTAIN, is_own=False)
    figures = [part and shared(OCTOBER, Fraction(part[0]), Fraction(part[1])) for part in shares]
    return parts(held, *figures)


@pytest.mark.parametrize(
    ("shares", "lamp"),
    [
        (((97, 100), (97, 100), None), Lamp.UNREPORTED),
        (((97, 100), (97, 100), (97, 100)), Lamp.GREEN),
        (((97, 100), (97, 100), (0, 0)), Lamp.GREEN),
        (((90, 100), (97, 100), None), Lamp.RED),
        (((0, 0), (0, 0), (0, 0)), Lamp.EMPTY),
        ((None, None, None), Lamp.UNREPORTED),
    ],
)
def test_a_pooled_ratio_is_not_called_held_while_a_part_is_missing(
    shares: tuple[tuple[int, int] | None, ...], lamp: Lamp
) -> None:
    held = goal(96, measure=Measure.RATIO, rhythm=Rhythm.MAINTAIN)
    city = roll_up(held, Scope.POOLED, ratio_parts(*shares), TODAY, USUAL)
    assert (city.lamp, city.is_met) == (lamp, lamp is Lamp.GREEN)


FRESH = Thresholds(stale_before=SEPTEMBER)
MARCH_OF_LAST_YEAR = date(2025, 3, 31)


def five_counties(value: int, rhythm: Rhythm = Rhythm.MAINTAIN) -> list[Evaluation]:
    """Parts of a pooled ratio; the fifth figure is 19 months older than the others."""
    part = goal(99, Measure.RATIO, rhythm=rhythm, is_own=False)
    figures = [share_of(value, 100)] * 4 + [share_of(value, 100, MARCH_OF_LAST_YEAR)]
    return [evaluate(part, figure, TODAY, FRESH) for figure in figures]


@pytest.mark.parametrize(
    ("value", "is_closed", "lamp"),
    [(99, False, Lamp.STALE), (98, False, Lamp.RED), (99, True, Lamp.CLOSED)],
)
def test_a_sum_with_a_stale_part_is_not_known_to_be_kept(
    value: int, is_closed: bool, lamp: Lamp
) -> None:
    counties = five_counties(value)
    wanted = replace(goal(99, Measure.RATIO, rhythm=Rhythm.MAINTAIN), is_closed=is_closed)
    city = roll_up(wanted, Scope.POOLED, counties, TODAY, FRESH)
    assert (city.lamp, city.is_met) == (lamp, False)
    assert city.figure == share_of(5 * value, 500)
    assert coverage(counties) == Coverage(reported=4, applicable=5, exempt=0)


def test_a_stale_part_does_not_undo_what_is_reached_once() -> None:
    counties = five_counties(99, Rhythm.ONCE)
    wanted = goal(99, Measure.RATIO)
    city = roll_up(wanted, Scope.POOLED, counties, TODAY, FRESH)
    assert (city.lamp, city.is_met) == (Lamp.DONE, True)
    assert coverage(counties) == Coverage(reported=4, applicable=5, exempt=0)


def test_a_county_s_stale_figure_is_not_kept_for_the_city_either() -> None:
    wanted = goal(99, rhythm=Rhythm.MAINTAIN)
    figures = (count_of(99), count_of(99, MARCH_OF_LAST_YEAR))
    counties = [evaluate(wanted, figure, TODAY, FRESH) for figure in figures]
    city = roll_up(wanted, Scope.EACH_COUNTY, counties, TODAY, FRESH)
    assert (city.lamp, city.is_met) == (Lamp.STALE, False)
    assert (count_lamps(counties).met, count_lamps(counties).applicable) == (1, 2)


def test_old_figures_of_what_the_counties_have_done_stay_in_the_coverage() -> None:
    counties = [
        evaluate(goal(3), count_of(value, MARCH_OF_LAST_YEAR), TODAY, FRESH) for value in (3, 2)
    ]
    assert coverage(counties) == Coverage(reported=1, applicable=2, exempt=0)


def test_nothing_of_nothing_is_neither_met_nor_covered_and_stays_in_the_rate() -> None:
    wanted = goal(80, Measure.RATIO)
    before = parts(wanted, *[share_of(90, 100)] * 4, share_of(327, 624))
    corrected = parts(wanted, *[share_of(90, 100)] * 4, share_of(0, 0))
    assert coverage(before) == Coverage(reported=5, applicable=5, exempt=0)
    assert coverage(corrected) == Coverage(reported=4, applicable=5, exempt=0)
    assert (count_lamps(before).met, count_lamps(before).applicable) == (4, 5)
    assert (count_lamps(corrected).met, count_lamps(corrected).applicable) == (4, 5)
    exempted = [*corrected[:-1], EXEMPT]
    assert (count_lamps(exempted).met, count_lamps(exempted).applicable) == (4, 4)
    assert coverage(exempted) == Coverage(reported=4, applicable=4, exempt=1)


def test_a_target_is_not_done_while_one_county_reports_nothing_of_nothing() -> None:
    wanted = goal(80, Measure.RATIO)
    counties = parts(wanted, *[share_of(90, 100)] * 4, share_of(0, 0))
    city = roll_up(wanted, Scope.EACH_COUNTY, counties, TODAY, USUAL)
    assert (city.lamp, city.is_met) == (Lamp.EMPTY, False)
    assert count_lamps(counties).lamp is Lamp.EMPTY


def test_a_city_s_own_nothing_of_nothing_is_applicable_too() -> None:
    own = parts(goal(100, Measure.RATIO, rhythm=Rhythm.MAINTAIN), share_of(0, 0))
    city = roll_up(goal(100, Measure.RATIO), Scope.CITY, own, TODAY, USUAL)
    assert (city.lamp, count_lamps([city]).met, count_lamps([city]).applicable) == (
        Lamp.EMPTY,
        0,
        1,
    )


def test_a_pooled_count_is_done_as_soon_as_the_sum_is_reached() -> None:
    counties = parts(goal(22, is_own=False), count_of(22), None)
    city = roll_up(goal(22), Scope.POOLED, counties, TODAY, USUAL)
    assert city.lamp is Lamp.DONE


@pytest.mark.parametrize(
    ("due", "lamp"), [(END, Lamp.UNREPORTED), (date(2026, 6, 30), Lamp.OVERDUE)]
)
def test_too_many_left_are_not_called_gone_while_a_part_is_missing(due: date, lamp: Lamp) -> None:
    wanted = goal(0, due=due, bound=Bound.AT_MOST)
    part = goal(0, due=due, bound=Bound.AT_MOST, is_own=False)
    missing = parts(part, count_of(0), None)
    city = roll_up(wanted, Scope.POOLED, missing, TODAY, USUAL)
    assert (city.lamp, city.is_met, city.attainment) == (lamp, False, None)
    whole = [*parts(part, count_of(0), count_of(0)), EXEMPT]
    assert roll_up(wanted, Scope.POOLED, whole, TODAY, USUAL).lamp is Lamp.DONE


@pytest.mark.parametrize(("is_closed", "lamp"), [(False, Lamp.OVERDUE), (True, Lamp.CLOSED)])
def test_a_part_closed_unreported_does_not_make_the_city_s_sum_good(
    is_closed: bool, lamp: Lamp
) -> None:
    wanted = goal(0, due=date(2026, 6, 30), bound=Bound.AT_MOST)
    part = replace(wanted, is_own=False)
    silent = evaluate(replace(part, is_closed=True), None, TODAY, USUAL)
    assert silent.lamp is Lamp.CLOSED
    counties = [*parts(part, count_of(0), count_of(0)), silent]
    whole = replace(wanted, is_closed=is_closed)
    city = roll_up(whole, Scope.POOLED, counties, TODAY, USUAL)
    assert (city.lamp, city.is_met, city.attainment) == (lamp, False, None)


def test_a_closed_county_is_worse_than_done_and_no_trouble() -> None:
    wanted = goal(10, due=date(2026, 6, 30))
    closed = evaluate(replace(wanted, is_closed=True), count_of(4), TODAY, USUAL)
    counties = [*parts(wanted, count_of(10), count_of(12)), closed]
    city = roll_up(wanted, Scope.EACH_COUNTY, counties, TODAY, USUAL)
    assert (city.lamp, city.is_met) == (Lamp.CLOSED, False)
    found = count_lamps(counties)
    assert (found.met, found.applicable, found.behind) == (2, 3, 0)
    assert coverage(counties) == Coverage(reported=3, applicable=3, exempt=0)


def test_reported_noughts_are_a_sum_of_nought() -> None:
    assert pool([count_of(0), None, count_of(0)]) == count_of(0)


def test_a_share_of_nothing_adds_nothing_to_the_sum() -> None:
    assert pool([share_of(0, 0), share_of(1, 2)]) == share_of(1, 2)


def test_a_sum_stands_for_the_newest_period_among_its_parts() -> None:
    assert pool([count_of(1, SEPTEMBER), count_of(2, OCTOBER)]) == count_of(3, OCTOBER)


def test_each_county_is_met_when_every_applicable_one_is() -> None:
    wanted = goal(1)
    counties = [*parts(wanted, count_of(1), count_of(2)), EXEMPT]
    city = roll_up(wanted, Scope.EACH_COUNTY, counties, TODAY, USUAL)
    assert (city.lamp, city.is_met, city.figure) == (Lamp.DONE, True, count_of(3))


@pytest.mark.parametrize("scope", [Scope.EACH_COUNTY, Scope.CITY_AND_EACH_COUNTY])
def test_each_county_shows_the_worst_lamp_and_judges_no_sum(scope: Scope) -> None:
    wanted = goal(10)
    counties = [*parts(wanted, count_of(10), count_of(20), count_of(2)), EXEMPT]
    city = roll_up(wanted, scope, counties, TODAY, USUAL)
    assert (city.lamp, city.is_met, city.is_worst) == (Lamp.RED, False, True)
    assert (city.figure, city.attainment, city.deviation) == (count_of(32), None, None)
    assert city.expected == Fraction(7, 10)


def test_each_county_is_unreported_while_one_has_not_reported() -> None:
    wanted = goal(10)
    city = roll_up(wanted, Scope.EACH_COUNTY, parts(wanted, count_of(10), None), TODAY, USUAL)
    assert city.lamp is Lamp.UNREPORTED


def test_each_county_is_near_when_one_is() -> None:
    near = goal(10, due=date(2026, 12, 1))
    counties = parts(near, count_of(10), count_of(9))
    city = roll_up(near, Scope.EACH_COUNTY, counties, TODAY, USUAL)
    assert (city.lamp, city.is_near) == (Lamp.GREEN, True)


@pytest.mark.parametrize("scope", list(Scope))
def test_where_all_are_exempt_so_is_the_target(scope: Scope) -> None:
    city = roll_up(goal(10), scope, [EXEMPT, EXEMPT], TODAY, USUAL)
    assert (city.lamp, city.is_met, city.expected) == (Lamp.EXEMPT, False, None)


def test_milestones_of_counties_are_done_k_of_n() -> None:
    wanted = goal(None, Measure.MILESTONE)
    counties = [*parts(wanted, count_of(1), count_of(0), None), EXEMPT]
    city = roll_up(wanted, Scope.EACH_COUNTY, counties, TODAY, USUAL)
    assert city.figure == Figure(
        OCTOBER, Fraction(1), numerator=Fraction(1), denominator=Fraction(3)
    )
    assert (city.lamp, city.is_met) == (Lamp.UNREPORTED, False)


def test_a_milestone_of_which_nothing_is_known_has_no_figure() -> None:
    wanted = goal(None, Measure.MILESTONE)
    city = roll_up(wanted, Scope.EACH_COUNTY, parts(wanted, None), TODAY, USUAL)
    assert city.figure is None


def test_ratings_of_counties_show_the_worst_and_no_figure() -> None:
    wanted = goal(None, Measure.RATING, rhythm=Rhythm.MAINTAIN)
    counties = parts(
        wanted,
        Figure(OCTOBER, rating=Rating.ON_TRACK),
        Figure(OCTOBER, rating=Rating.BEHIND),
    )
    city = roll_up(wanted, Scope.EACH_COUNTY, counties, TODAY, USUAL)
    assert (city.lamp, city.figure, city.is_met) == (Lamp.YELLOW, None, False)
    assert coverage(counties) == Coverage(2, 2, 0)


def test_what_the_city_alone_reports_stands_as_reported() -> None:
    own = parts(goal(3), count_of(1))
    assert roll_up(goal(3), Scope.CITY, own, TODAY, USUAL) == own[0]


def test_what_two_bodies_report_for_the_city_is_summed() -> None:
    both = parts(goal(3, is_own=False), count_of(1), count_of(2))
    city = roll_up(goal(3), Scope.CITY, both, TODAY, USUAL)
    assert (city.lamp, city.figure) == (Lamp.DONE, count_of(3))


@pytest.mark.parametrize("scope", [Scope.CITY, Scope.POOLED])
@pytest.mark.parametrize(
    ("values", "lamp"), [((1, 1), Lamp.DONE), ((1, 0), Lamp.GREEN), ((1, None), Lamp.UNREPORTED)]
)
def test_a_milestone_of_two_bodies_is_done_when_both_have_done_it(
    scope: Scope, values: tuple[int, int | None], lamp: Lamp
) -> None:
    wanted = goal(None, Measure.MILESTONE)
    both = parts(wanted, *(None if value is None else count_of(value) for value in values))
    city = roll_up(wanted, scope, both, TODAY, USUAL)
    assert (city.lamp, city.is_met) == (lamp, lamp is Lamp.DONE)
    assert city.figure == replace(
        count_of(sum(value or 0 for value in values)),
        numerator=Fraction(sum(value or 0 for value in values)),
        denominator=Fraction(2),
    )


@pytest.mark.parametrize("other", [EXEMPT, Evaluation(Lamp.GREEN)])
def test_what_two_bodies_are_rated_for_stands_as_the_worse(other: Evaluation) -> None:
    wanted = goal(None, Measure.RATING, rhythm=Rhythm.MAINTAIN)
    rated = parts(wanted, Figure(OCTOBER, rating=Rating.BEHIND))
    assert roll_up(wanted, Scope.CITY, [*rated, other], TODAY, USUAL).lamp is Lamp.YELLOW


@pytest.mark.parametrize("measure", [Measure.MILESTONE, Measure.RATING])
def test_what_nobody_reports_for_the_city_is_not_exempt(measure: Measure) -> None:
    city = roll_up(goal(None, measure), Scope.CITY, [], TODAY, USUAL)
    assert city.lamp is Lamp.UNREPORTED
