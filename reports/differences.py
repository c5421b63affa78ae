"""Mark the differences of two texts for reading them side by side; pure, like the rules.

Texts are compared sentence by sentence, and differing sentences word by word: a number is one
word, and so is each Chinese character. A short piece between two changes is marked too, since
scattered marks are hard to read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+")
WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)
SHORT = 3
"""The most words between two changes that are marked with them."""
MOST_WORDS = 600
"""Differing passages with more words are marked whole."""
LEAST_ALIKE = 0.3
"""Passages with a smaller share of common words are marked whole."""

Span = tuple[bool, int, int, int, int]
"""Whether it is marked, and its start and end in both sequences."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a text, marked where the other text differs."""

    text: str
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts in pieces; joined, each text's pieces give the text."""

    before: Sequence[Passage]
    now: Sequence[Passage]

    @property
    def is_changed(self) -> bool:
        return any(passage.is_marked for passage in (*self.before, *self.now))


def plain(text: str) -> str:
    """A text with uniform line ends."""
    return "\n".join(text.splitlines())


def difference(before: str, now: str) -> Difference:
    """Both texts, with the differing passages marked."""
    old, new = SENTENCE.findall(before), SENTENCE.findall(now)
    pairs: list[tuple[bool, str, str]] = []
    for is_marked, i1, i2, j1, j2 in _spans(old, new):
        one, other = "".join(old[i1:i2]), "".join(new[j1:j2])
        if is_marked and one and other:
            pairs.extend(_word_by_word(one, other))
        else:
            pairs.append((is_marked, one, other))
    return Difference(
        _passages((is_marked, one) for is_marked, one, _ in pairs),
        _passages((is_marked, other) for is_marked, _, other in pairs),
    )


def unmarked(before: str, now: str) -> Difference:
    """Both texts, with nothing marked."""
    return Difference(_passages(iter([(False, before)])), _passages(iter([(False, now)])))


def _word_by_word(before: str, now: str) -> list[tuple[bool, str, str]]:
    old, new = WORD.findall(before), WORD.findall(now)
    longest = max(len(old), len(new))
    whole = [(True, before, now)]
    if longest > MOST_WORDS:
        return whole
    spans = _spans(old, new)
    alike = sum(i2 - i1 for is_marked, i1, i2, _, _ in spans if not is_marked)
    if alike < LEAST_ALIKE * longest:
        return whole
    return [
        (is_marked, "".join(old[i1:i2]), "".join(new[j1:j2]))
        for is_marked, i1, i2, j1, j2 in _readable(spans)
    ]


def _spans(old: Sequence[str], new: Sequence[str]) -> list[Span]:
    # autojunk skips frequent elements of long texts, which limits the time.
    codes = SequenceMatcher(None, old, new, autojunk=True).get_opcodes()
    return [(tag != "equal", i1, i2, j1, j2) for tag, i1, i2, j1, j2 in codes]


def _readable(spans: Sequence[Span]) -> Iterator[Span]:
    """Also mark short pieces between two changes."""
    for index, (is_marked, i1, i2, j1, j2) in enumerate(spans):
        is_between = 0 < index < len(spans) - 1
        yield is_marked or (is_between and i2 - i1 < SHORT), i1, i2, j1, j2


def _passages(pieces: Iterator[tuple[bool, str]]) -> list[Passage]:
    """Join adjacent pieces of one kind; drop empty ones."""
    passages: list[Passage] = []
    for is_marked, text in pieces:
        if passages and passages[-1].is_marked == is_marked:
            passages[-1] = Passage(passages[-1].text + text, is_marked)
        elif text:
            passages.append(Passage(text, is_marked))
    return passages
