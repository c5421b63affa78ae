"""The list of projects, and each project's page."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards import summaries
from dashboards.as_of import get_snapshot
from dashboards.forms import ProjectFilterForm
from dashboards.opening import opening
from dashboards.projects.project_reports import project_reports
from dashboards.projects.tables import ProjectTable
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import worst_first
from departments.lists import list_response
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from projects.rules.values import LAMPS_BEHIND

LACKING = 6
"""Whoever is behind, in the first screen; the rest is folded."""


@require_GET
@for_readers
def project_list(request: OfficerRequest) -> HttpResponseBase:
    """All projects with their counts: ``table``, ``filter_form``."""
    snapshot, context = get_snapshot(request)
    form = ProjectFilterForm(request.GET)
    shown = []
    if form.is_valid():
        words, lamp = form.cleaned_data["words"], form.cleaned_data["lamp"]
        shown = [
            summaries.of_project(snapshot, project)
            for project in snapshot.projects
            if project.mentions(words)
        ]
        shown = [item for item in shown if lamp in {"", item.counts.lamp.value}]
    table = ProjectTable(shown)
    context |= {"filter_form": form}
    return list_response(
        request, table, "dashboards/projects/project_list.html", context, page_size=None
    )


@require_GET
@for_readers
def project_detail(request: OfficerRequest, number: int) -> HttpResponse:
    """One project: its text with the targets marked, its figures and its reports.

    Context: ``project``, ``summary``, ``opening`` (how it stands, in a sentence), ``lacking``
    (whoever is behind, the worst first: what is shown, and the rest), ``segments``,
    ``departments`` × ``rows`` (targets),
    ``reporting`` (who reported, and the reports of the period in ``?period=``).
    """
    snapshot, context = get_snapshot(request, str(number))
    project = next((item for item in snapshot.projects if item.number == number), None)
    if project is None:
        raise Http404("没有这个序号的项目。")
    departments, rows = summaries.target_rows(snapshot, project)
    summary = summaries.of_project(snapshot, project)
    behind = [status for status in summary.statuses if status.is_behind]
    context |= {
        "project": project,
        "summary": summary,
        "opening": lambda: opening("本项目", summary.counts, worst_first(behind)),
        "lacking": lambda: _lacking(snapshot, summary),
        "segments": summaries.segments(project, summary.statuses),
        "departments": departments,
        "rows": rows,
        "reporting": project_reports(
            snapshot, project, request.user, request.GET.get("period", "")
        ),
    }
    return render(request, "dashboards/projects/project_detail.html", context)


def _lacking(
    snapshot: Snapshot, summary: summaries.Summary
) -> tuple[list[Assessment], list[Assessment]]:
    items = summaries.lagging(snapshot, summary.assessed, LAMPS_BEHIND)
    items.sort(key=lambda item: item.lamp.rank)
    return items[:LACKING], items[LACKING:]
