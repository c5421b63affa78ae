"""The start page of each role, and 我的待办."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from departments.permissions import Capability
from departments.requests import OfficerRequest
from home.worklists.by_role import desk_of
from home.worklists.unchanged_batch import SentBatch
from reports.workflow import withdrawal_is_late

HOMES = (
    (Capability.REPORT, "worklist"),
    (Capability.ENDORSE, "queue"),
    (Capability.REVIEW, "queue"),
    (Capability.READ, "overview"),
    (Capability.ADMINISTER, "admin:index"),
    (Capability.AUDIT, "audit_log"),
)
"""The start page by capability; the officer's first one counts."""


@require_GET
def home(request: OfficerRequest) -> HttpResponse:
    """Redirect officers to the start page of their role."""
    return redirect(next(page for capability, page in HOMES if request.user.can(capability)))


@require_GET
def worklist(request: OfficerRequest) -> HttpResponse:
    """我的待办. Context: ``today``, the desk of the officer's role.

    ``batch``: the unchanged reports that a reporter sent last, and ``batch_waiting``, how many of
    them can be taken back; ``batch_is_late``: whether any can then only come late.
    """
    today = timezone.localdate()
    batch = SentBatch.kept_in(request.session, request.user.department)
    waiting = batch.waiting() if batch else []
    context = {
        "today": today,
        **desk_of(request.user, today),
        "batch": batch,
        "batch_waiting": len(waiting),
        "batch_is_late": any(withdrawal_is_late(report, today) for report in waiting),
    }
    return render(request, f"home/worklists/{request.user.role}.html", context)
