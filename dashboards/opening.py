"""The sentence that a county's or a department's page begins with, as a leader reads it aloud."""

from collections.abc import Mapping, Sequence
from typing import Final

from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import TargetStatus
from projects.rules.values import Lamp

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
    met = f"{counts.applicable}个适用目标中，{counts.met}个达标（达标率{counts.rate_text}）"
    trouble = [f"{counts.at(lamp)}个{word}" for lamp, word in SPOKEN.items() if counts.at(lamp)]
    if not behind:
        trouble.insert(0, "没有逾期和滞后的")
    return f"{subject}{met}；{'，'.join(trouble)}。{_worst(behind)}"


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
