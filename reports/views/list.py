"""The list of reports there are."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from departments.lists import list_response
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from reports.filters import ReportFilter
from reports.models import Report
from reports.tables import ReportTable


@require_GET
@for_readers
def report_list(request: OfficerRequest) -> HttpResponseBase:
    """All reports the officer may open, newest revision of each."""
    visible = Report.objects.visible_to(request.user).latest_revisions().with_names()
    shown = ReportFilter(request.GET, visible)
    table = ReportTable(shown.qs)
    context = {"filter": shown, "title": "进展报告"}
    return list_response(request, table, "reports/report_list.html", context)
