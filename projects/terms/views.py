from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from departments.lists import list_response
from departments.models import County, Department
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest
from projects.terms.content import Content
from projects.terms.filters import PlanChangeFilter
from projects.terms.models import PlanChange
from projects.terms.tables import PlanChangeTable


@require_GET
@requires(Capability.READ, Capability.ADMINISTER, Capability.AUDIT)
def plan_change_list(request: OfficerRequest) -> HttpResponseBase:
    """方案调整记录: every change of the plan, newest first. Context: ``table``, ``filter``."""
    changes = PlanChange.objects.select_related("recorded_by", "withdrawal__officer")
    filters = PlanChangeFilter(request.GET, changes)
    table = PlanChangeTable(filters.qs, _names())
    return list_response(
        request, table, "projects/terms/plan_change_list.html", {"filter": filters}
    )


def _names() -> Content:
    """The names of departments and counties, by code. Two queries."""
    return {
        "部门": {item.code: {"name": item.name} for item in Department.objects.all()},
        "县（市、区）": {item.code: {"name": item.name} for item in County.objects.all()},
    }
