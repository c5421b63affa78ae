"""Words looked for in a text, full width or half width, and the text cut where they stand.

Pure, so that every database finds the same. A span is a pair of places in the text as it is
printed, the second one past the end.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

Span = tuple[int, int]
SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")
AROUND = 40
"""Letters shown before and after the words found, where a text is too long to be shown whole."""
SHORT_NAME = 3
"""Letters from which on a name is known by some of its own: 人社局."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: found, or what lies between."""

    text: str
    is_found: bool = False


@lru_cache(maxsize=8192)
def _folded(letter: str) -> str:
    return normalize("NFKC", letter).casefold()


def terms(query: str) -> tuple[str, ...]:
    """The words asked for, each once, half width and in small letters."""
    return tuple(dict.fromkeys("".join(map(_folded, query)).split()))


def spans(text: str, query_terms: Iterable[str]) -> list[Span]:
    """Where the words stand, in order and none touching another; nothing unless all are there."""
    letters = [(part, place) for place, letter in enumerate(text) for part in _folded(letter)]
    folded = "".join(part for part, _ in letters)
    found = []
    for word in query_terms:
        starts = list(_starts(folded, word))
        if not starts:
            return []
        found += [(letters[at][1], letters[at + len(word) - 1][1] + 1) for at in starts]
    return _joined(found)


def _starts(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _joined(found: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def spans_of_name(name: str, query_terms: Sequence[str]) -> list[Span]:
    """``spans``; or the letters of one short name (人社局) in their order."""
    found = spans(name, query_terms)
    if found or len(query_terms) != 1 or len(query_terms[0]) < SHORT_NAME:
        return found
    places, place = [], 0
    for letter in query_terms[0]:
        at = name.find(letter, place)
        if at < 0:
            return []
        places.append((at, at + 1))
        place = at + 1
    return _joined(places)


def pieces(text: str, found: Sequence[Span]) -> list[Piece]:
    """The whole text, cut at the spans."""
    ends = [0, *(place for span in found for place in span), len(text)]
    cut = [
        Piece(text[start:end], is_found=index % 2 == 1)
        for index, (start, end) in enumerate(pairwise(ends))
    ]
    return [piece for piece in cut if piece.text]


def excerpt(text: str, found: Sequence[Span]) -> list[Piece]:
    """What stands around the first span, with all the spans in it."""
    start = max(found[0][0] - AROUND, 0)
    end = min(found[0][1] + AROUND, len(text))
    within = [(max(at, start), min(to, end)) for at, to in found if at < end and to > start]
    shown = pieces(text[start:end], [(at - start, to - start) for at, to in within])
    before = [Piece("…")] if start else []
    after = [Piece("…")] if end < len(text) else []
    return [*before, *shown, *after]


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the mark that ends it."""
    return [found.strip() for found in SENTENCE.findall(text) if found.strip()]
