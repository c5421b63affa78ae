"""Typed text in plain characters, without invisible ones. Pure."""

import re
from typing import Final
from unicodedata import normalize

__all__ = ["INVISIBLE", "in_plain_characters", "iso_day", "trimmed"]

INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u3164\ufeff\uffa0"
)
"""Zero-width characters, often pasted along with text from web pages and chats."""
_SPACES: Final = (
    " \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)
_APOSTROPHES: Final = "'’＇"
"""Marks a cell as text; sometimes typed or pasted along with it."""
_DAY: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?\Z")


def trimmed(text: str) -> str:
    """``text`` without white space and invisible characters at its ends."""
    return text.strip(INVISIBLE + _SPACES)


def in_plain_characters(text: str) -> str:
    """A choice or a day without full-width characters and without a leading apostrophe."""
    return normalize("NFKC", trimmed(trimmed(text).lstrip(_APOSTROPHES)))


def iso_day(text: str) -> str:
    """``2026-12-31`` for a day typed as 2026/12/31 or 2026年12月31日; other text as it is."""
    typed = in_plain_characters(text)
    day = _DAY.match(typed)
    return f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}" if day else typed
