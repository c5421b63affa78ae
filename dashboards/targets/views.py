"""The list of targets, and each target's page."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards.as_of import get_snapshot
from dashboards.forms import TargetFilterForm
from dashboards.snapshots.lamp_counts import lamps_of
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import TargetStatus
from dashboards.targets import trend
from dashboards.targets.closed_cycles import closed_cycles
from dashboards.targets.history import history
from dashboards.targets.tables import TargetTable
from departments.lists import list_response
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from projects.models import Target
from projects.rules.values import LAMPS, Scope

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

    Context: ``project``, ``target``, ``status`` (the city's), ``stages`` (checkpoints), ``city``
    (trend), ``bodies`` and ``assignments`` (who report it, and their trends; empty where one
    department reports alone: ``alone`` is its status), ``signs`` (the key of their charts),
    ``rows`` (the table behind the charts), ``is_corrected`` (whether the months read 更正后口径),
    ``closed_cycles`` (how each year or semester that is over ended, newest first), ``siblings``
    (the statuses of the project's other targets). A target that the plan has ended by the day says
    so, with 404.
    """
    snapshot, context = get_snapshot(request, f"{project} {number}")
    known = {(item.project.number, item.number): item for item in snapshot.plan_data.targets}
    target = known.get((project, number))
    if target is None:
        return _ended(request, snapshot, project, number)
    is_corrected = request.GET.get("reading") == "corrected"
    moments = history(snapshot, target, is_corrected=is_corrected)
    assignments = trend.of_assignments(moments, snapshot.plan)
    scope = Scope(target.scope)
    is_alone = len(assignments) == 1 and scope is Scope.CITY
    context |= {
        "project": target.project,
        "target": target,
        "status": snapshot.status(target),
        "stages": trend.stages(moments[-1]),
        "city": trend.of_city(moments, snapshot.plan),
        "bodies": BODIES[scope],
        "assignments": [] if is_alone else assignments,
        "signs": trend.signs(assignments),
        "alone": snapshot.statuses_of(target)[0] if is_alone else None,
        "rows": trend.rows(moments),
        "is_corrected": is_corrected,
        "closed_cycles": closed_cycles(moments[-1], snapshot.plan_data.periods),
        "siblings": [
            item.status for item in snapshot.of_project(target.project) if item.target is not target
        ],
    }
    return render(request, "dashboards/targets/target_detail.html", context)


def _ended(request: OfficerRequest, snapshot: Snapshot, project: int, number: int) -> HttpResponse:
    """Says since when a target is not judged, by which ``change``; leads to its ``last_day``."""
    retired = Target.objects.retired(snapshot.on).filter(project__plan=snapshot.plan)
    target = retired.filter(project__number=project, number=number).first()
    if target is None or target.ended_on is None:
        raise Http404("没有这个序号的目标。")
    context = {
        "target": target,
        "last_day": target.ended_on - timedelta(days=1),
        "change": snapshot.plan_data.retired_by(target),
    }
    return render(request, "dashboards/targets/target_ended.html", context, status=404)


@require_GET
@for_readers
def target_list(request: OfficerRequest) -> HttpResponseBase:
    """目标明细: every assignment's status, or each target's: ``table``, ``filter_form``."""
    snapshot, context = get_snapshot(request)
    own = {status.department for status in snapshot.assignments}
    departments = [info for info in snapshot.department_infos if info.code in own]
    form = TargetFilterForm(request.GET, snapshot.projects, departments)
    shown = []
    if form.is_valid():
        of_city = form.cleaned_data["level"] == "city"
        shown = _filtered(snapshot.targets if of_city else snapshot.assignments, form)
    table = TargetTable(shown)
    context |= {"filter_form": form}
    return list_response(request, table, "dashboards/targets/target_list.html", context)


def _filtered(statuses: Iterable[TargetStatus], form: TargetFilterForm) -> list[TargetStatus]:
    filters = form.cleaned_data
    lamps = lamps_of(filters["lamp"]) or set(LAMPS)
    return [
        status
        for status in statuses
        if filters["project"] in {None, status.project}
        and filters["department"] in {"", status.department}
        and status.lamp in lamps
        and filters["measure"] in {"", status.measure.value}
    ]
