"""The look of a filling form: what may be typed in is light yellow, all else is locked."""

from typing import Final

from openpyxl import Workbook
from openpyxl.styles import NamedStyle, Protection

from spreadsheets import theme
from spreadsheets.theme import BODY_POINTS, HEADER_POINTS

TITLE_POINTS: Final = 18.0
TITLE: Final = "填报表-标题"
KEY: Final = "填报表-识别码"
HINT: Final = "填报表-提示"
NOTE: Final = "填报表-说明"
HEADER: Final = "填报表-表头"
INPUT_HEADER: Final = "填报表-填写表头"
TEXT: Final = "填报表-文字"
CENTRE: Final = "填报表-居中"
SHUT: Final = "填报表-不填"
INPUT_TEXT: Final = "填报表-填文字"
INPUT_WORDS: Final = "填报表-填短语"
INPUT_CHOICE: Final = "填报表-选择"
INPUT_COUNT: Final = "填报表-填整数"
INPUT_AMOUNT: Final = "填报表-填数"
INPUT_DATE: Final = "填报表-填日期"

_INPUT_FILL = "FFF8D8"
_INPUT_HEADER_FILL = "F6DE8D"
_SHUT_FILL = "E3E0DA"
_SHUT_INK = "4A4F57"


def add_styles(workbook: Workbook) -> None:
    """Register every named style."""
    for style in (*_frame_styles(), *_shown_styles(), *_input_styles()):
        workbook.add_named_style(style)


def _frame_styles() -> list[NamedStyle]:
    left = theme.align("left")
    return [
        NamedStyle(TITLE, font=theme.font(theme.TITLE_FONT, TITLE_POINTS), alignment=left),
        NamedStyle(
            HINT, font=theme.font(theme.HEADER_FONT, HEADER_POINTS, theme.RED), alignment=left
        ),
        NamedStyle(NOTE, font=theme.font(theme.BODY_FONT, BODY_POINTS), alignment=left),
        _header(HEADER, theme.HEADER_FILL),
        _header(INPUT_HEADER, _INPUT_HEADER_FILL),
    ]


def _header(name: str, colour: str) -> NamedStyle:
    return NamedStyle(
        name,
        font=theme.font(theme.HEADER_FONT, HEADER_POINTS),
        fill=theme.fill(colour),
        border=theme.border(),
        alignment=theme.align("center"),
    )


def _shown_styles() -> list[NamedStyle]:
    body = {"font": theme.font(theme.BODY_FONT, BODY_POINTS), "border": theme.border()}
    return [
        NamedStyle(TEXT, alignment=theme.align("left", "top"), **body),
        NamedStyle(CENTRE, alignment=theme.align("center", "top"), **body),
        NamedStyle(
            SHUT,
            font=theme.font(theme.BODY_FONT, BODY_POINTS, _SHUT_INK),
            fill=theme.fill(_SHUT_FILL),
            border=theme.border(),
            alignment=theme.align("left", "top"),
        ),
        # Nothing to see but a narrow strip, which is selected with the rows.
        NamedStyle(KEY, fill=theme.fill(_SHUT_FILL), border=theme.border(), number_format=";;;"),
    ]


def _input_styles() -> list[NamedStyle]:
    return [
        _input(INPUT_TEXT, "left"),
        # As text, or a document's number such as 2026-3 would become a day.
        _input(INPUT_WORDS, "left", "@"),
        _input(INPUT_CHOICE, "center"),
        _input(INPUT_COUNT, "right", theme.NUMBER_FORMAT),
        # No fixed decimals: what is typed shows as it is.
        _input(INPUT_AMOUNT, "right"),
        _input(INPUT_DATE, "center", theme.DATE_FORMAT),
    ]


def _input(name: str, horizontal: str, number_format: str = "General") -> NamedStyle:
    return NamedStyle(
        name,
        font=theme.font(theme.BODY_FONT, BODY_POINTS),
        fill=theme.fill(_INPUT_FILL),
        border=theme.border(),
        alignment=theme.align(horizontal, "top"),
        number_format=number_format,
        protection=Protection(locked=False),
    )
