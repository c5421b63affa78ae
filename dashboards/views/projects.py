"""The list of projects, and each project's page."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from dashboards import summaries
from dashboards.forms import ProjectFilterForm
from dashboards.tables import ProjectTable
from dashboards.views.asking import board_asked
from departments.access import OfficerRequest, for_readers
from projects.models import Responsibility
from reports.discipline import discipline


@require_GET
@for_readers
def project_list(request: OfficerRequest) -> HttpResponse:
    """All projects with their tallies: ``table``, ``filter_form``."""
    board, context = board_asked(request)
    form = ProjectFilterForm(request.GET)
    shown = []
    if form.is_valid():
        words, lamp = form.cleaned_data["words"], form.cleaned_data["lamp"]
        shown = [
            summaries.of_project(board, project)
            for project in board.projects
            if project.mentions(words)
        ]
        shown = [item for item in shown if lamp in {"", item.lamp.value}]
    table = ProjectTable(shown)
    RequestConfig(request, paginate=False).configure(table)
    context |= {"table": table, "filter_form": form}
    return render(request, "dashboards/project_list.html", context)


@require_GET
@for_readers
def project_detail(request: OfficerRequest, number: int) -> HttpResponse:
    """One project: its words with every promise marked, and each promise's figures.

    Context: ``project``, ``summary``, ``segments``, ``departments`` × ``rows`` (targets),
    ``leads`` and ``supports``, ``missing``.
    """
    board, context = board_asked(request)
    project = next((item for item in board.projects if item.number == number), None)
    if project is None:
        raise Http404("没有这个序号的项目。")
    lines = board.of_project(project)
    departments, rows = summaries.target_rows(board, project)
    own = [item for item in board.responsibilities if item.project_id == project.pk]
    context |= {
        "project": project,
        "summary": summaries.of_project(board, project),
        "segments": summaries.segments(project, lines),
        "departments": departments,
        "rows": rows,
        "leads": [item.department for item in own if item.role == Responsibility.Role.LEAD],
        "supports": [item.department for item in own if item.role == Responsibility.Role.SUPPORT],
        "missing": [row for row in discipline(own, board.on, board.book.periods) if row.missing],
    }
    return render(request, "dashboards/project_detail.html", context)
