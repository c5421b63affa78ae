"""Make text safe for cells, and measure it so that rows are high enough. Pure."""

import math
import re
from typing import Final

CELL_LIMIT: Final = 32_767
"""The most UTF-16 units that Excel stores in one cell."""
CLIPPED: Final = "……（文字过长，其余请在系统中查看）"

_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_WORD = re.compile(r"[!-~]+|.", re.DOTALL)
_NARROW_END = 0x2000
"""Characters below it are narrow; others count as wide as a Chinese one, to be safe."""
_NARROW: Final = 0.64
"""Share of a Chinese character's width: 0.5 in officials' fonts, 0.64 in their substitutes."""
_NEVER_FIRST = frozenset("，。、；：？！）】》”’…—·％%")
_PIXELS_PER_UNIT = 7
_PIXELS_PER_POINT = 96 / 72
_PADDING = 8
_PRINTERS_SHARE = 0.97
"""Printed text is slightly wider than text on screen."""
_LINE_SPACING = 1.33
_LINES_LOSS = 3
_ROW_PADDING = 4


def clean(text: str) -> str:
    """``text`` with line feeds as line ends, without unsafe characters, cut to a cell's limit."""
    text = _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    # A character has two units at most, so that most texts need no counting.
    if 2 * len(text) <= CELL_LIMIT or _units(text) <= CELL_LIMIT:
        return text
    while _units(text) > CELL_LIMIT - len(CLIPPED):
        text = text[: CELL_LIMIT - len(CLIPPED) - (_units(text) - len(text))]
    return text + CLIPPED


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def line_count(text: str, width: float, points: float) -> int:
    """How many lines ``text`` takes in a column of ``width`` (Excel's units) at a font size.

    Rather one too many than one too few. Chinese breaks anywhere but before a closing mark, a
    run of letters or digits only if it is longer than the line.
    """
    ems = room(width, points)
    return sum(_lines_of_paragraph(paragraph, ems) for paragraph in text.split("\n"))


def room(width: float, points: float) -> float:
    """How many Chinese characters of a font size fit into a line of a column of ``width``."""
    em = points * _PIXELS_PER_POINT
    return (width * _PIXELS_PER_UNIT - _PADDING) * _PRINTERS_SHARE / em


def _lines_of_paragraph(paragraph: str, room: float) -> int:
    """The lines of a text without line ends; ``room`` is in Chinese characters."""
    if _most_ems(paragraph) <= room:
        return 1
    lines, used, last = 1, 0.0, 0.0
    for word in _WORD.findall(paragraph):
        size = _ems(word)
        if used + size <= room:
            used += size
        elif size > room:
            full = math.ceil((used + size) / room) - 1
            lines, used = lines + full, used + size - full * room
        else:
            # A closing mark moves to the next line together with the character before it.
            lines, used = lines + 1, size + (last if word in _NEVER_FIRST else 0.0)
        last = size
    return lines


def _ems(word: str) -> float:
    return sum(_NARROW if ord(character) < _NARROW_END else 1.0 for character in word)


def _most_ems(text: str) -> float:
    """An upper bound of a text's width in Chinese characters, from its UTF-8 length.

    Wide characters take three bytes or more, narrow ones one or two (and then count too wide).
    """
    byte = (1 - _NARROW) / 2
    return len(text) * (_NARROW - byte) + len(text.encode("utf-8", "surrogatepass")) * byte


def text_height(text: str, width: float, points: float) -> float:
    """The height in points of a row that shows all of ``text``."""
    return line_count(text, width, points) * points * _LINE_SPACING + _ROW_PADDING


def cut(text: str, width: float, points: float, height: float) -> tuple[str, str]:
    """Split ``text`` into what a cell of ``height`` points shows, and the rest, if any.

    The cut is between paragraphs if these fill half the cell, else after a sentence, else anywhere.
    """
    most = int((height - _ROW_PADDING) / (points * _LINE_SPACING))
    ems, used = room(width, points), 0
    paragraphs = text.split("\n")
    for number, paragraph in enumerate(paragraphs):
        needed = _lines_of_paragraph(paragraph, ems)
        if used + needed <= most:
            used += needed
            continue
        if used >= most / 2:
            return "\n".join(paragraphs[:number]), "\n".join(paragraphs[number:])
        # Words and closing marks that move to the next line leave the end of a line empty.
        fits = max((most - used) * max(int(ems) - _LINES_LOSS, 1), 1)
        place = paragraph.rfind("。", 0, fits) + 1 or fits
        start = len("\n".join([*paragraphs[:number], ""]))
        return text[: start + place], text[start + place :]
    return text, ""
