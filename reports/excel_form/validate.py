"""Check a filling form: what it would change, and what is wrong in it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from typing import Final

from projects import wording
from projects.assignment_texts import value_text
from projects.models import Assignment
from reports.actions.save_report import ReportInput
from reports.carried import is_contradicted
from reports.comparison import anomalies
from reports.differences import Difference, difference
from reports.excel_form.copies import once
from reports.excel_form.layout import (
    UNCHANGED,
    FormRow,
    FormSheet,
    identity,
    record,
    rows_of,
    sheets_of,
)
from reports.excel_form.merge import Copying, Merging, Sent
from reports.excel_form.parse import Filled, Problem, TypedRow, Unread
from reports.excel_form.row_key import plain
from reports.fillable import Fillable
from reports.models import Measurement, Report
from reports.models.report import TEXTS
from reports.reported_sums import load_sums, misfits, values_of
from reports.workflow import NOT_THE_SAME

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
LISTED: Final = 200
"""The most problems that a page shows."""


class Fate(StrEnum):
    NEW = "新填"
    CHANGED = "修改"
    CARRIED = "沿用上期"
    SAME = "没有变化"
    LEFT = "有问题，不写入"
    BLANK = "没有填写"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that would be written, in words; for a text, its wording before and after."""

    name: str
    before: str
    after: str
    difference: Difference | None = None


class Finding:
    """What the form would do to one report; without an entry nothing is written.

    ``lost``: a sheet that could not be read; empty when all were.
    """

    def __init__(self, sent: Sent, lost: str, *, prefers_file: bool) -> None:
        self.fillable = sent.fillable
        self.sent = sent
        is_missing = not sent.figure_rows if sent.reported else False
        self.lost = lost if is_missing or sent.text_row is None else ""
        self.taking = Merging(sent, prefers_file=prefers_file)
        entry = self._entry(prefers_file)
        self.changes = changes(self.fillable, entry) if entry else []
        self.speaking = sum(sent.speaks(row) for row in sent.rows)
        self.problems = sent.problems
        self.reminders = self._reminders(entry) if entry and self.speaking else []
        self.no_submitting = self._no_submitting(entry)
        self.entry = entry if self.changes else None

    @property
    def can_submit(self) -> bool:
        return not self.no_submitting

    @property
    def fate(self) -> Fate:
        if not self.speaking:
            return Fate.BLANK
        if not self.changes:
            return Fate.LEFT if self.problems else Fate.SAME
        if self.sent.is_unchanged:
            return Fate.CARRIED
        return Fate.CHANGED if self.fillable.report.pk else Fate.NEW

    @property
    def figures(self) -> Sequence[Measurement]:
        """The report's figures as they would be: the file's, or those in the system."""
        return self.entry.lines if self.entry else list(self.fillable.report.figures.values())

    def as_announced(self) -> list[object]:
        """What the preview shows the officer, as plain values."""
        entry, report = self.entry, self.fillable.report
        # With the version: a message may look the same after a colleague saved again.
        return [
            report.project.number,
            report.version,
            self.fate,
            dict(entry.texts) if entry else {},
            [[line.assignment_id, record(line)] for line in entry.lines] if entry else [],
            self.no_submitting,
        ]

    def _entry(self, prefers_file: bool) -> ReportInput | None:
        row = self.sent.text_row
        if row is None or not self.sent.is_unchanged:
            return self.taking.entry()
        if self.lost:
            self.sent.tell(row, UNCHANGED, LOST_BESIDE.format(self.lost))
            return None
        self.taking = copying = Copying(self.sent, row, prefers_file=prefers_file)
        entry = copying.entry()
        if entry and changes(self.fillable, entry):
            copying.check_may_write()
        # As a whole or not at all.
        if not self.sent.problems:
            return entry
        good = [
            row for row in self.sent.rows if self.sent.speaks(row) and not self.sent.is_bad(row)
        ]
        for other in good:
            self.sent.tell(other, "", TOGETHER.format(row.place(UNCHANGED)))
        return None

    def _no_submitting(self, entry: ReportInput | None) -> str:
        if self.problems:
            return HAS_PROBLEMS
        if self.lost:
            return LOST
        if self.fillable.no_submitting:
            return self.fillable.no_submitting
        if self.fillable.report.state == Report.State.RETURNED and not self.changes:
            return STILL_RETURNED
        texts = entry.texts if entry else self.fillable.report.texts
        if not texts["progress"].strip():
            return NO_PROGRESS
        return NOT_THE_SAME if self._is_contradicted(entry) else ""

    def _is_contradicted(self, entry: ReportInput | None) -> bool:
        report, previous = self.fillable.report, self.fillable.previous
        if entry is None or previous is None:
            return False
        return is_contradicted(report.period, entry.texts["progress"], entry.lines, previous)

    def _reminders(self, entry: ReportInput) -> list[str]:
        lines = {line.assignment_id: line for line in entry.lines}
        reminders = [
            self._unusual(assignment, lines[assignment.pk])
            for assignment in self.sent.reported
            if assignment.pk in lines
        ]
        reminders += [
            f"目标{assignment.target.code}重新计数，没有沿用上期的数，请填本周期的数。"
            for assignment in self.sent.reported
            if assignment.pk in self.taking.left_out - lines.keys()
        ]
        return [sentence for sentence in reminders if sentence]

    def _unusual(self, assignment: Assignment, line: Measurement) -> str:
        """Why a figure needs a reason that is missing."""
        before = self.fillable.figures_before.get(assignment.pk)
        unusual = anomalies(assignment, self.fillable.report.period, line, before)
        if line.reason or not unusual:
            return ""
        words = "、".join(wording.ANOMALY_LABELS[anomaly] for anomaly in unusual)
        figure = value_text(assignment, line)
        return f"目标{assignment.target.code}为{figure}，{words}，请在“情况说明”写明原因。"


@dataclass(frozen=True, slots=True)
class Checked:
    """A whole checked form: its reports, its problems, and how many rows are filled."""

    findings: Sequence[Finding]
    problems: Sequence[Problem]
    total: int
    blank: int
    unread: Sequence[Unread]

    @property
    def has_conflicts(self) -> bool:
        return any(finding.taking.has_conflict for finding in self.findings)

    @property
    def refused(self) -> int:
        return len({(problem.sheet, problem.row) for problem in self.problems})

    @property
    def unread_rows(self) -> int:
        """How many rows have content that is not read."""
        return len({(item.sheet, row) for item in self.unread for row in item.rows})

    @property
    def listed(self) -> Sequence[Problem]:
        return self.problems[:LISTED]

    @property
    def accepted(self) -> int:
        return self.total - self.refused

    @property
    def shown(self) -> Sequence[Finding]:
        """The reports that the form has content for."""
        return [finding for finding in self.findings if finding.fate is not Fate.BLANK]

    @property
    def to_write(self) -> Sequence[Finding]:
        return [finding for finding in self.shown if finding.entry]

    @property
    def to_submit(self) -> Sequence[Finding]:
        return [finding for finding in self.shown if finding.can_submit]

    @property
    def announced(self) -> str:
        """A hash of all that the preview shows; if it differs later, the preview is outdated."""
        content = [
            [finding.as_announced() for finding in self.shown],
            [astuple(problem) for problem in self.problems],
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def check_form(
    filled: Filled, fillables: Sequence[Fillable], *, prefers_file: bool = False
) -> Checked:
    """Check what a form would change in a department's ``fillables``. One query.

    ``prefers_file`` also takes rows that have changed in the system since the download.
    """
    rows: dict[int, list[TypedRow]] = {fillable.project.pk: [] for fillable in fillables}
    problems = list(filled.strays)
    layouts = sheets_of(fillables[0].report.period)
    today = {
        (kind, now.key.subject): (fillable.project.pk, now)
        for kind in layouts
        for fillable in fillables
        for now in rows_of(kind, [fillable])
    }
    for row in once(filled.rows):
        kind = row.key.kind
        if (kind, row.key.subject) in today:
            project, now = today[kind, row.key.subject]
            rows[project].append(_as_today(row, now, layouts[kind]))
        elif row.typed:
            problems.append(Problem(row.sheet, row.number, "项目", "", GONE))
    lost = next((item.sheet for item in filled.unread if item.is_whole), "")
    findings = [
        Finding(Sent(fillable, rows[fillable.project.pk]), lost, prefers_file=prefers_file)
        for fillable in fillables
    ]
    _tell_misfits(findings)
    nobodys = len({(problem.sheet, problem.row) for problem in problems})
    speaking = sum(finding.speaking for finding in findings)
    problems += [problem for finding in findings for problem in finding.problems]
    return Checked(
        findings=findings,
        problems=sorted(problems, key=lambda problem: (problem.sheet, problem.row)),
        total=speaking + nobodys,
        blank=sum(map(len, rows.values())) - speaking,
        unread=filled.unread,
    )


def _tell_misfits(findings: Sequence[Finding]) -> None:
    """Remind of figures that do not fit those of other targets, and have no reason."""
    sums = load_sums()
    values = values_of(
        (line.assignment.target_id, line) for finding in findings for line in finding.figures
    )
    for finding in findings:
        told = [
            sentence
            for line in finding.figures
            if finding.speaking and not line.reason
            for sentence in misfits(line.assignment.target_id, sums, values)
        ]
        finding.reminders += [
            f"{sentence}，请核对，或在“情况说明”写明原因。" for sentence in dict.fromkeys(told)
        ]


def _as_today(row: TypedRow, now: FormRow, layout: FormSheet) -> TypedRow:
    """The row, with a problem if the plan has changed what identifies it since the download."""
    if row.key.identity == identity(now, layout) or not row.is_filled:
        return row
    words = " ".join(str(now.shown[heading]) for heading in layout.identity)
    reason = RENAMED.format(" ".join(words.split()))
    return replace(row, problems=(*row.problems, Problem(row.sheet, row.number, "", "", reason)))


def changes(fillable: Fillable, entry: ReportInput) -> list[FieldChange]:
    """What the entry changes in the saved report; ratings are the reviewer's and not in it."""
    figures, lines = fillable.report.figures, {line.assignment_id: line for line in entry.lines}
    fields = []
    for assignment in fillable.reported:
        if assignment.target.is_rating:
            continue
        fields += _figure_changes(assignment, figures.get(assignment.pk), lines.get(assignment.pk))
    texts = fillable.report.texts
    for field in TEXTS:
        fields += _text_change(TEXT_NAMES[field], texts[field], entry.texts[field])
    return fields


def _figure_changes(
    assignment: Assignment, current: Measurement | None, new: Measurement | None
) -> list[FieldChange]:
    code, name = assignment.target.code, assignment.target.name
    before, after = value_text(assignment, current), value_text(assignment, new)
    fields = []
    if before != after:
        was = "" if before == wording.NO_DATA else before
        becomes = "未填报" if after == wording.NO_DATA else after
        fields.append(FieldChange(f"{code} {name}", was, becomes))
    now, then = record(current), record(new)
    for field, label in FIGURE_TEXTS.items():
        fields += _text_change(f"{code} {label}", now.get(field, ""), then.get(field, ""))
    return fields


def _text_change(name: str, was: str, becomes: str) -> list[FieldChange]:
    before, after = plain(was), plain(becomes)
    if before == after:
        return []
    done = "清空" if not after else "改写" if before else "新填"
    return [FieldChange(name, "", done, difference(before, after))]
