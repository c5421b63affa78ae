"""The look of the tables: named styles, as officials print them.

Cells of a table begin at their top, so that a row's first lines stand beside one another.
Every lamp has its word beside its fill, and the fills differ in lightness, so that a grey print
reads as well.
"""

from fractions import Fraction
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import NamedStyle

from departments import exports
from projects import wording
from projects.rules import LAMPS, Lamp
from projects.workbook import look
from projects.workbook.look import BODY_POINTS, HEADER_POINTS, TITLE_POINTS

SHARE_FORMAT: Final = "0.0%"
POINTS_FORMAT: Final = "+0.0;-0.0;0.0"
MOMENT_FORMAT: Final = "yyyy-mm-dd hh:mm:ss"

TITLE: Final = "汇总表-标题"
SUBTITLE: Final = "汇总表-副标题"
NOTICE: Final = "汇总表-演示"
NOTE: Final = "汇总表-说明"
BAND: Final = "汇总表-分节"
HEADER: Final = "汇总表-表头"
MIDDLE: Final = "汇总表-居中对齐"
TOTAL: Final = "汇总表-合计"
TOTAL_COUNT: Final = "汇总表-合计数"
TOTAL_LABEL: Final = "汇总表-合计名"
TEXT: Final = exports.TEXT
CENTRE: Final = exports.CENTRE
NUMBER: Final = exports.NUMBER
COUNT: Final = "汇总表-计数"
RATE: Final = "汇总表-比率"
DATE: Final = exports.DATE
MOMENT: Final = exports.MOMENT
SHARE: Final = exports.SHARE
POINTS: Final = exports.POINTS

_LAMP_COLOURS: Final[dict[Lamp, tuple[str, str]]] = {
    Lamp.OVERDUE: ("8C1C13", "FFFFFF"),
    Lamp.RED: ("DE8377", "000000"),
    Lamp.YELLOW: ("F6D776", "000000"),
    Lamp.UNREPORTED: ("DAD7D1", "000000"),
    Lamp.STALE: ("BFBBB3", "000000"),
    Lamp.CLOSED: ("CFCBC3", "000000"),
    Lamp.GREEN: ("BFDDB4", "000000"),
    Lamp.DONE: ("E6F2E0", "000000"),
    Lamp.EMPTY: ("ECEAE6", "000000"),
    Lamp.POOLED: ("F4F2EE", "000000"),
    Lamp.EXEMPT: ("FFFFFF", "595959"),
}
"""Fill and ink of each lamp."""


def colours(lamp: Lamp) -> tuple[str, str]:
    """Fill and ink of a lamp, as hexadecimal RGB."""
    return _LAMP_COLOURS[lamp]


def lamp_style(lamp: Lamp) -> str:
    """The name of a lamp's style."""
    return f"汇总表-{wording.LAMP_WORDS[lamp]}"


def exact(amount: Fraction | None) -> int | float | None:
    """An amount as a cell's number; no data stays no data."""
    if amount is None:
        return None
    return int(amount) if amount.denominator == 1 else float(amount)


def decimals(amount: float, style: str) -> str:
    """A fraction's number format: more decimals where the usual would read 0 or 100 % wrongly."""
    if style == SHARE:
        seems_whole = round(amount, 3) in {0, 1} and amount not in {0, 1}
        return "0.00%" if seems_whole else SHARE_FORMAT
    if style == NUMBER:
        return "#,##0.0000" if round(amount, 2) in {0, 100} else "#,##0.0#"
    return POINTS_FORMAT


def add_styles(workbook: Workbook) -> None:
    """Register every named style."""
    for style in (*_frame_styles(), *_cell_styles(), *_total_styles(), *map(_lamp_style, LAMPS)):
        workbook.add_named_style(style)


def _frame_styles() -> list[NamedStyle]:
    return [
        NamedStyle(
            TITLE, font=look.font(look.TITLE_FONT, TITLE_POINTS), alignment=look.align("center")
        ),
        NamedStyle(
            SUBTITLE, font=look.font(look.BODY_FONT, BODY_POINTS), alignment=look.align("center")
        ),
        NamedStyle(
            NOTICE,
            font=look.font(look.HEADER_FONT, HEADER_POINTS, look.RED),
            alignment=look.align("center"),
        ),
        NamedStyle(NOTE, font=look.font(look.BODY_FONT, BODY_POINTS), alignment=look.align("left")),
        NamedStyle(
            BAND, font=look.font(look.HEADER_FONT, HEADER_POINTS), alignment=look.align("left")
        ),
    ]


def _cell_styles() -> list[NamedStyle]:
    body = {"font": look.font(look.BODY_FONT, BODY_POINTS), "border": look.border()}
    right = look.align("right", "top")
    return [
        NamedStyle(
            HEADER,
            font=look.font(look.HEADER_FONT, HEADER_POINTS),
            fill=look.fill(look.HEADER_FILL),
            border=look.border(),
            alignment=look.align("center"),
        ),
        NamedStyle(MIDDLE, alignment=look.align("center"), **body),
        NamedStyle(TEXT, alignment=look.align("left", "top"), **body),
        NamedStyle(CENTRE, alignment=look.align("center", "top"), **body),
        NamedStyle(NUMBER, alignment=right, number_format=look.NUMBER_FORMAT, **body),
        NamedStyle(COUNT, alignment=look.align("center"), number_format=look.NUMBER_FORMAT, **body),
        NamedStyle(RATE, alignment=look.align("center"), number_format=SHARE_FORMAT, **body),
        NamedStyle(
            DATE, alignment=look.align("center", "top"), number_format=look.DATE_FORMAT, **body
        ),
        NamedStyle(
            MOMENT, alignment=look.align("center", "top"), number_format=MOMENT_FORMAT, **body
        ),
        NamedStyle(SHARE, alignment=right, number_format=SHARE_FORMAT, **body),
        NamedStyle(POINTS, alignment=right, number_format=POINTS_FORMAT, **body),
    ]


def _total_styles() -> list[NamedStyle]:
    total = {
        "font": look.font(look.HEADER_FONT, BODY_POINTS),
        "fill": look.fill(look.HEADER_FILL),
        "border": look.border(),
    }
    return [
        NamedStyle(TOTAL, alignment=look.align("right"), number_format=look.NUMBER_FORMAT, **total),
        NamedStyle(
            TOTAL_COUNT, alignment=look.align("center"), number_format=look.NUMBER_FORMAT, **total
        ),
        NamedStyle(TOTAL_LABEL, alignment=look.align("center"), **total),
    ]


def _lamp_style(lamp: Lamp) -> NamedStyle:
    fill, ink = _LAMP_COLOURS[lamp]
    return NamedStyle(
        lamp_style(lamp),
        font=look.font(look.BODY_FONT, BODY_POINTS, ink, bold=lamp is Lamp.OVERDUE),
        fill=look.fill(fill),
        border=look.border(),
        alignment=look.align("center", "top"),
    )
