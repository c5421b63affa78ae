"""Parse an amount as an officer types it, for forms and workbooks. Pure.

One pattern defines what is accepted. static/projects/amounts.js repeats it for sums computed during
typing; a table of spellings in the tests keeps the two equal. Nothing else is guessed at: it is
refused with a sentence that says what to type.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from spreadsheets.typed_text import trimmed

__all__ = ["DECIMALS", "WHOLE_DIGITS", "AmountRefused", "nothing_said", "read_amount"]

DECIMALS: Final = 2
WHOLE_DIGITS: Final = 12
"""Digits before the decimal point that the database stores for a measurement."""

_APOSTROPHES: Final = "'’＇"
"""Marks a number as text in a workbook; sometimes typed or pasted along with it."""
_ASCII: Final = str.maketrans("０１２３４５６７８９．，﹐％－＋（）／", "0123456789.,,%-+()/")
_ACCEPTED: Final = re.compile(r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+")

_LONGEST: Final = 60
"""Characters; a longer text is no amount and is not examined further."""

_OTHER: Final = "请填写数字，不要带单位或其他文字。"
_SYMBOL: Final = "请用 0 至 9 的普通数字填写，不要用上标、圈码、罗马数字等符号。"
_NOTHING: Final = re.compile(
    r"(?:[-–—―─－_/\\.…*]+|无|暂无|没有|未填|未报|未填报|无数据|暂无数据|空|n/?a|null|none)",
    re.IGNORECASE,
)
"""What people write into a cell to say that they have no data."""
_VAGUE_WORDS: Final = "大概|左右|以上|以下|以内|不少于|不超过|不足"
_CHINESE: Final = "请用阿拉伯数字写出完整的数，例如“1.2万”写成 12000。"
_CHINESE_DIGITS: Final = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_CHINESE_NUMBER: Final = rf"[0-9.,]*[{_CHINESE_DIGITS}][0-9.,{_CHINESE_DIGITS}]*\D{{0,2}}"
_SENTENCES: Final = {
    r".*[%‰]": "请填写数字，不要填百分数；比率请分别填分子和分母。",
    r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?\Z": (
        "这是日期，不是数。请把单元格格式改为“常规”，重新填写数字。"
    ),
    r"[-−–﹣] *[0-9.]": "不能是负数。",
    r"[+] *[0-9.]": "数字前不要加“+”。",
    r"[0-9.,]+ *[-–—−~～至到] *[0-9.,]+\Z": "请填一个数，不要填范围。",
    rf".*(?:[约近余多≈≥≤><~～]|{_VAGUE_WORDS})": (
        "请填准确的数，不要写“约”“以上”“左右”等字样或符号。"
    ),
    r"[0-9.]+e[-+]?[0-9]+\Z": "请写出完整的数，不要用科学计数法。",
    r"[0-9.,]+[\s、;；/:：*×+和与|]+[0-9.,]+\Z": (
        "一格只填一个数，数字中间不要有空格；比率请把分子和分母分开填。"
    ),
    r"[0-9.]*[,。·][0-9.,。·]*\Z": "小数点请用“.”；千位的逗号每三位一个，如 1,180。",
    r"[0-9.]+\Z": "小数点只能有一个。",
}
"""The message for each refused spelling; the first pattern that matches its start applies."""


class AmountRefused(Exception):
    """The text is no amount; the message for the user says what to type."""


def read_amount(text: str, *, is_whole: bool, unit: str = "") -> Decimal | None:
    """The amount in ``text``; None if it has no visible characters.

    ``is_whole`` allows no decimals, otherwise two are allowed. The target's ``unit`` may follow
    the number. Raises AmountRefused.
    """
    typed = trimmed(text)
    typed = trimmed(typed.lstrip(_APOSTROPHES)).translate(_ASCII)
    if not typed:
        return None
    number = trimmed(typed.removesuffix(unit.translate(_ASCII))) if unit else typed
    if not _ACCEPTED.fullmatch(number):
        raise AmountRefused(_why_not(number or typed, unit))
    amount = Decimal(number.replace(",", ""))
    if amount >= 10**WHOLE_DIGITS:
        raise AmountRefused("数字太大，请核对。")
    rounded = round(amount, 0 if is_whole else DECIMALS)
    if rounded != amount:
        raise AmountRefused("请填写整数。" if is_whole else "最多保留两位小数。")
    return rounded


def nothing_said(text: str) -> bool:
    """Whether a text is a dash, a stroke or a word for "no data", instead of left empty."""
    return _NOTHING.fullmatch(trimmed(text).translate(_ASCII)) is not None


def _why_not(typed: str, unit: str) -> str:
    if len(typed) > _LONGEST:
        return _OTHER
    if nothing_said(typed):
        return f"没有数据请清空留空，不要填“{typed}”；确实为零的填 0。"
    if any(unicodedata.category(character) in {"No", "Nl"} for character in typed):
        return _SYMBOL
    if any(character.isdigit() and not character.isascii() for character in typed):
        return _SYMBOL
    if re.fullmatch(_CHINESE_NUMBER, typed):
        # With a unit such as 万人 the advice to write out the whole number would be wrong.
        return _OTHER if re.search("[千万亿]", unit) else _CHINESE
    for pattern, sentence in _SENTENCES.items():
        if re.match(pattern, typed, re.IGNORECASE):
            return sentence
    return _OTHER
