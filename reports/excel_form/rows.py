"""What stands in each row of a filling form: facts to go by, what the draft holds, the key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from departments.models import Department
from projects import wording
from projects.assignment_texts import goal_text, value_text
from projects.models import Assignment, Target
from reports.excel_form.layout import DONE_WORDS, TEXT_FIELDS, UNCHANGED, WHOSE, FormSheet
from reports.excel_form.row_key import Key, SheetKind, digest, mark
from reports.fillable import Fillable
from reports.models import Measurement, Period, Report
from spreadsheets.cells import Value
from spreadsheets.text_metrics import clean

Measure = Target.Measure
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


def figure_rows(
    reports: Sequence[Fillable], department: Department, period: Period
) -> list[FormRow]:
    """A row for each assignment, exempt and rated ones included."""
    return [
        _figure_row(fillable, assignment, _key(department, period, SheetKind.FIGURE))
        for fillable in reports
        for assignment in fillable.assignments
    ]


def text_rows(reports: Sequence[Fillable], department: Department, period: Period) -> list[FormRow]:
    """A row for each report."""
    return [_text_row(fillable, _key(department, period, SheetKind.TEXT)) for fillable in reports]


def fields_of(assignment: Assignment) -> frozenset[str]:
    """What is typed of an assignment; nothing of an exempt, closed or rated one."""
    if not assignment.is_reported:
        return frozenset()
    fields = FIELDS[assignment.target.measure]
    return fields - {"denominator"} if assignment.denominator is not None else fields


def record(measurement: Measurement | None) -> dict[str, str]:
    """What was typed of a figure, as plain text by field; its rating was not."""
    typed = measurement.as_record() if measurement else {}
    return {name: text for name, text in typed.items() if name != "rating"}


def texts_of(fillable: Fillable) -> dict[str, str]:
    """A report's texts as they stand."""
    return {field: getattr(fillable.report, field) for field in TEXT_FIELDS}


def whose(report: Report) -> str:
    """Department and period of a report, in two lines."""
    return f"{report.department.name}\n{report.period.label}"


def identity(row: FormRow, layout: FormSheet) -> str:
    """The mark of what tells a row from all others."""
    return mark(clean(str(row.shown[heading])) for heading in layout.identity)


def before(fillable: Fillable) -> str:
    """The words for the period compared with, such as ``（2026年9月）``."""
    return f"（{fillable.previous.period.label}）" if fillable.previous else ""


def _key(department: Department, period: Period, kind: SheetKind) -> Key:
    return Key(period.code, department.pk, kind, 0, "")


def _figure_row(fillable: Fillable, assignment: Assignment, key: Key) -> FormRow:
    target = assignment.target
    current = fillable.report.figures.get(assignment.pk)
    previous = value_text(assignment, fillable.figures_before.get(assignment.pk))
    shown = {
        WHOSE: whose(fillable.report),
        "项目": str(fillable.project),
        "目标编号": target.code,
        "目标": target.name,
        "原文": target.quote,
        "口径": target.counting,
        "要求": goal_text(assignment),
        "单位": target.unit,
        "上期": previous if previous == wording.NO_DATA else f"{previous}\n{before(fillable)}",
        "怎么填": _how(fillable, assignment),
    }
    if assignment.exemption_reason:
        shown |= {"要求": "不适用", "上期": wording.NO_DATA}
    # What an older draft may still hold of a target that takes figures no more is not shown.
    current = current if assignment.is_reported else None
    typed = _typed(current)
    if assignment.denominator is not None and assignment.is_reported:
        typed["denominator"] = assignment.denominator
    fields = frozenset() if fillable.refusal else fields_of(assignment)
    return FormRow(key.of(assignment.pk, digest(record(current))), shown, typed, fields)


def _how(fillable: Fillable, assignment: Assignment) -> str:
    if assignment.exemption_reason:
        return f"不填：不适用（{assignment.exemption_reason}）"
    if assignment.closed_on:
        return f"不填：已于{assignment.closed_on:%Y-%m-%d}办结"
    if fillable.refusal:
        return f"不填：报告{fillable.state_text}" if fillable.report.pk else CLOSED
    return HOW[assignment.target.measure] if assignment.denominator is None else FIXED


def _typed(measurement: Measurement | None) -> dict[str, Value]:
    """A figure's parts as cells hold them."""
    if measurement is None:
        return {}
    done = {True: DONE_WORDS["yes"], False: DONE_WORDS["no"], None: None}
    return {
        "value": _amount(measurement.value),
        "numerator": _amount(measurement.numerator),
        "denominator": _amount(measurement.denominator),
        "is_done": done[measurement.is_done],
        "done_on": measurement.done_on,
        "document": measurement.document,
        "reason": measurement.reason,
    }


def _amount(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _text_row(fillable: Fillable, key: Key) -> FormRow:
    report, previous = fillable.report, fillable.previous
    returned = f"\n退回理由：{report.return_reason}" if report.return_reason else ""
    shown: dict[str, Value] = {
        WHOSE: whose(fillable.report),
        "项目": str(fillable.project),
        "报告状态": fillable.state_text
        + (f"\n{fillable.refusal}" if fillable.refusal else returned),
        "上期进展情况": f"{before(fillable)}{previous.progress}" if previous else "没有上期报告",
        "上期存在问题": previous.problems if previous else "",
        "上期下一步措施": previous.next_steps if previous else "",
    }
    fields = frozenset() if fillable.refusal else frozenset({UNCHANGED, *TEXT_FIELDS})
    texts = texts_of(fillable)
    return FormRow(key.of(fillable.project.pk, digest(texts)), shown, texts, fields)
