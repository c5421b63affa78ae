"""The list of reports there are."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from departments.permissions import for_readers
from departments.requests import OfficerRequest
from reports.filters import ReportFilter
from reports.models import Report
from reports.tables import ReportTable

PAGE_SIZE = 50


@require_GET
@for_readers
def report_list(request: OfficerRequest) -> HttpResponse:
    """All reports the officer may open, newest revision of each."""
    visible = Report.objects.visible_to(request.user).latest_revisions().with_names()
    shown = ReportFilter(request.GET, visible)
    table = ReportTable(shown.qs)
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    context = {"table": table, "filter": shown, "title": "进展报告"}
    return TemplateResponse(request, "reports/report_list.html", context)
