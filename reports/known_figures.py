"""The approved figures that decide a day, as plain rows and as the rules' values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet

from projects.rules.baselines import takes_first
from projects.rules.cycles import Cycle, ended_cycle
from projects.rules.values import RECURRING, Figure, Goal, Known, Thresholds
from reports.models import Measurement
from reports.models.measurement import figure_of, in_force_on, unrevised_on

Rows = tuple[tuple[Any, ...], ...]
"""Rows of ``COLUMNS``; those of the same figures compare equal."""
COLUMNS: Final = (
    "assignment_id",
    "valid_from",
    "valid_to",
    "value",
    "numerator",
    "denominator",
    "is_done",
    "rating",
    "period_end",
    "revised_on",
)


class _Record(NamedTuple):
    """A row by names, in the order of ``COLUMNS``."""

    assignment: int
    since: date
    until: date | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    is_done: bool | None
    rating: str
    period_end: date
    revised_on: date | None

    @property
    def figure(self) -> Figure:
        return figure_of(self, self.period_end, self.since)

    @property
    def is_empty(self) -> bool:
        amounts = (self.value, self.denominator, self.is_done)
        return not self.rating and all(amount is None for amount in amounts)

    def is_in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or self.until > day)

    def stands(self, day: date) -> bool:
        """Whether it says anything, and its period has said nothing later by the end of a day."""
        return not self.is_empty and (self.revised_on is None or self.revised_on > day)


class Question(NamedTuple):
    """The days on which assignments are judged by the same goals, with the days' thresholds."""

    goals: Mapping[int, Goal]
    limits: Mapping[date, Thresholds]


def deciding(question: Question) -> Q:
    """The condition of the figures that decide how assignments stand.

    They are those in force; the first ones of goals that begin there; and those of a cycle that
    has ended, since a report of the next one may be approved before its own.
    """
    goals, limits = question
    first_of = [key for key, goal in goals.items() if takes_first(goal)]
    first = Q(assignment__in=first_of, is_first=True, valid_from__lte=max(limits))
    conditions = [first & unrevised_on(min(limits)), *map(in_force_on, limits)]
    for day, limit in limits.items():
        for cycle, keys in _ended(goals, day, limit).items():
            of_cycle = Q(assignment__in=keys, period_end__range=cycle, valid_from__lte=day)
            conditions.append(of_cycle & unrevised_on(day))
    return reduce(or_, conditions)


def _ended(goals: Mapping[int, Goal], day: date, limits: Thresholds) -> Mapping[Cycle, list[int]]:
    """The assignments that a cycle which has ended may judge on a day, by cycle."""
    found: dict[Cycle, list[int]] = defaultdict(list)
    for key, goal in goals.items():
        if goal.rhythm in RECURRING and (cycle := ended_cycle(goal, day, limits)):
            found[cycle].append(key)
    return found


def figure_rows(measurements: QuerySet[Measurement]) -> Rows:
    """Approved figures in the order of their keys, which is that of a period's revisions."""
    return tuple(measurements.order_by("pk").values_list(*COLUMNS))


def known_on(rows: Rows, day: date) -> Rows:
    """The rows of figures known at a day's end."""
    return tuple(row for row in rows if row[1] <= day)


class Correction(NamedTuple):
    """A period's figure that a later revision replaced, by which figure, and the day of that."""

    before: Figure
    after: Figure
    on: date


def as_corrected(rows: Rows, on: date) -> Rows:
    """The rows of each period's last revision known on a day, valid from the period's end on.

    One that was known before the end, its due day being earlier, is valid from then on. A period
    whose figure was withdrawn has none.
    """
    found = []
    for revisions in _revisions(rows, on).values():
        first, row = revisions[0], revisions[-1]
        if not _Record._make(row).is_empty:
            found.append((row[0], min(first[1], row[8]), None, *row[3:9], None))
    return tuple(found)


def corrections(rows: Rows, on: date) -> dict[tuple[int, date], Correction]:
    """What later revisions changed by the end of a day, by assignment and period's end."""
    found = {}
    for key, revisions in _revisions(rows, on).items():
        if len(revisions) > 1 and revisions[-2][3:8] != revisions[-1][3:8]:
            before, last = map(_Record._make, revisions[-2:])
            found[key] = Correction(before.figure, last.figure, last.since)
    return found


def _revisions(rows: Rows, on: date) -> dict[tuple[int, date], list[tuple[Any, ...]]]:
    """The revisions known on a day, oldest first, by assignment and period's end."""
    found: dict[tuple[int, date], list[tuple[Any, ...]]] = defaultdict(list)
    for row in known_on(rows, on):
        found[row[0], row[8]].append(row)
    return found


def as_figures(rows: Rows, day: date) -> dict[int, Known]:
    """What the rows say of each assignment on a day, as the rules' plain values."""
    lines: dict[int, list[_Record]] = defaultdict(list)
    for row in known_on(rows, day):
        lines[row[0]].append(_Record._make(row))
    return {assignment: _known(own, day) for assignment, own in lines.items()}


def _known(lines: Sequence[_Record], day: date) -> Known:
    if len(lines) == 1:
        return _alone(lines[0], day)
    lines = sorted(lines, key=lambda line: line.period_end)
    newest = next((line for line in reversed(lines) if line.is_in_force(day)), None)
    figures = {id(line): line.figure for line in lines if line.stands(day)}
    if newest is None or newest.is_empty:
        return Known(None, tuple(figures.values()))
    return Known(figures.get(id(newest)) or newest.figure, tuple(figures.values()))


def _alone(line: _Record, day: date) -> Known:
    """What ``_known`` finds for one line, without looking for others."""
    if line.is_empty:
        return Known()
    figure = line.figure
    standing = (figure,) if line.stands(day) else ()
    return Known(figure if line.is_in_force(day) else None, standing)
