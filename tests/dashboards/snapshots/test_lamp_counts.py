"""Counts by lamp, with their 达标率."""

from datetime import date
from fractions import Fraction

from dashboards.snapshots.lamp_counts import count_lamps
from projects.rules.rollups import worst
from projects.rules.values import LAMPS, Lamp, Rhythm
from tests.projects.rules.test_rollups import EXEMPT, count_of, goal, parts


def test_lamps_are_counted_worst_first() -> None:
    evaluations = [
        *parts(goal(10), count_of(10), count_of(2), None),
        *parts(goal(10, due=date(2026, 1, 1)), count_of(9)),
        *parts(goal(10, is_own=False), count_of(9)),
        EXEMPT,
    ]
    found = count_lamps(evaluations)
    assert tuple(zip(LAMPS, found.lamps, strict=True)) == (
        (Lamp.OVERDUE, 1),
        (Lamp.RED, 1),
        (Lamp.YELLOW, 0),
        (Lamp.UNREPORTED, 1),
        (Lamp.STALE, 0),
        (Lamp.CLOSED, 0),
        (Lamp.GREEN, 0),
        (Lamp.DONE, 1),
        (Lamp.EMPTY, 0),
        (Lamp.POOLED, 1),
        (Lamp.EXEMPT, 1),
    )
    assert (found.lamp, found.behind) == (Lamp.OVERDUE, 2)
    assert (found.met, found.applicable, found.rate) == (1, 4, Fraction(1, 4))


def test_what_is_held_counts_as_met() -> None:
    held = parts(goal(99, rhythm=Rhythm.MAINTAIN), count_of(99), count_of(98))
    assert count_lamps(held).rate == Fraction(1, 2)


def test_counts_of_nothing_applicable_has_no_rate() -> None:
    for found in (count_lamps([]), count_lamps([EXEMPT])):
        assert (found.rate, found.lamp, found.behind) == (None, Lamp.EXEMPT, 0)


def test_the_worst_of_no_lamps_is_not_applicable() -> None:
    assert worst([]) is Lamp.EXEMPT
    assert worst([Lamp.DONE, Lamp.STALE, Lamp.GREEN]) is Lamp.STALE
