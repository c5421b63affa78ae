"""Which of an assignment's approved lines is in force on which day. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest
from typing import Protocol, TypeVar


class Line(Protocol):
    """An approved line of a report; an empty one withdraws what its period's report said before."""

    @property
    def period_end(self) -> date: ...

    @property
    def revision(self) -> int: ...

    @property
    def since(self) -> date:
        """The day from which it is known: its approval, or its period's cutoff if that is later."""

    @property
    def is_empty(self) -> bool: ...

    @property
    def has_amount(self) -> bool:
        """Whether it holds a count or a ratio; false for 0/0."""


L = TypeVar("L", bound=Line)


def known(lines: Iterable[L], day: date) -> list[L]:
    """The newest revision of each period known at a day's end, oldest period first."""
    newest: dict[date, L] = {}
    for line in sorted(lines, key=_order):
        if line.since <= day:
            newest[line.period_end] = line
    return list(newest.values())


def standing(lines: Iterable[L], day: date) -> list[L]:
    """As ``known``, without the periods whose line a correction has emptied."""
    return [line for line in known(lines, day) if not line.is_empty]


def in_force(lines: Iterable[L], day: date) -> L | None:
    """The line of the newest period that still has one, else the line emptied last."""
    newest = known(lines, day)
    filled = [line for line in newest if not line.is_empty]
    return filled[-1] if filled else max(newest, key=lambda line: line.since, default=None)


def ends(lines: Sequence[L]) -> list[date | None]:
    """The day from which each line is in force no more; ``None`` for the line in force last.

    A line that is never in force ends on the day it becomes known. One that is in force again
    after a newer line was emptied ends after the last of these times: between them the newer one
    is in force, being the newest that has not ended.
    """
    found: dict[int, date | None] = {number: line.since for number, line in enumerate(lines)}
    days = sorted({line.since for line in lines})
    for day, following in zip_longest(days, days[1:]):
        line = in_force(lines, day)
        found |= {number: following for number, each in enumerate(lines) if each is line}
    return [found[number] for number in range(len(lines))]


def revised(lines: Iterable[L], line: L) -> date | None:
    """The day from which a later revision of the line's period is known, if there is one."""
    later = (
        other.since
        for other in lines
        if other.period_end == line.period_end and other.revision > line.revision
    )
    return min(later, default=None)


def are_first(lines: Sequence[L]) -> list[bool]:
    """Whether each line is of a period that, on some day, is the first known with an amount."""
    found = set()
    for day in {line.since for line in lines}:
        amounts = (line.period_end for line in standing(lines, day) if line.has_amount)
        found.add(next(amounts, None))
    return [line.period_end in found for line in lines]


def _order(line: Line) -> tuple[date, int]:
    return line.period_end, line.revision
