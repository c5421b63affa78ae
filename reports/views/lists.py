"""Lists of reports: what is owed, what there is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from departments.access import OfficerRequest, for_readers, for_roles
from departments.models import Officer
from reports.filters import ReportFilter
from reports.models import Report
from reports.tables import ReportTable
from reports.worklist import dues

PAGE_SIZE = 50
Role = Officer.Role


@require_GET
@for_roles(Role.REPORTER)
def worklist(request: OfficerRequest) -> HttpResponse:
    """我的待办: what the officer's department owes, most urgent first."""
    today = timezone.localdate()
    department = request.user.department
    owed = dues(department, today) if department else []
    reported = sum(not due.is_mine for due in owed)
    context = {"dues": owed, "reported": reported, "total": len(owed), "today": today}
    return render(request, "reports/worklist.html", context)


@require_GET
@for_readers
def report_list(request: OfficerRequest) -> HttpResponse:
    """All reports the officer may open, newest revision of each."""
    visible = Report.objects.visible_to(request.user).latest_revisions().with_names()
    shown = ReportFilter(request.GET, visible)
    table = ReportTable(shown.qs)
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    context = {"table": table, "filter": shown, "title": "进展报告"}
    return render(request, "reports/report_list.html", context)
