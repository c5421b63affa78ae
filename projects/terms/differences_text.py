"""The differences between two contents in words, one line each."""

from collections.abc import Iterable
from typing import Final

from projects.terms.content import BY_NAME, Content, TermDifference
from projects.terms.plan_sheets import EMPTY, heading_of, labelled, name_of

SHORT: Final = 40
"""Characters; of longer texts only what differs is shown."""
AROUND: Final = 8


def lines_of(changes: Iterable[TermDifference], names: Content) -> list[str]:
    """``节点 3-1 第1个：目标值 100 → 44``; ``names`` has the departments' and counties' names."""
    return [f"{name_of(change.table, change.key, names)}：{_what(change)}" for change in changes]


def value_name(change: TermDifference, names: Content) -> str:
    """``节点 3-1 第1个的目标值``, or the row alone if it comes or goes."""
    heading = f"的{heading_of(BY_NAME[change.table], change.field)}" if change.field else ""
    return f"{name_of(change.table, change.key, names)}{heading}"


def _what(change: TermDifference) -> str:
    if change.field:
        pair = (
            labelled(change.table, {change.field: each}) for each in (change.before, change.after)
        )
        ((heading, before),), ((_, after),) = (each.items() for each in pair)
        return f"{heading} {_pair(before, after)}"
    texts = labelled(change.table, change.after or change.before)
    facts = "，".join(f"{name} {_cut(text)}" for name, text in texts.items() if text != EMPTY)
    word = "删除" if change.after is None else "新增"
    return f"{word}（{facts}）" if facts else word


def _pair(before: str, after: str) -> str:
    """Two texts, of long ones what lies between their common beginning and end."""
    if max(len(before), len(after)) > SHORT:
        first = _common(before, after)
        last = min(_common(before[::-1], after[::-1]), len(before) - first, len(after) - first)
        before, after = _around(before, first, last), _around(after, first, last)
    return f"{_in_line(before)} → {_in_line(after)}"


def _common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _around(text: str, first: int, last: int) -> str:
    begin, end = max(first - AROUND, 0), min(len(text) - last + AROUND, len(text))
    return f"“{'…' if begin else ''}{text[begin:end]}{'…' if end < len(text) else ''}”"


def _cut(text: str) -> str:
    return _in_line(text if len(text) <= SHORT else f"{text[:SHORT]}…")


def _in_line(text: str) -> str:
    return " ".join(text.split("\n"))
