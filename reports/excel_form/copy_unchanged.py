"""本月无变化, chosen in the file: the report says again what the one before said."""

from collections.abc import Mapping

from departments.exceptions import StepRefused
from reports.actions.copy_previous import carried_entry, check_nothing_between
from reports.actions.save_report import ReportInput
from reports.excel_form.layout import TEXT_FIELDS, UNCHANGED
from reports.excel_form.parse import TypedRow
from reports.excel_form.row_key import digest, plain
from reports.excel_form.rows import record, texts_of
from reports.excel_form.sent import Sent
from reports.models import Measurement

NOTHING_BEFORE = "没有上期的报告可以沿用。请清空这一格，填写本期的数据和文字。"
CHANGED = (
    "下载之后，系统里的这份报告已有改动。以系统里的为准就清空这一格；"
    "以上期的为准，请勾选下面的“以文件为准”。"
)


class Carrying:
    """One report as the previous one gives it; what was typed beside must not say otherwise."""

    def __init__(self, sent: Sent, row: TypedRow, *, prefers_file: bool) -> None:
        self.sent = sent
        self.fillable = sent.fillable
        self.row = row
        self.prefers_file = prefers_file
        self.has_conflict = False
        self.left_out: set[int] = set()

    def entry(self) -> ReportInput | None:
        """All that the report would say; None when there is nothing to carry over."""
        previous = self.fillable.previous
        if previous is None:
            self._refuse(NOTHING_BEFORE)
            return None
        try:
            check_nothing_between(self.fillable.report, previous, self.fillable.unfinished)
        except StepRefused as refusal:
            self._refuse(str(refusal))
            return None
        carried, left_out = carried_entry(self.fillable.report, previous, self.sent.reported)
        self.left_out = {assignment.pk for assignment in left_out}
        lines = {line.assignment_id: line for line in carried.lines}
        lines |= self._typed_beside(lines)
        self._check_texts(carried.texts)
        kept = [lines[item.pk] for item in self.sent.reported if item.pk in lines]
        return ReportInput(carried.texts, kept, self.fillable.report.version)

    def check_may_write(self) -> None:
        """Tell why the report cannot be written as a whole, if so."""
        if self.fillable.refusal:
            self._refuse(self.fillable.refusal)
        elif self._is_changed_in_the_system() and not self.prefers_file:
            self.has_conflict = True
            self._refuse(CHANGED)

    def _typed_beside(self, carried: Mapping[int, Measurement]) -> dict[int, Measurement]:
        """Typed figures that go with it: the same ones, and those whose counts start again."""
        found = {}
        for key, figure in self.sent.figures.items():
            row = self.sent.figure_rows[key]
            if figure is None or self.sent.is_bad(row):
                continue
            if key in self.left_out or _amounts(figure) == _amounts(carried.get(key)):
                found[key] = figure
            else:
                self._ask(row, next(iter(_amounts(figure))))
        return found

    def _check_texts(self, carried: Mapping[str, str]) -> None:
        for field in TEXT_FIELDS:
            typed = self.sent.texts[field]
            if typed and plain(typed) != plain(carried[field]):
                self._ask(self.row, field)

    def _ask(self, row: TypedRow, field: str) -> None:
        chosen = self.row.place(UNCHANGED)
        self.sent.tell(
            row,
            field,
            f"{chosen}选了“是”，这里却与上期不同，两者只能选其一：没有变化就清空这一格，"
            "有变化就清空那个“是”。",
        )

    def _is_changed_in_the_system(self) -> bool:
        if digest(texts_of(self.fillable)) != self.row.key.digest:
            return True
        figures = self.fillable.report.figures
        return any(
            digest(record(figures.get(key))) != row.key.digest
            for key, row in self.sent.figure_rows.items()
        )

    def _refuse(self, reason: str) -> None:
        self.sent.tell(self.row, UNCHANGED, reason)


def _amounts(figure: Measurement | None) -> dict[str, str]:
    """A figure without its reason: what does not change needs none."""
    return {name: plain(text) for name, text in record(figure).items() if name != "reason"}
