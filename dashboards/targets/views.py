"""One target's page."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards.as_of import board_asked
from dashboards.snapshots.target_status import Line
from dashboards.targets import trend
from dashboards.targets.forms import LineFilterForm
from dashboards.targets.history import history
from dashboards.targets.tables import LineTable
from departments.lists import list_response
from departments.models import Department
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from projects.rules.values import Scope

BODIES = {
    Scope.CITY: "各填报部门",
    Scope.POOLED: "各县（市、区）",
    Scope.EACH_COUNTY: "各县（市、区）",
    Scope.CITY_AND_EACH_COUNTY: "市本级和各县（市、区）",
}
"""Who reports a target, by its scope."""


@require_GET
@for_readers
def target_detail(request: OfficerRequest, project: int, number: int) -> HttpResponse:
    """One target: its sentence, its checkpoints, and its figures over the months.

    Context: ``project``, ``target``, ``line`` (the city's), ``stages`` (checkpoints), ``city``
    (trend), ``bodies`` and ``parts`` (who report it, and their trends; none where one body does
    it alone: ``alone`` is its line), ``rows`` (the table behind the charts), ``siblings`` (the
    lines of the project's other targets).
    """
    board, context = board_asked(request)
    lines = {line.target.code: line for line in board.lines.values()}
    line = lines.get(f"{project}-{number}")
    if line is None:
        raise Http404("没有这个序号的目标。")
    moments = history(board, line.target)
    parts = trend.of_parts(moments, board.plan)
    scope = Scope(line.target.scope)
    is_alone = len(parts) == 1 and scope is Scope.CITY
    context |= {
        "project": line.target.project,
        "target": line.target,
        "line": line,
        "stages": trend.stages(moments[-1]),
        "city": trend.of_city(moments, board.plan),
        "bodies": BODIES[scope],
        "parts": [] if is_alone else parts,
        "alone": board.parts[line.target.pk][0] if is_alone else None,
        "rows": trend.rows(moments),
        "siblings": [item for item in board.of_project(line.target.project) if item is not line],
    }
    return render(request, "dashboards/targets/target_detail.html", context)


LINES_PER_PAGE = 50


@require_GET
@for_readers
def target_list(request: OfficerRequest) -> HttpResponseBase:
    """目标明细: every assignment's line, or each target's: ``table``, ``filter_form``."""
    board, context = board_asked(request)
    parts = [line for lines in board.parts.values() for line in lines]
    departments = sorted({line.department for line in parts if line.department}, key=_order)
    form = LineFilterForm(request.GET, board.projects, departments)
    shown = []
    if form.is_valid():
        of_city = form.cleaned_data["level"] == "city"
        shown = _narrowed(list(board.lines.values()) if of_city else parts, form)
    table = LineTable(shown)
    context |= {"filter_form": form}
    return list_response(request, table, "dashboards/targets/target_list.html", context)


def _order(department: Department) -> int:
    return department.order


def _narrowed(lines: list[Line], form: LineFilterForm) -> list[Line]:
    wanted = form.cleaned_data
    return [
        line
        for line in lines
        if wanted["project"] in {None, line.target.project.number}
        and wanted["department"] in {"", line.department.code if line.department else ""}
        and wanted["lamp"] in {"", line.lamp.value}
        and wanted["measure"] in {"", line.target.measure}
    ]
