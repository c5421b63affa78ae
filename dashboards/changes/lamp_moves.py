"""Whose lamps differ between two snapshots of one day, in words."""

from collections.abc import Iterator, Mapping
from datetime import date

from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import TargetStatus

Place = tuple[int, int, str]
"""Project, target and department."""
NEW = "新增"
GONE = "不再考核"


Pair = tuple[TargetStatus | None, TargetStatus | None]
"""One status before and after; ``None`` where there is none."""
MOST_DAYS = 10
NAMED_DAYS = 3
"""Of so many days, the newest ones, the targets are named."""


def lamp_moves(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """``3-1 普宁市：绿·正常 → 红·逾期``; for the whole city first, then by department."""
    for old, new in _moved(before, after):
        words = f"{old.lamp_text if old else NEW} → {new.lamp_text if new else GONE}"
        status = new or old
        if status:
            yield f"{status.code} {_whose(status)}：{words}"


def past_moves(before: Mapping[date, Snapshot], after: Mapping[date, Snapshot]) -> list[str]:
    """``2026-10-31：2处（3-1 多媒体教室上网率）``; the newest of the same days first."""
    moves = {day: _moved(before[day], after[day]) for day in sorted(before, reverse=True)}
    found = [day for day in moves if moves[day]]
    lines = []
    for place, day in enumerate(found[:MOST_DAYS]):
        names = f"（{_targets(moves[day])}）" if place < NAMED_DAYS else ""
        lines.append(f"{day:%Y-%m-%d}：{len(moves[day])}处{names}")
    return [*lines, f"等{len(found)}个月末。"] if len(found) > MOST_DAYS else lines


def _moved(before: Snapshot, after: Snapshot) -> list[Pair]:
    then, now = _statuses(before), _statuses(after)
    places = sorted({**then, **now}, key=lambda place: place[:2])
    pairs = [(then.get(place), now.get(place)) for place in places]
    return [(old, new) for old, new in pairs if not (old and new and old.lamp is new.lamp)]


def _targets(pairs: list[Pair]) -> str:
    statuses = [new or old for old, new in pairs]
    return "、".join(dict.fromkeys(f"{item.code} {item.name}" for item in statuses if item))


def _statuses(snapshot: Snapshot) -> dict[Place, TargetStatus]:
    """The whole city's statuses before those of departments."""
    statuses = (*snapshot.targets, *snapshot.assignments)
    return {(item.project, item.target, item.department): item for item in statuses}


def _whose(status: TargetStatus) -> str:
    info = status.department_info
    return "全市" if info is None else info.short
