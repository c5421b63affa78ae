"""催报: remind departments to report; what goes out is sent after the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from collection.models import Reminder
from collection.reminders.notes import bring_up_to_date, write_messages
from collection.reminders.overdue import MOST_REMINDERS, MissingReports, missing_reports
from collection.reminders.schedule import Schedule
from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from inbox.delivery import Sent, send
from inbox.models import Message
from reports.models import Period

AGAIN_AFTER = timedelta(minutes=10)
EXHAUSTED = f"本期已催报{MOST_REMINDERS}次，按防治形式主义的要求不再催报。"


@dataclass(frozen=True, slots=True)
class ReminderResult:
    """The reminders created, the reasons why others were not, and what was sent."""

    reminders: Sequence[Reminder]
    refusals: Sequence[str]
    sent: Sent


def remind(
    period: Period, department: Department, user: Officer, client_ip: str | None
) -> ReminderResult:
    """Remind one department, as a reviewer's button does.

    Raises ActionNotAllowed if it has nothing missing, may not report, or has no active officer;
    EditConflict if it was reminded within the last minutes.
    """
    reminder = _remind(period, department, user, client_ip)
    return ReminderResult([reminder], [], send_reminders([reminder]))


def remind_late(periods: Sequence[Period], user: Officer, client_ip: str | None) -> ReminderResult:
    """Remind every late department that may still report, once for each of ``periods``.

    The result's ``refusals`` say why others were not reminded.
    """
    reminders, refusals = [], []
    for row in missing_reports(periods, timezone.localdate()):
        if row.is_past_due and row.can_be_reminded:
            try:
                reminders.append(_remind(row.period, row.department, user, client_ip))
            except (EditConflict, ActionNotAllowed) as refusal:
                refusals.append(str(refusal))
    return ReminderResult(reminders, refusals, send_reminders(reminders))


def send_reminders(reminders: Sequence[Reminder]) -> Sent:
    """Send the unsent messages of these reminders, outside of any transaction."""
    bring_up_to_date(reminders)
    messages = Message.objects.filter(reminders__in=reminders)
    return send(messages.values_list("pk", flat=True))


def to_remind(on: date) -> list[MissingReports]:
    """The departments that the schedule reminds on a day, unless reminded since its last step."""
    schedule = Schedule(settings.REMIND_BEFORE, settings.REMIND_AFTER, settings.REMIND_EVERY)
    rows = []
    for row in missing_reports(list(Period.objects.needing_reminder(on)), on):
        step = schedule.newest_step(row.period.due, on)
        is_due = step and (row.last is None or row.last.sent_on < step)
        if row.may_be_reminded and is_due:
            rows.append(row)
    return rows


def remind_automatically(row: MissingReports) -> Reminder | None:
    """Remind a department of :func:`to_remind`; None if another run or officer just did.

    Raises ActionNotAllowed if nothing is missing any more, or it has no active officer.
    """
    last_pk = row.last.pk if row.last else 0
    with transaction.atomic():
        _lock(row.department)
        reminders = Reminder.objects.filter(period=row.period, department=row.department)
        if reminders.filter(pk__gt=last_pk).exists():
            return None
        return _make(row.period, row.department, None, None)


def _remind(
    period: Period, department: Department, user: Officer, client_ip: str | None
) -> Reminder:
    now = timezone.now()
    with transaction.atomic():
        _lock(department)
        reminders = Reminder.objects.filter(period=period, department=department)
        recent = reminders.filter(sent_at__gt=now - AGAIN_AFTER).first()
        if recent is not None:
            at = timezone.localtime(recent.sent_at)
            raise EditConflict(f"{department}（{period}）今天 {at:%H:%M} 已催报，不用马上再催。")
        return _make(period, department, user, client_ip)


def _lock(department: Department) -> None:
    """Make concurrent reminders of a department see each other."""
    Department.objects.select_for_update().get(pk=department.pk)


def _make(
    period: Period, department: Department, user: Officer | None, client_ip: str | None
) -> Reminder:
    """Save a reminder with its recipients and its audit row."""
    today = timezone.localdate()
    rows = missing_reports([period], today, department)
    if not rows:
        raise ActionNotAllowed(f"{department}（{period}）已全部报送，不用催报。")
    (row,) = rows
    if not row.can_be_reminded:
        raise ActionNotAllowed(f"{period}现在不接收{department}的报告：还没有开放，或已锁定。")
    if row.is_exhausted:
        raise ActionNotAllowed(f"{department}（{period}）{EXHAUSTED}")
    recipients = _recipients(row, today)
    if not recipients:
        who = "填报员" if row.with_reporter else "审核人"
        raise ActionNotAllowed(f"{department}没有在用的{who}账号，无人可催，请联系系统管理员。")
    numbers = [project.number for project in row.missing]
    waiting = [project.number for project in row.with_approver]
    reminder = Reminder.objects.create(
        period=period, department=department, sent_on=today, sent_by=user, missing=numbers
    )
    write_messages(reminder, row, recipients)
    AuditEntry.objects.create(
        officer=user,
        action="催报" if user else "自动催报",
        subject=f"{period} {department}",
        subject_key=f"reminder:{reminder.pk}",
        after={
            "未报项目": "、".join(map(str, numbers)),
            **({"其中待单位审核": "、".join(map(str, waiting))} if waiting else {}),
            "被提醒人": "、".join(str(item) for item in recipients),
        },
        client_ip=client_ip,
    )
    return reminder


def _recipients(row: MissingReports, on: date) -> list[Officer]:
    """Those who hold a missing report, and after the due day the approvers in any case."""
    recipients = Officer.objects.none()
    if row.with_reporter and row.is_open:
        recipients = Officer.objects.reporting_for(row.department, on)
    if row.with_approver or row.is_past_due:
        recipients = recipients | Officer.objects.approving_for(row.department, on)
    return list(recipients.distinct().order_by("pk"))
