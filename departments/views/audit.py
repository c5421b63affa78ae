"""The audit log."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from departments.filters import AuditFilter
from departments.models import AuditEntry
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest
from departments.tables import AuditTable

PAGE_SIZE = 50


@require_GET
@requires(Capability.AUDIT)
def audit_log(request: OfficerRequest) -> HttpResponse:
    """Who did what, newest first: ``table``, ``filter``."""
    visible = AuditEntry.objects.visible_to(request.user).select_related("officer")
    shown = AuditFilter(request.GET, visible)
    table = AuditTable(shown.qs)
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    return TemplateResponse(
        request, "departments/audit_log.html", {"table": table, "filter": shown}
    )
