"""Read the plan's values as they are typed into cells, where it is plain what is meant."""

from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models

from departments.models import County
from projects.amounts import AmountRefused, read_amount
from projects.terms.content import TermTable, to_json
from projects.terms.plan_sheets import CODES, Field, labels_of
from spreadsheets.text_metrics import clean
from spreadsheets.typed_text import in_plain_characters, iso_day, trimmed

MISSING: Final = "不能留空。"
NO_DAY: Final = "不是日期，请按 2026-12-31 的样子填写。"
ONE_LINE: Final = "只能写一行，请删去换行。"
NO_COUNTY_CODE: Final = "区划代码是6位数字。"
PERCENT: Final = (
    "请只填数字，不带百分号；比率按百分数填写，如 50 表示 50%。"
    "单元格格式为百分比的，请先改为“常规”。"
)
COUNTY_DIGITS: Final = 6
TYPED_WORDS: Final = {"TRUE": True, "FALSE": False}
"""What a cell of yes or no reads as where a program made it one of logic."""


class ValueRefused(Exception):
    """What is typed is no value of the field; the text says why."""


def read_value(field: Field, text: str, old: Any) -> Any:
    """The value of a cell as a content holds it; ``old`` is the row's value before, if any."""
    if not text:
        return _empty(field)
    if isinstance(field, models.ForeignKey):
        return in_plain_characters(text)
    if labels := labels_of(field):
        return _chosen(labels, text)
    if isinstance(field, models.DateField):
        return to_json(_cleaned(field, iso_day(text), NO_DAY))
    if isinstance(field, models.DecimalField | models.IntegerField):
        return to_json(_cleaned(field, _amount(field, text)))
    # The reader trims what it reads, which changes nothing.
    if old and trimmed(clean(old)) == text:
        return old
    if isinstance(field, models.CharField) and "\n" in text:
        # Names stand in sentences, in labels of charts and in the subjects of e-mails.
        raise ValueRefused(ONE_LINE)
    return _cleaned(field, text)


def read_key_part(table: TermTable, heading: str, text: str) -> str:
    """One part of a key."""
    if not text:
        raise ValueRefused(MISSING)
    is_own = bool(table.own) and heading == table.headings[-1]
    if heading not in CODES:
        number = _whole(text)
        return str(_cleaned(table.field(table.own), number) if is_own else number)
    code = in_plain_characters(text)
    if table.model is County and not (code.isdecimal() and len(code) == COUNTY_DIGITS):
        raise ValueRefused(NO_COUNTY_CODE)
    return str(_cleaned(table.field(table.own), code)) if is_own else code


def _empty(field: Field) -> Any:
    if field.null:
        return None
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    raise ValueRefused(MISSING)


def _chosen(labels: dict[Any, str], text: str) -> Any:
    typed = in_plain_characters(text)
    for value, label in labels.items():
        if in_plain_characters(label) == typed:
            return value
    if set(labels) == {True, False} and typed.upper() in TYPED_WORDS:
        return TYPED_WORDS[typed.upper()]
    raise ValueRefused(f"没有“{text}”这个选项，应为：{'、'.join(labels.values())}。")


def _amount(field: Field, text: str) -> Decimal | int:
    if not isinstance(field, models.DecimalField):
        return _whole(text)
    return _read_amount(text, is_whole=False)


def _whole(text: str) -> int:
    return int(_read_amount(text, is_whole=True))


def _read_amount(text: str, *, is_whole: bool) -> Decimal:
    try:
        amount = read_amount(text, is_whole=is_whole)
    except AmountRefused as refusal:
        is_percent = "%" in in_plain_characters(text)
        raise ValueRefused(PERCENT if is_percent else str(refusal)) from refusal
    if amount is None:
        raise ValueRefused(MISSING)
    return amount


def _cleaned(field: Field, value: Any, reason: str = "") -> Any:
    """The value by the field's own limits; ``reason`` replaces what the field says."""
    try:
        return field.clean(value, None)
    except ValidationError as error:
        said = "；".join(message.rstrip("。.") for message in error.messages)
        raise ValueRefused(reason or f"{said}。") from error
