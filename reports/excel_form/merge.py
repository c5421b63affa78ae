"""Merge one report's rows of a filling form with the report in the system.

Rows go through the web's own form: one rule for both ways of reporting. A row is compared with
what the system holds now and with what it held at the download (the key's digest). A row changed
only in the file is taken, one changed only in the system is left. For one changed in both, the
officer sees both versions and decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from departments.exceptions import ActionNotAllowed
from projects.amounts import AmountRefused, nothing_said, read_amount
from projects.assignment_texts import value_text
from projects.models import Assignment
from reports.actions.copy_previous import carried_entry, check_nothing_between
from reports.actions.save_report import ReportInput
from reports.excel_form.layout import (
    AMOUNTS,
    UNCHANGED,
    YES,
    fields_of,
    proposed_denominator,
    record,
    unasked,
)
from reports.excel_form.parse import TypedRow
from reports.excel_form.row_key import NOTHING_TYPED, SheetKind, digest, plain
from reports.fillable import Fillable
from reports.models import Measurement
from reports.models.report import TEXTS
from spreadsheets.typed_text import in_plain_characters, iso_day

DONE: Final[Mapping[str, str]] = {
    **dict.fromkeys(("已完成", "完成", "是", "TRUE", "√", "✓"), "yes"),
    **dict.fromkeys(("未完成", "否", "FALSE"), "no"),
}
FACTS: Final = frozenset({"is_done", "done_on", "document"})
"""Fields that are either there or not; in a text 无 is content."""
UNCHANGED_YES: Final = frozenset({YES, "TRUE", "√", "✓"})
UNCHANGED_NO: Final = frozenset({"", "否", "FALSE"})
SHOWN: Final = 30
"""How many characters of a text a message quotes."""

NOTHING_BEFORE: Final = "没有上期的报告可以沿用。请清空这一格，填写本期的数据和文字。"
TYPED_IN_THE_SYSTEM: Final = (
    "系统里的这份报告已填有与上期不同的数据，文件里没有这些行。有变化就清空这一格；"
    "没有变化，请先在网页上清空那些数据。"
)
CHANGED: Final = (
    "下载之后，系统里的这份报告已有改动。以系统里的为准就清空这一格；"
    "以上期的为准，请勾选下面的“以文件为准”。"
)


class CellRefused(Exception):
    """A cell cannot be taken; the text is shown to the user."""


def form_value(assignment: Assignment, field: str, text: str) -> str:
    """The value of the web form's ``field`` for a cell's text; raises CellRefused."""
    if field not in fields_of(assignment):
        return _refuse_text(assignment, field, text)
    if field in AMOUNTS:
        return text  # the form's field reads it
    typed = in_plain_characters(text)
    if field in FACTS and nothing_said(typed):
        raise CellRefused(f"没有就清空留空，不要填“{typed}”。")
    if field == "is_done":
        if typed.upper() not in DONE:
            raise CellRefused("请选择“已完成”或“未完成”。")
        return DONE[typed.upper()]
    if field == "done_on":
        return iso_day(typed)
    return text


def _refuse_text(assignment: Assignment, field: str, text: str) -> str:
    """Refuse text in a cell that takes none, except a fixed denominator; raises CellRefused."""
    target, fixed = assignment.target, assignment.denominator
    if assignment.exemption_reason:
        raise CellRefused("这个目标不适用于本部门，不用填。请清空这一格。")
    if assignment.closed_on:
        raise CellRefused("这个目标已经办结，不用填。请清空这一格。")
    if assignment.ended_on:
        raise CellRefused(f"{assignment.ended_text}，不用填。请清空这一格。")
    if target.is_rating:
        raise CellRefused("这个目标由市教育局审核时评定，不用填。请清空这一格。")
    if target.is_ratio and field == "denominator":
        if _is_amount(text, fixed):
            return ""
        raise CellRefused(f"分母固定为 {fixed}，不用填。请改回 {fixed}，或清空这一格。")
    if target.is_ratio:
        inputs = "“分子”" if fixed is not None else "“分子”和“分母”"
        raise CellRefused(f"这一行填{inputs}。请清空这一格。")
    raise CellRefused(f"这一行填“{'数值' if target.is_count else '是否完成'}”。请清空这一格。")


def _is_amount(text: str, amount: float | None) -> bool:
    try:
        return read_amount(text, is_whole=isinstance(amount, int)) == amount
    except AmountRefused:
        return False


def says_unchanged(text: str) -> bool:
    """Whether 本月无变化 is chosen; raises CellRefused for anything but yes or no."""
    typed = in_plain_characters(text).upper()
    if typed not in UNCHANGED_YES | UNCHANGED_NO:
        raise CellRefused("请选“是”或留空。")
    return typed in UNCHANGED_YES


class Sent:
    """The content of one report's rows, and the problems in them.

    ``texts`` and ``figures`` (by the assignment's key) are those of good rows; a figure of
    None is an empty row. ``reported`` are the assignments that take figures.
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
        form = fillable.form(self._data())
        form.is_valid()
        self.texts = {field: form.cleaned_data.get(field, "") for field in TEXTS}
        if self.text_row:
            for field in TEXTS:
                self._tell_all(self.text_row, field, form.errors.get(field, ()))
        for line in form.lines:
            row = self.figure_rows.get(line.assignment.pk)
            if row is None:
                continue
            for field, errors in line.errors.items():
                self._tell_all(row, field, errors)
            if not line.errors:
                self.figures[line.assignment.pk] = line.measurement()

    def tell(self, row: TypedRow, field: str, reason: str) -> None:
        """Add a problem with a cell; its row is then not taken."""
        self.problems.append(row.problem(field, reason))

    def _tell_all(self, row: TypedRow, field: str, errors: Iterable[object]) -> None:
        for error in errors:
            self.tell(row, field, str(error))

    def is_bad(self, row: TypedRow) -> bool:
        place = row.sheet, row.number
        return any((problem.sheet, problem.row) == place for problem in self.problems)

    def speaks(self, row: TypedRow) -> bool:
        """Whether a row has content: it is wrong, typed in, or emptied since the download.

        What the form itself shows of a report that cannot be written does not count.
        """
        if self.is_bad(row) or self.fillable.refusal:
            return self.is_bad(row)
        return row.key.digest != NOTHING_TYPED or bool(row.typed.keys() - self._prefilled(row))

    def _prefilled(self, row: TypedRow) -> set[str]:
        """The fields that hold what the form came with: a fixed or a proposed denominator."""
        own = (item for item in self.fillable.assignments if item.pk == row.key.subject)
        assignment = next(own, None)
        if assignment is None or row.key.kind is not SheetKind.FIGURE:
            return set()
        proposed = proposed_denominator(self.fillable, assignment)
        is_proposed = proposed is not None and _is_amount(
            row.typed.get("denominator", ""), proposed
        )
        return {"denominator"} if assignment.denominator is not None or is_proposed else set()

    def _read_unchanged(self) -> bool:
        row = self.text_row
        if row is None:
            return False
        try:
            return says_unchanged(row.typed.get(UNCHANGED, ""))
        except CellRefused as reason:
            self.tell(row, UNCHANGED, str(reason))
            return False

    def _data(self) -> Mapping[str, str]:
        """The good rows' cells as the web form would send them."""
        data: dict[str, str] = {}
        for assignment in self.fillable.assignments:
            row = self.figure_rows.get(assignment.pk)
            if row is not None:
                data |= self._cells(assignment, row)
        typed = self.text_row.typed if self.text_row else {}
        return data | {field: typed.get(field, "") for field in TEXTS}

    def _cells(self, assignment: Assignment, row: TypedRow) -> Mapping[str, str]:
        data = {}
        for field, text in row.typed.items():
            try:
                data[f"line-{assignment.pk}-{field}"] = form_value(assignment, field, text)
            except CellRefused as reason:
                self.tell(row, field, str(reason))
        return {} if self.is_bad(row) else data


class Merging:
    """One report, with good rows in place of its current content."""

    def __init__(self, sent: Sent, *, prefers_file: bool) -> None:
        self.sent = sent
        self.fillable = sent.fillable
        self.prefers_file = prefers_file
        self.has_conflict = False
        self.left_out: set[int] = set()
        """The keys of assignments whose counts start again, when the previous report is copied."""

    def entry(self) -> ReportInput | None:
        """The report's new content; None when it cannot have any."""
        lines = [self._figure(assignment) for assignment in self.sent.reported]
        filled = [line.unsaved() for line in lines if line is not None and record(line)]
        texts = self._texts()
        if filled or any(map(str.strip, texts.values())):
            filled += self._unasked()
        return ReportInput(texts, filled, self.fillable.report.version)

    def _unasked(self) -> list[Measurement]:
        """The finished figures that go on, of rows that were empty and stayed so."""
        rows, found = self.sent.figure_rows, []
        for assignment in [] if self.fillable.refusal else self.sent.reported:
            row, figure = rows.get(assignment.pk), unasked(self.fillable, assignment)
            is_left = row is None or not (
                self.sent.is_bad(row)
                or self.sent.figures[assignment.pk]
                or row.key.digest != NOTHING_TYPED
            )
            if figure is not None and is_left:
                found.append(figure)
        return found

    def _figure(self, assignment: Assignment) -> Measurement | None:
        current = self.fillable.report.figures.get(assignment.pk)
        row = self.sent.figure_rows.get(assignment.pk)
        if row is None or self.sent.is_bad(row):
            return current
        typed = self.sent.figures[assignment.pk]
        words = value_text(assignment, current), value_text(assignment, typed)
        return typed if self._takes(row, record(current), record(typed), words) else current

    def _texts(self) -> Mapping[str, str]:
        current, row = self.fillable.report.texts, self.sent.text_row
        if row is None or self.sent.is_bad(row):
            return current
        typed = self.sent.texts
        field = _differing(current, typed) or TEXTS[0]
        words = _shortened(current[field]), _shortened(typed[field])
        return typed if self._takes(row, current, typed, words) else current

    def _takes(
        self,
        row: TypedRow,
        current: Mapping[str, str],
        typed: Mapping[str, str],
        words: tuple[str, str],
    ) -> bool:
        """Whether a good row is taken; adds a problem if something prevents it."""
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


class Copying(Merging):
    """本月无变化: the report carries the previous one over, and says nothing else.

    ``row`` is the one with that choice.
    """

    def __init__(self, sent: Sent, row: TypedRow, *, prefers_file: bool) -> None:
        super().__init__(sent, prefers_file=prefers_file)
        self.row = row

    def entry(self) -> ReportInput | None:
        report, previous = self.fillable.report, self.fillable.previous
        if previous is None:
            self._refuse(NOTHING_BEFORE)
            return None
        try:
            check_nothing_between(report, previous, self.fillable.unfinished)
        except ActionNotAllowed as refusal:
            self._refuse(str(refusal))
            return None
        carried, left_out = carried_entry(report, previous, self.sent.reported)
        self.left_out = {assignment.pk for assignment in left_out}
        lines = {line.assignment_id: line for line in carried.lines}
        lines |= self._typed_beside(lines)
        if self._holds_other_figures(lines):
            self._refuse(TYPED_IN_THE_SYSTEM)
        for field, typed in self.sent.texts.items():
            same = {"", plain(carried.texts[field]), plain(previous.texts[field])}
            if plain(typed) not in same:
                self._ask(self.row, field)
        kept = [lines[item.pk] for item in self.sent.reported if item.pk in lines]
        return replace(carried, lines=kept)

    def _holds_other_figures(self, lines: Mapping[int, Measurement]) -> bool:
        """Whether the system holds figures, in no row of the file, that would be overwritten."""
        unsent = self.fillable.report.figures.keys() - self.sent.figure_rows.keys()
        return any(
            _amounts(figure) not in ({}, _amounts(lines.get(key)))
            for key, figure in self.fillable.report.figures.items()
            if key in unsent
        )

    def check_may_write(self) -> None:
        """Add a problem if the report cannot be written as a whole."""
        if self.fillable.refusal:
            self._refuse(self.fillable.refusal)
        elif self._is_changed_in_the_system() and not self.prefers_file:
            self.has_conflict = True
            self._refuse(CHANGED)

    def _typed_beside(self, carried: Mapping[int, Measurement]) -> dict[int, Measurement]:
        """Typed figures that fit: equal ones, and those whose counts start again."""
        figures = {}
        for key, figure in self.sent.figures.items():
            row = self.sent.figure_rows[key]
            if figure is None or self.sent.is_bad(row):
                continue
            if key in self.left_out or _amounts(figure) == _amounts(carried.get(key)):
                figures[key] = figure
            else:
                self._ask(row, next(iter(_amounts(figure))))
        return figures

    def _ask(self, row: TypedRow, field: str) -> None:
        chosen = self.row.place(UNCHANGED)
        self.sent.tell(
            row,
            field,
            f"{chosen}选了“是”，这里却与上期不同，两者只能选其一：没有变化就清空这一格，"
            "有变化就清空那个“是”。",
        )

    def _is_changed_in_the_system(self) -> bool:
        if digest(self.fillable.report.texts) != self.row.key.digest:
            return True
        figures = self.fillable.report.figures
        return any(
            digest(record(figures.get(key))) != row.key.digest
            for key, row in self.sent.figure_rows.items()
        )

    def _refuse(self, reason: str) -> None:
        self.sent.tell(self.row, UNCHANGED, reason)


def _amounts(figure: Measurement | None) -> dict[str, str]:
    """A figure without its reason: an unchanged figure needs none."""
    return {name: plain(text) for name, text in record(figure).items() if name != "reason"}


def _differing(current: Mapping[str, str], typed: Mapping[str, str]) -> str:
    fields = [*typed, *current]
    return next(
        (name for name in fields if plain(current.get(name, "")) != plain(typed.get(name, ""))), ""
    )


def _shortened(text: str) -> str:
    shown = " ".join(plain(text).split())
    return f"{shown[:SHOWN]}……" if len(shown) > SHOWN else shown or "（空）"
