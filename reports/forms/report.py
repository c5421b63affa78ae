"""The report form: three texts, a line for each assignment, and files."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms

from departments.fields import TextField
from projects.models import Assignment
from reports.actions.save_report import TEXTS, ReportInput
from reports.forms.edit_conflicts import Choices, Part, signature, text_content
from reports.forms.measurement import LineForm
from reports.models import Measurement, Report
from reports.models.report import NARRATIVE_LIMIT
from uploads.fields import FilesField


class ReportForm(forms.Form):
    """The texts and files of a report, with the lines of its figures."""

    progress = forms.CharField(label="进展情况")
    problems = forms.CharField(label="存在问题")
    next_steps = forms.CharField(label="下一步措施")

    def __init__(
        self,
        report: Report,
        assignments: Sequence[Assignment],
        previous: Mapping[int, Measurement],
        data: Mapping[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files, initial={field: getattr(report, field) for field in TEXTS})
        self.report = report
        for field in TEXTS:
            self.fields[field] = TextField(
                label=self.fields[field].label,
                required=field == "progress" and data is not None and "submit" in data,
                max_length=NARRATIVE_LIMIT,
                error_messages={"required": "请填写“进展情况”后再提交。"},
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.fields["files"] = FilesField(label="佐证材料")
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
        field = self.fields["files"]
        return [*field.refused, *field.repeated] if isinstance(field, FilesField) else []

    def refuse_file(self, sentence: str) -> None:
        """Tell that a file was not kept after all."""
        field = self.fields["files"]
        if isinstance(field, FilesField):
            field.refused.append(sentence)

    @property
    def has_errors(self) -> bool:
        """Whether anything has to be put right."""
        return bool(self.errors or self.refused_files or any(line.errors for line in self.lines))

    @property
    def sentences(self) -> dict[str, list[str]]:
        """What has to be put right, by the fields' names in the page."""
        forms_ = (self, *self.lines)
        return {
            form[name].html_name: [str(sentence) for sentence in sentences]
            for form in forms_
            for name, sentences in form.errors.items()
        }

    # What two people at one report see of each other.

    @cached_property
    def parts(self) -> dict[str, Part]:
        """The texts, and the lines that have anything to fill in, by name."""
        texts = [
            Part(
                field,
                str(self.fields[field].label),
                [self[field]],
                text_content(self[field].value()),
                not self.is_bound or field not in self.errors,
            )
            for field in TEXTS
        ]
        lines = [line.part for line in self.lines if line.fields]
        return {part.name: part for part in (*lines, *texts)}

    @property
    def version(self) -> str:
        """The report's version that this form was opened with."""
        return str(self.data.get("version", "") if self.is_bound else self.report.version)

    @property
    def opened(self) -> str:
        """The signature of what this form was opened with."""
        return str(self.data.get("opened", "")) if self.is_bound else signature(self.parts.values())

    def choices(self, saved: "ReportForm") -> Choices:
        """What differs from ``saved``, the form as it would open now."""
        if not self.report.pk:  # so nobody wrote another version, whatever the form says
            return Choices(self.parts, saved.parts, {}, is_behind=False)
        is_behind = self.version != str(self.report.version)
        return Choices(self.parts, saved.parts, self.data, is_behind=is_behind)

    def go_on_from(self, version: int, opened: str) -> None:
        """Shown again after this very form was saved, it must not clash with its own saving."""
        self.data = {**dict(self.data.items()), "version": str(version), "opened": opened}

    def entry(self) -> ReportInput:
        """What was typed, for the workflow; what is wrong stays as it was saved."""
        self.is_valid()
        lines = [line.kept for line in self.lines]
        texts = {field: getattr(self.report, field) for field in TEXTS}
        return ReportInput(
            texts=texts | {key: text for key, text in self.cleaned_data.items() if key in TEXTS},
            lines=[line for line in lines if line is not None],
            version=self.report.version,
        )
