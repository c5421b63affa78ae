"""Find words in a text, full width or half width, and split the text at the matches.

In Python rather than SQL, so that all databases give the same results. A span is a pair of
indexes into the original text; the second is exclusive.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from projects.wording import CLOSING, OPENING

Span = tuple[int, int]
SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")
AROUND = 40
"""Characters shown before and after a match in an excerpt."""
SHORT_NAME = 3
"""The least length of an abbreviation that matches a name, such as 人社局."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, a match or the text between matches."""

    text: str
    is_found: bool = False


@lru_cache(maxsize=8192)
def _folded(letter: str) -> str:
    """In half width and lower case; brackets of all shapes are alike."""
    if letter in OPENING:
        return "("
    return ")" if letter in CLOSING else normalize("NFKC", letter).casefold()


def terms(query: str) -> tuple[str, ...]:
    """The distinct words of a query, in half width and lower case."""
    return tuple(dict.fromkeys("".join(map(_folded, query)).split()))


def spans(text: str, query_terms: Iterable[str]) -> list[Span]:
    """The words' spans, sorted and merged where they touch; empty unless all words occur."""
    letters = [(part, place) for place, letter in enumerate(text) for part in _folded(letter)]
    folded = "".join(part for part, _ in letters)
    matches = []
    for word in query_terms:
        starts = list(_starts(folded, word))
        if not starts:
            return []
        matches += [(letters[at][1], letters[at + len(word) - 1][1] + 1) for at in starts]
    return _merge(matches)


def _starts(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _merge(matches: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(matches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def spans_of_name(name: str, query_terms: Sequence[str]) -> list[Span]:
    """Like ``spans``, or the spans of an abbreviation's characters (人社局) in their order."""
    matches = spans(name, query_terms)
    if matches or len(query_terms) != 1 or len(query_terms[0]) < SHORT_NAME:
        return matches
    letters, start = [], 0
    for letter in query_terms[0]:
        at = name.find(letter, start)
        if at < 0:
            return []
        start = at + 1
        letters.append((at, start))
    return _merge(letters)


def pieces(text: str, matches: Sequence[Span]) -> list[Piece]:
    """The whole text, split at the spans."""
    ends = [0, *(index for span in matches for index in span), len(text)]
    parts = [
        Piece(text[start:end], is_found=index % 2 == 1)
        for index, (start, end) in enumerate(pairwise(ends))
    ]
    return [part for part in parts if part.text]


def excerpt(text: str, matches: Sequence[Span]) -> list[Piece]:
    """The text around the first span, split at all spans within it."""
    start = max(matches[0][0] - AROUND, 0)
    end = min(matches[0][1] + AROUND, len(text))
    within = [(max(at, start), min(to, end)) for at, to in matches if at < end and to > start]
    shown = pieces(text[start:end], [(at - start, to - start) for at, to in within])
    before = [Piece("…")] if start else []
    after = [Piece("…")] if end < len(text) else []
    return [*before, *shown, *after]


def sentences(text: str) -> list[str]:
    """The sentences of a text, with their closing marks."""
    return [sentence.strip() for sentence in SENTENCE.findall(text) if sentence.strip()]
