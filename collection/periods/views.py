"""报告期: the pages of periods, with their days, locks and unlocks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from collection.periods.actions import change_days, end_unlock, set_lock, unlock
from collection.periods.forms import PeriodForm, UnlockForm
from collection.periods.generate import not_entered_text, years_to_enter
from collection.periods.progress import progress
from departments.exceptions import ActionNotAllowed, EditConflict
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip, require_press
from reports.models import Period, Unlock
from reports.rules.working_days import national_calendar


@require_GET
@requires(Capability.MANAGE_PERIODS)
def period_list(request: OfficerRequest) -> HttpResponse:
    """All periods with their days, locks, unlocks and progress.

    Context: ``running`` and ``locked``, newest first, and ``coming`` in order; ``not_entered``.
    """
    today, periods = timezone.localdate(), list(Period.objects.all())
    rows = progress(periods, today)
    calendar = rows[0].calendar if rows else national_calendar()
    unlocked = [row for row in rows if not row.period.is_locked]
    context = {
        "running": [row for row in unlocked if row.has_opened],
        "coming": [row for row in reversed(unlocked) if not row.has_opened],
        "locked": [row for row in rows if row.period.is_locked],
        "not_entered": not_entered_text(years_to_enter(periods, calendar, today)),
    }
    return render(request, "collection/periods/period_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.MANAGE_PERIODS)
def period_edit(request: OfficerRequest, code: str) -> HttpResponse:
    """One period: change its days; lock and unlocks have their own buttons."""
    period = get_object_or_404(Period, code=code)
    if request.method == "GET":
        return _period_page(request, period)
    form = PeriodForm(period, request.POST)
    if not form.is_valid():
        return _period_page(request, period, form, status=422)
    try:
        change_days(period, form.days(), form.seen(), request.user, client_ip(request))
    except EditConflict as conflict:
        messages.error(request, str(conflict))
        form.look_again(period)
        return _period_page(request, period, form, status=409)
    messages.success(
        request, f"已保存：{period}{period.opens:%Y-%m-%d}开放，{period.due:%Y-%m-%d}截止。"
    )
    return redirect("period_edit", code=code)


@require_press
@requires(Capability.MANAGE_PERIODS)
def period_lock(request: OfficerRequest, code: str) -> HttpResponse:
    """Lock a period (``locked=1``) or unlock it for all departments (``locked=0``)."""
    period = get_object_or_404(Period, code=code)
    locked = request.POST.get("locked") == "1"
    try:
        set_lock(period, locked, request.user, client_ip(request))
        outcome = "已锁定，不再接收新的报告" if locked else "已取消锁定，各部门都可以补报"
        messages.success(request, f"{period}{outcome}。")
    except EditConflict as conflict:
        messages.error(request, str(conflict))
    return redirect("period_edit", code=code)


@require_press
@requires(Capability.MANAGE_PERIODS)
def period_unlock(request: OfficerRequest, code: str) -> HttpResponse:
    """Unlock a locked period for one department, or change the unlock's day and reason."""
    period = get_object_or_404(Period, code=code)
    form = UnlockForm(period, request.POST)
    if not form.is_valid():
        return _period_page(request, period, unlock_form=form, status=422)
    try:
        granted = unlock(period, form.unlock_input(), request.user, client_ip(request))
    except (EditConflict, ActionNotAllowed) as refusal:
        messages.error(request, str(refusal))
        period.refresh_from_db()
        form.look_again()
        return _period_page(request, period, unlock_form=form, status=409)
    messages.success(
        request,
        f"已为{granted.department}解锁{period}，可补报到{granted.until:%Y-%m-%d}（含当日）。",
    )
    return redirect("period_edit", code=code)


@require_press
@requires(Capability.MANAGE_PERIODS)
def unlock_end(request: OfficerRequest, pk: int) -> HttpResponse:
    """End an unlock before its last day."""
    visible = Unlock.objects.visible_to(request.user).select_related("period", "department")
    granted = get_object_or_404(visible, pk=pk)
    try:
        end_unlock(granted, request.user, client_ip(request))
        messages.success(request, f"{granted.department}对{granted.period}的解锁已结束。")
    except EditConflict as conflict:
        messages.error(request, str(conflict))
    return redirect("period_edit", code=granted.period.code)


def _period_page(
    request: OfficerRequest,
    period: Period,
    form: PeriodForm | None = None,
    unlock_form: UnlockForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    unlocks = Unlock.objects.visible_to(request.user).filter(period=period)
    (row,) = progress([period], today)
    context = {
        "progress": row,
        "period": period,
        "form": form or PeriodForm(period),
        "unlock_form": unlock_form or UnlockForm(period),
        "unlocks": [
            (item, item.is_in_force(today))
            for item in unlocks.select_related("department", "granted_by")
        ],
    }
    return render(request, "collection/periods/period_edit.html", context, status=status)
