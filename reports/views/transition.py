"""The steps of a report: taken on what was seen, and on to the next of the queue."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from departments.exceptions import Conflict, StepRefused
from departments.permissions import for_readers
from departments.requests import OfficerRequest, client_ip, require_press
from reports.comparison import previous_report, report_lines
from reports.forms.review import RatingsForm, ReasonForm
from reports.models import Report
from reports.views.detail import detail_page, ratings_of
from reports.views.queue import QueuePosition, came_from
from reports.workflow import TRANSITIONS, available, check_seen, queue_for, transition

NO_VERSION = -1
"""What no report has: a version that cannot be read is no version that was seen."""
LONGEST_NUMBER = 9


@require_press
@for_readers
def report_step(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    """Take one step of the workflow."""
    if name not in {step.name for step in TRANSITIONS}:
        raise Http404("unknown step")
    report = get_object_or_404(Report.objects.visible_to(request.user).with_names(), pk=pk)
    queue = came_from(request)
    place = queue.place_of(report) if queue else None
    reason_form = ReasonForm(request.POST) if name in {"return", "reopen"} else None
    ratings_form = _ratings_form(request, report) if name == "approve" else None
    if not all(form is None or form.is_valid() for form in (reason_form, ratings_form)):
        return detail_page(request, report, reason_form, ratings_form, status=422)
    try:
        result = _perform(request, report, name, reason_form, ratings_form)
    except (Conflict, StepRefused) as refusal:
        messages.error(request, str(refusal))
        report = Report.objects.with_names().get(pk=report.pk)
        status = 409 if isinstance(refusal, Conflict) else 403
        return detail_page(request, report, reason_form, ratings_form, status=status)
    return _go_on(request, result, name, place)


def _ratings_form(request: OfficerRequest, report: Report) -> RatingsForm:
    lines = report_lines(report, previous_report(report, request.user))
    return ratings_of(lines, request.POST)


def _perform(
    request: OfficerRequest,
    report: Report,
    name: str,
    reason_form: ReasonForm | None,
    ratings_form: RatingsForm | None,
) -> Report:
    # Of a report that has moved on, where it stands says more than that it was changed.
    if any(step.name == name for step in available(report, request.user)):
        check_seen(report, seen_version(request))
    return transition(
        report,
        name,
        request.user,
        reason=reason_form.cleaned_data["reason"] if reason_form else "",
        ratings=ratings_form.ratings() if ratings_form else None,
        client_ip=client_ip(request),
    )


def seen_version(request: OfficerRequest) -> int | None:
    """The version that the page showed; None for a press that tells none."""
    sent = request.POST.get("version")
    if sent is None:
        return None
    is_number = sent.isdecimal() and len(sent) <= LONGEST_NUMBER
    return int(sent) if is_number else NO_VERSION


def _go_on(
    request: OfficerRequest, result: Report, name: str, place: QueuePosition | None
) -> HttpResponse:
    """Tell what became of the report, and go where the work goes on."""
    done = f"{result}：{result.get_state_display()}。"
    if place:
        messages.success(request, f"{done}下面是下一份。" if place.following else done)
        return redirect(place.next_link)
    messages.success(request, done)
    if queue_for(request.user) and name != "reopen":
        return redirect("queue")
    return redirect("report_detail", pk=result.pk)
