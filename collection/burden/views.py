"""负担账: what the reports of a period cost the departments."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from collection.burden.account import burdens
from collection.burden.filters import BurdenFilter, OwnBurdenFilter
from collection.burden.tables import BurdenTable
from departments.lists import list_response
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest
from reports.models import Period, Report

SHOWN = 12
"""How many periods of one department are shown unless one is chosen."""


@require_GET
@requires(Capability.SEE_DEPARTMENT, Capability.SEE_EVERYTHING)
def burden_list(request: OfficerRequest) -> HttpResponseBase:
    """The account of all departments for the newest month that fell due, or of one department.

    Context: ``table``, ``filter``.
    """
    sees_all = request.user.can(Capability.SEE_EVERYTHING)
    filter_class = BurdenFilter if sees_all else OwnBurdenFilter
    filters = filter_class(request.GET, Report.objects.none())
    chosen = filters.form.cleaned_data if filters.is_valid() else {}
    department = chosen.get("department") if sees_all else request.user.department
    table = BurdenTable(burdens(_periods(chosen, is_of_one=department is not None), department))
    return list_response(
        request,
        table,
        "collection/burden/burden_list.html",
        {"filter": filters},
        page_size=None,
    )


def _periods(chosen: Mapping[str, Any], *, is_of_one: bool) -> Sequence[Period]:
    if period := chosen.get("period"):
        return [period]
    today = timezone.localdate()
    if is_of_one:
        return list(Period.objects.filter(opens__lte=today).order_by("-end", "kind")[:SHOWN])
    return list(Period.objects.monthly().fallen_due(today)[:1])
