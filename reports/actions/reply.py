"""Replying to the problems that a report names; each reply leaves an audit row."""

from django.db import transaction

from departments.exceptions import Conflict, StepRefused
from departments.models import AuditEntry, Officer
from departments.permissions import Capability
from reports.models import Reply, Report
from reports.problems import names_problem
from reports.workflow import check_seen


def may_reply(report: Report, user: Officer) -> bool:
    """Whether an officer may reply: a reviewer, to a report handed in that names a problem."""
    is_open = not report.is_editable and names_problem(report.problems)
    return user.can(Capability.REVIEW) and is_open


def reply(
    report: Report, text: str, user: Officer, *, version: int | None, client_ip: str | None
) -> Reply:
    """Add a reviewer's reply to the problems of a report as it was seen in ``version``.

    Raises StepRefused when there is nothing to reply to, Conflict when the report was changed.
    """
    with transaction.atomic():
        now = Report.objects.select_for_update().get(pk=report.pk)
        if now.state != report.state:
            raise Conflict(f"该报告现为“{now.get_state_display()}”，可能已由他人处理。")
        check_seen(now, version)
        if not may_reply(now, user):
            raise StepRefused("市局审核只能答复已提交、并写有存在问题的报告。")
        made = Reply.objects.create(report=report, text=text, officer=user)
        AuditEntry.objects.create(
            officer=user,
            action="答复问题",
            subject=str(report),
            subject_key=f"report:{report.pk}",
            after={"答复": text},
            client_ip=client_ip,
        )
    return made
