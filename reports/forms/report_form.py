"""The report form: three texts, a line for each assignment, and files."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms

from departments.form_fields import TextField
from projects.models import Assignment
from reports.actions.save_report import ReportInput
from reports.forms.edit_conflicts import ConflictResolution, Section, signature, text_content
from reports.forms.line_form import LineForm
from reports.models import Report
from reports.models.report import NARRATIVE_LIMIT, TEXTS
from reports.reported_sums import Sum, Values, misfits, values_of
from reports.rules.unchanged import CarriedFigure
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
        previous: Report | None,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files, initial=report.texts)
        self.report = report
        self.previous = previous
        self.fields["files"] = self.files_field = FilesField(label="佐证材料")
        self.fields["progress"].required = data is not None and "submit" in data
        current, before = report.figures, previous.figures if previous else {}
        self.lines = [
            LineForm(item, report.period, data, current.get(item.pk), before.get(item.pk))
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

    # 沿用上期, line by line.

    @property
    def carried(self) -> str:
        """The key of the report that lines were carried over from; empty without."""
        if self.is_bound:
            return str(self.data.get("carried", ""))
        return str(self.report.carried_from_id or "")

    @property
    def carried_from(self) -> Report | None:
        """The previous report, if lines were carried over from it and one of them still is."""
        if self.previous is None or self.carried != str(self.previous.pk):
            return None
        return self.previous if any(line.is_as_before for line in self.lines) else None

    def mark(self, marks: Mapping[int, CarriedFigure]) -> None:
        """Tell each line how it is marked once it is carried over, and whether it is."""
        is_carrying = self.carried_from is not None
        for line in self.lines:
            line.mark = marks.get(line.assignment.pk)
            line.is_carried = is_carrying and line.is_as_before

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
        """Whether any valid part differs from the saved one, or is carried over since."""
        source = self.carried_from
        if source is not None and source.pk != self.report.carried_from_id:
            return True
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
        kept = [(line, line.kept) for line in self.lines]
        lines = [figure for _, figure in kept if figure is not None]
        typed = {field: text for field, text in self.cleaned_data.items() if field in TEXTS}
        texts = self.report.texts | typed
        is_silent = all(figure is None or line.goes_on_unasked for line, figure in kept)
        if is_silent and self.report.revision == 1 and not any(map(str.strip, texts.values())):
            # What goes on by itself makes no report: 本月无变化 is still offered for it.
            lines = []
        return ReportInput(texts, lines, self.report.version, self.carried_from)
