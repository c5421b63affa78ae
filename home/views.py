"""What each role opens on."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from departments.models import Officer
from departments.requests import OfficerRequest
from home.worklists.by_role import desk_of

HOMES = {
    Officer.Role.REPORTER: "worklist",
    Officer.Role.APPROVER: "queue",
    Officer.Role.REVIEWER: "queue",
    Officer.Role.LEADER: "overview",
    Officer.Role.ADMINISTRATOR: "admin:index",
    Officer.Role.AUDITOR: "audit_log",
}


@require_GET
def home(request: OfficerRequest) -> HttpResponse:
    """Send each role to the page it works on."""
    return redirect(HOMES[Officer.Role(request.user.role)])


@require_GET
def worklist(request: OfficerRequest) -> HttpResponse:
    """我的待办: what lies in the officer's hands; ``today``, and what the role's desk needs."""
    today = timezone.localdate()
    context = {"today": today, **desk_of(request.user, today)}
    return render(request, f"home/worklists/{request.user.role}.html", context)
