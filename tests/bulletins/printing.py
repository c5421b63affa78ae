"""What a PDF file shows: its pages' sizes, their texts in the order drawn, words over words."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LEAST_SHARE = 0.4
"""Of a line's height: beside one another, lines' boxes touch, but overlap by less."""
_SIZE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, in points from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def covers(self, other: "Word") -> bool:
        """Whether the two are printed over one another, as what a row cuts off is."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        height = min(self.bottom - self.top, other.bottom - other.top)
        return across > 1 and down > LEAST_SHARE * height


@dataclass(frozen=True, slots=True)
class Page:
    """A page: width and height in points, its text without spaces, its words."""

    width: float
    height: float
    text: str
    words: tuple[Word, ...]

    def clashes(self) -> Iterator[tuple[str, str]]:
        """Words that are printed over one another."""
        words = sorted(self.words, key=lambda word: word.top)
        for number, word in enumerate(words):
            for other in words[number + 1 :]:
                if other.top >= word.bottom:
                    break
                if word.covers(other):
                    yield word.text, other.text

    def outside(self) -> list[str]:
        """Words that reach over the page's edge."""
        return [
            word.text
            for word in self.words
            if min(word.left, word.top) < 0 or word.right > self.width or word.bottom > self.height
        ]


def pages(path: Path) -> list[Page]:
    """The pages of a PDF file."""
    texts = _read("-raw", path).split("\f")
    boxes = _read("-bbox", path).split("</page>")
    return [_page(text, box) for text, box in zip(texts[:-1], boxes[:-1], strict=True)]


def squeezed(text: str) -> str:
    """A text without spaces and line ends, where lines break is the page's affair."""
    return re.sub(r"\s", "", text)


def _page(text: str, box: str) -> Page:
    size = _SIZE.search(box)
    if size is None:
        raise ValueError("a page without a size")
    words = tuple(
        Word(float(left), float(top), float(right), float(bottom), words)
        for left, top, right, bottom, words in _WORD.findall(box)
    )
    return Page(float(size[1]), float(size[2]), squeezed(text), words)


def _read(how: str, path: Path) -> str:
    done = subprocess.run(["pdftotext", how, str(path), "-"], check=True, capture_output=True)
    return done.stdout.decode()
