"""Write a document as text, and read it back unchanged.

Format 1 has its own names, which stay when the classes rename their fields. Fields with
``compare=False`` are not stored.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Final, get_args, get_type_hints

import msgspec

from bulletins.document.frozen import (
    BulletinDocument,
    CountsOf,
    DepartmentPunctuality,
    Statement,
)
from dashboards.changes.compare import KIND_TEXTS, Change, Comparison
from dashboards.snapshots.target_status import TargetStatus
from reports.reported_problem import ReportedProblem

OF_DEPARTMENT: Final = {"department": "body", "department_name": "body_name"}
NAMES: Final[Mapping[type, Mapping[str, str]]] = {
    BulletinDocument: {
        "departments": "bodies",
        "assignments": "parts",
        "problems": "difficulties",
        "changes": "shifts",
        "punctuality": "filings",
        "department": "body",
    },
    TargetStatus: OF_DEPARTMENT
    | {
        "measure_text": "measure_word",
        "scope_text": "scope_word",
        "goal_text": "wanted",
        "target_value": "goal",
        "goals_text": "demand",
        "pooled_goal": "demanded",
        "value_text": "figure",
        "lamp_text": "lamp_word",
        "coverage_text": "coverage",
        "met_text": "met_words",
    },
    CountsOf: OF_DEPARTMENT,
    DepartmentPunctuality: OF_DEPARTMENT,
    Statement: OF_DEPARTMENT,
    ReportedProblem: OF_DEPARTMENT | {"times_text": "times"},
    Comparison: {"assignments": "parts"},
    Change: OF_DEPARTMENT
    | {
        "before_lamp_text": "before_lamp_word",
        "before_value_text": "before_figure",
        "lamp_text": "lamp_word",
        "value_text": "figure",
    },
}
"""The stored names of fields that have another name in the classes."""
ADDED: Final[Mapping[type, Mapping[str, Any]]] = {
    TargetStatus: {"stated": None, "goal_changes": None},
    BulletinDocument: {"owner": "", "project_punctuality": None, "previous": None},
}
"""Fields that earlier formats lack, not stored where they hold nothing."""
KINDS: Final = {text: kind.value for kind, text in KIND_TEXTS.items()}
Item = dict[str, Any]


class InvalidDocument(ValueError):
    """The stored text is no document."""


def dumps(document: BulletinDocument) -> str:
    """A document as JSON: days as ``2026-11-23``, amounts as exact fractions (``115/150``).

    The same document gives the same text.
    """
    item = msgspec.to_builtins(document, enc_hook=_written)
    return msgspec.json.encode(_stored(item, BulletinDocument)).decode()


def loads(text: str) -> BulletinDocument:
    """The document that ``dumps`` wrote; raises ``InvalidDocument``."""
    try:
        item = _loaded(msgspec.json.decode(text), BulletinDocument)
        return msgspec.convert(_with_departments(item), type=BulletinDocument, dec_hook=_read)
    except (msgspec.DecodeError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidDocument(str(error)) from error


def sha256(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _stored(item: Item, kind: type) -> Item:
    """An object under its stored names."""
    if kind is CountsOf:
        item |= item.pop("counts")
    elif kind is Change:
        item["kind"] = KIND_TEXTS[item["kind"]]
    names = _names(kind)
    _convert_inner(item, kind, _stored)
    added = ADDED.get(kind, {})
    return {
        names[name]: value
        for name, value in item.items()
        if name in names and not (name in added and value == added[name])
    }


def _loaded(item: Item, kind: type) -> Item:
    """A stored object under the classes' names."""
    for name, stored in NAMES.get(kind, {}).items():
        if stored in item:
            item[name] = item.pop(stored)
    _convert_inner(item, kind, _loaded)
    if kind is CountsOf:
        item["counts"] = {name: item.pop(name) for name in ("lamps", "met", "applicable")}
    elif kind is Change:
        item["kind"] = KINDS[item["kind"]]
    return item


def _convert_inner(item: Item, kind: type, convert: Callable[[Item, type], Item]) -> None:
    for name, inner in _inner(kind).items():
        value = item.get(name)
        if isinstance(value, (list, tuple)):
            item[name] = [convert(each, inner) for each in value]
        elif value is not None:
            item[name] = convert(value, inner)


@cache
def _names(kind: type) -> Mapping[str, str]:
    """The stored name of each stored field."""
    other = NAMES.get(kind, {})
    kept = [item.name for item in fields(kind) if item.compare]
    if kind is CountsOf:
        kept = [*kept[:-1], "lamps", "met", "applicable"]
    return {name: other.get(name, name) for name in kept}


@cache
def _inner(kind: type) -> Mapping[str, type]:
    """The stored fields that hold objects or rows of them, with the objects' type."""
    hints = get_type_hints(kind)
    types_by_name = {}
    for name in _names(kind):
        types = get_args(hints.get(name, str)) or (hints.get(name, str),)
        inner = next((each for each in types if is_dataclass(each)), None)
        if isinstance(inner, type):
            types_by_name[name] = inner
    return types_by_name


def _with_departments(item: Item) -> Item:
    """Set each status's and change's department by its code, and each status's limits."""
    known = {department["code"]: department for department in item["departments"]}
    changes = item.get("changes") or {}
    rows = [item["targets"], item["assignments"]]
    for each in (each for row in rows for each in row):
        each["limits"] = [item["yellow"], item["red"]]
    rows += [changes.get("targets", ()), changes.get("assignments", ())]
    for each in (each for row in rows for each in row):
        each["department_info"] = known.get(each["department"])
    return item


def _written(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(f"{type(value)} has no place in a document")


def _read(kind: type, value: Any) -> Any:
    if kind is Fraction:
        return Fraction(value)
    raise NotImplementedError(f"{kind} has no place in a document")
