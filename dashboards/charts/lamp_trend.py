"""A chart of lamps by month, with its text alternative."""

from collections.abc import Callable, Iterable, Sequence

from dashboards.charts.column_chart import ColumnChart, MonthCounts, column_chart
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.snapshot import Snapshot
from projects.rules.values import Lamp


def lamp_trend(
    past: Sequence[Snapshot], items: Callable[[Snapshot], Iterable[Assessment]], whose: str
) -> ColumnChart:
    """The lamps of some items of the snapshots, in the order of days; ``whose`` names them."""
    months = [
        MonthCounts(snapshot.on, count_lamps(item.evaluation for item in items(snapshot)))
        for snapshot in past
    ]
    ends = months if len(months) == 1 else [months[0], months[-1]]
    return column_chart(months, f"{whose}：{'；'.join(map(_month_text, ends))}。")


def _month_text(month: MonthCounts) -> str:
    counts = month.counts
    return f"{month.day:%Y-%m-%d} 滞后和逾期 {counts.behind} 个，完成 {counts.at(Lamp.DONE)} 个"
