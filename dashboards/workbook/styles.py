"""The look of the tables: named styles, as officials print them.

Cells of a table begin at their top, so that a row's first lines stand beside one another.
Fonts are only named; a computer without them shows its own. Every lamp has its word beside its
fill, and the fills differ in lightness, so that a grey print reads as well.
"""

from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from projects import wording
from projects.rules import LAMPS, Lamp

TITLE_POINTS: Final = 22.0
HEADER_POINTS: Final = 11.0
BODY_POINTS: Final = 10.5
DATE_FORMAT: Final = "yyyy-mm-dd"
NUMBER_FORMAT: Final = "#,##0"
SHARE_FORMAT: Final = "0.0%"
POINTS_FORMAT: Final = "+0.0;-0.0;0.0"

TITLE: Final = "汇总表-标题"
SUBTITLE: Final = "汇总表-副标题"
NOTICE: Final = "汇总表-演示"
NOTE: Final = "汇总表-说明"
BAND: Final = "汇总表-分节"
HEADER: Final = "汇总表-表头"
TEXT: Final = "汇总表-文字"
CENTRE: Final = "汇总表-居中"
NUMBER: Final = "汇总表-数字"
DATE: Final = "汇总表-日期"
SHARE: Final = "汇总表-百分比"
POINTS: Final = "汇总表-百分点"

_TITLE_FONT = "方正小标宋简体"
_HEADER_FONT = "黑体"
_BODY_FONT = "仿宋_GB2312"
_CHINESE = 134
_INK = "1F2A37"
_RED = "A61B0F"
_HEADER_FILL = "E7EBF0"
_LAMP_COLOURS: Final[dict[Lamp, tuple[str, str]]] = {
    Lamp.OVERDUE: ("8C1C13", "FFFFFF"),
    Lamp.RED: ("DE8377", "000000"),
    Lamp.YELLOW: ("F6D776", "000000"),
    Lamp.UNREPORTED: ("DAD7D1", "000000"),
    Lamp.STALE: ("BFBBB3", "000000"),
    Lamp.GREEN: ("BFDDB4", "000000"),
    Lamp.DONE: ("E6F2E0", "000000"),
    Lamp.EMPTY: ("ECEAE6", "000000"),
    Lamp.POOLED: ("F4F2EE", "000000"),
    Lamp.EXEMPT: ("FFFFFF", "595959"),
}
"""Fill and ink of each lamp."""


def lamp_style(lamp: Lamp) -> str:
    """The name of a lamp's style."""
    return f"汇总表-{wording.LAMP_WORDS[lamp]}"


def add_styles(workbook: Workbook) -> None:
    """Register every named style."""
    for style in (*_frame_styles(), *_cell_styles(), *map(_lamp_style, LAMPS)):
        workbook.add_named_style(style)


def _frame_styles() -> list[NamedStyle]:
    return [
        NamedStyle(TITLE, font=_font(_TITLE_FONT, TITLE_POINTS), alignment=_align("center")),
        NamedStyle(SUBTITLE, font=_font(_BODY_FONT, BODY_POINTS), alignment=_align("center")),
        NamedStyle(
            NOTICE, font=_font(_HEADER_FONT, HEADER_POINTS, _RED), alignment=_align("center")
        ),
        NamedStyle(NOTE, font=_font(_BODY_FONT, BODY_POINTS), alignment=_align("left")),
        NamedStyle(BAND, font=_font(_HEADER_FONT, HEADER_POINTS), alignment=_align("left")),
    ]


def _cell_styles() -> list[NamedStyle]:
    body = {"font": _font(_BODY_FONT, BODY_POINTS), "border": _border()}
    right = _align("right", "top")
    return [
        NamedStyle(
            HEADER,
            font=_font(_HEADER_FONT, HEADER_POINTS),
            fill=_fill(_HEADER_FILL),
            border=_border(),
            alignment=_align("center"),
        ),
        NamedStyle(TEXT, alignment=_align("left", "top"), **body),
        NamedStyle(CENTRE, alignment=_align("center", "top"), **body),
        NamedStyle(NUMBER, alignment=right, number_format=NUMBER_FORMAT, **body),
        NamedStyle(DATE, alignment=_align("center", "top"), number_format=DATE_FORMAT, **body),
        NamedStyle(SHARE, alignment=right, number_format=SHARE_FORMAT, **body),
        NamedStyle(POINTS, alignment=right, number_format=POINTS_FORMAT, **body),
    ]


def _lamp_style(lamp: Lamp) -> NamedStyle:
    fill, ink = _LAMP_COLOURS[lamp]
    return NamedStyle(
        lamp_style(lamp),
        font=_font(_BODY_FONT, BODY_POINTS, ink, bold=lamp is Lamp.OVERDUE),
        fill=_fill(fill),
        border=_border(),
        alignment=_align("center", "top"),
    )


def _font(name: str, points: float, ink: str = _INK, *, bold: bool = False) -> Font:
    return Font(name=name, size=points, color=ink, bold=bold, charset=_CHINESE)


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _border() -> Border:
    side = Side("thin", color="7A828C")
    return Border(left=side, right=side, top=side, bottom=side)


def _align(horizontal: str, vertical: str = "center") -> Alignment:
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=horizontal != "right")
