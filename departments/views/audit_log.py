from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from departments.filters import AuditFilter
from departments.lists import list_response
from departments.models import AuditEntry
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest
from departments.tables import AuditTable


@require_GET
@requires(Capability.AUDIT)
def audit_log(request: OfficerRequest) -> HttpResponseBase:
    """The audit log, newest first. Context: ``table``, ``filter``."""
    entries = AuditEntry.objects.visible_to(request.user).select_related("officer")
    filters = AuditFilter(request.GET, entries)
    table = AuditTable(filters.qs)
    return list_response(request, table, "departments/audit_log.html", {"filter": filters})
