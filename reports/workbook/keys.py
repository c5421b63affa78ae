"""The hidden key of a row: what it is about, and what the system held when it was written.

Keys are signed, so that a row of another site, or one whose key was typed over, is not taken
for what it is not.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from typing import Final

from django.core import signing

from departments.text import trimmed
from projects.workbook.text import clean

EDITION: Final = "1"
"""Of the form's layout: raise it when older forms can no longer be read."""
SALT: Final = "reports.workbook.keys"


class Kind(StrEnum):
    """Which sheet a row belongs to."""

    FIGURE = "figure"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Key:
    """One row's: ``subject`` is the key of an assignment or, for texts, of a project."""

    period: str
    department: int
    kind: Kind
    subject: int
    digest: str
    edition: str = EDITION

    def of(self, subject: int, digest: str) -> "Key":
        """The same for another row."""
        return replace(self, subject=subject, digest=digest)

    def signed(self) -> str:
        """The text for the hidden cell."""
        return signing.Signer(salt=SALT).sign(".".join(str(part) for part in astuple(self)))


def read_key(text: str) -> Key | None:
    """The key that a cell holds, or None when this site did not write it so."""
    try:
        parts = signing.Signer(salt=SALT).unsign(text).split(".")
        period, department, kind, subject, digest, edition = parts
    except (signing.BadSignature, ValueError):
        return None
    return Key(period, int(department), Kind(kind), int(subject), digest, edition)


def digest(record: Mapping[str, str]) -> str:
    """A short mark of what a row held; empty parts do not count."""
    held = sorted((name, plain(text)) for name, text in record.items() if plain(text))
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


def plain(text: str) -> str:
    """A text as it comes back from a cell."""
    return trimmed(clean(text))
