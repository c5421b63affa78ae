"""A year of reporting as a strip: one cell for each month, or each quarter, of one department."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from collection.punctuality import Discipline, Total, total
from reports.models import Period
from reports.rules.period_kinds import read_code

LAMPS: Final = {"missing": "red", "late": "yellow", "on_time": "green"}
"""The lamp's colour and shape in which a cell's worst is told."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A period's counts; ``is_open``: the reader may open reports of it."""

    row: Discipline
    is_open: bool

    @property
    def name(self) -> str:
        """10月, or 三季度 under its year."""
        return read_code(self.row.period.code).short_label

    @property
    def lamp(self) -> str:
        """The lamp that tells the worst."""
        return LAMPS[self.row.state]

    @property
    def words(self) -> str:
        """The worst in words: 未报 3, 迟报 1 or 按时."""
        if self.row.state == "missing":
            return f"未报 {self.row.missing_count}"
        return f"迟报 {self.row.late}" if self.row.late else "按时"


@dataclass(frozen=True, slots=True)
class Strip:
    """The cells of one kind of period, oldest first, and what they add up to."""

    kind: str
    cells: Sequence[Cell]
    total: Total

    @property
    def name(self) -> str:
        """月报 or 季报."""
        return Period.Kind(self.kind).label

    @property
    def years(self) -> list[tuple[int, int]]:
        """The years, each with how many cells stand under it."""
        years = groupby(cell.row.period.end.year for cell in self.cells)
        return [(year, len(list(cells))) for year, cells in years]


def strips(rows: Iterable[Discipline], readable: Collection[int]) -> list[Strip]:
    """A department's strips, of months before quarters; kinds it owes nothing for have none.

    ``readable``: the keys of the periods of which the reader may open reports.
    """
    found = []
    ordered = sorted(rows, key=lambda row: row.period.end)
    for kind in Period.Kind:
        own = [row for row in ordered if row.period.kind == kind]
        if own:
            cells = [Cell(row, row.period.pk in readable) for row in own]
            found.append(Strip(kind, cells, total(own)))
    return found
