"""会议模式: one slide a screen, and all of them to print."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards.as_of import get_snapshot
from dashboards.meeting.deck import deck, found
from dashboards.meeting.slides import Slide
from dashboards.snapshots.snapshot import Snapshot
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from reports.obligations import newest_obligations


@require_GET
@for_readers
def meeting(request: OfficerRequest) -> HttpResponse:
    """One slide, by default the first: ``slide``, its ``place`` of ``total``, its neighbours."""
    snapshot, context = get_snapshot(request)
    slides = _slides(snapshot)
    at = found(slides, request.GET.get("slide") or slides[0].key)
    if at is None:
        raise Http404("没有这一页。")
    context |= {
        "slide": slides[at],
        "place": at + 1,
        "total": len(slides),
        "previous": slides[at - 1] if at else None,
        "next": slides[at + 1] if at + 1 < len(slides) else None,
    }
    return render(request, "dashboards/meeting/meeting.html", context)


@require_GET
@for_readers
def meeting_print(request: OfficerRequest) -> HttpResponse:
    """All ``slides``, one a page: for print, and for the script that keeps them for a meeting."""
    snapshot, context = get_snapshot(request)
    slides = _slides(snapshot)
    context |= {"slides": slides, "total": len(slides)}
    return render(request, "dashboards/meeting/print.html", context)


def _slides(snapshot: Snapshot) -> list[Slide]:
    owed = newest_obligations(
        snapshot.all_responsibilities, snapshot.on, snapshot.plan_data.periods
    )
    return deck(snapshot, owed)
