"""总览, and what changed since another day."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards import summaries
from dashboards.as_of import get_snapshots
from dashboards.changes.compare import compare
from dashboards.charts.lamp_trend import lamp_trend
from dashboards.forms import MatrixForm
from dashboards.opening import city_opening
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.month_ends import MONTHS
from dashboards.snapshots.snapshot import Snapshot
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from reports.obligations import newest_obligations

DEADLINES = 10
OVERDUE = 12
"""As many as stand beside the matrix at 1366 × 768, two lines each."""


@require_GET
@for_readers
def overview(request: OfficerRequest) -> HttpResponse:
    """总览: where the city stands and what is overdue on one screen; below it, what explains it.

    What depends on the snapshot alone is cached as HTML under its token: the template calls
    ``opening``, ``city``, ``matrix``, ``counties``, ``overdue``, ``trend``, ``comparison`` and
    ``deadlines`` only on a cache miss.
    """
    past, context = get_snapshots(request, MONTHS)
    snapshot, since = past[-1], past[-2] if len(past) > 1 else past[-1]
    form = MatrixForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    rows = newest_obligations(
        snapshot.all_responsibilities, snapshot.on, snapshot.plan_data.periods
    )
    context |= {
        "since": since,
        "opening": lambda: city_opening(snapshot.city, summaries.of_counties(snapshot)),
        "city": lambda: snapshot.city,
        "overdue": lambda: _overdue(snapshot),
        "trend": lambda: lamp_trend(past, lambda day: day.assessed.values(), "全市目标"),
        "comparison": lambda: compare(since, snapshot),
        "filter_form": form,
        "asked": filters,
        "is_filtered": any(filters.values()) or bool(form.errors),
        "matrix": lambda: _matrix(snapshot, filters),
        "counties": lambda: summaries.of_counties(snapshot),
        "deadlines": lambda: snapshot.deadlines(DEADLINES),
        "discipline": rows,
        "missing": [row for row in rows if row.missing],
        "reported": [row.punctuality for row in rows],
    }
    return render(request, "dashboards/overview/overview.html", context)


def _overdue(snapshot: Snapshot) -> tuple[list[Assessment], list[Assessment]]:
    """What is overdue: what the first screen has room for, and the rest."""
    items = summaries.overdue(snapshot)
    return items[:OVERDUE], items[OVERDUE:]


def _matrix(snapshot: Snapshot, filters: Mapping[str, str]) -> list[summaries.MatrixRow]:
    rows = [
        row
        for row in summaries.matrix(snapshot)
        if row.has(filters.get("lamp", "")) and filters.get("theme", "") in {"", row.project.theme}
    ]
    if filters.get("order") == MatrixForm.BY_BEHIND:
        rows.sort(key=lambda row: row.severity)
    return rows
