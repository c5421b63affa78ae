"""The columns and rows of a filling form: keys, shown values, and fields to type in.

The writer keeps this order of columns; the reader finds them by their headings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from projects import wording
from projects.assignment_texts import finished_text, goal_text, value_text
from projects.models import Assignment
from projects.rules.values import Measure
from reports.actions.save_report import FIGURE
from reports.carried import continued, finished
from reports.excel_form.row_key import Key, SheetKind, digest, mark
from reports.fillable import Fillable
from reports.models import Measurement, Period, Report
from reports.models.report import TEXTS
from spreadsheets.cells import Value
from spreadsheets.text_metrics import clean

HEADER_ROW: Final = 4
FIRST_ROW: Final = HEADER_ROW + 1
KEY_COLUMN: Final = 1
"""At the left, narrow but not hidden, so that users who sort the rows select it too."""
FIRST_COLUMN: Final = KEY_COLUMN + 1
WHOSE: Final = "填报单位和报告期"
YES: Final = "是"
DONE_WORDS: Final = {"yes": "已完成", "no": "未完成"}
AMOUNTS: Final = ("value", "numerator", "denominator")
UNCHANGED: Final = "unchanged"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A heading, its column's width, and the field to type in there, if any.

    Columns that ``identifies`` marks must still match the row's key when the form is uploaded.
    """

    heading: str
    width: float
    field: str = ""
    identifies: bool = False


@dataclass(frozen=True, slots=True)
class FormSheet:
    name: str
    key_heading: str
    columns: Sequence[FormColumn]

    @property
    def inputs(self) -> dict[str, str]:
        return {column.field: column.heading for column in self.columns if column.field}

    @property
    def identity(self) -> list[str]:
        return [column.heading for column in self.columns if column.identifies]

    @property
    def facts(self) -> list[str]:
        columns = self.columns
        return [item.heading for item in columns if not (item.field or item.identifies)]


FIGURE_SHEET: Final = FormSheet(
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
TEXT_SHEET: Final = FormSheet(
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


def sheets_of(period: Period) -> Mapping[SheetKind, FormSheet]:
    """Both sheets in their order, in the words of the period's kind."""
    columns = [
        replace(column, heading=period.rules.unchanged) if column.field == UNCHANGED else column
        for column in TEXT_SHEET.columns
    ]
    return {SheetKind.FIGURE: FIGURE_SHEET, SheetKind.TEXT: replace(TEXT_SHEET, columns=columns)}


FIELDS: Final[Mapping[str, frozenset[str]]] = {
    Measure.COUNT: frozenset({"value", "reason"}),
    Measure.RATIO: frozenset({"numerator", "denominator", "reason"}),
    Measure.MILESTONE: frozenset({"is_done", "done_on", "document", "reason"}),
    Measure.RATING: frozenset(),
}
HOW: Final[Mapping[str, str]] = {
    Measure.COUNT: "填数值（整数）",
    Measure.RATIO: "填分子和分母，不填百分数",
    Measure.MILESTONE: "选是否完成；已完成的再填完成日期和依据文件",
    Measure.RATING: "不填：由市教育局审核时评定，请在“文字”表写明进展",
}
CLOSED: Final = "不填：报告期现在不接收新的报告"
FIXED: Final = "只填分子，分母固定；不填百分数"


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row: shown values by heading, typed ones by field, and the fields open to typing."""

    key: Key
    shown: Mapping[str, Value]
    typed: Mapping[str, Value]
    open: frozenset[str]


def rows_of(kind: SheetKind, fillables: Sequence[Fillable]) -> list[FormRow]:
    """A row for each report, or for each assignment, exempt and rated ones included."""
    if kind is SheetKind.TEXT:
        return [_text_row(fillable) for fillable in fillables]
    return [_figure_row(item, assignment) for item in fillables for assignment in item.assignments]


def fields_of(assignment: Assignment) -> frozenset[str]:
    """The fields to type in for an assignment; none for an exempt, closed or rated one."""
    if not assignment.is_reported:
        return frozenset()
    fields = FIELDS[assignment.target.measure]
    return fields - {"denominator"} if assignment.denominator is not None else fields


def record(measurement: Measurement | None) -> dict[str, str]:
    """A figure's typed parts as plain text by field, without its rating."""
    typed = measurement.as_record() if measurement else {}
    return {name: text for name, text in typed.items() if name != "rating"}


def _whose(report: Report) -> str:
    return f"{report.department.name}\n{report.period.label}"


def identity(row: FormRow, layout: FormSheet) -> str:
    """The hash of what identifies a row."""
    return mark(clean(str(row.shown[heading])) for heading in layout.identity)


def _before(fillable: Fillable) -> str:
    """The previous period in words, such as ``（2026年9月）``."""
    return f"（{fillable.previous.period.label}）" if fillable.previous else ""


def _key(report: Report, kind: SheetKind, subject: int, held: Mapping[str, str]) -> Key:
    return Key(report.period.code, report.department_id, kind, subject, digest(held))


def _figure_row(fillable: Fillable, assignment: Assignment) -> FormRow:
    target = assignment.target
    current = fillable.report.figures.get(assignment.pk)
    previous = value_text(assignment, fillable.figures_before.get(assignment.pk))
    shown = {
        WHOSE: _whose(fillable.report),
        "项目": str(fillable.project),
        "目标编号": target.code,
        "目标": target.name,
        "原文": target.quote,
        "口径": target.counting,
        "要求": goal_text(assignment),
        "单位": target.unit,
        "上期": previous if previous == wording.NO_DATA else f"{previous}\n{_before(fillable)}",
        "怎么填": _how(fillable, assignment),
    }
    if assignment.exemption_reason:
        shown |= {"要求": "不适用", "上期": wording.NO_DATA}
    # An older draft may still have a figure of a target that no longer takes any: not shown.
    current = current if assignment.is_reported else None
    typed = _typed(current)
    if assignment.denominator is not None and assignment.is_reported:
        typed["denominator"] = assignment.denominator
    elif not typed and not fillable.refusal:
        typed["denominator"] = proposed_denominator(fillable, assignment)
    fields = frozenset() if fillable.refusal else fields_of(assignment)
    key = _key(fillable.report, SheetKind.FIGURE, assignment.pk, record(current))
    return FormRow(key, shown, typed, fields)


def _how(fillable: Fillable, assignment: Assignment) -> str:
    if assignment.exemption_reason:
        return f"不填：不适用（{assignment.exemption_reason}）"
    if assignment.closed_on:
        return f"不填：已于{assignment.closed_on:%Y-%m-%d}办结"
    if assignment.ended_on:
        return f"不填：{assignment.ended_text}"
    if fillable.refusal:
        return f"不填：报告{fillable.state_text}" if fillable.report.pk else CLOSED
    if done := unasked(fillable, assignment):
        return finished_text(assignment, done)
    return HOW[assignment.target.measure] if assignment.denominator is None else FIXED


def unasked(fillable: Fillable, assignment: Assignment) -> Measurement | None:
    """The finished figure that goes on in a report which says nothing of it."""
    if assignment.pk in fillable.report.figures or not assignment.is_reported:
        return None
    before = fillable.figures_before.get(assignment.pk)
    return finished(before, assignment, fillable.report.period)


def proposed_denominator(fillable: Fillable, assignment: Assignment) -> int | float | None:
    """The previous denominator, where one is to be typed; alone it says nothing."""
    if "denominator" not in fields_of(assignment):
        return None
    before = fillable.figures_before.get(assignment.pk)
    again = continued(before, assignment, fillable.report.period)
    return _amount(again.denominator) if again else None


def _typed(measurement: Measurement | None) -> dict[str, Value]:
    if measurement is None:
        return {}
    typed = {field: getattr(measurement, field) for field in FIGURE}
    amounts = {field: _amount(typed[field]) for field in AMOUNTS}
    done = {True: DONE_WORDS["yes"], False: DONE_WORDS["no"], None: None}
    return typed | amounts | {"is_done": done[measurement.is_done]}


def _amount(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _text_row(fillable: Fillable) -> FormRow:
    report, previous = fillable.report, fillable.previous
    returned = f"\n退回理由：{report.return_reason}" if report.return_reason else ""
    shown: dict[str, Value] = {
        WHOSE: _whose(fillable.report),
        "项目": str(fillable.project),
        "报告状态": fillable.state_text
        + (f"\n{fillable.refusal}" if fillable.refusal else returned),
        "上期进展情况": f"{_before(fillable)}{previous.progress}" if previous else "没有上期报告",
        "上期存在问题": previous.problems if previous else "",
        "上期下一步措施": previous.next_steps if previous else "",
    }
    fields = frozenset() if fillable.refusal else frozenset({UNCHANGED, *TEXTS})
    key = _key(report, SheetKind.TEXT, fillable.project.pk, report.texts)
    return FormRow(key, shown, report.texts, fields)
