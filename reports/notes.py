"""The messages that steps of reports cause, written in the step's transaction."""

from django.utils import timezone

from departments.models import Officer
from departments.permissions import Capability
from inbox.actions import Note, post
from inbox.models import Message
from reports.models import Reply, Report

REPORT_PAGE = "report_detail"


def post_return(report: Report, user: Officer, reason: str) -> None:
    """Say why to those who hold the report now: the department's reporters and delegates.

    A reopened report is returned, too: ``report`` is then its new revision.
    """
    by = "市教育局" if user.can(Capability.REVIEW) else "本单位审核人"
    note = Note(
        kind=Message.Kind.RETURNED,
        key=f"returned:{report.pk}:{report.version}",
        subject=f"{by}退回：{report}",
        text=f"退回理由：{reason}",
        request="请修改后重新提交",
        view="report_edit",
        arguments=(report.period.code, report.project.number),
        department=report.department,
    )
    holders = Officer.objects.reporting_for(report.department, timezone.localdate())
    post(note, holders.exclude(pk=user.pk).distinct())


def post_approval(report: Report) -> None:
    """Tell its author that the bureau has passed a report."""
    note = Note(
        kind=Message.Kind.APPROVED,
        key=f"approved:{report.pk}",
        subject=f"市教育局通过：{report}",
        text="报告已通过，其中的数据从今天起生效。",
        request="报告见",
        view=REPORT_PAGE,
        arguments=(report.pk,),
        department=report.department,
    )
    post(note, [report.author])


def post_reply(reply: Reply) -> None:
    """Bring a reviewer's reply to the department's reporters and delegates."""
    report = reply.report
    note = Note(
        kind=Message.Kind.ANSWERED,
        key=f"reply:{reply.pk}",
        subject=f"市教育局答复问题：{report}",
        text=f"答复：{reply.text}",
        request="报告见",
        view=REPORT_PAGE,
        arguments=(report.pk,),
        department=report.department,
    )
    holders = Officer.objects.reporting_for(report.department, timezone.localdate())
    post(note, holders.distinct())
