"""How each lamp looks in a workbook.

Fills differ in lightness and every cell shows the lamp's label, so that a grey print is readable.
"""

from typing import Final

from openpyxl.styles import NamedStyle

from projects import wording
from projects.rules.values import LAMPS, Lamp
from spreadsheets import theme
from spreadsheets.theme import BODY_POINTS

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
"""Fill and ink of each lamp, as hexadecimal RGB."""


def colours(lamp: Lamp) -> tuple[str, str]:
    """Fill and ink of a lamp, as hexadecimal RGB."""
    return _LAMP_COLOURS[lamp]


def lamp_style(lamp: Lamp) -> str:
    """The name of a lamp's style."""
    return f"汇总表-{wording.LAMP_LABELS[lamp]}"


def lamp_styles() -> list[NamedStyle]:
    """All lamps' named styles, for ``spreadsheets.styles.add_styles``."""
    return [_named_style(lamp) for lamp in LAMPS]


def _named_style(lamp: Lamp) -> NamedStyle:
    fill, ink = _LAMP_COLOURS[lamp]
    return NamedStyle(
        lamp_style(lamp),
        font=theme.font(theme.BODY_FONT, BODY_POINTS, ink, bold=lamp is Lamp.OVERDUE),
        fill=theme.fill(fill),
        border=theme.border(),
        alignment=theme.align("center", "top"),
    )
