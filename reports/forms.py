"""The report form: three texts, a line for each assignment, and files."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from projects.models import Assignment, Target
from reports import uploads
from reports.lines import figure_words, wanted
from reports.models import Measurement, Period, Report
from reports.models.report import NARRATIVE_LIMIT
from reports.workflow import TEXTS, Entry

NUMBER_ERRORS = {
    "invalid": "请填写数字，不要带单位或其他文字。",
    "max_digits": "数字太大，请核对。",
    "max_decimal_places": "最多保留两位小数。",
    "max_whole_digits": "数字太大，请核对。",
}
WHOLE_DIGITS = 12  # what the database keeps of an amount, beside two decimals
DONE_CHOICES = (("", "未填报"), ("yes", "已完成"), ("no", "未完成"))


class TextField(forms.CharField):
    """A text whose limit the server tells: a browser would cut what is pasted, silently."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without maxlength."""
        return {
            key: value for key, value in super().widget_attrs(widget).items() if key != "maxlength"
        }


class AmountField(forms.DecimalField):
    """An amount of at least 0, typed as text so that a wrong one comes back as typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, decimal_places: int, **options: Any) -> None:
        super().__init__(
            required=False,
            max_digits=WHOLE_DIGITS + decimal_places,
            decimal_places=decimal_places,
            error_messages=NUMBER_ERRORS,
            **options,
        )

    def to_python(self, value: Any) -> Any:
        """Read digits however they were typed: full-width ones and thousands' commas too."""
        typed = normalize("NFKC", str(value or "")).replace(",", "").strip()
        return super().to_python(typed)

    def validate(self, value: Any) -> None:
        """Refuse amounts below 0."""
        super().validate(value)
        if value is not None and value < 0:
            raise forms.ValidationError("不能是负数。")


class LineForm(forms.Form):
    """One assignment's line; an empty one is "not reported", which is never 0."""

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
            case Target.Measure.COUNT:
                self.fields["value"] = AmountField(label=f"数值（{target.unit}）", decimal_places=0)
                self.fields["value"].error_messages["max_decimal_places"] = "请填写整数。"
            case Target.Measure.RATIO:
                self.fields["numerator"] = AmountField(label="分子", decimal_places=2)
                if self.assignment.denominator is None:
                    self.fields["denominator"] = AmountField(label="分母", decimal_places=2)
            case Target.Measure.MILESTONE:
                self.fields["is_done"] = forms.ChoiceField(
                    label="是否完成", choices=DONE_CHOICES, required=False
                )
                self.fields["done_on"] = forms.DateField(
                    label="完成日期",
                    required=False,
                    widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                    error_messages={"invalid": "请按 2026-10-31 的样子填写日期。"},
                )
                self.fields["document"] = TextField(
                    label="依据文件（名称、文号）", required=False, max_length=200
                )

    @property
    def wanted(self) -> str:
        """What the assignment demands."""
        return wanted(self.assignment)

    @property
    def previous_words(self) -> str:
        """The figure of the previous period."""
        return figure_words(self.assignment, self.previous)

    def clean(self) -> dict[str, Any]:
        """Check what the fields say of each other."""
        cleaned = super().clean() or {}
        if self.assignment.target.is_ratio:
            self._clean_ratio(cleaned)
        elif self.assignment.target.is_milestone:
            self._clean_milestone(cleaned)
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
        may_exceed = self.assignment.target.can_exceed and denominator > 0
        if numerator > denominator and not may_exceed:
            self.add_error("numerator", f"分子不能大于分母（{denominator:f}）。")

    def _clean_milestone(self, cleaned: dict[str, Any]) -> None:
        done, day = cleaned.get("is_done"), cleaned.get("done_on")
        if done == "yes" and "done_on" not in self.errors:
            if day is None:
                self.add_error("done_on", "请填写完成日期。")
            if not cleaned.get("document"):
                self.add_error("document", "请写明能证明完成的文件名称和文号。")
        if done != "yes" and (day or cleaned.get("document")):
            self.add_error("is_done", "填写了完成日期或依据文件，请选择“已完成”，否则请清空。")
        if day is not None:
            self._check_day(day)

    def _check_day(self, day: date) -> None:
        if day > timezone.localdate():
            self.add_error("done_on", "完成日期不能晚于今天。")
        elif day > self.period.end:
            end = f"{self.period.end:%Y-%m-%d}"
            self.add_error("done_on", f"完成日期晚于本报告期末（{end}），请在下期填报。")

    def measurement(self) -> Measurement | None:
        """The unsaved figure of a valid line, or None for one left empty."""
        cleaned = self.cleaned_data
        measurement = Measurement(assignment=self.assignment)
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
    record = current.as_record()
    amounts = {key: record.get(key, "") for key in ("value", "numerator", "denominator")}
    return {
        **amounts,
        "is_done": done,
        "done_on": current.done_on,
        "document": current.document,
    }


class FilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each checked by its content; cleans to (file, content type) pairs."""

    def clean(self, data: Any, initial: Any = None) -> Any:  # noqa: ARG002
        """Check each file; one bad file does not lose the good ones."""
        checked: list[tuple[UploadedFile[Any], str]] = []
        self.refused: list[str] = []
        for file in data or []:
            try:
                checked.append((file, uploads.content_type(file)))
            except forms.ValidationError as error:
                self.refused.extend(error.messages)
        return checked


class ReportForm(forms.Form):
    """The texts and files of a report, with the lines of its figures."""

    progress = forms.CharField(label="进展情况")
    problems = forms.CharField(label="存在问题")
    next_steps = forms.CharField(label="下一步措施")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        report: Report,
        assignments: Sequence[Assignment],
        previous: Mapping[int, Measurement],
        data: Mapping[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        texts = {field: getattr(report, field) for field in TEXTS}
        super().__init__(data, files, initial={**texts, "version": report.version})
        for field in TEXTS:
            self.fields[field] = TextField(
                label=self.fields[field].label,
                required=field == "progress" and data is not None and "submit" in data,
                max_length=NARRATIVE_LIMIT,
                error_messages={"required": "请填写“进展情况”后再提交。"},
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.fields["files"] = FilesField(label="佐证材料", required=False, widget=FilesInput)
        current = (
            {line.assignment_id: line for line in report.measurements.all()} if report.pk else {}
        )
        self.lines = [
            LineForm(
                assignment,
                report.period,
                data,
                current.get(assignment.pk),
                previous.get(assignment.pk),
            )
            for assignment in assignments
        ]

    def is_valid(self) -> bool:
        """Whether the texts and every line can be saved; refused files do not count."""
        return all([super().is_valid(), *(line.is_valid() for line in self.lines)])

    @property
    def refused_files(self) -> list[str]:
        """Why files were not taken, one sentence each."""
        return getattr(self.fields["files"], "refused", [])

    @property
    def has_errors(self) -> bool:
        """Whether anything has to be put right."""
        return bool(self.errors or self.refused_files or any(line.errors for line in self.lines))

    def go_on_from(self, version: int) -> None:
        """Shown again after this very form was saved, it must not clash with its own saving."""
        self.data = {**dict(self.data.items()), "version": str(version)}

    def is_behind(self, report: Report) -> bool:
        """Whether somebody saved the report since this form was opened."""
        is_open = bool(report.pk) and report.is_editable
        return is_open and str(self["version"].value()) != str(report.version)

    def repeats(self, report: Report) -> bool:
        """Whether a valid form says in words what the report says already."""
        return all(self.cleaned_data[field] == getattr(report, field) for field in TEXTS)

    def entry(self) -> Entry:
        """What was typed, for the workflow; the form is valid."""
        lines = [line.measurement() for line in self.lines]
        return Entry(
            texts={field: self.cleaned_data[field] for field in TEXTS},
            lines=[line for line in lines if line is not None],
            version=self.cleaned_data["version"],
        )


class ReasonForm(forms.Form):
    """Why a report goes back."""

    reason = TextField(
        label="退回理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由，以便对方知道如何修改。"},
    )


class RatingsForm(forms.Form):
    """The reviewer's judgement of each rated target of a report."""

    def __init__(
        self,
        assignments: Sequence[Assignment],
        data: Mapping[str, Any] | None = None,
        current: Mapping[int, str] | None = None,
    ) -> None:
        initial = {f"rating-{key}": rating for key, rating in (current or {}).items()}
        super().__init__(data, initial=initial)
        self.assignments = assignments
        for assignment in assignments:
            self.fields[f"rating-{assignment.pk}"] = forms.ChoiceField(
                label=assignment.target.name,
                help_text=assignment.target.quote,
                choices=[("", "请选择"), *Measurement.Rating.choices],
                error_messages={"required": "请选择评定结果。"},
            )

    def ratings(self) -> dict[int, str]:
        """The judgements by assignment key; the form is valid."""
        return {item.pk: self.cleaned_data[f"rating-{item.pk}"] for item in self.assignments}
