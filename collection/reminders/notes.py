"""What a reminder says to each of its recipients."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from collection.models import Reminder
from collection.reminders.overdue import MissingReports, missing_reports
from departments.models import Officer
from inbox.actions import Note, write
from inbox.models import Delivery, Message
from projects.models import Project

Key = tuple[int, int]
"""The pks of a period and a department."""


def note(row: MissingReports, key: str, *, urges: bool) -> Note:
    """The message about the missing reports of ``row``: to report, or to see to it (``urges``)."""
    due, number = row.punctuality.due, row.punctuality.missing
    waiting = f"其中{row.waiting_text}。" if row.waiting_text else ""
    summary = (
        f"{row.department}{row.period}的进展报告应报 {due} 份，还有 {number} 份未报。{waiting}"
        f"截止日期为{row.period.due:%Y-%m-%d}，{_when(row)}。"
    )
    lines = [
        *_projects("未报的项目：", row.with_reporter),
        *_projects("已提交、待单位审核的项目：", row.with_approver),
    ]
    request, view = _request(row, urges=urges)
    return Note(
        kind=Message.Kind.REMINDED if row.is_past_due else Message.Kind.DUE_SOON,
        key=key,
        subject=f"催报：{row.department}{row.period}还有 {number} 份报告未报",
        text="\n".join((summary, *lines)),
        request=request,
        view=view,
        department=row.department,
    )


REPORT = "请尽快填报并提交"
URGE = "请督促本单位填报员尽快报送，并及时审核；未报情况"
ENDORSE = "截止日以送达市局为准，请尽快审核"
ENDORSE_AND_URGE = "截止日以送达市局为准，请尽快审核，并督促填报员报送其余各份"


def _projects(heading: str, projects: Sequence[Project]) -> Sequence[str]:
    """A paragraph with the heading and a line for each; nothing without projects."""
    lines = [f"  {project.number}. {project.name}" for project in projects]
    return ["", heading, *lines] if lines else []


def _request(row: MissingReports, *, urges: bool) -> tuple[str, str]:
    """What to do, and the page to do it on."""
    if not urges:
        return REPORT, "worklist"
    if row.with_approver:
        return ENDORSE_AND_URGE if row.with_reporter else ENDORSE, "queue"
    return URGE, "reminder_list"


def _when(row: MissingReports) -> str:
    return f"已{row.days_text}" if row.is_past_due else row.days_text


def write_messages(reminder: Reminder, row: MissingReports, recipients: Sequence[Officer]) -> None:
    """Write a reminder's message to each recipient, without sending them.

    Who does not report for the department approves for it, and is to see to it.
    """
    reporters = set(Officer.objects.reporting_for(row.department, reminder.sent_on))
    for urges in (False, True):
        theirs = [officer for officer in recipients if (officer not in reporters) is urges]
        reminder.messages.add(*write(note(row, f"reminder:{reminder.pk}", urges=urges), theirs))


def bring_up_to_date(reminders: Iterable[Reminder]) -> None:
    """Say in messages still to be sent what is missing now, and send none of what is not.

    They may be sent hours after the reminder, and departments report meanwhile.
    """
    waiting = Delivery.objects.filter(
        message__reminders__in=list(reminders), sent_at=None, held_at=None
    )
    unsent = list(
        Message.objects.filter(deliveries__in=waiting)
        .distinct()
        .select_related("recipient")
        .prefetch_related("reminders__period")
    )
    about = {message.pk: message.reminders.all()[0] for message in unsent}
    missing = _missing(about.values())
    done = []
    for message in unsent:
        reminder = about[message.pk]
        row = missing.get((reminder.period_id, reminder.department_id))
        if row is None:
            done.append(message)
            continue
        now = note(row, message.key, urges=message.request != REPORT)
        message.subject, message.text = now.subject, now.text
        message.request, message.view = now.request, now.view
    Message.objects.bulk_update(unsent, ("subject", "text", "request", "view"))
    waiting.filter(message__in=done).delete()


def _missing(reminders: Iterable[Reminder]) -> Mapping[Key, MissingReports]:
    periods = list({item.period_id: item.period for item in reminders}.values())
    rows = missing_reports(periods, timezone.localdate())
    return {(row.period.pk, row.department.pk): row for row in rows}
