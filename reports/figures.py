"""The approved figures that decide a day, as plain rows and as the rules' values."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet

from projects.rules.values import Figure, Known
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


class _Line(NamedTuple):
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
        return figure_of(self.period_end, *self[3:8])

    @property
    def is_empty(self) -> bool:
        return not self.figure.is_reported

    @property
    def has_amount(self) -> bool:
        return self.figure.value is not None


def deciding(days: Collection[date], first_of: Iterable[int] = ()) -> Q:
    """The condition of the figures that decide ``days``.

    They are those in force, and the first ones of the assignments ``first_of``.
    """
    known = Q(valid_from__lte=max(days))
    first = Q(is_first=True, assignment__in=list(first_of))
    return reduce(or_, map(in_force_on, days), known & first)


def figure_rows(measurements: QuerySet[Measurement]) -> Rows:
    return tuple(measurements.order_by("pk").values_list(*COLUMNS))


def known_on(rows: Rows, day: date) -> Rows:
    """The rows of figures known at a day's end."""
    return tuple(row for row in rows if row[1] <= day)


def as_figures(rows: Rows, day: date) -> dict[int, Known]:
    """What the rows say of each assignment on a day, as the rules' plain values."""
    lines: dict[int, list[_Line]] = defaultdict(list)
    for row in known_on(rows, day):
        lines[row[0]].append(_Line._make(row))
    return {assignment: _known(own, day) for assignment, own in lines.items()}


def _known(lines: Sequence[_Line], day: date) -> Known:
    valid = [line for line in lines if line.until is None or line.until > day]
    newest = max(valid, key=lambda line: (line.period_end, line.revision), default=None)
    return Known(
        newest.figure if newest else None,
        tuple(line.figure for line in standing(lines, day)),
    )
