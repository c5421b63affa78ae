"""The progress of demonstration assignments at the end of each month."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from demo.courses import Course, Key, draw
from demo.sizes import FIXED, GUIDANCE, NOT_YET, AreaSize, size
from projects.models import Assignment, Target
from projects.rules.cycles import running_cycle
from projects.rules.paces import steady
from projects.rules.values import Goal

LAST_MONTH_END = date(2026, 10, 31)
STALLED_SINCE = date(2026, 2, 28)
MENDED_SINCE = date(2026, 5, 31)
"""From this day on slow departments meet targets that must be maintained; before, they did not."""
ONE = Fraction(1)
DAYS_TO_APPROVAL = timedelta(days=24)


@dataclass(frozen=True, slots=True)
class Case:
    """One assignment with all that determines its figures.

    ``seats`` are the units of a pooled city goal that belong to this department: its figure is the
    number of seats up to the city's sum. ``pace`` is in per cent.
    """

    assignment: Assignment
    target: Target
    goal: Goal
    key: Key
    department: str
    place: AreaSize
    course: Course
    seats: tuple[int, ...] = ()
    pace: int = 100

    def draw(self, word: str, sides: int) -> int:
        """A number from 0 to ``sides`` - 1, always the same for this case and word."""
        return draw(word, *self.key, self.department, sides=sides)


def whole(case: Case, end: date) -> int:
    """The denominator of a ratio in the period that ends on ``end``."""
    about = size(case.key, case.place, end)
    if case.key in FIXED or case.key in NOT_YET or case.key == GUIDANCE:
        return about
    # Targets of one project that count the same schools must agree on how many there are.
    return about * (94 + draw("whole", case.key[0], case.department, sides=13)) // 100


def way(case: Case, end: date) -> Fraction:
    """The share of the last goal attained at the end of a period; never decreases."""
    if case.course is Course.STEADY:
        ahead = timedelta(days=30 + case.draw("ahead", 120))
        return steady(case.goal, end + ahead)
    due = case.goal.last.due
    if case.course is Course.SLOW:
        gap = Fraction(14 + case.draw("gap", 12), 100)
        if end >= due:
            months = (end - due).days // 30
            return 1 - gap / (1 + Fraction(months, 6))
        here = steady(case.goal, end + DAYS_TO_APPROVAL)
        return min(max(here - gap, here / 3), 1 - gap)
    share = Fraction(60 + case.draw("share", 14), 100)
    if due < LAST_MONTH_END:
        share += Fraction(18, 100)
    return steady(case.goal, min(end, STALLED_SINCE)) * share


def counted(target_value: Fraction, share: Fraction, course: Course) -> int:
    """A count growing to ``target_value``: steady courses round up, others never reach it."""
    if course is not Course.STEADY:
        return min(floor(target_value * share), ceil(target_value) - 1)
    return ceil(target_value * share) - (1 if share < Fraction(1, 2) else 0)


def remaining(case: Case, end: date, most: int) -> int:
    """A count falling from ``most`` to 0: steady courses reach it early, others never."""
    share = way(case, end)
    if case.course is Course.STEADY:
        return ceil(most * (1 - min(share * Fraction(4, 3), ONE)))
    return max(1, ceil(most * (1 - share)))


def held(case: Case, end: date) -> bool:
    """Whether a target that must be maintained was met in a period."""
    if case.course is Course.SLOW:
        return end >= MENDED_SINCE
    return case.course is Course.STEADY or end < STALLED_SINCE


def cycle_share(case: Case, end: date) -> Fraction:
    """The share of the running cycle that has passed at the end of a period."""
    first, last = running_cycle(case.goal, end)
    return Fraction((end - first).days + 1, (last - first).days + 1)


def times(case: Case, end: date) -> int:
    """How often a recurring event has taken place in the running cycle."""
    target_value = int(case.goal.last.target_value or 1)
    behind = {
        Course.STEADY: Fraction(20 + case.draw("early", 20), 100),
        Course.SLOW: Fraction(85, 100),
    }.get(case.course, Fraction(2))
    share = cycle_share(case, end)
    most = target_value + (1 if case.course is Course.STEADY and case.draw("more", 3) == 0 else 0)
    return sum(share >= behind * number / target_value for number in range(1, most + 1))
