"""The report form: three texts, a line for each assignment, and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone

from departments.form_fields import DayField, TextField
from projects import wording
from projects.amount_field import AmountField
from projects.assignment_texts import goal_text, value_text
from projects.models import Assignment, Target
from projects.rules.anomalies import Anomaly, Limits
from projects.rules.cycles import cycle
from projects.rules.values import RECURRING, Measure, Rhythm
from reports.actions.save_report import ReportInput
from reports.comparison import usual_range
from reports.forms.edit_conflicts import ConflictResolution, Section, signature, text_content
from reports.models import Measurement, Period, Report
from reports.models.report import NARRATIVE_LIMIT, TEXTS
from reports.reported_sums import Sum, Values, misfits, values_of
from uploads.fields import FilesField


def _text(label: str) -> TextField:
    return TextField(
        label=label,
        required=False,
        max_length=NARRATIVE_LIMIT,
        error_messages={"required": "请填写“进展情况”后再提交。"},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReportForm(forms.Form):
    progress = _text("进展情况")
    problems = _text("存在问题")
    next_steps = _text("下一步措施")

    def __init__(
        self,
        report: Report,
        assignments: Sequence[Assignment],
        previous: Mapping[int, Measurement],
        data: Mapping[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files, initial=report.texts)
        self.report = report
        self.fields["files"] = self.files_field = FilesField(label="佐证材料")
        self.fields["progress"].required = data is not None and "submit" in data
        current = report.figures
        self.lines = [
            LineForm(item, report.period, data, current.get(item.pk), previous.get(item.pk))
            for item in assignments
        ]

    def is_valid(self) -> bool:
        """Whether the texts and every line can be saved; refused files do not count."""
        return all([super().is_valid(), *(line.is_valid() for line in self.lines)])

    def hold_against(self, sums: Sequence[Sum], beside: Values) -> None:
        """Tell each line which sums its figure breaks.

        ``beside`` are the figures of the department's other reports.
        """
        if sums:
            own = values_of((line.assignment.target_id, line.entered) for line in self.lines)
            values = {**beside, **own}
            for line in self.lines:
                line.misfits = misfits(line.assignment.target_id, sums, values)

    @property
    def refused_files(self) -> list[str]:
        return [*self.files_field.refused, *self.files_field.repeated]

    def refuse_file(self, sentence: str) -> None:
        self.files_field.refused.append(sentence)

    @property
    def has_errors(self) -> bool:
        return bool(self.errors or self.refused_files or any(line.errors for line in self.lines))

    @property
    def sentences(self) -> dict[str, list[str]]:
        """The error messages, by the fields' names in the page."""
        forms_ = (self, *self.lines)
        return {
            form[name].html_name: [str(sentence) for sentence in sentences]
            for form in forms_
            for name, sentences in form.errors.items()
        }

    # For two people who edit one report.

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The texts, and the lines with fields to fill in, by name."""
        texts = [
            Section(
                field,
                str(self.fields[field].label),
                [self[field]],
                text_content(self[field].value()),
                not self.is_bound or field not in self.errors,
            )
            for field in TEXTS
        ]
        lines = [line.section for line in self.lines if line.fields]
        return {section.name: section for section in (*lines, *texts)}

    @property
    def version(self) -> str:
        return str(self.data.get("version", "") if self.is_bound else self.report.version)

    @property
    def opened(self) -> str:
        return (
            str(self.data.get("opened", "")) if self.is_bound else signature(self.sections.values())
        )

    def choices(self, saved: "ReportForm") -> ConflictResolution:
        """The differences from ``saved``, the form as it would open now."""
        if not self.report.pk:  # so there is no other version, whatever the form sends
            return ConflictResolution(self.sections, saved.sections, {}, is_behind=False)
        is_behind = self.version != str(self.report.version)
        return ConflictResolution(self.sections, saved.sections, self.data, is_behind=is_behind)

    def has_news(self, saved: "ReportForm") -> bool:
        """Whether any valid part differs from the saved one."""
        return any(
            section.is_valid and section.content != saved.sections[name].content
            for name, section in self.sections.items()
        )

    def go_on_from(self, version: int, opened: str) -> None:
        """Continue from this version, so that the form does not conflict with its own saving."""
        self.data = {**dict(self.data.items()), "version": str(version), "opened": opened}

    def entry(self) -> ReportInput:
        """The input for the workflow; invalid parts stay as saved."""
        self.is_valid()
        lines = [line.kept for line in self.lines]
        typed = {field: text for field, text in self.cleaned_data.items() if field in TEXTS}
        return ReportInput(
            texts=self.report.texts | typed,
            lines=[line for line in lines if line is not None],
            version=self.report.version,
        )


DONE_CHOICES = (("", "未填报"), ("yes", "已完成"), ("no", "未完成"))


@dataclass(frozen=True, slots=True)
class Caution:
    """One kind of anomaly: its words, its limits, and whether the figure exceeds them now."""

    words: str
    limits: Limits
    is_on: bool


class LineForm(forms.Form):
    """One assignment's line; an empty one is "not reported", which is never 0."""

    misfits: Sequence[str] = ()

    def __init__(
        self,
        assignment: Assignment,
        period: Period,
        data: Mapping[str, Any] | None,
        current: Measurement | None,
        previous: Measurement | None,
    ) -> None:
        self.assignment = assignment
        self.period = period
        self.previous = previous
        self.current = current
        initial = _initial(current) if current else {}
        super().__init__(data, prefix=f"line-{assignment.pk}", initial=initial)
        self._add_fields(assignment.target)

    def _add_fields(self, target: Target) -> None:
        match target.measure:
            case Measure.COUNT:
                self.fields["value"] = self._amount(f"数值（{target.unit}）", target.unit)
            case Measure.RATIO:
                self.fields["numerator"] = self._amount("分子")
                if self.assignment.denominator is None:
                    self.fields["denominator"] = self._amount("分母")
            case Measure.MILESTONE:
                self.fields["is_done"] = forms.ChoiceField(
                    label="是否完成", choices=DONE_CHOICES, required=False
                )
                self.fields["done_on"] = DayField(label="完成日期", required=False)
                self.fields["document"] = TextField(
                    label="依据文件（名称、文号）", required=False, max_length=200
                )
        if not target.is_rating:
            self.fields["reason"] = TextField(
                label="情况说明",
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _amount(self, label: str, unit: str = "") -> AmountField:
        is_whole = not self.assignment.target.has_decimals
        return AmountField(is_whole=is_whole, unit=unit, label=label, required=False)

    @property
    def goal_text(self) -> str:
        return goal_text(self.assignment)

    @property
    def previous_text(self) -> str:
        return value_text(self.assignment, self.previous)

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        """The fields of the figure itself, without its reason."""
        return [field for field in self.visible_fields() if field.name != "reason"]

    @property
    def entered(self) -> Measurement | None:
        """The figure in the form; None when it is empty or invalid."""
        if not self.is_bound:
            return self.current
        return self.measurement() if self.is_valid() else None

    @property
    def kept(self) -> Measurement | None:
        """The figure to keep: the typed one, or the saved one while the typed one is invalid."""
        if self.is_valid():
            return self.measurement()
        return self.current.unsaved() if self.current else None

    @property
    def section(self) -> Section:
        target = self.assignment.target
        entered, is_valid = self.entered, not self.is_bound or self.is_valid()
        fields = self.visible_fields()
        content = str(sorted(entered.as_record().items()) if entered else [])
        if not is_valid:
            content = str([field.value() for field in fields])
        return Section(f"line-{self.assignment.pk}", f"目标 {target}", fields, content, is_valid)

    @property
    def cautions(self) -> Sequence[Caution]:
        """What would make the figure unusual compared with the previous one, and what does now."""
        usual = usual_range(self.assignment, self.period, self.previous)
        entered = self.entered
        present = usual.anomalies(entered.figure(self.period.end) if entered else None)
        # A share above 100% is refused here, so no reason can explain it.
        return [
            Caution(wording.ANOMALY_LABELS[anomaly], limits, anomaly in present)
            for anomaly, limits in usual.limits.items()
            if anomaly is not Anomaly.ABOVE
        ]

    @property
    def is_unusual(self) -> bool:
        """Whether the form requests a reason; saving and submitting work without one."""
        return any(caution.is_on for caution in self.cautions)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.assignment.target.is_ratio:
            self._clean_ratio(cleaned)
        elif self.assignment.target.is_milestone:
            self._clean_milestone(cleaned)
        if cleaned.get("reason") and not self.errors and self.measurement() is None:
            self.add_error("reason", "有情况说明但没有数据：请填写数据，或清空情况说明。")
        return cleaned

    def _clean_ratio(self, cleaned: dict[str, Any]) -> None:
        if self.errors:
            return
        fixed = self.assignment.denominator
        numerator = cleaned.get("numerator")
        denominator = cleaned.get("denominator") if fixed is None else Decimal(fixed)
        if fixed is None and (numerator is None) != (denominator is None):
            missing = "numerator" if numerator is None else "denominator"
            self.add_error(missing, "分子和分母要一起填写；没有数据就都留空。")
            return
        if numerator is None or denominator is None:
            return
        if denominator == 0 and numerator > 0:
            wrong = "denominator" if fixed is None else "numerator"
            self.add_error(wrong, "分母为0时，分子也应为0。")
        elif numerator > denominator and not self.assignment.target.can_exceed:
            self.add_error("numerator", f"分子不能大于分母（{denominator}），请核对这两个数。")

    def _clean_milestone(self, cleaned: dict[str, Any]) -> None:
        done, day = cleaned.get("is_done"), cleaned.get("done_on")
        if "is_done" in self.errors:
            return
        if done == "yes" and "done_on" not in self.errors:
            if day is None:
                self.add_error("done_on", "请填写完成日期。")
            if not cleaned.get("document"):
                self.add_error("document", "请写明能证明完成的文件名称和文号。")
        if done != "yes" and (day or cleaned.get("document")):
            self.add_error("is_done", "填写了完成日期或依据文件，请选择“已完成”，否则请清空。")
        if done == "yes" and day is not None:
            self._check_day(day)

    @property
    def _cycle_start(self) -> date:
        """The first day of the period's cycle; what comes round again is done anew in each."""
        rhythm = Rhythm(self.assignment.target.rhythm)
        if rhythm not in RECURRING:
            return date.min
        return cycle(rhythm, self.period.end)[0]

    def _check_day(self, day: date) -> None:
        start = self.assignment.target.project.plan.start
        if day > timezone.localdate():
            self.add_error("done_on", "完成日期不能晚于今天。")
        elif day < start:
            self.add_error(
                "done_on",
                f"完成日期早于方案开始的 {start:%Y-%m-%d}，请核对年份。方案开始前已完成的，"
                "填方案开始的日期，并在情况说明里写明。",
            )
        elif day < self._cycle_start:
            self.add_error(
                "done_on",
                f"该目标{self.assignment.target.get_rhythm_display()}重新考核，完成日期应在本周期内"
                f"（{self._cycle_start:%Y-%m-%d}起）；本周期还没有完成的，请选择“未完成”。",
            )
        elif day > self.period.end:
            end = f"{self.period.end:%Y-%m-%d}"
            self.add_error("done_on", f"完成日期晚于本报告期末（{end}），请在下期填报。")

    def measurement(self) -> Measurement | None:
        """The unsaved figure of a valid line, or None for an empty one."""
        cleaned = self.cleaned_data
        measurement = Measurement(assignment=self.assignment, reason=cleaned.get("reason", ""))
        if self.assignment.target.is_count:
            measurement.value = cleaned.get("value")
            return measurement if measurement.value is not None else None
        if self.assignment.target.is_ratio:
            measurement.numerator = cleaned.get("numerator")
            fixed = self.assignment.denominator
            measurement.denominator = (
                cleaned.get("denominator") if fixed is None else Decimal(fixed)
            )
            return measurement if measurement.numerator is not None else None
        if not cleaned.get("is_done"):
            return None
        measurement.is_done = cleaned["is_done"] == "yes"
        measurement.done_on = cleaned.get("done_on")
        measurement.document = cleaned.get("document", "")
        return measurement


def _initial(current: Measurement) -> dict[str, Any]:
    done = {True: "yes", False: "no", None: ""}[current.is_done]
    return current.as_record() | {"is_done": done, "done_on": current.done_on}
