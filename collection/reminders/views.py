"""催报: missing reports, buttons to remind one or all departments, and the log of reminders."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from collection.models import Reminder
from collection.reminders.actions import ReminderResult, remind, remind_late
from collection.reminders.filters import OwnReminderFilter, ReminderFilter
from collection.reminders.overdue import missing_reports
from collection.reminders.tables import ReminderTable
from departments.exceptions import ActionNotAllowed, EditConflict
from departments.lists import list_response
from departments.models import Department
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip, require_press
from inbox.delivery import is_mail_on, is_webhook_on
from reports.models import Period


@require_GET
@requires(Capability.SEE_DEPARTMENT, Capability.SEE_EVERYTHING)
def reminder_list(request: OfficerRequest) -> HttpResponseBase:
    """Missing reports and the log of reminders, of all departments or the officer's own.

    Context: ``rows`` (missing reports), ``late`` (how many departments one click would remind),
    ``channels`` (what messages are sent by), ``table`` and ``filter`` of the log.
    """
    log = _filter(request)
    filters = log.form.cleaned_data if log.is_valid() else {}
    sees_all = request.user.can(Capability.SEE_EVERYTHING)
    department = filters.get("department") if sees_all else request.user.department
    rows = missing_reports(_periods(filters), timezone.localdate(), department)
    table = ReminderTable(log.qs)
    context = {
        "rows": rows,
        "late": len({row.department for row in rows if row.is_past_due and row.may_be_reminded}),
        "channels": ["邮件"] * is_mail_on() + ["推送"] * is_webhook_on(),
        "filter": log,
    }
    return list_response(request, table, "collection/reminders/reminder_list.html", context)


def _filter(request: OfficerRequest) -> ReminderFilter:
    sees_all = request.user.can(Capability.SEE_EVERYTHING)
    filter_class = ReminderFilter if sees_all else OwnReminderFilter
    return filter_class(request.GET, Reminder.objects.visible_to(request.user).with_names())


def _periods(filters: Mapping[str, Any]) -> Sequence[Period]:
    """The period filtered by, or those with automatic reminders today."""
    period = filters.get("period")
    return [period] if period else list(Period.objects.needing_reminder(timezone.localdate()))


class ReminderForm(forms.Form):
    period = forms.ModelChoiceField(Period.objects.all(), to_field_name="code")
    department = forms.ModelChoiceField(Department.objects.all(), to_field_name="code")


@require_press
@requires(Capability.REMIND)
def reminder_send(request: OfficerRequest) -> HttpResponse:
    """Remind the department of a posted code (``department``) for a period (``period``)."""
    form = ReminderForm(request.POST)
    if not form.is_valid():
        raise Http404("no such period or department")
    try:
        result = remind(**form.cleaned_data, user=request.user, client_ip=client_ip(request))
        _add_messages(request, result)
    except (EditConflict, ActionNotAllowed) as refusal:
        messages.warning(request, str(refusal))
    return _back(request)


@require_press
@requires(Capability.REMIND)
def reminder_send_all(request: OfficerRequest) -> HttpResponse:
    """Remind every late department of the periods on the page."""
    log = _filter(request)
    periods = _periods(log.form.cleaned_data if log.is_valid() else {})
    _add_messages(request, remind_late(periods, request.user, client_ip(request)))
    return _back(request)


def _add_messages(request: OfficerRequest, result: ReminderResult) -> None:
    """Show who was reminded, who was not and why, and how many messages were sent."""
    outgoing = result.sent
    if result.reminders:
        names = "、".join(f"{item.department}（{item.period}）" for item in result.reminders)
        sent = f"已发出 {outgoing.sent} 条。" if outgoing.sent else ""
        messages.success(request, f"已催报：{names}。{sent}")
    elif not result.refusals:
        messages.info(request, "没有逾期的部门，不用催报。")
    if result.refusals:
        messages.warning(request, f"未催报：{''.join(result.refusals)}")
    if outgoing.failed:
        messages.warning(
            request,
            f"{outgoing.failed} 条没有发出：{outgoing.error}。系统内的提醒不受影响，"
            "今天下一次自动催报时会再发。",
        )


def _back(request: OfficerRequest) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(reverse("reminder_list") + (f"?{query}" if query else ""))
