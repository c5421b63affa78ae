"""Whose lamps differ between two snapshots of one day, in words."""

from collections.abc import Iterator

from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import TargetStatus

Place = tuple[int, int, str]
"""Project, target and department."""
NEW = "新增"
GONE = "不再考核"


def lamp_moves(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """``3-1 普宁市：绿·正常 → 红·逾期``; for the whole city first, then by department."""
    then, now = _statuses(before), _statuses(after)
    for place, status in sorted({**then, **now}.items(), key=lambda item: item[0][:2]):
        old, new = then.get(place), now.get(place)
        if old and new and old.lamp is new.lamp:
            continue
        words = f"{old.lamp_text if old else NEW} → {new.lamp_text if new else GONE}"
        yield f"{status.code} {_whose(status)}：{words}"


def _statuses(snapshot: Snapshot) -> dict[Place, TargetStatus]:
    """The whole city's statuses before those of departments."""
    statuses = (*snapshot.targets, *snapshot.assignments)
    return {(item.project, item.target, item.department): item for item in statuses}


def _whose(status: TargetStatus) -> str:
    info = status.department_info
    return "全市" if info is None else info.short
