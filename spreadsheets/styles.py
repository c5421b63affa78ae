"""Named styles of tables, as officials print them.

Table cells are aligned to the top, so that the first lines of a row are level.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import isclose
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import NamedStyle

from spreadsheets import columns, theme
from spreadsheets.theme import BODY_POINTS, HEADER_POINTS, TITLE_POINTS

SHARE_FORMAT: Final = "0.0%"
POINTS_FORMAT: Final = "+0.0;-0.0;0.0"
NUMBER_PLACES: Final = 2
MOST_PLACES: Final = 8
NOISE: Final = 1e-9
"""By how much a float may miss the fraction it stands for."""
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
TEXT: Final = columns.TEXT
CENTRE: Final = columns.CENTRE
NUMBER: Final = columns.NUMBER
COUNT: Final = "汇总表-计数"
RATE: Final = "汇总表-比率"
DATE: Final = columns.DATE
MOMENT: Final = columns.MOMENT
SHARE: Final = columns.SHARE
POINTS: Final = columns.POINTS


class Rounded(float):
    """A number for a cell that is shown with ``places`` decimals, those of its neighbours."""

    places: int

    def __new__(cls, amount: float | Fraction, places: int) -> "Rounded":
        number = super().__new__(cls, amount)
        number.places = places
        return number


def exact(amount: Fraction | None) -> int | float | None:
    """An amount as a number for a cell; None stays None."""
    if amount is None:
        return None
    return int(amount) if amount.denominator == 1 else float(amount)


def decimals(amount: float, style: str) -> str:
    """A float's number format, with more decimals if it would read as a whole number it is not.

    A share has one decimal like the others of its column, unless it would read as 0 or 100 %.
    """
    if style == SHARE:
        return f"0.{'0' * _share_places(amount)}%"
    if style == NUMBER and isinstance(amount, Rounded):
        return f"#,##0.{'0' * amount.places}"
    if style == NUMBER:
        places = _places(amount, NUMBER_PLACES)
        return "#,##0.0#" if places == NUMBER_PLACES else f"#,##0.{'0' * max(places, 4)}"
    zeros = "0" * (amount.places if isinstance(amount, Rounded) else _places(amount))
    return f"+0.{zeros};-0.{zeros};0.{zeros}"


def _share_places(share: float) -> int:
    if isinstance(share, Rounded):
        return share.places
    percent = share * 100
    return _places(percent) if round(percent, 1) in {0, 100} else 1


def _places(amount: float, least: int = 1) -> int:
    """How many decimals to show: so many that what is not whole does not read so."""
    for places in range(least, MOST_PLACES):
        shown = round(amount, places)
        if isclose(shown, amount, abs_tol=NOISE) or shown != int(shown):
            return places
    return MOST_PLACES


def add_styles(workbook: Workbook, more: Iterable[NamedStyle] = ()) -> None:
    """Register the named styles of tables, and ``more``."""
    for style in (*_frame_styles(), *_cell_styles(), *_total_styles(), *more):
        workbook.add_named_style(style)


def _frame_styles() -> list[NamedStyle]:
    return [
        NamedStyle(
            TITLE, font=theme.font(theme.TITLE_FONT, TITLE_POINTS), alignment=theme.align("center")
        ),
        NamedStyle(
            SUBTITLE, font=theme.font(theme.BODY_FONT, BODY_POINTS), alignment=theme.align("center")
        ),
        NamedStyle(
            NOTICE,
            font=theme.font(theme.HEADER_FONT, HEADER_POINTS, theme.RED),
            alignment=theme.align("center"),
        ),
        NamedStyle(
            NOTE, font=theme.font(theme.BODY_FONT, BODY_POINTS), alignment=theme.align("left")
        ),
        NamedStyle(
            BAND, font=theme.font(theme.HEADER_FONT, HEADER_POINTS), alignment=theme.align("left")
        ),
    ]


def _cell_styles() -> list[NamedStyle]:
    body = {"font": theme.font(theme.BODY_FONT, BODY_POINTS), "border": theme.border()}
    right = theme.align("right", "top")
    return [
        NamedStyle(
            HEADER,
            font=theme.font(theme.HEADER_FONT, HEADER_POINTS),
            fill=theme.fill(theme.HEADER_FILL),
            border=theme.border(),
            alignment=theme.align("center"),
        ),
        NamedStyle(MIDDLE, alignment=theme.align("center"), **body),
        NamedStyle(TEXT, alignment=theme.align("left", "top"), **body),
        NamedStyle(CENTRE, alignment=theme.align("center", "top"), **body),
        NamedStyle(NUMBER, alignment=right, number_format=theme.NUMBER_FORMAT, **body),
        NamedStyle(
            COUNT, alignment=theme.align("center"), number_format=theme.NUMBER_FORMAT, **body
        ),
        NamedStyle(RATE, alignment=theme.align("center"), number_format=SHARE_FORMAT, **body),
        NamedStyle(
            DATE, alignment=theme.align("center", "top"), number_format=theme.DATE_FORMAT, **body
        ),
        NamedStyle(
            MOMENT, alignment=theme.align("center", "top"), number_format=MOMENT_FORMAT, **body
        ),
        NamedStyle(SHARE, alignment=right, number_format=SHARE_FORMAT, **body),
        NamedStyle(POINTS, alignment=right, number_format=POINTS_FORMAT, **body),
    ]


def _total_styles() -> list[NamedStyle]:
    total = {
        "font": theme.font(theme.HEADER_FONT, BODY_POINTS),
        "fill": theme.fill(theme.HEADER_FILL),
        "border": theme.border(),
    }
    return [
        NamedStyle(
            TOTAL, alignment=theme.align("right"), number_format=theme.NUMBER_FORMAT, **total
        ),
        NamedStyle(
            TOTAL_COUNT, alignment=theme.align("center"), number_format=theme.NUMBER_FORMAT, **total
        ),
        NamedStyle(TOTAL_LABEL, alignment=theme.align("center"), **total),
    ]
