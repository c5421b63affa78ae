"""A document as text: whatever it holds comes back, and what earlier versions kept still reads."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletins.document.frozen import BulletinDocument
from bulletins.document.serialize import InvalidDocument, dumps, loads
from tests.bulletins.document.kept import FORMATS, cells_now, cells_then, kept_text

PLAIN: dict[object, Callable[[], st.SearchStrategy[Any]]] = {
    str: lambda: st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    int: lambda: st.integers(0, 2**31),
    bool: st.booleans,
    date: st.dates,
    Fraction: st.fractions,
    NoneType: st.none,
}


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that a document is made of."""
    make: Callable[..., Any] = kind
    if kind in PLAIN:
        return PLAIN[kind]()
    if get_origin(kind) is tuple:
        return st.lists(any_of(get_args(kind)[0]), max_size=2).map(tuple)
    if isinstance(kind, UnionType):
        return st.one_of(*map(any_of, get_args(kind)))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        parts = {item.name: any_of(hints[item.name]) for item in fields(kind)}
        return st.builds(make, **parts)
    assert issubclass(kind, Enum)
    return st.sampled_from(list(kind))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_of(BulletinDocument))
def test_whatever_a_document_holds_comes_back_from_its_text(document: BulletinDocument) -> None:
    text = dumps(document)

    again = loads(text)

    assert again == document
    assert dumps(again) == text


@pytest.mark.parametrize("of_format", FORMATS)
def test_what_was_kept_in_an_earlier_format_still_reads(of_format: int) -> None:
    document = loads(kept_text(of_format))

    assert (document.format, document.issue, document.on) == (
        of_format,
        "2026年第10期",
        date(2026, 10, 31),
    )
    assert document.changes is not None
    assert dumps(document) == kept_text(of_format)


@pytest.mark.parametrize("of_format", FORMATS)
def test_what_was_kept_in_an_earlier_format_gives_the_cells_it_gave(of_format: int) -> None:
    now, then = cells_now(of_format), cells_then(of_format)

    assert list(now) == list(then)
    for sheet, cells in then.items():
        assert (sheet, now[sheet]) == (sheet, cells)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", kept_text(1).replace('"on"', '"off"')])
def test_what_does_not_read_is_shown(text: str) -> None:
    with pytest.raises(InvalidDocument):
        loads(text)
