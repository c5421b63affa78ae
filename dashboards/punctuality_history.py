"""A year of reporting: one cell for each month, or each quarter, of one department."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from reports.models import Period
from reports.obligations import PeriodObligations
from reports.rules.period_kinds import PeriodKind, read_code
from reports.rules.punctuality import Punctuality, Status, total

LAMPS: Final = {Status.OVERDUE: "red", Status.LATE: "yellow", Status.ON_TIME: "green"}
"""The lamp that shows the worst status of a cell."""


@dataclass(frozen=True, slots=True)
class PeriodPunctuality:
    """A period's counts; ``is_open``: the user may open reports of it."""

    period: Period
    punctuality: Punctuality
    is_open: bool

    @property
    def name(self) -> str:
        """10月, or 三季度 under its year."""
        return read_code(self.period.code).short_label

    @property
    def lamp(self) -> str:
        return LAMPS[self.punctuality.worst]

    @property
    def text(self) -> str:
        """The worst: 未报 3, 迟报 1 or 按时."""
        if self.punctuality.missing:
            return f"未报 {self.punctuality.missing}"
        return f"迟报 {self.punctuality.late}" if self.punctuality.late else "按时"


@dataclass(frozen=True, slots=True)
class PunctualityHistory:
    """The cells of one kind of period, oldest first."""

    kind: PeriodKind
    cells: Sequence[PeriodPunctuality]

    @property
    def name(self) -> str:
        """月报 or 季报."""
        return self.kind.label

    @property
    def total(self) -> Punctuality:
        return total(cell.punctuality for cell in self.cells)

    @property
    def years(self) -> list[tuple[int, int]]:
        """The years, each with its number of cells."""
        years = groupby(cell.period.end.year for cell in self.cells)
        return [(year, len(list(cells))) for year, cells in years]


def punctuality_histories(
    rows: Iterable[PeriodObligations], readable: Collection[int]
) -> list[PunctualityHistory]:
    """A department's histories, months before quarters; only kinds that it owes.

    ``readable``: the keys of the periods whose reports the user may open.
    """
    cells = [
        PeriodPunctuality(row.period, row.punctuality, row.period.pk in readable)
        for row in sorted(rows, key=lambda row: row.period.end)
    ]
    histories = [
        PunctualityHistory(kind, [cell for cell in cells if cell.period.kind == kind])
        for kind in PeriodKind
    ]
    return [history for history in histories if history.cells]
