"""The report form: three texts, a line for each assignment, and files."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from projects.models import Assignment
from reports.forms.fields import FilesField, FilesInput, TextField
from reports.forms.line import LineForm
from reports.models import Measurement, Report
from reports.models.report import NARRATIVE_LIMIT
from reports.workflow import TEXTS, Entry


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
