"""亮灯规则: which lamp is lit when, by the limits of the day shown."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards.as_of import get_snapshot
from departments.permissions import for_readers
from departments.requests import OfficerRequest


@require_GET
@for_readers
def lamp_rules(request: OfficerRequest) -> HttpResponse:
    """The rules in words: ``rules``, ``rules_version``."""
    _, context = get_snapshot(request)
    return render(request, "dashboards/lamp_rules/lamp_rules.html", context)
