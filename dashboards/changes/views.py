from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards.as_of import board_asked
from dashboards.changes.compare import compare, grouped
from dashboards.changes.forms import SinceForm
from dashboards.snapshots.cache import boards_on
from dashboards.snapshots.lamp_counts import compared
from departments.permissions import for_readers
from departments.requests import OfficerRequest


@require_GET
@for_readers
def change_list(request: OfficerRequest) -> HttpResponse:
    """变化对比: what differs between the day shown and an earlier one, each with its cause.

    Context: ``since`` (the earlier board), ``since_form``, ``groups`` of targets and
    ``assignment_groups`` of departments' assignments, ``lamps`` (the city's counts then and now).
    """
    board, context = board_asked(request)
    form = SinceForm(board.plan, board.on, request.GET)
    since = boards_on(board.book, [form.day])[form.day]
    comparison = compare(since, board)
    context |= {
        "since": since,
        "since_form": form,
        "groups": grouped(comparison.targets),
        "assignment_groups": grouped(comparison.assignments),
        "lamps": compared(since.city, board.city),
    }
    return render(request, "dashboards/changes/change_list.html", context)
