"""报送签章单: what a department handed in for a period, on one sheet to sign, with a check code.

The code is made of what stands on the sheet. Typed in again it says whether the reports still say
the same, so that a signed sheet needs no copy of the figures beside it. It guards against slips,
not against forgers: whoever checks it reads the reports on the screen.
"""

import json
import re
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from departments.models import AuditEntry, Department
from projects.assignment_texts import value_text
from projects.models import Assignment
from reports.comparison import HANDED_IN, assignments_of_all, with_figures
from reports.models import Period, Report
from reports.models.report import ReportQuerySet

ALL: Final = "all"
DIGITS: Final = 12
ENDORSED: Final = "审核通过"
CODE: Final = re.compile(
    rf"(?P<period>[0-9Qq-]{{7}})/(?P<department>[\w-]{{1,40}})/(?P<project>\d{{1,3}}|{ALL})"
    rf"/(?P<digest>[A-Za-z2-7-]{{{DIGITS},{DIGITS + 2}}})"
)


@dataclass(frozen=True, slots=True)
class SignedReport:
    """One report on the sheet; ``approver`` is empty until its own department has endorsed it."""

    report: Report
    figures: Sequence[tuple[str, str]]
    approver: str


@dataclass(frozen=True, slots=True)
class SignatureSheet:
    """A sheet of all a department's reports of a period, or of one ``project``'s alone."""

    department: Department
    period: Period
    project: int | None
    reports: Sequence[Report]

    @classmethod
    def of(
        cls,
        reports: ReportQuerySet,
        department: Department,
        period: Period,
        project: int | None = None,
    ) -> Self:
        """The sheet of the newest handed-in revisions among ``reports``. Two queries."""
        own = reports.filter(department=department, period=period, state__in=HANDED_IN)
        if project is not None:
            own = own.filter(project__number=project)
        newest = with_figures(own).select_related("author").order_by("project__number", "revision")
        by_project = {report.project_id: report for report in newest}
        return cls(department, period, project, list(by_project.values()))

    @property
    def code(self) -> str:
        """``2026-10/puning/all/K7Q2-M9XD-4TRA``."""
        scope = ALL if self.project is None else str(self.project)
        return f"{self.period.code}/{self.department.code}/{scope}/{self._digest()}"

    def has(self, digest: str) -> bool:
        """Whether a digest is this sheet's; case and hyphens do not matter."""
        plain = digest.replace("-", "").upper()
        return plain == self._digest().replace("-", "")

    def _digest(self) -> str:
        """What is printed, without what comes later: the bureau's ratings, and the state."""
        content = [
            self.period.code,
            self.department.code,
            self.project,
            [
                [
                    report.project_id,
                    report.revision,
                    report.author_id,
                    report.texts,
                    sorted(
                        (key, {**line.as_carried(), "reason": line.reason})
                        for key, line in report.figures.items()
                        if line.as_carried()
                    ),
                ]
                for report in self.reports
            ],
        ]
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        letters = b32encode(sha256(text.encode()).digest()).decode()[:DIGITS]
        return "-".join(letters[start : start + 4] for start in range(0, DIGITS, 4))

    def signed(self) -> list[SignedReport]:
        """The rows, by project. Four queries."""
        owed = assignments_of_all(self.reports)
        keys = [report.audit_key for report in self.reports]
        steps = AuditEntry.objects.filter(subject_key__in=keys, action=ENDORSED)
        names = dict(steps.order_by("at", "pk").values_list("subject_key", "officer__name"))
        return [
            SignedReport(
                report,
                list(_figures(report, owed.get((report.project_id, report.department_id), ()))),
                names.get(report.audit_key, "") if report.state != Report.State.SUBMITTED else "",
            )
            for report in self.reports
        ]


def _figures(report: Report, assignments: Iterable[Assignment]) -> Iterator[tuple[str, str]]:
    """Each line that has a figure, as target and value in words."""
    figures = report.figures
    for assignment in assignments:
        line = figures.get(assignment.pk)
        if line is not None and line.as_carried():
            target = assignment.target
            yield f"{target.code} {target.name}", value_text(assignment, line)
