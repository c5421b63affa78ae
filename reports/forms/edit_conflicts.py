"""Choose between two versions of a report's parts when two people edited it.

A part is one text, or one figure with its reason: combining one officer's numerator with
another's denominator would give a figure that nobody reported.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms

from spreadsheets.typed_text import trimmed

MINE, THEIRS, BOTH = "mine", "theirs", "both"
DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a form; two parts with the same ``content`` are equal."""

    name: str
    label: str
    fields: Sequence[forms.BoundField]
    content: str
    is_valid: bool = True

    @property
    def is_text(self) -> bool:
        """Whether it is a text, of which both versions can be kept."""
        return not self.name.startswith("line-")

    @property
    def digest(self) -> str:
        """A short hash of the content, which a form keeps to know what it was opened with."""
        return sha256(self.content.encode()).hexdigest()[:DIGEST_LENGTH]

    @property
    def words(self) -> list[tuple[str, str]]:
        shown = [(str(field.label), _shown(field)) for field in self.fields]
        return [(label, words) for label, words in shown if words]

    @property
    def values(self) -> dict[str, str]:
        """The values the browser would send, by the fields' names in the page."""
        return {field.html_name: as_sent(field.value()) for field in self.fields}


def text_content(text: object) -> str:
    """A text for comparison, with the browser's line ends undone."""
    return trimmed(str(text or "").replace("\r\n", "\n"))


def signature(sections: Iterable[Section]) -> str:
    """The digests of ``sections`` by their names, in one line for a hidden field."""
    return " ".join(f"{section.name}:{section.digest}" for section in sections)


def read_signature(line: str) -> dict[str, str]:
    """Digests by part."""
    pairs = (item.partition(":") for item in line.split())
    return {name: digest for name, _colon, digest in pairs}


def _shown(field: forms.BoundField) -> str:
    value = as_sent(field.value())
    choices = getattr(field.field, "choices", None)
    return str(dict(choices).get(value, value)) if choices and value else value


def as_sent(value: object) -> str:
    """A field's value as the browser sends it."""
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Choice:
    """A part with two differing versions, and the chosen one, if any."""

    mine: Section
    theirs: Section
    chosen: str
    note: str

    @property
    def values(self) -> dict[str, str]:
        if self.chosen == THEIRS:
            return self.theirs.values
        if self.chosen == BOTH and self.mine.is_text:
            kept = self.mine.values
            return {name: f"{kept[name]}\n{text}" for name, text in self.theirs.values.items()}
        return {}


class ConflictResolution:
    """Two versions of one report: the officer's input, and what was saved meanwhile.

    The form sends the digests of what it was opened with (``opened``), the page of choices also
    of what it showed (``seen``): anything saved after that is shown again.
    """

    def __init__(
        self,
        typed: Mapping[str, Section],
        saved: Mapping[str, Section],
        data: Mapping[str, Any],
        *,
        is_behind: bool,
    ) -> None:
        self._data = data
        self._is_choosing = "seen" in data
        opened = read_signature(str(data.get("opened", "")))
        shown = read_signature(str(data.get("seen", ""))) if self._is_choosing else opened
        self.items: list[Choice] = []
        self.is_overtaken = False
        for name, mine in typed.items():
            theirs = saved[name]
            if mine.content == theirs.content:
                continue
            is_news = is_behind and theirs.digest != shown.get(name)
            self.is_overtaken |= is_news
            guess, note = _guess(mine.digest != opened.get(name), theirs.digest != opened.get(name))
            chosen = self._made(mine, is_news) if self._is_choosing else guess
            self.items.append(Choice(mine, theirs, chosen, note))

    def _made(self, section: Section, is_news: bool) -> str:
        posted = str(self._data.get(f"choose-{section.name}", ""))
        is_known = posted in {MINE, THEIRS} or (posted == BOTH and section.is_text)
        return posted if is_known and not is_news else ""

    @property
    def are_open(self) -> bool:
        """Whether the officer has to choose, for the first time or again."""
        missing = any(not choice.chosen for choice in self.items)
        return self.is_overtaken or (self._is_choosing and missing)

    @property
    def values(self) -> dict[str, str]:
        if not self._is_choosing:
            return {}
        return {name: text for choice in self.items for name, text in choice.values.items()}


def _guess(is_mine_changed: bool, is_theirs_changed: bool) -> tuple[str, str]:
    """The version to propose, and who changed the part since the form was opened."""
    if is_mine_changed and is_theirs_changed:
        return "", "两边都改过，请选定"
    if is_theirs_changed:
        return THEIRS, "您没有改过"
    return MINE, "只有您改过"
