"""The calendar: a page for officers, and an .ics file that needs no session."""

from functools import partial
from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_GET, require_safe

from departments.exceptions import EditConflict
from departments.models import Officer
from departments.permissions import for_readers
from departments.requests import OfficerRequest, client_ip, require_press
from home.calendar.actions import OVERTAKEN, renew, subscribe, unsubscribe
from home.calendar.events import agenda
from home.calendar.forms import MonthForm
from home.calendar.grid import CalendarMonth
from home.calendar.ics import CONTENT_TYPE, calendar_file
from home.models import CalendarToken


@require_GET
@for_readers
def calendar(request: OfficerRequest) -> HttpResponse:
    """日历: due days and checkpoints of a month, and the address to subscribe to.

    Context: ``month`` (:class:`CalendarMonth`), ``form``, ``key``, ``subscription`` (its URL).
    """
    today = timezone.localdate()
    form = MonthForm(request.GET)
    month = form.cleaned_data["month"] if form.is_valid() else None
    key = CalendarToken.objects.select_related("officer").filter(officer=request.user.pk).first()
    context = {
        "month": CalendarMonth(month or today.replace(day=1), today, agenda(request.user, today)),
        "form": form,
        "key": key,
        "subscription": _absolute(request, _path(key)) if key else "",
    }
    return render(request, "home/calendar/calendar.html", context)


def _path(key: CalendarToken) -> str:
    return reverse("calendar_download", args=[key.token])


def _absolute(request: HttpRequest, path: str) -> str:
    site: str = getattr(settings, "SITE_URL", "")
    return f"{site.rstrip('/')}{path}" if site else request.build_absolute_uri(path)


@require_press
@for_readers
def calendar_subscription(request: OfficerRequest, step: str) -> HttpResponse:
    """Create, replace or delete the officer's address, by ``step``."""
    if request.user.on_behalf_of:
        raise PermissionDenied("订阅地址属于您本人，请先返回本人身份。")
    try:
        messages.success(request, _take(step, request))
    except EditConflict as conflict:
        messages.error(request, str(conflict))
    return redirect(f"{reverse('calendar')}#subscription")


def _take(step: str, request: OfficerRequest) -> str:
    """Take a step and return the message to show."""
    if step == "subscribe":
        subscribe(request.user, client_ip(request))
        return "已生成订阅地址。"
    own = CalendarToken.objects.filter(officer=request.user.pk)
    key = own.opened_by(request.POST.get("token", ""))
    if key is None:
        raise EditConflict(OVERTAKEN)
    match step:
        case "renew":
            renew(key, request.user, client_ip(request))
            return "旧地址已失效，请用下面的新地址重新订阅。"
        case "unsubscribe":
            unsubscribe(key, request.user, client_ip(request))
            return "已停止订阅，原来的地址已失效。"
        case _:
            raise Http404("unknown step")


@login_not_required
@require_safe
def calendar_download(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar of the officer whose current address this is; 404 for any other."""
    key = CalendarToken.objects.opened_by(token)
    if key is None:
        raise Http404("no such calendar")
    return _calendar_of(key.officer, request)


def _calendar_of(user: Officer, request: HttpRequest) -> HttpResponseBase:
    name = f"揭阳教育行动方案 · {user.department}"
    events = agenda(user, timezone.localdate())
    absolute = partial(_absolute, request)
    content_key = repr((name, absolute("/"), events))
    # Weak, since the file contains its time of creation, which the tag ignores.
    etag = f'W/"{sha256(content_key.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = calendar_file(name, events, absolute, timezone.now())
        response = HttpResponse(content, content_type=CONTENT_TYPE)
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
