"""What the check of a filling form found, ready for the screen and for the workflow."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum

from reports.actions.save_report import ReportInput
from reports.differences import Difference
from reports.excel_form.parse import Problem
from reports.excel_form.rows import record
from reports.excel_form.tables import Unread
from reports.fillable import Fillable

LISTED = 200


class Fate(StrEnum):
    """What becomes of a report."""

    NEW = "新填"
    CHANGED = "修改"
    CARRIED = "沿用上期"
    SAME = "没有变化"
    LEFT = "有问题，不写入"
    BLANK = "没有填写"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing that would be written, in words; of a text, what it said and will say."""

    name: str
    before: str
    after: str
    difference: Difference | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the form would do to one report; without an entry there is nothing to write."""

    fillable: Fillable
    fate: Fate
    entry: ReportInput | None
    changes: Sequence[FieldChange]
    reminders: Sequence[str]
    problems: Sequence[Problem]
    no_submitting: str

    @property
    def can_submit(self) -> bool:
        """Whether it can be handed in once it is written."""
        return not self.no_submitting

    def as_announced(self) -> list[object]:
        """What the officer is told, as plain values."""
        texts = dict(self.entry.texts) if self.entry else {}
        lines = [
            [line.assignment_id, record(line)] for line in (self.entry.lines if self.entry else ())
        ]
        report = self.fillable.report
        # With its version: a sentence may look the same after a colleague saved again.
        return [
            self.fillable.project.number,
            report.version,
            self.fate,
            texts,
            lines,
            self.no_submitting,
        ]


@dataclass(frozen=True, slots=True)
class Checked:
    """All of a form: its reports, its problems, and how many rows say something."""

    findings: Sequence[Finding]
    problems: Sequence[Problem]
    total: int
    blank: int
    has_conflicts: bool
    unread: Sequence[Unread]

    @property
    def refused(self) -> int:
        """How many rows have problems."""
        return len({(problem.sheet, problem.row) for problem in self.problems})

    @property
    def unread_rows(self) -> int:
        """How many rows hold something that is not read."""
        return len({(item.sheet, row) for item in self.unread for row in item.rows})

    @property
    def listed(self) -> Sequence[Problem]:
        """As many problems as a page can show."""
        return self.problems[:LISTED]

    @property
    def accepted(self) -> int:
        """How many rows can be imported."""
        return self.total - self.refused

    @property
    def shown(self) -> Sequence[Finding]:
        """The reports that the form says something of."""
        return [finding for finding in self.findings if finding.fate is not Fate.BLANK]

    @property
    def to_write(self) -> Sequence[Finding]:
        """Those with something to write."""
        return [finding for finding in self.findings if finding.entry]

    @property
    def to_submit(self) -> Sequence[Finding]:
        """Those that can be handed in."""
        return [finding for finding in self.shown if finding.can_submit]

    @property
    def announced(self) -> str:
        """A mark of all that the officer is told: if it differs later, so does the rest."""
        told = [
            [finding.as_announced() for finding in self.shown],
            [astuple(problem) for problem in self.problems],
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()
