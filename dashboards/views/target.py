"""One target's page."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards import trends
from dashboards.histories import history
from dashboards.views.asking import board_asked
from departments.access import OfficerRequest, for_readers
from projects.rules import Scope

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
    parts = trends.of_parts(moments, board.plan)
    scope = Scope(line.target.scope)
    is_alone = len(parts) == 1 and scope is Scope.CITY
    context |= {
        "project": line.target.project,
        "target": line.target,
        "line": line,
        "stages": trends.stages(moments[-1]),
        "city": trends.of_city(moments, board.plan),
        "bodies": BODIES[scope],
        "parts": [] if is_alone else parts,
        "alone": board.parts[line.target.pk][0] if is_alone else None,
        "rows": trends.rows(moments),
        "siblings": [item for item in board.of_project(line.target.project) if item is not line],
    }
    return render(request, "dashboards/target_detail.html", context)
