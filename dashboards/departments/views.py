"""Departments: the list, and each one's page."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dashboards.as_of import board_asked, boards_asked
from dashboards.charts.lamp_counts import lamp_trend
from dashboards.departments.forms import DepartmentFilterForm
from dashboards.departments.tables import DepartmentTable
from dashboards.punctuality_history import punctuality_histories
from dashboards.snapshots import lamp_counts
from dashboards.snapshots.month_ends import MONTHS
from dashboards.snapshots.snapshot import Board
from dashboards.snapshots.target_status import Line, by_trouble, count
from departments.lists import list_response
from departments.models import Department
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from projects.models import Responsibility
from reports.obligations import by_department, obligations, year_until
from reports.problems import reading


@require_GET
@for_readers
def department_list(request: OfficerRequest) -> HttpResponseBase:
    """All departments that answer for a project: ``table``, ``filter_form``."""
    board, context = board_asked(request)
    form = DepartmentFilterForm(request.GET)
    shown = []
    if form.is_valid():
        shown = [
            item
            for item in lamp_counts.of_departments(board)
            if form.cleaned_data["kind"] in {"", item.department.kind}
        ]
    table = DepartmentTable(shown)
    context |= {"filter_form": form}
    return list_response(
        request, table, "dashboards/departments/department_list.html", context, page_size=None
    )


@require_GET
@for_readers
def department_detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One department, its own trouble first, what it leads and what it supports apart.

    Context: ``department``, ``led`` and ``supported`` (project summaries), ``led_tally`` (of the
    targets it leads), ``own`` (the lines it reports itself), ``trouble`` and ``led_trouble``
    (its own and the led lines behind or overdue), ``named``, ``histories``, ``trend``. What a
    board alone decides is kept as rendered; what costs most is called for only where nothing is.
    """
    past, context = boards_asked(request, MONTHS)
    board = past[-1]
    known = board.book.departments.values()
    department = next((item for item in known if item.code == code), None)
    if department is None:
        raise Http404("没有这个部门。")
    if department.is_county:
        return redirect(reverse("county_detail", args=[code]) + context["as_of_query"])
    own = by_trouble(board.of_department(department))
    led = by_trouble(led_lines(board, department))
    context |= {
        "department": department,
        "led": lamp_counts.answered_for(board, department, Responsibility.Role.LEAD),
        "supported": lambda: lamp_counts.answered_for(
            board, department, Responsibility.Role.SUPPORT
        ),
        "led_summary": lamp_counts.Summary(department, count(led)),
        "own": own,
        "trouble": [line for line in own if line.is_trouble],
        "led_trouble": [line for line in led if line.is_trouble],
        "trend": lambda: lamp_trend(past, lambda item: led_lines(item, department), "牵头的目标"),
        **reporting(request, board, department),
    }
    return render(request, "dashboards/departments/department_detail.html", context)


def led_lines(board: Board, department: Department) -> list[Line]:
    """The city's lines of the targets of the projects a department leads."""
    led = board.answered_for(department, Responsibility.Role.LEAD)
    return [line for project in led for line in board.of_project(project)]


def reporting(request: OfficerRequest, board: Board, department: Department) -> dict[str, Any]:
    """How a department reported for a year, and the problems it named: ``named``, ``histories``.

    Three queries.
    """
    owed = [item for item in board.responsibilities if item.department_id == department.pk]
    periods = year_until(board.book.periods, board.on)
    rows = by_department(obligations(owed, periods, board.on))
    reported = [row.period for row in rows]
    told = reading(department, request.user, board.on, reported, board.projects)
    return {"named": told.named, "histories": punctuality_histories(rows, told.periods)}
