"""What a list puts into a workbook: plain values under headings, beside what it shows on screen.

A table's ``sheet`` maps each of its columns to those of the workbook; to none where it only holds
buttons. How cells of each style look is said in ``spreadsheets/styles.py``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

TEXT: Final = "汇总表-文字"
CENTRE: Final = "汇总表-居中"
NUMBER: Final = "汇总表-数字"
DATE: Final = "汇总表-日期"
MOMENT: Final = "汇总表-时间"
SHARE: Final = "汇总表-百分比"
POINTS: Final = "汇总表-百分点"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A heading, its column's width, its cells' style, and what a row puts there.

    ``value`` gives text, a number (a ``Fraction`` too), a day, a moment, or ``None`` for no data.
    A share is a fraction of one: 0.5 is shown as 50.0%. ``styled`` names another style for a
    row's cell. ``is_summed``: a total adds its numbers up.
    """

    heading: str
    width: float
    style: str
    value: Callable[[Row], Any]
    is_summed: bool = False
    styled: Callable[[Row], str] | None = None


Sheet = Mapping[str, Sequence[Column[Any]]]


def lines_of(words: Mapping[str, object]) -> str:
    """``名称：内容``, one below the other."""
    return "\n".join(f"{name}：{word}" for name, word in words.items())
