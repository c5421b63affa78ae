"""The audit rows of the demonstration's newest month, as the site would have written them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from demo.states import CURRENT_MONTH
from departments.models import AuditEntry, Officer
from departments.moments import end_of
from reports.actions.save_report import STARTED
from reports.models import Report

State = Report.State


def make_trail(reports: Sequence[tuple[Report, datetime]], officers: Sequence[Officer]) -> None:
    """Save a row for each step of the month's reports; each comes with its last change."""
    seats = {(officer.department_id, officer.role): officer for officer in officers}
    reviewer = next(item for item in officers if item.role == Officer.Role.REVIEWER)
    rows = [
        row
        for report, changed_at in reports
        if report.period.code == CURRENT_MONTH
        for row in _rows(report, changed_at, seats, reviewer)
    ]
    AuditEntry.objects.bulk_create(sorted(rows, key=lambda row: (row.at, row.subject)))


def _rows(
    report: Report,
    changed_at: datetime,
    seats: Mapping[tuple[int | None, str], Officer],
    reviewer: Officer,
) -> Iterator[AuditEntry]:
    yield _row(report, STARTED, (None, State.DRAFT), report.author, _started_at(report, changed_at))
    if report.submitted_at is None:
        return
    approver = seats[report.department_id, Officer.Role.APPROVER]
    first = report.submitted_at
    yield _row(report, "提交", (State.DRAFT, State.SUBMITTED), report.author, first)
    if report.state == State.RETURNED:
        steps = (State.SUBMITTED, State.RETURNED)
        yield _row(report, "退回", steps, approver, changed_at, report.return_reason)
    if report.endorsed_at is not None:
        steps = (State.SUBMITTED, State.ENDORSED)
        yield _row(report, "审核通过", steps, approver, report.endorsed_at)
    if report.state == State.APPROVED:
        yield _row(report, "通过", (State.ENDORSED, State.APPROVED), reviewer, changed_at)


def _started_at(report: Report, changed_at: datetime) -> datetime:
    """The morning that the period opened, or before the first thing done with the report."""
    opened = end_of(report.period.opens - timedelta(days=1)) + timedelta(hours=9)
    return min(opened, (report.submitted_at or changed_at) - timedelta(hours=1))


def _row(
    report: Report,
    action: str,
    steps: tuple[Report.State | None, Report.State],
    user: Officer,
    at: datetime,
    reason: str = "",
) -> AuditEntry:
    before, after = steps
    return AuditEntry(
        at=at,
        officer=user,
        action=action,
        subject=str(report),
        subject_key=report.audit_key,
        before={"状态": before.label, "版次": report.revision} if before else {},
        after={"状态": after.label, "版次": report.revision, **user.posts},
        reason=reason,
    )
