"""A row's key: its subject, what it shows, and what the system held at the download.

Keys are signed, so that rows of another site and altered keys are recognized.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from typing import Final
from unicodedata import normalize

from django.core import signing

from spreadsheets.text_metrics import clean
from spreadsheets.typed_text import INVISIBLE, trimmed

EDITION: Final = "2"
"""The version of the form's layout: raise it when older forms can no longer be read."""
SALT: Final = "reports.excel_form.row_key"


class SheetKind(StrEnum):
    FIGURE = "figure"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Key:
    """A row's key: ``subject`` is the key of an assignment or, for texts, of a project.

    ``digest`` is of what the system held, ``identity`` and ``facts`` of what the row shows.
    """

    period: str
    department: int
    kind: SheetKind
    subject: int
    digest: str
    identity: str = ""
    facts: str = ""
    edition: str = EDITION

    def showing(self, identity: str, facts: str) -> "Key":
        return replace(self, identity=identity, facts=facts)

    def signed(self) -> str:
        return signing.Signer(salt=SALT).sign(".".join(str(part) for part in astuple(self)))


def read_key(text: str) -> Key | None:
    """The key in a cell, or None unless this site wrote it."""
    try:
        parts = signing.Signer(salt=SALT).unsign(text).split(".")
        period, department, kind, subject, digest, *marks, edition = parts
        key = Key(period, int(department), SheetKind(kind), int(subject), digest, edition=edition)
        if edition != EDITION:
            return key
        identity, facts = marks
    except (signing.BadSignature, ValueError):
        return None
    return key.showing(identity, facts)


def folded(text: str) -> str:
    """A heading or a shown text for comparison, without widths, blanks and line breaks."""
    visible = normalize("NFKC", text).translate(dict.fromkeys(map(ord, INVISIBLE)))
    return "".join(visible.split())


def mark(shown: Iterable[str]) -> str:
    """A short hash of what a row shows, in the order of its headings."""
    return hashlib.sha256("\x1f".join(map(folded, shown)).encode()).hexdigest()[:12]


def digest(record: Mapping[str, str]) -> str:
    """A short hash of what a row held; empty parts do not count."""
    held = sorted((name, plain(text)) for name, text in record.items() if plain(text))
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


def plain(text: str) -> str:
    """A text as it comes back from a cell."""
    return trimmed(clean(text))


NOTHING_TYPED: Final = digest({})
"""The digest of a row that was empty at the download."""
