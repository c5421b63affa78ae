"""Divide slides into pages of even height, from text heights computed without a browser.

Pure. Widths and heights are in hundredths of the slide's letter size (``1em`` is 100).
"""

from bisect import bisect_left
from collections.abc import Sequence
from unicodedata import east_asian_width

LETTER = 100
NARROW = 60
"""A digit or a Latin letter, in the widest of the fonts in use."""
SQUARE = frozenset("WFA")


def width_of(text: str) -> int:
    """The width of a text on one line."""
    return sum(LETTER if east_asian_width(letter) in SQUARE else NARROW for letter in text)


def lines_of(text: str, width: int) -> int:
    """The number of lines of ``width`` that a text takes; 0 for no text.

    Leaves one letter free on each line, since no line may begin with a closing mark.
    """
    return -(-width_of(text) // (width - LETTER))


def paged(heights: Sequence[int], room: int, used: int = 0) -> list[range]:
    """The items of each page: as few pages as possible, the fullest as low as possible.

    Keeps the order. ``used`` is the height already taken on the first page. An item
    higher than ``room`` has a page to itself; without items there is one empty page.
    """
    fewest = len(_filled(heights, room, used))
    lowest = bisect_left(
        range(room), True, key=lambda least: len(_filled(heights, least, used)) <= fewest
    )
    return _filled(heights, lowest, used)


def _filled(heights: Sequence[int], room: int, used: int) -> list[range]:
    """Fill page after page, each as far as it goes."""
    pages, first, height = [], 0, used
    for index, own in enumerate(heights):
        if index > first and height + own > room:
            pages.append(range(first, index))
            first, height = index, 0
        height += own
    return [*pages, range(first, len(heights))]
