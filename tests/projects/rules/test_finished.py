"""Which goals a figure meets once for all, so that nobody is asked again."""

from dataclasses import replace
from fractions import Fraction

import pytest

from projects.rules.attainments import is_finished
from projects.rules.values import Figure, Goal, Measure, Rhythm, counted, shared
from tests.projects.rules.test_rules import END, OCTOBER, TODAY, goal


@pytest.mark.parametrize(
    ("wanted", "figure", "expected"),
    [
        (goal((END, 20)), counted(OCTOBER, Fraction(20)), True),
        (goal((END, 20)), counted(OCTOBER, Fraction(19)), False),
        (goal((TODAY, 10), (END, 20)), counted(OCTOBER, Fraction(15)), False),
        (goal((END, 80)), shared(OCTOBER, Fraction(8), Fraction(10)), True),
        (goal((END, 80)), shared(OCTOBER, Fraction(0), Fraction(0)), False),
        (goal((END, None), measure=Measure.MILESTONE), counted(OCTOBER, Fraction(1)), True),
        (goal((END, None), measure=Measure.MILESTONE), counted(OCTOBER, Fraction(0)), False),
        (goal((END, 20), rhythm=Rhythm.MAINTAIN), counted(OCTOBER, Fraction(20)), False),
        (goal((END, 20), rhythm=Rhythm.EACH_YEAR), counted(OCTOBER, Fraction(20)), False),
        (replace(goal((END, 20)), is_own=False), counted(OCTOBER, Fraction(20)), False),
        (goal((END, 20)), None, False),
    ],
)
def test_a_goal_of_its_own_met_once_for_all_is_finished(
    wanted: Goal, figure: Figure | None, expected: bool
) -> None:
    assert is_finished(wanted, figure) is expected
