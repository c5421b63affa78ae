"""The versions of a target's 填报口径, from its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise

from projects.models import Target


def signature(counting: str) -> str:
    """A short hash of the text, by which a form names the version it opened with."""
    return sha256(counting.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Wording:
    """One version: its text, since when, by whom; ``at`` is None for the plan's original."""

    counting: str
    at: datetime | None
    who: str


def wordings(target: Target) -> Sequence[Wording]:
    """All versions, newest first; empty if the text never changed. One query.

    History rows that did not change the text are left out.
    """
    rows = list(target.history.select_related("history_user"))
    kept = [newer for newer, older in pairwise(rows) if newer.counting != older.counting]
    if not kept:
        return []
    changes = [Wording(row.counting, row.history_date, str(row.history_user or "")) for row in kept]
    return [*changes, Wording(rows[-1].counting, None, "载入方案时")]
