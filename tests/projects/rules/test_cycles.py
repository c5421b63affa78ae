"""Closed cycles: whose verdict holds on a day, what counts for it, and what lamp it lights."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given

from projects import reasons
from projects.rules.cycles import Cycle, closed_cycle
from projects.rules.evaluation import evaluate_known
from projects.rules.rollups import roll_up
from projects.rules.values import (
    Bound,
    DueValue,
    Evaluation,
    Figure,
    Goal,
    Known,
    Lamp,
    Measure,
    Rating,
    Rhythm,
    Scope,
    Thresholds,
    counted,
    shared,
)
from tests.projects.rules.test_rules_properties import days, goals, thresholds

START, END = date(2023, 9, 4), date(2027, 12, 31)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 30), date(2026, 12, 31), date(2027, 1, 31)


def goal(target_value: int = 1, rhythm: Rhythm = Rhythm.EACH_YEAR) -> Goal:
    return Goal(
        Measure.COUNT, (DueValue(END, Fraction(target_value)),), START, Bound.AT_LEAST, rhythm
    )


def due(newest: date | None) -> Thresholds:
    """The report of the month that ends on ``newest`` was the last to fall due."""
    return Thresholds(newest_due=newest)


@pytest.mark.parametrize(
    ("rhythm", "day", "newest", "closed"),
    [
        (Rhythm.EACH_YEAR, DECEMBER, NOVEMBER, None),
        (Rhythm.EACH_YEAR, date(2027, 1, 1), NOVEMBER, YEAR),
        (Rhythm.EACH_YEAR, date(2027, 2, 5), DECEMBER, YEAR),
        (Rhythm.EACH_YEAR, date(2027, 2, 6), JANUARY, None),
        (
            Rhythm.EACH_SCHOOL_YEAR,
            date(2026, 9, 1),
            date(2026, 7, 31),
            (date(2025, 9, 1), date(2026, 8, 31)),
        ),
        (
            Rhythm.EACH_SEMESTER,
            date(2027, 2, 1),
            DECEMBER,
            (date(2026, 9, 1), JANUARY),
        ),
        (Rhythm.EACH_YEAR, date(2024, 1, 1), date(2023, 11, 30), (START, date(2023, 12, 31))),
        (Rhythm.EACH_YEAR, date(2023, 10, 1), date(2023, 8, 31), None),
        (Rhythm.EACH_YEAR, date(2027, 1, 1), None, None),
        (Rhythm.EACH_YEAR, date(2027, 1, 1), date(2025, 12, 31), None),
        (Rhythm.EACH_YEAR, date(2028, 3, 1), JANUARY, (date(2027, 1, 1), END)),
        (Rhythm.MAINTAIN, date(2027, 1, 1), NOVEMBER, None),
        (Rhythm.ONCE, date(2027, 1, 1), NOVEMBER, None),
    ],
)
def test_a_cycle_is_judged_until_the_first_report_of_the_next_falls_due(
    rhythm: Rhythm, day: date, newest: date | None, closed: Cycle | None
) -> None:
    assert closed_cycle(goal(rhythm=rhythm), day, due(newest)) == closed


def count(value: int, end: date, since: date | None = None) -> Figure:
    return replace(counted(end, Fraction(value)), since=since)


def judged(
    day: date, newest: date | None, *standing: Figure, wanted: Goal | None = None
) -> Evaluation:
    known = Known(standing[-1] if standing else None, standing)
    return evaluate_known(wanted or goal(), known, day, due(newest))


def test_what_december_s_report_says_counts_for_the_year_from_its_approval_on() -> None:
    before = count(0, NOVEMBER, date(2026, 12, 4))
    after = count(1, DECEMBER, date(2027, 1, 4))
    assert not judged(DECEMBER, NOVEMBER, before).is_met
    unknown = judged(date(2027, 1, 3), NOVEMBER, before)
    assert (unknown.lamp, unknown.is_met, unknown.cycle) == (Lamp.RED, False, YEAR)
    met = judged(date(2027, 1, 4), NOVEMBER, before, after)
    assert (met.lamp, met.is_met, met.figure) == (Lamp.GREEN, True, after)


@pytest.mark.parametrize(
    ("day", "newest", "lamp", "is_met"),
    [
        (date(2027, 2, 5), DECEMBER, Lamp.GREEN, True),
        (date(2027, 2, 6), JANUARY, Lamp.GREEN, False),
    ],
)
def test_a_new_cycle_is_judged_from_the_day_after_its_first_report_is_due(
    day: date, newest: date, lamp: Lamp, is_met: bool
) -> None:
    found = judged(day, newest, count(1, DECEMBER), count(0, JANUARY))
    assert (found.lamp, found.is_met) == (lamp, is_met)


def test_nothing_reported_for_a_cycle_is_red_until_the_next_one_s_report_is_due() -> None:
    old = count(1, date(2025, 12, 31))
    for day in (date(2027, 1, 4), date(2027, 2, 5)):
        found = judged(day, DECEMBER, old)
        assert (found.lamp, found.is_met, found.figure) == (Lamp.RED, False, None)
    assert judged(date(2027, 2, 6), JANUARY, old).lamp is Lamp.UNREPORTED


def test_a_report_of_the_new_cycle_does_not_hide_what_the_old_one_came_to() -> None:
    late = count(1, DECEMBER, date(2027, 2, 2))
    found = judged(date(2027, 2, 3), DECEMBER, late, count(0, JANUARY, date(2027, 2, 1)))
    assert (found.lamp, found.is_met, found.figure) == (Lamp.GREEN, True, late)


@pytest.mark.parametrize(
    ("start", "newest"),
    [(START, None), (date(2026, 12, 10), NOVEMBER)],
    ids=["first-period", "first-month-of-the-target"],
)
@pytest.mark.parametrize(("value", "lamp"), [(1, Lamp.GREEN), (0, Lamp.RED)])
def test_what_is_reported_for_a_cycle_s_last_month_is_judged_before_it_is_due(
    start: date, newest: date | None, value: int, lamp: Lamp
) -> None:
    """The first report of all is December's, due on 2027-01-05 and approved the day before."""
    wanted = replace(goal(), start=start)
    unknown = judged(date(2027, 1, 3), newest, wanted=wanted)
    assert (unknown.lamp, unknown.cycle) == (Lamp.UNREPORTED, None)
    figure = count(value, DECEMBER, date(2027, 1, 4))
    for day, last_due in ((4, newest), (5, newest), (6, DECEMBER)):
        found = judged(date(2027, 1, day), last_due, figure, wanted=wanted)
        assert (found.lamp, found.is_met, found.figure) == (lamp, value == 1, figure)
        assert found.cycle == (max(start, YEAR[0]), DECEMBER)


def test_what_is_reported_for_the_new_cycle_does_not_hide_one_that_nobody_owed() -> None:
    standing = [count(1, DECEMBER), count(0, JANUARY)]
    found = judged(date(2027, 2, 3), None, *standing)
    assert (found.lamp, found.is_met, found.figure) == (Lamp.GREEN, True, standing[0])


def test_a_verdict_does_not_grow_stale() -> None:
    limits = Thresholds(stale_before=NOVEMBER, newest_due=DECEMBER)
    old = count(1, date(2026, 3, 31))
    found = evaluate_known(goal(), Known(old, (old,)), date(2027, 1, 20), limits)
    assert (found.lamp, found.is_met, found.is_stale) == (Lamp.GREEN, True, False)


def test_closed_exempt_and_pooled_keep_their_lamps() -> None:
    day, standing = date(2027, 1, 4), (count(0, NOVEMBER),)
    for changes, lamp in (
        ({"is_exempt": True}, Lamp.EXEMPT),
        ({"is_closed": True}, Lamp.CLOSED),
        ({"is_own": False}, Lamp.POOLED),
    ):
        wanted = replace(goal(), **changes)  # type: ignore[arg-type]
        assert judged(day, NOVEMBER, *standing, wanted=wanted).lamp is lamp


@pytest.mark.parametrize(
    ("rhythm", "first", "name"),
    [
        (Rhythm.EACH_YEAR, date(2026, 1, 1), "2026年"),
        (Rhythm.EACH_YEAR, START, "2023年"),
        (Rhythm.EACH_SCHOOL_YEAR, date(2025, 9, 1), "2025—2026学年"),
        (Rhythm.EACH_SCHOOL_YEAR, START, "2023—2024学年"),
        (Rhythm.EACH_SEMESTER, date(2026, 2, 1), "2026年春季学期"),
        (Rhythm.EACH_SEMESTER, date(2026, 9, 1), "2026年秋季学期"),
    ],
)
def test_cycles_are_named_as_schools_do(rhythm: Rhythm, first: date, name: str) -> None:
    assert reasons.cycle_name(rhythm, first) == name


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        ([count(1, DECEMBER, date(2027, 1, 4))], "2026年：达到（1次），2027-01-04通过审核"),
        ([count(0, DECEMBER, date(2027, 1, 4))], "2026年：未达到（0次），2027-01-04通过审核"),
        ([], "2026年：未达到"),
    ],
)
def test_the_reason_is_the_verdict(standing: list[Figure], words: str) -> None:
    found = judged(date(2027, 1, 10), DECEMBER, *standing)
    assert reasons.reason(goal(), found, due(DECEMBER), "次") == words


def test_a_ratio_s_verdict_shows_its_parts_and_a_rating_s_its_word() -> None:
    wanted = replace(goal(80, Rhythm.EACH_SCHOOL_YEAR), measure=Measure.RATIO)
    figure = shared(date(2026, 8, 31), Fraction(3), Fraction(4))
    found = judged(date(2026, 9, 5), date(2026, 7, 31), figure, wanted=wanted)
    words = reasons.reason(wanted, found, due(date(2026, 7, 31)), "%")
    assert words == "2025—2026学年：未达到（75.0%，3/4）"
    rated = Goal(Measure.RATING, (DueValue(END),), START, rhythm=Rhythm.EACH_YEAR)
    found = judged(date(2027, 1, 5), NOVEMBER, Figure(NOVEMBER, rating=Rating.DONE), wanted=rated)
    assert reasons.reason(rated, found, due(NOVEMBER)) == "2026年：达到（完成）"


@pytest.mark.parametrize(
    ("values", "lamp", "words"),
    [((1, 1), Lamp.GREEN, "2026年：达到"), ((1, 0), Lamp.RED, "2026年：未达到")],
)
def test_a_cycle_is_met_for_the_city_if_it_is_in_every_county(
    values: tuple[int, int], lamp: Lamp, words: str
) -> None:
    day = date(2027, 1, 10)
    parts = [judged(day, DECEMBER, count(value, DECEMBER)) for value in values]
    city = roll_up(goal(), Scope.EACH_COUNTY, parts, day, due(DECEMBER))
    assert (city.lamp, city.is_met, city.cycle) == (lamp, lamp is Lamp.GREEN, YEAR)
    assert reasons.reason(goal(), city, due(DECEMBER), "次") == words


@pytest.mark.parametrize(
    ("scope", "value", "lamp"),
    [
        (Scope.EACH_COUNTY, 1, Lamp.UNREPORTED),
        (Scope.EACH_COUNTY, 0, Lamp.RED),
        (Scope.POOLED, 1, Lamp.GREEN),
        (Scope.POOLED, 0, Lamp.RED),
    ],
)
def test_the_city_s_cycle_is_judged_by_what_its_counties_reported_before_it_was_due(
    scope: Scope, value: int, lamp: Lamp
) -> None:
    day = date(2027, 1, 4)
    part = replace(goal(), is_own=scope is not Scope.POOLED)
    silent = judged(day, None, wanted=part)
    parts = [judged(day, None, count(value, DECEMBER), wanted=part), silent]
    city = roll_up(goal(), scope, parts, day, due(None))
    assert (city.lamp, city.is_met, city.cycle) == (lamp, lamp is Lamp.GREEN, YEAR)
    unreported = roll_up(goal(), scope, [silent, silent], day, due(None))
    assert (unreported.lamp, unreported.cycle) == (Lamp.UNREPORTED, None)


def test_ratings_close_the_city_s_cycle_too() -> None:
    day = date(2027, 1, 4)
    rated = Goal(Measure.RATING, (DueValue(END),), START, rhythm=Rhythm.EACH_YEAR)
    parts = [judged(day, None, Figure(DECEMBER, rating=Rating.DONE), wanted=rated)] * 2
    city = roll_up(rated, Scope.CITY, parts, day, due(None))
    assert (city.lamp, city.is_met, city.cycle) == (Lamp.GREEN, True, YEAR)


def test_a_pooled_cycle_is_met_by_the_sum() -> None:
    day = date(2027, 1, 10)
    part = replace(goal(3), is_own=False)
    parts = [judged(day, DECEMBER, count(value, DECEMBER), wanted=part) for value in (1, 2)]
    city = roll_up(goal(3), Scope.POOLED, parts, day, due(DECEMBER))
    assert (city.lamp, city.is_met) == (Lamp.GREEN, True)


@given(goals(), days, thresholds)
def test_a_closed_cycle_lies_before_the_day_or_is_the_last(
    wanted: Goal, day: date, limits: Thresholds
) -> None:
    found = closed_cycle(wanted, day, replace(limits, newest_due=limits.stale_before))
    if found is not None and wanted.start <= wanted.last.due:
        assert found[0] <= found[1] < max(day, wanted.start)
