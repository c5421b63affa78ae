"""The messages that steps of reports cause, written in the step's transaction."""

from django.db.models import QuerySet
from django.utils import timezone

from departments.models import Officer
from departments.permissions import Capability
from inbox.actions import Note, post
from inbox.models import Message
from reports.models import Reply, Report

PAGE = "report_detail"


def post_return(report: Report, user: Officer, reason: str) -> None:
    """Say why to those who hold the report now; of a reopened one it is the new revision."""
    post(return_note(report, user, reason), _holders(report).exclude(pk=user.pk))


def post_approval(report: Report) -> None:
    """Tell its author that the bureau has passed a report."""
    post(approval_note(report), [report.author])


def post_reply(reply: Reply) -> None:
    """Bring a reviewer's reply to those who wrote of the problem."""
    post(reply_note(reply), _holders(reply.report))


def _holders(report: Report) -> QuerySet[Officer]:
    """The department's reporters, and who stands in for them today."""
    return Officer.objects.reporting_for(report.department, timezone.localdate()).distinct()


def return_note(report: Report, user: Officer, reason: str) -> Note:
    by = "市教育局" if user.can(Capability.REVIEW) else "本单位审核人"
    return Note(
        kind=Message.Kind.RETURNED,
        key=f"returned:{report.pk}:{report.version}",
        subject=f"{by}退回：{report}",
        text=f"退回理由：{reason}",
        request="请修改后重新提交",
        view="report_edit",
        arguments=(report.period.code, report.project.number),
        department=report.department,
    )


def approval_note(report: Report) -> Note:
    return Note(
        kind=Message.Kind.APPROVED,
        key=f"approved:{report.pk}",
        subject=f"市教育局通过：{report}",
        text="报告已通过，不用再办理。",
        request="报告见",
        view=PAGE,
        arguments=(report.pk,),
        department=report.department,
    )


def reply_note(reply: Reply) -> Note:
    return Note(
        kind=Message.Kind.ANSWERED,
        key=f"reply:{reply.pk}",
        subject=f"市教育局答复问题：{reply.report}",
        text=f"答复：{reply.text}",
        request="报告见",
        view=PAGE,
        arguments=(reply.report_id,),
        department=reply.report.department,
    )
