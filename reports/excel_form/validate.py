"""What a filling form would change, before anything is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from projects import wording
from projects.assignment_texts import value_text
from projects.models import Assignment
from reports.actions.save_report import ReportInput
from reports.comparison import anomalies
from reports.differences import difference
from reports.excel_form.copies import once
from reports.excel_form.copy_unchanged import Carrying
from reports.excel_form.findings import Checked, Fate, FieldChange, Finding
from reports.excel_form.layout import TEXT_FIELDS, UNCHANGED, sheets_of
from reports.excel_form.merge import Merging
from reports.excel_form.parse import Filled, Problem, TypedRow
from reports.excel_form.row_key import SheetKind, plain
from reports.excel_form.rows import figure_rows, identity, record, text_rows, texts_of
from reports.excel_form.sent import Sent
from reports.fillable import Fillable
from reports.models import Measurement, Report

RENAMED: Final = (
    "下载之后，这一行的编号、名称、单位或填报单位已改过，现在是“{}”。"
    "请重新下载填报表，把填写的内容粘贴到对应的行。"
)
LOST: Final = "有工作表没有读取，这份报告的内容不全"
LOST_BESIDE: Final = (
    "选了“是”，但“{}”表没有读取，无法核对数据有没有变化。"
    "请改好那张表再上传，或在网页上选“本月无变化”。"
)
TOGETHER: Final = "这份报告在{}选了“是”，要整份一起写入；其他行有问题，这一行也没有写入。"
GONE: Final = "本部门已不承担这一项。请删去这一行，或重新下载填报表。"
NO_PROGRESS: Final = "没有“进展情况”"
HAS_PROBLEMS: Final = "有的行有问题"
STILL_RETURNED: Final = "已退回，文件没有改动它。请按退回理由修改，或打开报告后提交"
FIGURE_TEXTS: Final = {"document": "依据文件", "reason": "情况说明"}
TEXT_NAMES: Final = {"progress": "进展情况", "problems": "存在问题", "next_steps": "下一步措施"}


def check_form(
    filled: Filled, fillables: Sequence[Fillable], *, prefers_file: bool = False
) -> Checked:
    """What a form would do to a department's ``fillables``. No query.

    ``prefers_file`` takes rows that were changed in the system since the download as well.
    """
    homes = {
        (SheetKind.TEXT, fillable.project.pk): fillable.project.pk for fillable in fillables
    } | {
        (SheetKind.FIGURE, assignment.pk): fillable.project.pk
        for fillable in fillables
        for assignment in fillable.assignments
    }
    rows: dict[int, list[TypedRow]] = {fillable.project.pk: [] for fillable in fillables}
    problems = list(filled.strays)
    today = _identities(fillables)
    for row in once(filled.rows):
        home = homes.get((row.key.kind, row.key.subject))
        if home is not None:
            rows[home].append(_as_today(row, today))
        elif row.typed:
            problems.append(Problem(row.sheet, row.number, "项目", "", GONE))
    lost = next((item.sheet for item in filled.unread if item.is_whole), "")
    checks = [
        _ReportCheck(Sent(fillable, rows[fillable.project.pk]), prefers_file, lost)
        for fillable in fillables
    ]
    findings = [check.finding() for check in checks]
    nobodys = len({(problem.sheet, problem.row) for problem in problems})
    speaking = sum(check.speaking for check in checks)
    problems += [problem for finding in findings for problem in finding.problems]
    return Checked(
        findings=findings,
        problems=sorted(problems, key=lambda problem: (problem.sheet, problem.row)),
        total=speaking + nobodys,
        blank=sum(len(check.sent.rows) for check in checks) - speaking,
        has_conflicts=any(check.has_conflict for check in checks),
        unread=filled.unread,
    )


def _identities(fillables: Sequence[Fillable]) -> Mapping[tuple[SheetKind, int], tuple[str, str]]:
    """The mark of what tells each row from all others, were it written now, and its words."""
    report = fillables[0].report
    found = {}
    for kind, layout, written in zip(
        (SheetKind.FIGURE, SheetKind.TEXT),
        sheets_of(report.period),
        (figure_rows, text_rows),
        strict=True,
    ):
        for row in written(fillables, report.department, report.period):
            words = " ".join(str(row.shown[heading]) for heading in layout.identity)
            found[kind, row.key.subject] = identity(row, layout), " ".join(words.split())
    return found


def _as_today(row: TypedRow, today: Mapping[tuple[SheetKind, int], tuple[str, str]]) -> TypedRow:
    """The row, with a problem where the plan has it otherwise since the download."""
    now, words = today[row.key.kind, row.key.subject]
    if row.key.identity == now or not row.is_filled:
        return row
    problem = Problem(row.sheet, row.number, "", "", RENAMED.format(words))
    return replace(row, problems=(*row.problems, problem))


class _ReportCheck:
    """One report's rows, and what becomes of the report."""

    def __init__(self, sent: Sent, prefers_file: bool, lost: str) -> None:
        self.fillable = sent.fillable
        self.sent = sent
        is_missing = not sent.figure_rows if sent.reported else False
        self.lost = lost if is_missing or sent.text_row is None else ""
        self.left_out: set[int] = set()
        self.has_conflict = False
        self.entry = self._entry(prefers_file)
        self.changes = changes(self.fillable, sent.reported, self.entry) if self.entry else []
        self.speaking = sum(self.sent.speaks(row) for row in self.sent.rows)

    def _entry(self, prefers_file: bool) -> ReportInput | None:
        row = self.sent.text_row
        if row is None or not self.sent.is_unchanged:
            merging = Merging(self.sent, prefers_file=prefers_file)
            entry: ReportInput | None = merging.entry()
            self.has_conflict = merging.has_conflict
            return entry
        if self.lost:
            self.sent.tell(row, UNCHANGED, LOST_BESIDE.format(self.lost))
            return None
        carrying = Carrying(self.sent, row, prefers_file=prefers_file)
        entry = carrying.entry()
        if entry and changes(self.fillable, self.sent.reported, entry):
            carrying.check_may_write()
        self.has_conflict = carrying.has_conflict
        self.left_out = carrying.left_out
        # As a whole or not at all.
        if not self.sent.problems:
            return entry
        for other in [row for row in self.sent.rows if self._is_good(row)]:
            self.sent.tell(other, "", TOGETHER.format(row.place(UNCHANGED)))
        return None

    def _is_good(self, row: TypedRow) -> bool:
        return self.sent.speaks(row) and not self.sent.is_bad(row)

    def finding(self) -> Finding:
        """What becomes of the report."""
        return Finding(
            fillable=self.fillable,
            fate=self._fate(),
            entry=self.entry if self.changes else None,
            changes=self.changes,
            reminders=self._reminders() if self.entry and self.speaking else (),
            problems=self.sent.problems,
            no_submitting=self._no_submitting(),
        )

    def _fate(self) -> Fate:
        if not self.speaking:
            return Fate.BLANK
        if not self.changes:
            return Fate.LEFT if self.sent.problems else Fate.SAME
        if self.sent.is_unchanged:
            return Fate.CARRIED
        return Fate.CHANGED if self.fillable.report.pk else Fate.NEW

    def _no_submitting(self) -> str:
        if self.sent.problems:
            return HAS_PROBLEMS
        if self.lost:
            return LOST
        if self.fillable.no_submitting:
            return self.fillable.no_submitting
        if self.fillable.report.state == Report.State.RETURNED and not self.changes:
            return STILL_RETURNED
        texts = self.entry.texts if self.entry else texts_of(self.fillable)
        return "" if texts["progress"].strip() else NO_PROGRESS

    def _reminders(self) -> list[str]:
        lines = {line.assignment_id: line for line in self.entry.lines} if self.entry else {}
        found = [
            self._unusual(assignment, lines[assignment.pk])
            for assignment in self.sent.reported
            if assignment.pk in lines
        ]
        found += [
            f"目标{assignment.target.code}重新计数，没有沿用上期的数，请填本周期的数。"
            for assignment in self.sent.reported
            if assignment.pk in self.left_out - lines.keys()
        ]
        return [sentence for sentence in found if sentence]

    def _unusual(self, assignment: Assignment, line: Measurement) -> str:
        """Why a figure asks for a reason that it does not give."""
        before = self.fillable.figures_before.get(assignment.pk)
        found = anomalies(assignment, self.fillable.report.period, line, before)
        if line.reason or not found:
            return ""
        words = "、".join(wording.ANOMALY_WORDS[anomaly] for anomaly in found)
        figure = value_text(assignment, line)
        return f"目标{assignment.target.code}为{figure}，{words}，请在“情况说明”写明原因。"


def changes(
    fillable: Fillable, reported: Sequence[Assignment], entry: ReportInput
) -> list[FieldChange]:
    """What an entry would change in a report, in words."""
    lines = {line.assignment_id: line for line in entry.lines}
    found = []
    for assignment in reported:
        current, new = fillable.report.figures.get(assignment.pk), lines.get(assignment.pk)
        found += _figure_changes(assignment, current, new)
    texts = texts_of(fillable)
    for field in TEXT_FIELDS:
        found += _text_change(TEXT_NAMES[field], texts[field], entry.texts[field])
    return found


def _figure_changes(
    assignment: Assignment, current: Measurement | None, new: Measurement | None
) -> list[FieldChange]:
    name = f"{assignment.target.code} {assignment.target.name}"
    before, after = value_text(assignment, current), value_text(assignment, new)
    found = [_change(name, before, after)] if before != after else []
    was, becomes = record(current), record(new)
    for field, label in FIGURE_TEXTS.items():
        found += _text_change(
            f"{assignment.target.code} {label}", was.get(field, ""), becomes.get(field, "")
        )
    return found


def _text_change(name: str, was: str, becomes: str) -> list[FieldChange]:
    before, after = plain(was), plain(becomes)
    if before == after:
        return []
    done = "清空" if not after else "改写" if before else "新填"
    return [FieldChange(name, "", done, difference(before, after))]


def _change(name: str, before: str, after: str) -> FieldChange:
    return FieldChange(
        name,
        "" if before == wording.NO_DATA else before,
        "未填报" if after == wording.NO_DATA else after,
    )
