"""The demonstration's replies: what the bureau answered to problems named of late."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from demo.courses import draw
from demo.phrases import REPLIES
from demo.states import LAST_WORKED_ON, moment
from departments.models import AuditEntry, Officer
from reports.models import Reply, Report
from reports.problems import names_problem

ANSWERED_SINCE = date(2026, 7, 1)
ANSWERED = 45
"""Of a hundred problems how many have a reply."""
SOON = timedelta(minutes=20)


def make_replies(reports: Iterable[Report], officers: Sequence[Officer]) -> None:
    """Save replies to some of the approved reports that name a problem, with their audit rows."""
    reviewer = next(item for item in officers if item.role == Officer.Role.REVIEWER)
    replies = [
        Reply(report=report, text=_text(report), officer=reviewer, at=_at(report, approved_at))
        for report in reports
        if (approved_at := report.approved_at) and _is_answered(report)
    ]
    Reply.objects.bulk_create(replies)
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=reply.at,
            officer=reviewer,
            action="答复问题",
            subject=str(reply.report),
            subject_key=f"report:{reply.report.pk}",
            after={"答复": reply.text},
        )
        for reply in replies
    )


def _is_answered(report: Report) -> bool:
    is_recent = report.period.start >= ANSWERED_SINCE and names_problem(report.problems)
    return is_recent and _drawn(report, "answer", 100) < ANSWERED


def _text(report: Report) -> str:
    return f"演示：{REPLIES[_drawn(report, 'words', len(REPLIES))]}"


def _at(report: Report, approved_at: datetime) -> datetime:
    """Some days after the approval."""
    day = timezone.localdate(approved_at) + timedelta(days=1 + _drawn(report, "reply", 4))
    number, code = report.project.number, report.department.code
    return max(moment(min(day, LAST_WORKED_ON), "reply", number, code), approved_at + SOON)


def _drawn(report: Report, what: str, sides: int) -> int:
    words = (report.project.number, report.department.code, report.period.code)
    return draw(what, *words, sides=sides)
