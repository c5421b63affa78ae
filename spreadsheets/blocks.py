"""Blocks of table rows with cells that span all their rows; split at the ends of pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from spreadsheets import styles
from spreadsheets.cells import span
from spreadsheets.table import Cells, height_of, write_row
from spreadsheets.text_metrics import cut
from spreadsheets.theme import BODY_POINTS

NUMBER, NAME = 1, 2
"""The columns repeated in each part of a block."""
LEAST_SHARE: Final = 1 / 3
"""Share of a page: if less of it is left, a block that needs splitting starts on the next."""
CONTINUED: Final = "（续）"


@dataclass(frozen=True)
class Block:
    """A numbered block: the cells of each row, and ``shared`` ones that span all rows."""

    number: int
    rows: list[Cells]
    shared: Cells
    widths: tuple[float, ...]

    @cached_property
    def height(self) -> float:
        """The height of all its rows in points."""
        return max(sum(self._own), height_of(self.shared, self.widths))

    def parts(self, left: float, room: float) -> Iterator["Block"]:
        """Itself if it fits on a page of ``room`` points; else parts that each fit on a page.

        ``left`` is the height left on the current page. Without the split, the end of a page could
        cut through a line of the shared texts.
        """
        block = self
        left = left if left >= room * LEAST_SHARE else room
        while block.height > room:
            first, block = block._split(left)
            yield first
            left = room
        yield block

    def write(self, sheet: Worksheet, first: int) -> int:
        """Write it from row ``first`` on and return the next free row."""
        own = self._own
        missing = max(self.height - sum(own), 0.0) / len(own)
        row = first
        for cells, height in zip(self.rows, own, strict=True):
            row = write_row(sheet, row, cells, height + missing)
        for number, (value, style) in self.shared.items():
            span(sheet, (first, number, row - 1, number), value, style)
        return row

    @cached_property
    def _own(self) -> list[float]:
        return [height_of(cells, self.widths) for cells in self.rows]

    def _split(self, height: float) -> tuple["Block", "Block"]:
        """The part that fits into ``height``, at least one row, and the rest."""
        fitting = 1
        while sum(self._own[: fitting + 1]) <= height and fitting < len(self.rows):
            fitting += 1
        head, tail = dict(self.shared), dict(self.shared)
        tail[NUMBER] = f"{self.number}{CONTINUED}", self.shared[NUMBER][1]
        for number, (value, style) in self.shared.items():
            if number not in {NUMBER, NAME} and isinstance(value, str):
                shown, rest = cut(value, self.widths[number - 1], BODY_POINTS, height)
                head[number], tail[number] = (shown, style), (rest or None, style)
        nothing = dict.fromkeys(self.rows[-1], (None, styles.TEXT))
        following = self.rows[fitting:] or [nothing]
        return (
            Block(self.number, self.rows[:fitting], head, self.widths),
            Block(self.number, following, tail, self.widths),
        )
