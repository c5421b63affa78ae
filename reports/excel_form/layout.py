"""The columns of a filling form: the key, what is shown, what is typed.

The writer lays them out in this order; the reader finds them by their headings, wherever they
are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from reports.actions.save_report import TEXTS as TEXT_FIELDS
from reports.models import Period

__all__ = [
    "AMOUNTS",
    "DONE_WORDS",
    "FIGURES",
    "FIRST_COLUMN",
    "FIRST_ROW",
    "HEADER_ROW",
    "KEY_COLUMN",
    "TEXTS",
    "TEXT_FIELDS",
    "UNCHANGED",
    "WHOSE",
    "YES",
    "FormColumn",
    "FormSheet",
    "sheets_of",
]

HEADER_ROW: Final = 4
FIRST_ROW: Final = HEADER_ROW + 1
KEY_COLUMN: Final = 1
"""At the left, narrow but not hidden: whoever selects the rows to sort them takes it along."""
FIRST_COLUMN: Final = KEY_COLUMN + 1
WHOSE: Final = "填报单位和报告期"
YES: Final = "是"
DONE_WORDS: Final = {"yes": "已完成", "no": "未完成"}
AMOUNTS: Final = ("value", "numerator", "denominator")
UNCHANGED: Final = "unchanged"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A heading, its column's width, and the field that is typed there, if one is.

    What ``identifies`` a row must still stand beside its key when the form comes back.
    """

    heading: str
    width: float
    field: str = ""
    identifies: bool = False


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet's name, the heading of its key column, and its other columns."""

    name: str
    key_heading: str
    columns: Sequence[FormColumn]

    @property
    def inputs(self) -> dict[str, str]:
        """The heading of each field that is typed."""
        return {column.field: column.heading for column in self.columns if column.field}

    @property
    def identity(self) -> list[str]:
        """The headings of what identifies a row."""
        return [column.heading for column in self.columns if column.identifies]

    @property
    def facts(self) -> list[str]:
        """The headings of what else is shown."""
        columns = self.columns
        return [item.heading for item in columns if not (item.field or item.identifies)]


FIGURES: Final = FormSheet(
    "数据",
    "识别码（数据，请勿改动）",
    (
        FormColumn(WHOSE, 15, identifies=True),
        FormColumn("项目", 14, identifies=True),
        FormColumn("目标编号", 9, identifies=True),
        FormColumn("目标", 20, identifies=True),
        FormColumn("原文", 38),
        FormColumn("口径", 30),
        FormColumn("要求", 14),
        FormColumn("单位", 6, identifies=True),
        FormColumn("上期", 18),
        FormColumn("怎么填", 20),
        FormColumn("数值", 10, "value"),
        FormColumn("分子", 10, "numerator"),
        FormColumn("分母", 10, "denominator"),
        FormColumn("是否完成", 10, "is_done"),
        FormColumn("完成日期", 12, "done_on"),
        FormColumn("依据文件", 24, "document"),
        FormColumn("情况说明", 28, "reason"),
    ),
)
TEXTS: Final = FormSheet(
    "文字",
    "识别码（文字，请勿改动）",
    (
        FormColumn(WHOSE, 15, identifies=True),
        FormColumn("项目", 18, identifies=True),
        FormColumn("报告状态", 16),
        FormColumn("上期进展情况", 40),
        FormColumn("上期存在问题", 26),
        FormColumn("上期下一步措施", 26),
        FormColumn("本月无变化", 12, UNCHANGED),
        FormColumn("进展情况", 46, "progress"),
        FormColumn("存在问题", 30, "problems"),
        FormColumn("下一步措施", 30, "next_steps"),
    ),
)


def sheets_of(period: Period) -> tuple[FormSheet, FormSheet]:
    """The two sheets, in the words of the period's kind."""
    columns = [
        replace(column, heading=period.rules.unchanged) if column.field == UNCHANGED else column
        for column in TEXTS.columns
    ]
    return FIGURES, replace(TEXTS, columns=columns)
