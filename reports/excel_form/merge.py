"""Row by row: what the file says in place of what the system holds.

A row is compared with what the system holds now and with what it held at the download (the
key's digest). Changed in the file only: taken. Changed in the system only: left. Changed in
both: told with both, and taken only on the officer's word.
"""

from collections.abc import Mapping
from copy import copy

from projects.assignment_texts import value_text
from projects.models import Assignment
from reports.actions.save_report import ReportInput
from reports.excel_form.layout import TEXT_FIELDS
from reports.excel_form.parse import TypedRow
from reports.excel_form.row_key import digest, plain
from reports.excel_form.rows import record, texts_of
from reports.excel_form.sent import Sent
from reports.models import Measurement

SHOWN = 30
"""Characters of a text that a sentence quotes."""


class Merging:
    """One report with the rows that are taken in place of what it says now."""

    def __init__(self, sent: Sent, *, prefers_file: bool) -> None:
        self.sent = sent
        self.fillable = sent.fillable
        self.prefers_file = prefers_file
        self.has_conflict = False

    def entry(self) -> ReportInput:
        """All that the report would say."""
        lines = [self._figure(assignment) for assignment in self.sent.reported]
        filled = [_unsaved(line) for line in lines if line is not None and record(line)]
        return ReportInput(self._texts(), filled, self.fillable.report.version)

    def _figure(self, assignment: Assignment) -> Measurement | None:
        current = self.fillable.report.figures.get(assignment.pk)
        row = self.sent.figure_rows.get(assignment.pk)
        if row is None or self.sent.is_bad(row):
            return current
        typed = self.sent.figures[assignment.pk]
        words = value_text(assignment, current), value_text(assignment, typed)
        return typed if self._takes(row, record(current), record(typed), words) else current

    def _texts(self) -> Mapping[str, str]:
        current, row = texts_of(self.fillable), self.sent.text_row
        if row is None or self.sent.is_bad(row):
            return current
        typed = self.sent.texts
        field = _differing(current, typed) or TEXT_FIELDS[0]
        words = _shortened(current[field]), _shortened(typed[field])
        return typed if self._takes(row, current, typed, words) else current

    def _takes(
        self,
        row: TypedRow,
        current: Mapping[str, str],
        typed: Mapping[str, str],
        words: tuple[str, str],
    ) -> bool:
        """Whether a good row is taken; what stands against it is told."""
        now, new, downloaded = digest(current), digest(typed), row.key.digest
        if new in {now, downloaded}:
            return False
        field = _differing(current, typed)
        if self.fillable.refusal:
            self.sent.tell(row, field, self.fillable.refusal)
            return False
        if now == downloaded or self.prefers_file:
            return True
        self.has_conflict = True
        if words[0] == words[1]:
            words = _shortened(current.get(field, "")), _shortened(typed.get(field, ""))
        self.sent.tell(
            row,
            field,
            f"下载之后，系统里已改为“{words[0]}”，文件里是“{words[1]}”。以系统里的为准就不用"
            "处理；以文件里的为准，请勾选下面的“以文件为准”。",
        )
        return False


def _unsaved(figure: Measurement) -> Measurement:
    """A copy to be written in place of what is saved."""
    unsaved = copy(figure)
    unsaved.pk = None
    return unsaved


def _differing(current: Mapping[str, str], typed: Mapping[str, str]) -> str:
    """The first field in which two records differ."""
    fields = [*typed, *current]
    return next(
        (name for name in fields if plain(current.get(name, "")) != plain(typed.get(name, ""))), ""
    )


def _shortened(text: str) -> str:
    shown = " ".join(plain(text).split())
    return f"{shown[:SHOWN]}……" if len(shown) > SHOWN else shown or "（空）"
