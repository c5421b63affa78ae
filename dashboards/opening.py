"""The sentence that a page begins with, as a leader reads it aloud."""

from collections.abc import Mapping, Sequence
from typing import Final

from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import TargetStatus
from dashboards.summaries import Summary, most_behind, severity
from projects.rules.values import LAMPS_BEHIND, Lamp

SPOKEN: Final[Mapping[Lamp, str]] = {
    Lamp.OVERDUE: "逾期",
    Lamp.RED: "严重滞后",
    Lamp.YELLOW: "滞后",
    Lamp.UNREPORTED: "未报数据",
    Lamp.STALE: "数据陈旧",
}
"""The lamps that call for something, without their colours."""


def opening(subject: str, counts: LampCounts, behind: Sequence[TargetStatus]) -> str:
    """How many targets are met, how many are behind, and the worst of ``behind``.

    ``behind`` are the counted targets that are behind or overdue, the worst first.
    """
    if not counts.applicable:
        return f"{subject}没有适用的目标。"
    return f"{_counted(subject, counts)}{_worst(behind)}"


def city_opening(counts: LampCounts, counties: Sequence[Summary]) -> str:
    """How the city stands, and the county with most behind, with the worst of what it lacks."""
    if not counts.applicable:
        return "全市没有适用的目标。"
    return f"{_counted('全市', counts)}{_worst_county(most_behind(counties))}"


def _counted(subject: str, counts: LampCounts) -> str:
    met = f"{counts.applicable}个适用目标中，{counts.met}个达标（达标率{counts.rate_text}）"
    trouble = [f"{counts.at(lamp)}个{word}" for lamp, word in SPOKEN.items() if counts.at(lamp)]
    if not counts.behind:
        trouble.insert(0, "没有滞后和逾期的")
    return f"{subject}{met}；{'，'.join(trouble)}。"


def _worst_county(behind: Sequence[Summary]) -> str:
    """The county with most behind: ``揭西县（10个，其中逾期4个）：寄宿制学校12/16，还差4``."""
    if not behind:
        return ""
    most = behind[0]
    alike = [item for item in behind if severity([item.counts]) == severity([most.counts])]
    overdue = most.counts.at(Lamp.OVERDUE)
    number = f"{'各' if len(alike) > 1 else ''}{most.counts.behind}个"
    of_these = f"，其中逾期{overdue}个" if 0 < overdue < most.counts.behind else ""
    names = "、".join(item.name for item in alike)
    worst = min(
        (item for item in most.assessed if item.lamp in LAMPS_BEHIND),
        key=lambda item: item.lamp.rank,
    )
    whose = most.name if len(alike) > 1 else ""
    return f"滞后和逾期最多的是{names}（{number}{of_these}）：{whose}{worst.lacking_text}。"


def _worst(behind: Sequence[TargetStatus]) -> str:
    if not behind:
        return ""
    worst = behind[0]
    return f"最突出的是{worst.title}（{SPOKEN[worst.lamp]}）：{_missing(worst)}。"


def _missing(status: TargetStatus) -> str:
    """Who has not met what each must meet, or figure and demand; then what is lacking."""
    if status.met_text:
        shown = status.own_reason.partition("；")[0]
    else:
        figure = f"现为{status.shown_text}" if status.has_data else "没有数据"
        shown = f"{figure}，要求{status.goal_text}，时限{status.due_text}"
    return "；".join(filter(None, (shown, status.gap_text)))
