"""节假日: the days that move due days, as a list and as a sheet to fill in and bring back."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from collection.holidays.actions import enter_holidays
from collection.holidays.forms import HolidayForm
from collection.holidays.read import years_text
from collection.holidays.tables import HolidayTable, rows_of
from collection.periods.generate import not_entered_text, years_to_enter
from departments.lists import list_response
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip, require_press
from reports.models import Holiday, Period


@require_GET
@requires(Capability.MANAGE_PERIODS, Capability.ADMINISTER)
def holiday_list(request: OfficerRequest) -> HttpResponseBase:
    """All known holidays; administrators may bring back the sheet."""
    return _page(request, HolidayForm())


@require_press
@requires(Capability.ADMINISTER)
def holiday_import(request: OfficerRequest) -> HttpResponseBase:
    """Enter the years of an uploaded sheet, or say what is wrong with it, by row."""
    form = HolidayForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    years = form.sheet.years
    moved = enter_holidays(years, timezone.localdate(), request.user, client_ip(request))
    messages.success(request, f"已录入{years_text(years)}。")
    if moved:
        days = "、".join(f"{period}改为{period.due:%Y-%m-%d}" for period in moved)
        messages.info(request, f"未开放的报告期截止日期随之调整：{days}。")
    return redirect("holiday_list")


def _page(request: OfficerRequest, form: HolidayForm, status: int = 200) -> HttpResponseBase:
    calendar = Holiday.objects.calendar()
    entered = {day.year for day in Holiday.objects.dates("day", "year")}
    missing = years_to_enter(Period.objects.all(), calendar, timezone.localdate())
    context: dict[str, object] = {
        "form": form if request.user.can(Capability.ADMINISTER) else None,
        "errors": form.errors.get("file", []),
        "not_entered": not_entered_text(missing),
    }
    table = HolidayTable(rows_of(calendar, entered))
    template = "collection/holidays/holiday_list.html"
    return list_response(request, table, template, context, status=status)
