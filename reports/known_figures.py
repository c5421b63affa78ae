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
from projects.rules.cycles import Cycle, closed_cycle
from projects.rules.values import RECURRING, Figure, Goal, Known, Thresholds
from reports.models import Measurement
from reports.models.measurement import figure_of, in_force_on
from reports.rules.validity import standing

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
    "report__period__end",
    "report__revision",
)


EMPTIED: Final = Q(value=None, denominator=None, is_done=None, rating="")
"""Lines that a correction has emptied; 0/0 is none."""


class _Record(NamedTuple):
    """A row by names, in the order of ``COLUMNS``; a line for ``reports.rules.validity``."""

    assignment: int
    since: date
    until: date | None
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    is_done: bool | None
    rating: str
    period_end: date
    revision: int

    @property
    def figure(self) -> Figure:
        return figure_of(self, self.period_end, self.since)

    @property
    def is_empty(self) -> bool:
        amounts = (self.value, self.denominator, self.is_done)
        return not self.rating and all(amount is None for amount in amounts)

    @property
    def has_amount(self) -> bool:
        return not self.is_empty and self.denominator != 0 and not self.rating


def deciding(goals: Mapping[int, Goal], limits: Mapping[date, Thresholds]) -> Q:
    """The condition of the figures that decide how assignments stand on the days of ``limits``.

    They are those in force; the first ones of ``goals`` that begin there, with the emptied lines;
    and those of a closed cycle, since a report of the next one may be approved before its own.
    """
    known = Q(valid_from__lte=max(limits))
    first_of = [key for key, goal in goals.items() if takes_first(goal)]
    condition = reduce(or_, map(in_force_on, limits))
    condition |= known & Q(assignment__in=first_of) & (Q(is_first=True) | EMPTIED)
    for cycle, keys in _closed(goals, limits).items():
        condition |= known & Q(assignment__in=keys, report__period__end__range=cycle)
    return condition


def _closed(
    goals: Mapping[int, Goal], limits: Mapping[date, Thresholds]
) -> Mapping[Cycle, set[int]]:
    """The assignments judged by a closed cycle on one of the days, by cycle."""
    found: dict[Cycle, set[int]] = defaultdict(set)
    recurring = [(key, goal) for key, goal in goals.items() if goal.rhythm in RECURRING]
    for day, limit in limits.items():
        for key, goal in recurring:
            if cycle := closed_cycle(goal, day, limit):
                found[cycle].add(key)
    return found


def figure_rows(measurements: QuerySet[Measurement]) -> Rows:
    return tuple(measurements.order_by("pk").values_list(*COLUMNS))


def known_on(rows: Rows, day: date) -> Rows:
    """The rows of figures known at a day's end."""
    return tuple(row for row in rows if row[1] <= day)


class Correction(NamedTuple):
    """A period's figure that a later revision replaced, and the day of that."""

    before: Figure
    on: date


def as_corrected(rows: Rows, on: date) -> Rows:
    """The rows of each period's last revision known on a day, valid from the period's end on.

    A period whose figure was withdrawn has none.
    """
    last = (revisions[-1] for revisions in _revisions(rows, on).values())
    kept = (row for row in last if not _Record._make(row).is_empty)
    return tuple((row[0], row[8], None, *row[3:]) for row in kept)


def corrections(rows: Rows, on: date) -> dict[tuple[int, date], Correction]:
    """What later revisions changed by the end of a day, by assignment and period's end."""
    found = {}
    for key, revisions in _revisions(rows, on).items():
        if len(revisions) > 1 and revisions[-2][3:8] != revisions[-1][3:8]:
            before, last = map(_Record._make, revisions[-2:])
            found[key] = Correction(before.figure, last.since)
    return found


def _revisions(rows: Rows, on: date) -> dict[tuple[int, date], list[tuple[Any, ...]]]:
    """The revisions known on a day, oldest first, by assignment and period's end."""
    found: dict[tuple[int, date], list[tuple[Any, ...]]] = defaultdict(list)
    for row in sorted(known_on(rows, on), key=lambda row: row[9]):
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
    valid = [line for line in lines if line.until is None or line.until > day]
    newest = max(valid, key=lambda line: (line.period_end, line.revision), default=None)
    figures = {id(line): line.figure for line in standing(lines, day)}
    if newest is None or newest.is_empty:
        return Known(None, tuple(figures.values()))
    return Known(figures.get(id(newest)) or newest.figure, tuple(figures.values()))


def _alone(line: _Record, day: date) -> Known:
    """What ``_known`` finds for one line, without looking for others."""
    if line.is_empty:
        return Known()
    figure = line.figure
    return Known(figure if line.until is None or line.until > day else None, (figure,))
