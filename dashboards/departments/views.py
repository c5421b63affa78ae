"""Departments: the list, and each one's page."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dashboards import summaries
from dashboards.as_of import get_snapshot, get_snapshots
from dashboards.charts.lamp_trend import lamp_trend
from dashboards.departments.tables import DepartmentTable
from dashboards.forms import DepartmentFilterForm
from dashboards.opening import opening
from dashboards.punctuality_history import punctuality_histories
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.month_ends import MONTHS
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import worst_first
from dashboards.summaries import answered_targets
from departments.lists import list_response
from departments.models import Department
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from projects.models import Responsibility
from reports.obligations import by_department, held_text, obligations, year_until
from reports.problems import problems_of

LEAD, SUPPORT = Responsibility.Involvement.LEAD, Responsibility.Involvement.SUPPORT


@require_GET
@for_readers
def department_list(request: OfficerRequest) -> HttpResponseBase:
    """All departments that answer for a project: ``table``, ``filter_form``."""
    snapshot, context = get_snapshot(request)
    form = DepartmentFilterForm(request.GET)
    shown = []
    if form.is_valid():
        shown = [
            item
            for item in summaries.of_departments(snapshot)
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
    """One department: what is behind first, then what it leads and what it supports.

    Context: ``department``, ``opening`` (how what it leads stands, in a sentence), ``led`` and
    ``supported`` (project summaries), ``led_counts`` (of the targets it leads), ``own`` (the
    assignments it reports itself), ``behind`` and ``led_behind`` (its own and the led targets
    behind or overdue), ``problems``, ``histories``, ``trend``. What depends on the snapshot alone
    is cached as HTML; the costliest is called only on a cache miss.
    """
    past, context = get_snapshots(request, MONTHS)
    snapshot = past[-1]
    known = snapshot.plan_data.departments.values()
    department = next((item for item in known if item.code == code), None)
    if department is None:
        raise Http404("没有这个部门。")
    if department.is_county:
        return redirect(reverse("county_detail", args=[code]) + context["as_of_query"])
    own = worst_first(item.status for item in snapshot.of_department(department))
    led = worst_first(item.status for item in answered_targets(snapshot, department, LEAD))
    led_counts, led_behind = count_lamps(led), [status for status in led if status.is_behind]
    context |= {
        "department": department,
        "opening": opening("牵头的项目", led_counts, led_behind),
        "led": summaries.answered_for(snapshot, department, LEAD),
        "supported": lambda: summaries.answered_for(snapshot, department, SUPPORT),
        "led_counts": led_counts,
        "own": own,
        "behind": [status for status in own if status.is_behind],
        "led_behind": led_behind,
        "trend": lambda: lamp_trend(
            past, lambda item: answered_targets(item, department, LEAD), "牵头的目标"
        ),
        **reporting(request, snapshot, department),
    }
    return render(request, "dashboards/departments/department_detail.html", context)


def reporting(
    request: OfficerRequest, snapshot: Snapshot, department: Department
) -> dict[str, Any]:
    """A department's year of reporting, and the problems named.

    Context: ``problems``, ``held`` (what waits for its own approver), ``histories``.

    Three queries.
    """
    every = snapshot.all_responsibilities
    owed = [item for item in every if item.department_id == department.pk]
    periods = year_until(snapshot.plan_data.periods, snapshot.on)
    rows = by_department(obligations(owed, periods, snapshot.on))
    reported = [row.period for row in rows]
    problems, readable = problems_of(
        department, request.user, snapshot.on, reported, snapshot.projects
    )
    return {
        "problems": problems,
        "held": held_text(item for row in rows for item in row.obligations),
        "histories": punctuality_histories(rows, readable),
    }
