"""What an uploaded plan cannot say: each cause once, with all of its rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from projects.terms.content import TABLES

SHEETS: Final = tuple(table.name for table in TABLES)
MOST_SPANS: Final = 12
"""Rows, or spans of rows, that one line lists."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why some content is refused; ``row`` is 0 for a whole sheet or a row that is missing.

    ``subject`` is the target or project that the reason is about, if the row alone hardly says it.
    ``cause`` names what faults of several sheets come from, such as a code that is gone.
    """

    sheet: str
    row: int
    column: str
    reason: str
    subject: str = ""
    cause: str = ""

    def __str__(self) -> str:
        rows = str(self.row) if self.row else ""
        return self._line(rows, f"{self.subject}：{self.reason}" if self.subject else self.reason)

    def of_rows(self, rows: Sequence[int]) -> str:
        """The line of the same fault in several rows."""
        return self._line(_spans(rows), self.reason)

    def _line(self, rows: str, reason: str) -> str:
        place = f"第{rows}行" if rows else ""
        column = f"“{self.column}”" if self.column else ""
        return f"工作表“{self.sheet}”{place}{column}：{reason}"


def lines_of_faults(faults: Iterable[Fault]) -> list[str]:
    """One line for each cause, in the order of the sheets and rows; unknown sheets come first."""
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in sorted(faults, key=_place):
        place = (fault.sheet, fault.column, fault.reason)
        groups.setdefault((fault.cause,) if fault.cause else place, []).append(fault)
    return [_line(group) for group in groups.values()]


def _place(fault: Fault) -> tuple[int, int]:
    return (SHEETS.index(fault.sheet), fault.row) if fault.sheet in SHEETS else (-1, 0)


def _line(group: Sequence[Fault]) -> str:
    first, *others = group
    if not others:
        return str(first)
    if not first.cause:
        return first.of_rows(sorted({fault.row for fault in group}))
    sheets = Counter(fault.sheet for fault in others)
    listed = "、".join(f"“{sheet}”{count}行" for sheet, count in sheets.items())
    return f"{first}另有{len(others)}行引用它：{listed}。"


def _spans(rows: Sequence[int]) -> str:
    """Such as ``2—5、9``."""
    spans = []
    for _, run in groupby(enumerate(rows), lambda item: item[1] - item[0]):
        numbers = [number for _, number in run]
        spans.append("—".join(map(str, dict.fromkeys((numbers[0], numbers[-1])))))
    more = f"等{len(rows)}" if len(spans) > MOST_SPANS else ""
    return "、".join(spans[:MOST_SPANS]) + more
