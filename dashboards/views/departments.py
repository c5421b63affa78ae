"""Counties and departments: the lists, and each one's page."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from dashboards import summaries
from dashboards.forms import DepartmentFilterForm
from dashboards.lines import by_trouble
from dashboards.tables import CountyTable, DepartmentTable
from dashboards.views.asking import board_asked
from departments.access import OfficerRequest, for_readers
from departments.models import Department
from projects.models import Responsibility
from reports.discipline import discipline


@require_GET
@for_readers
def county_list(request: OfficerRequest) -> HttpResponse:
    """The counties with their tallies: ``table``."""
    board, context = board_asked(request)
    table = CountyTable(summaries.of_counties(board))
    RequestConfig(request, paginate=False).configure(table)
    return render(request, "dashboards/county_list.html", context | {"table": table})


@require_GET
@for_readers
def county_detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One county, its own trouble first.

    Context: ``department``, ``summary`` (all its lines), ``projects`` (a summary for each
    project with the county's lines), ``trouble`` (its lines behind or overdue), ``discipline``.
    """
    board, context = board_asked(request)
    county = next((item for item in board.counties if item.code == code), None)
    if county is None:
        raise Http404("没有这个县区。")
    summary = next(item for item in summaries.of_counties(board) if item.subject == county)
    own = [item for item in board.responsibilities if item.department_id == county.pk]
    context |= {
        "department": county,
        "summary": summary,
        "projects": summaries.of_county(board, county),
        "trouble": [line for line in by_trouble(summary.lines) if line.is_trouble],
        "discipline": discipline(own, board.on, board.book.periods),
    }
    return render(request, "dashboards/county_detail.html", context)


@require_GET
@for_readers
def department_list(request: OfficerRequest) -> HttpResponse:
    """All departments that answer for a project: ``table``, ``filter_form``."""
    board, context = board_asked(request)
    form = DepartmentFilterForm(request.GET)
    shown = []
    if form.is_valid():
        shown = [
            item
            for item in summaries.of_departments(board)
            if form.cleaned_data["kind"] in {"", item.department.kind}
        ]
    table = DepartmentTable(shown)
    RequestConfig(request, paginate=False).configure(table)
    context |= {"table": table, "filter_form": form}
    return render(request, "dashboards/department_list.html", context)


@require_GET
@for_readers
def department_detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One department, what it leads and what it supports apart.

    Context: ``department``, ``led`` and ``supported`` (project summaries), ``own`` (the lines
    it reports itself), ``discipline``.
    """
    department = get_object_or_404(Department, code=code)
    if department.is_county:
        return redirect("county_detail", code=code)
    board, context = board_asked(request)
    own = [item for item in board.responsibilities if item.department_id == department.pk]
    context |= {
        "department": department,
        "led": summaries.answered_for(board, department, Responsibility.Role.LEAD),
        "supported": summaries.answered_for(board, department, Responsibility.Role.SUPPORT),
        "own": by_trouble(board.of_department(department)),
        "discipline": discipline(own, board.on, board.book.periods),
    }
    return render(request, "dashboards/department_detail.html", context)
