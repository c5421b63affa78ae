"""备注: what stands beside a target's figure and lamp, so that a row explains itself."""

import re
from collections.abc import Sequence
from typing import Final

from dashboards.snapshots.target_status import TargetStatus
from projects import wording
from projects.rules.values import Lamp

_DAY: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_MONTH: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})(?![\d-])")


def remark(status: TargetStatus, assignments: Sequence[TargetStatus] = ()) -> str:
    """Who reported, why the lamp is lit, who has another due day, and whether it is inferred."""
    return whole_dates(_joined(status, _reason(status), other_dues(status, assignments)))


def whole_dates(text: str) -> str:
    """``2026年12月31日`` for ``2026-12-31``, which breaks after a hyphen at a line's end."""
    spelled = _DAY.sub(
        lambda day: "{}年{:d}月{:d}日".format(day[1], *map(int, day.groups()[1:])), text
    )
    return _MONTH.sub(lambda month: f"{month[1]}年{int(month[2])}月", spelled)


def plain_remark(status: TargetStatus) -> str:
    """The same as earlier formats said it: the reason's own decimals, no other due days."""
    return _joined(status, status.reason, [])


def other_dues(status: TargetStatus, assignments: Sequence[TargetStatus]) -> list[str]:
    """``惠来县时限2026-12-31（原 2025-12-31）``: else a green lamp contradicts the target's day."""
    return [
        f"{_short(own)}时限{own.due_text}"
        for own in assignments
        if own.due != status.due and own.lamp is not Lamp.EXEMPT
    ]


def _short(status: TargetStatus) -> str:
    return status.department_info.short if status.department_info else status.department_name


def _joined(status: TargetStatus, reason: str, dues: Sequence[str]) -> str:
    remarks = (
        status.coverage_text and f"已报 {status.coverage_text}",
        reason,
        *dues,
        "完成时限为推定" if status.is_due_inferred else "",
    )
    return "；".join(text for text in remarks if text)


def _reason(status: TargetStatus) -> str:
    """The reason with the decimals of the row's columns, so that a row says each share once."""
    said = wording.progress(status.attainment, status.expected, status.limits)
    shown = status.progress
    if said.deviation is None or shown.deviation is None or said.places == shown.places:
        return status.reason
    return (
        status.reason.replace(f"完成 {said.attained}", f"完成 {shown.attained}")
        .replace(f"（{said.expected}）", f"（{shown.expected}）")
        .replace(f"序时 {said.expected}", f"序时 {shown.expected}")
        .replace(wording.points(said.deviation), wording.points(shown.deviation))
    )
