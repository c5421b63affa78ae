"""Whose lamps differ between two snapshots of one day, in words."""

from collections.abc import Iterator, Mapping
from datetime import date

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import CITY

Place = tuple[int, int, str]
"""Project, target and department."""
NEW = "新增"
GONE = "不再考核"


Pair = tuple[Assessment | None, Assessment | None]
"""One assessment before and after; ``None`` where there is none."""
MOST_DAYS = 10
NAMED_DAYS = 3
"""Of so many days, the newest ones, the targets are named."""


def lamp_moves(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """``3-1 普宁市：绿·正常 → 红·逾期``; for the whole city first, then by department."""
    for old, new in _moved(before, after):
        words = f"{old.lamp_text if old else NEW} → {new.lamp_text if new else GONE}"
        item = new or old
        if item:
            yield f"{item.target.code} {item.short_name}：{words}"


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
    """Lamps are compared without the statuses' words, which take as long as judging the figures."""
    then, now = _assessed(before), _assessed(after)
    places = sorted({**then, **now}, key=lambda place: place[:2])
    pairs = [(then.get(place), now.get(place)) for place in places]
    return [(old, new) for old, new in pairs if not (old and new and old.lamp is new.lamp)]


def _targets(pairs: list[Pair]) -> str:
    targets = [item.target for old, new in pairs if (item := new or old)]
    return "、".join(dict.fromkeys(f"{target.code} {target.name}" for target in targets))


def _assessed(snapshot: Snapshot) -> dict[Place, Assessment]:
    """The whole city's assessments before those of departments."""
    assignments = (item for own in snapshot.assessed_assignments.values() for item in own)
    return {_place(item): item for item in (*snapshot.assessed.values(), *assignments)}


def _place(item: Assessment) -> Place:
    department = item.department.code if item.department else CITY
    return item.target.project.number, item.target.number, department
