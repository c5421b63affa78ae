from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards.as_of import get_snapshot
from dashboards.changes.compare import compare, grouped
from dashboards.forms import SinceForm
from dashboards.snapshots.cache import snapshots_for
from dashboards.snapshots.corrected_days import corrected_days
from dashboards.snapshots.lamp_counts import compared
from departments.permissions import for_readers
from departments.requests import OfficerRequest


@require_GET
@for_readers
def change_list(request: OfficerRequest) -> HttpResponse:
    """变化对比: what differs between the day shown and an earlier one, each with its cause.

    Context: ``since`` (the earlier snapshot), ``since_form``, ``comparison``, its ``groups`` of
    targets and ``assignment_groups`` of departments' assignments, ``lamps`` (the city's counts
    then and now), ``corrections`` (of both days).
    """
    snapshot, context = get_snapshot(request)
    form = SinceForm(snapshot.plan, snapshot.on, request.GET)
    since = snapshots_for(snapshot.plan_data, [form.day])[form.day]
    comparison = compare(since, snapshot)
    context |= {
        "since": since,
        "since_form": form,
        "comparison": comparison,
        "groups": comparison.groups,
        "assignment_groups": grouped(comparison.assignments),
        "lamps": compared(since.city, snapshot.city),
        "corrections": corrected_days([since, snapshot]),
    }
    return render(request, "dashboards/changes/change_list.html", context)
