"""Turning what stands in a cell into what the web's form would be sent."""

import re
from collections.abc import Mapping
from typing import Final
from unicodedata import normalize

from projects.amounts import AmountRefused, nothing_said, read_amount
from projects.models import Assignment
from reports.excel_form.layout import AMOUNTS, YES
from reports.excel_form.rows import fields_of
from spreadsheets.typed_text import trimmed

DONE: Final[Mapping[str, str]] = {
    "已完成": "yes",
    "完成": "yes",
    "是": "yes",
    "TRUE": "yes",
    "√": "yes",
    "✓": "yes",
    "未完成": "no",
    "否": "no",
    "FALSE": "no",
}
FACTS: Final = frozenset({"is_done", "done_on", "document"})
"""What is either there or not; in a text 无 says something."""
UNCHANGED_YES: Final = frozenset({YES, "TRUE", "√", "✓"})
UNCHANGED_NO: Final = frozenset({"", "否", "FALSE"})
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?\Z")


class Untaken(Exception):
    """A cell that cannot be taken; its text is for the screen."""


def form_value(assignment: Assignment, field: str, text: str) -> str:
    """What the form's ``field`` is sent for a cell's text; raises Untaken."""
    if field not in fields_of(assignment):
        return _not_asked(assignment, field, text)
    if field in AMOUNTS:
        return text  # the form's field reads it
    typed = _typed(text)
    if field in FACTS and nothing_said(typed):
        raise Untaken(f"没有就清空留空，不要填“{typed}”。")
    if field == "is_done":
        if typed.upper() not in DONE:
            raise Untaken("请选择“已完成”或“未完成”。")
        return DONE[typed.upper()]
    if field == "done_on":
        day = _DAY.match(typed)
        return "-".join(day.groups()) if day else typed
    return text


def _not_asked(assignment: Assignment, field: str, text: str) -> str:
    """Nothing, for what is typed where nothing is asked; a fixed denominator may stand there."""
    if assignment.exemption_reason:
        raise Untaken("这个目标不适用于本部门，不用填。请清空这一格。")
    if assignment.closed_on:
        raise Untaken("这个目标已经办结，不用填。请清空这一格。")
    target = assignment.target
    if target.is_rating:
        raise Untaken("这个目标由市教育局审核时评定，不用填。请清空这一格。")
    if target.is_ratio and field == "denominator":
        if _is_amount(text, assignment.denominator):
            return ""
        fixed = assignment.denominator
        raise Untaken(f"分母固定为 {fixed}，不用填。请改回 {fixed}，或清空这一格。")
    if target.is_ratio:
        parts = "“分子”" if assignment.denominator is not None else "“分子”和“分母”"
        raise Untaken(f"这一行填{parts}。请清空这一格。")
    column = "数值" if target.is_count else "是否完成"
    raise Untaken(f"这一行填“{column}”。请清空这一格。")


def _is_amount(text: str, amount: int | None) -> bool:
    try:
        return read_amount(text, is_whole=True) == amount
    except AmountRefused:
        return False


def _typed(text: str) -> str:
    """A choice or a day as it was meant: in plain characters, without a leading apostrophe."""
    return normalize("NFKC", trimmed(trimmed(text).lstrip("'’＇")))


def says_unchanged(text: str) -> bool:
    """Whether 本月无变化 was chosen; raises Untaken for what is neither yes nor no."""
    typed = _typed(text).upper()
    if typed not in UNCHANGED_YES | UNCHANGED_NO:
        raise Untaken("请选“是”或留空。")
    return typed in UNCHANGED_YES
