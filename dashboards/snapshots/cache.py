"""Boards of any days, for one request: what must be read, and what is kept between requests.

A day that is over has one answer for ever, since a figure counts from the day of its approval on;
so its board is kept with the book it was made from. Today's figures are read each time and the
board is kept only as long as they are the same. Everything lives in the memory of the process and
is compared with what was read, never trusted for a time: another process or a loaded plan make no
page wrong. Only who changes figures of past days by hand, beside the workflow, has to restart it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from threading import Lock

from django.db.models import QuerySet
from django.utils import timezone

from dashboards.snapshots.plan_data import Book, Row, read
from dashboards.snapshots.snapshot import Board
from departments.models import Officer
from projects.models import Plan
from projects.rules.values import Figure
from reports.models import Measurement
from reports.models.measurement import figure_of, in_force_on

KEPT = 64
"""Boards of past days kept for a plan; the one made longest ago goes first."""
SETTLED_AFTER = timedelta(days=2)
"""An approval of yesterday evening may reach the database after midnight."""
FIGURE = ("value", "numerator", "denominator", "is_done", "rating")


class _Shelf:
    """What is kept of one plan: its book, the boards of past days, and the newest day's."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.past: dict[date, Board] = {}
        self.newest: tuple[date, Figures, Board] | None = None

    def keep(self, board: Board, figures: "Figures") -> None:
        with _lock:
            if board.on > timezone.localdate() - SETTLED_AFTER:
                self.newest = (board.on, figures, board)
                return
            if len(self.past) >= KEPT:
                self.past.pop(next(iter(self.past)))
            self.past[board.on] = board


Figures = tuple[Row, ...]
_shelves: dict[int, _Shelf] = {}
_lock = Lock()


def forget() -> None:
    """Keep nothing any longer."""
    _shelves.clear()


def read_book(
    plan: Plan | None = None, reader: Officer | None = None
) -> tuple[Book, frozenset[int]] | None:
    """A plan's book as it stands, or the first plan's, and the requests the reader may open.

    Six queries; made anew only if anything changed. ``None`` where there is no plan.
    """
    rows = read(plan, reader)
    if rows is None:
        return None
    shelf = _shelves.get(rows.plan_key)
    if shelf is None or shelf.book.rows != rows:
        shelf = _shelves[rows.plan_key] = _Shelf(Book(rows))
    return shelf.book, rows.opens


def boards_on(book: Book, days: Iterable[date]) -> dict[date, Board]:
    """The boards of ``days``: one query, or none if all are past and kept."""
    shelf = _shelves.get(book.plan.pk)
    if shelf is None or shelf.book is not book:
        shelf = _Shelf(book)
    found = {day: shelf.past[day] for day in sorted(set(days)) if day in shelf.past}
    wanted = sorted(set(days) - found.keys())
    rows = _figures(book, wanted) if wanted else ()
    for day in wanted:
        found[day] = _board(shelf, day, counted_on(rows, day))
    return found


def board_on(plan: Plan, on: date) -> Board:
    """The board of one day, of a plan of which nothing is at hand yet: seven queries."""
    found = read_book(plan)
    if found is None:
        raise ValueError(f"{plan} has no projects")
    return boards_on(found[0], [on])[on]


def _board(shelf: _Shelf, day: date, figures: Figures) -> Board:
    newest = shelf.newest
    if newest is not None and newest[:2] == (day, figures):
        return newest[2]
    board = Board(shelf.book, day, as_figures(figures))
    shelf.keep(board, figures)
    return board


def _figures(book: Book, days: list[date]) -> Figures:
    in_force = reduce(or_, map(in_force_on, days))
    return figure_rows(
        Measurement.objects.filter(in_force, assignment__target__project__plan=book.plan)
    )


def figure_rows(measurements: QuerySet[Measurement]) -> Figures:
    """Figures as plain rows: assignment, in force from and until, amounts, period's end."""
    names = ("assignment_id", "in_force_from", "in_force_until", *FIGURE, "report__period__end")
    return tuple(measurements.order_by("pk").values_list(*names))


def counted_on(rows: Figures, day: date) -> Figures:
    """Those of some rows that were in force on a day; see ``in_force_on``."""
    return tuple(row for row in rows if row[1] <= day and (row[2] is None or row[2] > day))


def as_figures(rows: Figures) -> dict[int, Figure]:
    """One day's rows as the rules' plain values, by assignment."""
    return dict(map(_figure, rows))


def _figure(row: Row) -> tuple[int, Figure]:
    assignment, _, _, value, numerator, denominator, is_done, rating, period_end = row
    return assignment, figure_of(period_end, value, numerator, denominator, is_done, rating)
