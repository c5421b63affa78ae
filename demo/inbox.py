"""The demonstration's messages: what the site would have written of the newest month's steps."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from departments.models import Officer
from departments.moments import end_of
from inbox.actions import Note, write
from inbox.models import Message
from projects.change_requests.models import ChangeRequest
from projects.change_requests.notes import decision_note, request_note
from reports.models import Reply, Report
from reports.notes import approval_note, reply_note, return_note

READ_UNTIL = end_of(date(2026, 11, 9))
"""Officers have read what is older, and of the rest what asks nothing of them."""
READ_AFTER = timedelta(minutes=50)
Sent = tuple[Note, Officer, datetime]


def make_messages(
    reports: Sequence[tuple[Report, datetime]], officers: Sequence[Officer], reviewer: Officer
) -> None:
    """Write them with their past dates; ``reports`` come with their last change."""
    approvers = {
        item.department_id: item for item in officers if item.role == Officer.Role.APPROVER
    }
    sent = [*_of_reports(reports, approvers, reviewer), *_of_replies(), *_of_requests(reviewer)]
    for note, officer, at in sent:
        for message in write(note, [officer]):
            is_read = at < READ_UNTIL or note.kind == Message.Kind.APPROVED
            message.created_at, message.read_at = at, at + READ_AFTER if is_read else None
            message.save()


def _of_reports(
    reports: Iterable[tuple[Report, datetime]],
    approvers: dict[int | None, Officer],
    reviewer: Officer,
) -> Iterator[Sent]:
    newest = max(report.period.end for report, _ in reports)
    for report, changed_at in reports:
        if report.period.end != newest:
            continue
        if report.state == Report.State.RETURNED:
            user = approvers.get(report.department_id, reviewer)
            yield return_note(report, user, report.return_reason), report.author, changed_at
        if report.state == Report.State.APPROVED:
            yield approval_note(report), report.author, changed_at


def _of_replies() -> Iterator[Sent]:
    for reply in Reply.objects.select_related("report__author", "report__department"):
        yield reply_note(reply), reply.report.author, reply.at


def _of_requests(reviewer: Officer) -> Iterator[Sent]:
    for request in ChangeRequest.objects.with_names():
        yield request_note(request), reviewer, request.asked_at
        if request.decided_at:
            yield decision_note(request), request.asked_by, request.decided_at
