"""How to fill a form: the lines above a table, the sheet of instructions, drop-downs."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from departments.models import Department
from reports.excel_form.layout import DONE_WORDS, FIRST_ROW, UNCHANGED, YES, FormSheet
from reports.excel_form.row_key import folded
from reports.models import Period
from reports.models.report import NARRATIVE_LIMIT, TEXTS

NAME: Final = "填报说明"
DAY_LENGTH: Final = len("2026-11-05")


def _hint(period: Period) -> str:
    return (
        f"只填浅黄色的格。数据填截至{_day(period.cutoff)}的累计数；没有数据就留空，"
        "留空不等于 0；比率填分子和分母，不填百分数。填完保存为 .xlsx，在系统“我的待办”里导入。"
    )


def guidance_lines(period: Period, unchanged: str) -> list[str]:
    sentences = enumerate(_sentences(period, unchanged), start=1)
    return [f"{period.label}{NAME}", *(f"{number}. {line}" for number, line in sentences)]


def lines_above(title: str, department: Department, period: Period) -> tuple[str, str, str]:
    """The lines above a table: the title, how to fill it, and whose form it is."""
    facts = (
        f"填报单位：{department.name}",
        f"报告期：{period.label}",
        f"报送截止：{period.due:%Y-%m-%d}",
    )
    return f"{title}　{period.label}填报表", _hint(period), "　　".join(facts)


class OwnLines:
    """The form's own lines outside of its tables; ``texts`` is its sheet of texts."""

    def __init__(self, department: Department, period: Period, texts: FormSheet) -> None:
        title, hint, facts = map(folded, lines_above("", department, period))
        self._title, self._facts = title, facts[:-DAY_LENGTH]
        guidance = guidance_lines(period, texts.inputs[UNCHANGED])
        self._others = {hint, *map(folded, guidance)}

    def has(self, shown: str) -> bool:
        """Whether a cell's text is one of them; the plan's name and the due day may change."""
        text = folded(shown)
        is_moved = text.endswith(self._title) or text[:-DAY_LENGTH] == self._facts
        return is_moved or text in self._others


def _sentences(period: Period, unchanged: str) -> Sequence[str]:
    return (
        "只填浅黄色的格；灰色的格不用填，填了也不能导入。每行填哪些格，看“怎么填”一列。",
        (
            f"数据填截至{_day(period.cutoff)}的累计数（按年、学年、学期考核的，填本周期内的累计数）。"
            "没有数据就留空，留空表示“未填报”，不等于 0；确实为零的填 0。"
        ),
        (
            "数值填整数，可以带本行的单位（如 1180所）。"
            "比率填分子和分母，系统自动计算百分比；分母固定的只填分子，其余的已填好上期的分母，"
            "有变化再改。写明“不用再填”的留空，沿用上期的数据。"
        ),
        (
            "是否完成从下拉列表中选；选“已完成”的，要填完成日期（如 2026-10-31）"
            "和依据文件的名称、文号。"
        ),
        "比上期减少或变化过大的数据，请在“情况说明”写明原因；没写也能导入。",
        (
            f"“文字”表中，与上期完全一样的项目在“{unchanged}”选“是”，数据和文字都沿用上期，"
            "其他格留空；按年、学年、学期重新计数的目标除外，要填新数。"
        ),
        (f"进展情况、存在问题、下一步措施每格不超过{NARRATIVE_LIMIT}字；进展情况不填不能提交。"),
        (
            "撤消工作表保护以后，可以删去本次不填的行。自己加的行、列和工作表，系统不读取，导入前会逐项提示。"
            "不要改动表头文字，不要合并单元格，不要动最左边窄列里的识别码。"
        ),
        (
            "需要排序时，先在“审阅”里“撤消工作表保护”（没有密码），再选中整张表"
            "（含最左边的窄列）排序；识别码与项目、目标对不上的表，系统不会读取。"
        ),
        (
            "填完保存为 .xlsx（不要存为 .xls 或 .csv，不要设打开密码），"
            "在系统“我的待办”点“导入填报表”。"
            "导入前系统会列出要写入的内容和有问题的行，由您决定是否导入。"
        ),
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def add_validation(
    sheet: Worksheet, columns: dict[str, int], last: int, days: tuple[date, date]
) -> None:
    """Drop-downs and limits for the fields typed in ``columns``, down to row ``last``.

    ``days``: the first and the last day allowed as a day of completion.
    """
    for field, rule in _rules(*days).items():
        if field in columns:
            letter = get_column_letter(columns[field])
            rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
            sheet.add_data_validation(rule)


def _rules(first: date, last: date) -> dict[str, DataValidation]:
    amount = "一般填不小于 0 的数，不填百分数；没有数据就留空。"
    day = {"type": "date", "operator": "between", "formula1": _date(first)}
    done = ",".join(DONE_WORDS.values())
    return {
        "value": _amount("一般填不小于 0 的整数；没有数据就留空。", type="whole"),
        "numerator": _amount(amount, type="decimal"),
        "denominator": _amount(amount, type="decimal"),
        "is_done": _rule("请从下拉列表中选择。", type="list", formula1=f'"{done}"'),
        "done_on": _rule(
            f"请填日期，如 2026-10-31，在{first:%Y-%m-%d}与{last:%Y-%m-%d}之间。",
            **day,
            formula2=_date(last),
        ),
        "document": _limit(200),
        "reason": _limit(300),
        UNCHANGED: _rule("请选“是”或留空。", type="list", formula1=f'"{YES}"'),
        **{field: _limit(NARRATIVE_LIMIT) for field in TEXTS},
    }


def _date(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def _amount(error: str, **options: str) -> DataValidation:
    # Only a warning: 1180所 is read too, and the import reports what it cannot read.
    not_negative = {"operator": "greaterThanOrEqual", "formula1": "0"}
    return _rule(f"{error}导入时还会核对。", errorStyle="warning", **not_negative, **options)


def _limit(characters: int) -> DataValidation:
    # Only a warning: Excel counts a rare character such as 𠮷 as two.
    return _rule(
        f"请不要超过{characters}字，超过的不能导入。",
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(characters),
        errorStyle="warning",
    )


def _rule(error: str, **options: str) -> DataValidation:
    return DataValidation(
        allow_blank=True, showErrorMessage=True, errorTitle="请核对", error=error, **options
    )
