"""How a target is counted (填报口径): which text is open, and what it was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise

from projects.models import Target


def signature(counting: str) -> str:
    """What tells one text from another, for a form to say which one it opened with."""
    return sha256(counting.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Wording:
    """One text a target has had, since when and by whom; the first came with the plan."""

    counting: str
    at: datetime | None
    who: str


def wordings(target: Target) -> Sequence[Wording]:
    """All texts there were, newest first; none when it was never changed. One query.

    A row of the target's history that left the text as it was is no wording of its own.
    """
    rows = list(target.history.select_related("history_user"))
    kept = [newer for newer, older in pairwise(rows) if newer.counting != older.counting]
    if not kept:
        return []
    changes = [Wording(row.counting, row.history_date, str(row.history_user or "")) for row in kept]
    return [*changes, Wording(rows[-1].counting, None, "载入方案时")]
