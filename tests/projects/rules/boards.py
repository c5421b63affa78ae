"""Random boards for the rules: a target, its departments' goals, and their approved lines."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from projects.rules.values import (
    Bound,
    DueValue,
    Figure,
    Goal,
    Measure,
    Rating,
    Rhythm,
    Scope,
    shared,
)
from reports.rules.validity import ends, revised
from tests.projects.rules.oracle import Month
from tests.reports.lines import Line

DAY = timedelta(days=1)
STARTS = [date(2025, 1, 1), date(2025, 1, 20), date(2025, 3, 17), date(2025, 8, 20)]
STEPS = [date(2025, 6, 30), date(2025, 12, 31), date(2026, 3, 31)]
ENDS = [date(2026, 12, 31), date(2026, 8, 31), date(2026, 6, 15), date(2027, 2, 10)]
AMOUNTS = (Measure.COUNT, Measure.RATIO)


@dataclass(frozen=True)
class Board:
    """A target with its departments' goals and approved lines, and the days to judge it on."""

    goal: Goal
    scope: Scope
    parts: tuple[tuple[Goal, tuple[Figure, ...]], ...]
    months: tuple[Month, ...]
    days: tuple[date, ...]
    yellow: Fraction
    red: Fraction


def board(random: Random) -> Board:
    measure = random.choices(list(Measure), (8, 8, 1, 1))[0]
    rhythm = random.choices(list(Rhythm), (5, 3, 1, 1, 2))[0]
    months = tuple(some_months(random))
    start = random.choice(STARTS)
    bounds = list(Bound) if measure in AMOUNTS else [Bound.AT_LEAST]
    bound = random.choices(bounds, (3, 1, 1, 1)[: len(bounds)])[0]
    dues = some_dues(random, start, is_single=measure not in AMOUNTS or rhythm is not Rhythm.ONCE)
    goal = Goal(
        measure,
        tuple(DueValue(due, amount(random, measure)) for due in dues),
        start,
        bound,
        rhythm,
        Fraction(random.choice([0, 1, 5]) if bound is Bound.ABOUT else 0),
        has_decimals=random.random() < 0.3,
    )
    scope = random.choice(list(Scope))
    departments = random.choice([1, 1, 2]) if scope is Scope.CITY else random.randint(1, 5)
    with_baseline = random.choice([0, 0, 0.5, 1])
    parts = (some_goal(random, goal, scope, with_baseline) for _ in range(departments))
    return Board(
        goal,
        scope,
        tuple((part, tuple(some_lines(random, part, months))) for part in parts),
        months,
        tuple(some_days(random, goal, months)),
        *random.choice([(Fraction(10), Fraction(30)), (Fraction(5), Fraction(50))]),
    )


def some_months(random: Random) -> Iterator[Month]:
    first = random.choice([0, 0, 0, 3, 7, 9, 11])
    for month in range(first, 27):
        year, number = 2025 + month // 12, month % 12 + 1
        end = date(year, number, monthrange(year, number)[1])
        yield end, end + random.choice([5, 5, 5, 7, 10]) * DAY


def some_dues(random: Random, start: date, *, is_single: bool) -> list[date]:
    last = random.choice([*ENDS, start])
    early = [] if is_single else random.sample(STEPS, random.choice([0, 0, 1, 2]))
    return [*sorted(due for due in early if due < last), last]


def amount(random: Random, measure: Measure) -> Fraction | None:
    if measure is Measure.COUNT:
        return Fraction(random.choice([0, 1, 2, 10, 20, 20, 40]))
    if measure is Measure.RATIO:
        return Fraction(random.choice(["0", "15", "50", "80", "95", "99.5", "100"]))
    return None


def some_goal(random: Random, goal: Goal, scope: Scope, with_baseline: float) -> Goal:
    """A department's goal, sometimes its own; baselines may lie on the goal or beyond it."""
    last, baseline = goal.last, None
    has_amount = last.target_value is not None
    has_own = has_amount and random.random() < 0.2
    if has_own:
        last = replace(last, target_value=amount(random, goal.measure))
    if has_amount and random.random() < with_baseline:
        baseline = random.choice([amount(random, goal.measure), last.target_value])
    return replace(
        goal,
        checkpoints=(*goal.checkpoints[:-1], last),
        baseline=baseline,
        is_exempt=random.random() < 0.1,
        is_own=scope is not Scope.POOLED or has_own or not has_amount,
    )


def some_lines(random: Random, goal: Goal, months: Sequence[Month]) -> list[Figure]:
    """Approved lines in the order of their approval, some late, corrected or emptied."""
    habit = random.choice([0, 0.3, 0.9, 1, 1])
    stops = random.choice([len(months), len(months), random.randint(0, len(months))])
    lines = []
    for end, _ in months[:stops]:
        if random.random() > habit:
            continue
        since = end + random.choice([0, 1, 5, 6, 9, 40, 100]) * DAY
        lines.append(replace(some_figure(random, goal, end), since=since))
        while random.random() < 0.15:
            since += random.choice([0, 1, 30, 200]) * DAY
            again = Figure(end) if random.random() < 0.4 else some_figure(random, goal, end)
            lines.append(replace(again, since=since))
    return lines


def some_figure(random: Random, goal: Goal, end: date) -> Figure:
    if goal.measure is Measure.RATING:
        return Figure(end, rating=random.choice(list(Rating)))
    if goal.measure is Measure.MILESTONE:
        return Figure(end, Fraction(random.randint(0, 1)))
    wanted = goal.last.target_value
    assert wanted is not None
    near = wanted + random.choice([-2, -1, 0, 0, 1])
    if goal.measure is Measure.RATIO:
        below = Fraction(random.choice([0, 1, 10, 19, 150, 200]))
        exact = below * wanted / 100
        whole = [Fraction(0), below, Fraction(int(exact)), Fraction(random.randint(0, int(below)))]
        return shared(end, min(random.choice(whole), below), below)
    values = [Fraction(0), max(near, Fraction(0)), Fraction(random.randint(0, 45))]
    if goal.has_decimals:
        values.append(max(near + Fraction(random.randint(-99, 99), 100), Fraction(0)))
    # Of 10 and 20 units each is 10 or 5 points, so that some are behind by just what a limit says.
    values.append(Fraction(random.randint(0, int(wanted))))
    return Figure(end, random.choice(values))


def some_days(random: Random, goal: Goal, months: Sequence[Month]) -> list[date]:
    edges = [goal.start, *(checkpoint.due for checkpoint in goal.checkpoints)]
    edges += [edge - 30 * DAY for edge in edges]
    edges += [date(2025, 9, 1), date(2026, 1, 1), date(2026, 2, 1), date(2026, 9, 1)]
    edges += [due for _, due in random.sample(months, 6)]
    near = [edge + offset * DAY for edge in edges for offset in (-1, 0, 1)]
    return [*random.sample(near, 2), date(2025, 1, 1) + random.randint(0, 830) * DAY]


def as_rows(key: int, lines: Sequence[Figure]) -> list[tuple[Any, ...]]:
    """The lines as rows of ``reports.known_figures.COLUMNS``."""
    revisions = [
        Line(line.period_end, number, line.since or date.max, not line.is_reported, line.has_data)
        for number, line in enumerate(lines)
    ]
    return [
        (
            *(key, line.since, end, *columns(line), line.rating or "", line.period_end),
            revised(revisions, revisions[number]),
        )
        for number, (line, end) in enumerate(zip(lines, ends(revisions), strict=True))
    ]


def columns(line: Figure) -> tuple[Any, ...]:
    if line.denominator is not None:
        return None, line.numerator, line.denominator, None
    return line.value, None, None, None
