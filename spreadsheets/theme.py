"""Fonts, fills and borders as officials print their tables.

Workbooks only name the fonts; a computer without them substitutes its own.
"""

from typing import Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

TITLE_POINTS: Final = 22.0
HEADER_POINTS: Final = 11.0
BODY_POINTS: Final = 10.5
DATE_FORMAT: Final = "yyyy-mm-dd"
NUMBER_FORMAT: Final = "#,##0"

TITLE_FONT: Final = "方正小标宋简体"
HEADER_FONT: Final = "黑体"
BODY_FONT: Final = "仿宋_GB2312"
INK: Final = "1F2A37"
RED: Final = "A61B0F"
HEADER_FILL: Final = "E7EBF0"
_CHINESE = 134


def font(name: str, points: float, ink: str = INK, *, bold: bool = False) -> Font:
    return Font(name=name, size=points, color=ink, bold=bold, charset=_CHINESE)


def fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def border() -> Border:
    side = Side("thin", color="7A828C")
    return Border(left=side, right=side, top=side, bottom=side)


def align(horizontal: str, vertical: str = "center") -> Alignment:
    """The alignment of a cell; right-aligned cells hold numbers and do not wrap."""
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=horizontal != "right")
