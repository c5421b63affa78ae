"""One report's rows, sent through the web's own form: one rule for both ways of reporting."""

from collections.abc import Iterable, Mapping, Sequence

from projects.models import Assignment
from reports.excel_form.cell_values import Untaken, form_value, says_unchanged
from reports.excel_form.layout import TEXT_FIELDS, UNCHANGED
from reports.excel_form.parse import TypedRow
from reports.excel_form.row_key import NOTHING_TYPED, SheetKind
from reports.fillable import Fillable
from reports.forms.report_form import LineForm, ReportForm
from reports.models import Measurement


class Sent:
    """What one report's rows say, and what is wrong with them.

    ``texts`` and ``figures`` (by the assignment's key) are those of good rows; a figure of
    None is a row left empty. ``reported`` are the assignments that take figures.
    """

    def __init__(self, fillable: Fillable, rows: Sequence[TypedRow]) -> None:
        self.fillable = fillable
        self.rows = rows
        self.problems = [problem for row in rows for problem in row.problems]
        self.reported = fillable.reported
        self.text_row = next((row for row in rows if row.key.kind is SheetKind.TEXT), None)
        self.figure_rows = {
            row.key.subject: row for row in rows if row.key.kind is SheetKind.FIGURE
        }
        self.is_unchanged = self._read_unchanged()
        self.figures: dict[int, Measurement | None] = {}
        form = self._form()
        form.is_valid()
        self.texts = {field: form.cleaned_data.get(field, "") for field in TEXT_FIELDS}
        if self.text_row:
            for field in TEXT_FIELDS:
                self._tell_all(self.text_row, field, form.errors.get(field, ()))
        for line in form.lines:
            if line.assignment.pk in self.figure_rows:
                self._take_line(line, self.figure_rows[line.assignment.pk])

    def tell(self, row: TypedRow, field: str, reason: str) -> None:
        """Note what is wrong with a cell; its row is not taken then."""
        self.problems.append(row.problem(field, reason))

    def is_bad(self, row: TypedRow) -> bool:
        """Whether something is wrong with a row."""
        place = row.sheet, row.number
        return any((problem.sheet, problem.row) == place for problem in self.problems)

    def speaks(self, row: TypedRow) -> bool:
        """Whether a row says something: wrong, typed in, or emptied since the download.

        What the form itself showed of a report that cannot be written says nothing.
        """
        if self.is_bad(row) or self.fillable.refusal:
            return self.is_bad(row)
        return row.key.digest != NOTHING_TYPED or bool(row.typed.keys() - self._given(row))

    def _given(self, row: TypedRow) -> set[str]:
        """What the form itself put into a row: a fixed denominator."""
        fixed = {item.pk for item in self.fillable.assignments if item.denominator is not None}
        return {"denominator"} if row.key.subject in fixed else set()

    def _read_unchanged(self) -> bool:
        row = self.text_row
        if row is None:
            return False
        try:
            return says_unchanged(row.typed.get(UNCHANGED, ""))
        except Untaken as reason:
            self.tell(row, UNCHANGED, str(reason))
            return False

    def _form(self) -> ReportForm:
        """The web's form with the good rows' cells in it."""
        data: dict[str, str] = {}
        for assignment in self.fillable.assignments:
            row = self.figure_rows.get(assignment.pk)
            if row is not None:
                data |= self._cells(assignment, row)
        typed = self.text_row.typed if self.text_row else {}
        data |= {field: typed.get(field, "") for field in TEXT_FIELDS}
        return self.fillable.form(data)

    def _cells(self, assignment: Assignment, row: TypedRow) -> Mapping[str, str]:
        data = {}
        for field, text in row.typed.items():
            try:
                data[f"line-{assignment.pk}-{field}"] = form_value(assignment, field, text)
            except Untaken as reason:
                self.tell(row, field, str(reason))
        return {} if self.is_bad(row) else data

    def _take_line(self, line: LineForm, row: TypedRow) -> None:
        for field, errors in line.errors.items():
            self._tell_all(row, field, errors)
        if not line.errors:
            self.figures[line.assignment.pk] = line.measurement()

    def _tell_all(self, row: TypedRow, field: str, errors: Iterable[object]) -> None:
        for error in errors:
            self.tell(row, field, str(error))
