"""The course of each demonstration assignment: some are chosen, others drawn deterministically."""

import zlib
from enum import StrEnum

Key = tuple[int, int]
"""Project number and target number."""


class Course(StrEnum):
    """How an assignment develops over the months."""

    STEADY = "steady"
    SLOW = "slow"
    STALLED = "stalled"
    SILENT = "silent"


# The percentages of a department's assignments that are slow and that have stalled.
WEIGHTS = {
    "education": (16, 4),
    "rongcheng": (9, 1),
    "jiedong": (7, 1),
    "jiexi": (16, 5),
    "huilai": (18, 6),
    "puning": (13, 4),
}
# Hard projects; in others a quarter as many assignments are slow or stalled.
HARD = frozenset({2, 5, 8, 10, 16, 20})
CHOSEN: dict[tuple[int, int, str], Course] = {
    (2, 4, "puning"): Course.STEADY,
    (3, 1, "puning"): Course.STEADY,
    (3, 1, "huilai"): Course.SLOW,
    (8, 2, "jiexi"): Course.SILENT,
    (10, 6, "huilai"): Course.SILENT,
    (6, 2, "puning"): Course.SILENT,
}
EXEMPTIONS: dict[tuple[int, int, str], str] = {
    (6, 6, "rongcheng"): "演示：辖区内没有小规模学校和教学点，不安排此项任务",
    (13, 3, "jiexi"): "演示：本轮市级优质特色教育集团创建未安排揭西县",
}
# Pooled targets whose sum stays below the steady pace, with its percentage.
PACES = {(13, 3): 75, (15, 1): 96}


def draw(*words: object, sides: int = 100) -> int:
    """A number from 0 to ``sides`` - 1, always the same for the same words."""
    return zlib.crc32("|".join(map(str, words)).encode()) % sides


def course_of(key: Key, department: str) -> Course:
    """The course of one assignment; ``department`` is a code."""
    chosen = CHOSEN.get((*key, department))
    if chosen is not None:
        return chosen
    slow, stalled = WEIGHTS.get(department, (0, 0))
    drawn = draw("course", *key, department, sides=60 if key[0] in HARD else 240)
    if drawn < stalled:
        return Course.STALLED
    return Course.SLOW if drawn < stalled + slow else Course.STEADY
