"""本月无变化 for several reports: what would be sent, and taking back what was sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import Department, Officer
from home.worklists.bulk_submit import BulkAction, BulkResult, bulk_submit
from projects.models import Assignment
from reports.actions.copy_previous import take_back
from reports.carried import NOTHING, CarriedContent, carried_by_report
from reports.comparison import ComparedMeasurement, assignments_of_all, compared, with_figures
from reports.models import Report
from reports.obligations import Obligation

KEPT: Final = "unchanged_batch"
"""The session's key of the batch sent last."""


@dataclass(frozen=True, slots=True)
class PreviewedReport:
    """A report as it would be sent: its texts, and its lines with what is carried."""

    item: Obligation
    report: Report
    lines: Sequence[ComparedMeasurement]
    carried: CarriedContent
    left_out: Sequence[Assignment]


@dataclass(frozen=True, slots=True)
class Preview:
    """What the batch would do; nothing is saved."""

    result: BulkResult
    reports: Sequence[PreviewedReport]

    @property
    def long(self) -> int:
        """How many reports are carried for so long that reviewers are told."""
        return sum(item.carried.is_long for item in self.reports)


def preview(
    user: Officer, department: Department, choices: Iterable[str], client_ip: str | None
) -> Preview:
    """Do the batch and undo it at once: what is shown is what would be sent.

    Beside the queries of the batch itself six, whatever the number of reports.
    """
    with transaction.atomic():
        result = bulk_submit(user, department, choices, BulkAction.REPEAT, client_ip=client_ip)
        reports = _previewed(result)
        transaction.set_rollback(True)
    return Preview(result, reports)


def _previewed(result: BulkResult) -> list[PreviewedReport]:
    left_out = {item.key: missing for item, missing in result.to_fill}
    items = [*result.submitted, *(item for item, _ in result.to_fill)]
    items.sort(key=lambda item: (item.period.end, item.project.number))
    keys = [item.report.pk for item in items if item.report]
    saved = {report.pk: report for report in with_figures(Report.objects.filter(pk__in=keys))}
    carried = carried_by_report(saved.values())
    owed = assignments_of_all(saved.values())
    previewed = []
    for item in items:
        if item.report is not None:
            report = saved[item.report.pk]
            lines = compared(report, None, owed[report.project_id, report.department_id])
            content = carried.get(report.pk, NOTHING).beside(lines)
            shown = [line for line in content.marked(lines) if line.is_reported]
            missing = left_out.get(item.key, ())
            previewed.append(PreviewedReport(item, report, shown, content, missing))
    return previewed


@dataclass(frozen=True, slots=True)
class SentBatch:
    """The batch that an officer sent last, kept in the session until it is taken back.

    ``versions``: of each report as it was sent, by its key.
    """

    department: int
    at: datetime
    versions: Mapping[int, int]

    @classmethod
    def sent(cls, department: Department, items: Iterable[Obligation]) -> Self:
        versions = {item.report.pk: item.report.version for item in items if item.report}
        return cls(department.pk, timezone.now(), versions)

    @classmethod
    def kept_in(cls, session: SessionBase, department: Department | None) -> Self | None:
        """The department's batch, None without one or after the officer switched departments."""
        kept = session.get(KEPT)
        if kept is None or department is None or kept["department"] != department.pk:
            return None
        at = datetime.fromisoformat(kept["at"])
        return cls(department.pk, at, {int(key): each for key, each in kept["versions"].items()})

    def keep_in(self, session: SessionBase) -> None:
        versions = {str(key): version for key, version in self.versions.items()}
        at = self.at.isoformat()
        session[KEPT] = {"department": self.department, "at": at, "versions": versions}

    def waiting(self) -> list[Report]:
        """The reports that nobody has touched since. One query."""
        sent = Report.objects.filter(
            pk__in=self.versions, department=self.department, state=Report.State.SUBMITTED
        ).with_names()
        return [report for report in sent if report.version == self.versions[report.pk]]

    def take_back(self, user: Officer, client_ip: str | None) -> tuple[int, int]:
        """Empty the reports still waiting; how many were, and how many no longer could be."""
        taken = 0
        for report in self.waiting():
            try:
                take_back(report, user, client_ip)
            except (ActionNotAllowed, EditConflict):
                # An approver was quicker: the report is among those told as left.
                continue
            taken += 1
        return taken, len(self.versions) - taken
