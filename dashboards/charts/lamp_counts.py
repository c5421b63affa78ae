"""The lamps of some lines by month, and what the chart says to who cannot see it."""

from collections.abc import Callable, Iterable, Sequence

from dashboards.charts.columns import ColumnChart, Month, column_chart
from dashboards.snapshots.snapshot import Board
from dashboards.snapshots.target_status import Line, count
from projects.rules.values import TROUBLE, Lamp


def lamp_trend(
    past: Sequence[Board], lines: Callable[[Board], Iterable[Line]], whose: str
) -> ColumnChart:
    """The lamps of some of the boards' lines, in the order of days; ``whose`` names them."""
    months = [Month(board.on, count(lines(board)).counts) for board in past]
    ends = months if len(months) == 1 else [months[0], months[-1]]
    return column_chart(months, f"{whose}：{'；'.join(map(_told, ends))}。")


def _told(month: Month) -> str:
    counts = dict(month.counts)
    trouble = sum(counts.get(lamp, 0) for lamp in TROUBLE)
    return f"{month.day:%Y-%m-%d} 滞后和逾期 {trouble} 个，完成 {counts.get(Lamp.DONE, 0)} 个"
