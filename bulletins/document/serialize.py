"""Contents as text that can be kept, and read again unchanged."""

import hashlib
from fractions import Fraction
from typing import Any

import msgspec

from bulletins.document.values import Contents


class ContentsUnreadable(ValueError):
    """What was kept is not what contents look like."""


def as_text(contents: Contents) -> str:
    """Contents as JSON: days as ``2026-11-23``, amounts as exact fractions (``115/150``).

    The same contents give the same text.
    """
    return msgspec.json.encode(contents, enc_hook=_written).decode()


def as_contents(text: str) -> Contents:
    """The contents that ``as_text`` wrote; raises ``ContentsUnreadable``."""
    try:
        return msgspec.json.decode(text, type=Contents, dec_hook=_read)
    except (msgspec.DecodeError, ValueError) as error:
        raise ContentsUnreadable(str(error)) from error


def fingerprint(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal: a letter changed gives another one."""
    return hashlib.sha256(text.encode()).hexdigest()


def _written(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(f"{type(value)} has no place in contents")


def _read(wanted: type, value: Any) -> Any:
    if wanted is Fraction:
        return Fraction(value)
    raise NotImplementedError(f"{wanted} has no place in contents")
