"""The plain-text e-mail of a reminder to one officer."""

from django.conf import settings
from django.core.mail import EmailMessage

from collection.reminders.overdue import MissingReports
from departments.models import Officer
from departments.permissions import Capability


def letter(row: MissingReports, user: Officer) -> EmailMessage:
    """The e-mail to ``user`` about the missing reports of ``row``; it has no other recipient."""
    due, number = row.punctuality.due, row.punctuality.missing
    summary = (
        f"{row.department}{row.period}的进展报告应报 {due} 份，还有 {number} 份未报。"
        f"截止日期为{row.period.due:%Y-%m-%d}，{_when(row)}。"
    )
    return EmailMessage(
        subject=f"催报：{row.department}{row.period}还有 {number} 份报告未报",
        body="\n".join(
            (
                f"{user.name}：",
                "",
                summary,
                "",
                "未报的项目：",
                *(f"  {project.number}. {project.name}" for project in row.missing),
                "",
                _instruction(user, row),
                "",
                "揭阳教育行动方案进展管理（系统邮件，请勿回复）",
            )
        ),
        to=[user.email],
    )


def _when(row: MissingReports) -> str:
    return f"已{row.days_text}" if row.is_past_due else row.days_text


def _instruction(user: Officer, row: MissingReports) -> str:
    """What to do, with the link to the page."""
    approves = user.can(Capability.ENDORSE) and user.department_id == row.department.pk
    page = "/reminders/" if approves else "/worklist/"
    where = f"：{settings.SITE_URL}{page}" if settings.SITE_URL else "进展管理系统。"
    if approves:
        return f"请督促本单位填报员尽快报送，并及时审核。未报情况见{where}"
    return f"请尽快填报并提交{where}" if settings.SITE_URL else f"请尽快登录{where}"
