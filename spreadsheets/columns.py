"""The columns of a list in a workbook: plain values under headings.

A table's ``sheet`` maps each column on screen to columns of the workbook, to none if it only holds
buttons. ``spreadsheets/styles.py`` defines the named styles.
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
    """One column; ``width`` is in Excel's units, ``style`` names the style of its cells.

    ``value`` returns a row's text, number (also a ``Fraction``), date, datetime, or ``None`` for no
    data. A share is a fraction of one: 0.5 is shown as 50.0%. ``styled`` returns another style
    for a row's cell. ``is_summed``: totals add up its numbers.
    """

    heading: str
    width: float
    style: str
    value: Callable[[Row], Any]
    is_summed: bool = False
    styled: Callable[[Row], str] | None = None


Sheet = Mapping[str, Sequence[Column[Any]]]


def lines_of(words: Mapping[str, object]) -> str:
    """One line ``名称：内容`` for each item."""
    return "\n".join(f"{name}：{word}" for name, word in words.items())
