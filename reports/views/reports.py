"""Reports: the list, each report beside the previous one, and the decisions on it."""

from collections.abc import Container, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.lists import list_response
from departments.permissions import Capability, for_readers, requires
from departments.requests import OfficerRequest, client_ip, require_press
from reports.carried import NOTHING, carried_by_report, stated_texts
from reports.comparison import ComparedMeasurement, previous_report, report_lines
from reports.differences import Difference, difference, plain, unmarked
from reports.filters import ReportFilter
from reports.forms.review import RatingsForm, ReasonForm, ReplyForm, WithdrawForm
from reports.models import Reply, Report
from reports.models.report import TEXTS
from reports.problems import names_problem
from reports.tables import ReportTable
from reports.views.queue import QueuePosition, came_from
from reports.workflow import (
    OWN_WORK,
    TRANSITIONS,
    available,
    check_seen,
    is_own_work,
    may_reply,
    note_opened,
    passing_step,
    queue_for,
    reply,
    transition,
    withdrawal_is_late,
)
from reports.workflow_log import workflow_log

TEXT_NAMES: Final[Mapping[str, str]] = {
    field.name: str(field.verbose_name) for field in Report._meta.fields if field.name in TEXTS
}
NO_VERSION = -1
"""A version that no report has, for one that cannot be read."""
LONGEST_NUMBER = 9


@require_GET
@for_readers
def report_list(request: OfficerRequest) -> HttpResponseBase:
    """The newest revision of all reports that the officer may open."""
    visible = Report.objects.visible_to(request.user).latest_revisions().with_names()
    shown = ReportFilter(request.GET, visible)
    context = {"filter": shown, "title": "进展报告"}
    return list_response(request, ReportTable(shown.qs), "reports/report_list.html", context)


@require_GET
@for_readers
def report_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One revision of a report beside the previous period's, with the officer's steps."""
    report = _visible(request, pk)
    note_opened(report, request.user)
    return _detail_page(request, report)


def _visible(request: OfficerRequest, pk: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user).with_names(), pk=pk)


def _detail_page(
    request: OfficerRequest, report: Report, status: int = 200, **sent: forms.Form | None
) -> HttpResponse:
    """A report's page; ``sent`` are submitted forms that were refused."""
    revisions = list(
        Report.objects.visible_to(request.user)
        .filter(project=report.project, department=report.department, period=report.period)
        .select_related("period")
        .order_by("-revision")
    )
    previous = previous_report(report, request.user)
    corrected = next((item for item in revisions if item.revision < report.revision), None)
    lines = report_lines(report, previous, corrected)
    carried = carried_by_report([report]).get(report.pk, NOTHING).beside(lines)
    stated = stated_texts(report)
    context = {
        "report": report,
        "lines": carried.marked(lines),
        "texts": _differences(report, previous, stated),
        "stated": {TEXT_NAMES[field] for field in stated},
        "evidence": report.evidence.all(),
        "previous": previous,
        "corrected": corrected,
        "revisions": revisions,
        "workflow_log": workflow_log(report, revisions, request.user),
        "replies": list(Reply.objects.filter(report__in=revisions).select_related("officer")),
        "names_problem": names_problem(report.problems),
        **_decisions(request, report, is_newest=report == revisions[0]),
        "reason_form": ReasonForm(),
        "ratings_form": _ratings_form(lines),
        "reply_form": ReplyForm(),
        **{name: form for name, form in sent.items() if form is not None},
    }
    return render(request, "reports/detail/report_detail.html", context, status=status)


def _decisions(request: OfficerRequest, report: Report, *, is_newest: bool) -> dict[str, object]:
    """What the officer may do with a report, and its position in the officer's queue."""
    steps = available(report, request.user) if is_newest else []
    queue = came_from(request)
    is_late = withdrawal_is_late(report, timezone.localdate())
    return {
        "withdraw_form": WithdrawForm() if is_late else None,
        "steps": {step.name: step for step in steps},
        "passing": next((step for step in steps if step == passing_step(request.user)), None),
        "own_work": OWN_WORK if is_own_work(report, request.user) else "",
        "queue": queue,
        "place": queue.place_of(report) if queue else None,
        "can_edit": report.is_editable and request.user.can(Capability.REPORT),
        "may_reply": may_reply(report, request.user),
    }


def _ratings_form(
    lines: Sequence[ComparedMeasurement], data: Mapping[str, Any] | None = None
) -> RatingsForm:
    """The form to rate a report's targets, beside the previous period's ratings."""
    return RatingsForm({line.assignment: line.previous for line in lines if line.is_to_rate}, data)


def _differences(
    report: Report, previous: Report | None, stated: Container[str]
) -> dict[str, Difference]:
    """A report's texts by their names; without a previous report nothing is marked.

    Nor is anything in texts that only state that nothing has changed (``stated``).
    """
    before, now = (previous or report).texts, report.texts
    return {
        TEXT_NAMES[field]: (unmarked if field in stated else difference)(
            plain(before[field]), plain(text)
        )
        for field, text in now.items()
    }


@require_press
@for_readers
def report_step(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    if name not in {step.name for step in TRANSITIONS}:
        raise Http404("unknown step")
    report = _visible(request, pk)
    queue = came_from(request)
    place = queue.place_of(report) if queue else None
    reason = ReasonForm(request.POST) if name in {"return", "reopen"} else None
    is_open = name in {step.name for step in available(report, request.user)}
    warns = name == "withdraw" and withdrawal_is_late(report, timezone.localdate())
    withdraw = WithdrawForm(request.POST) if warns and is_open else None
    ratings = None
    if name == "approve":
        lines = report_lines(report, previous_report(report, request.user))
        ratings = _ratings_form(lines, request.POST)
    sent = {"reason_form": reason, "ratings_form": ratings, "withdraw_form": withdraw}
    if not all(form is None or form.is_valid() for form in sent.values()):
        return _detail_page(request, report, 422, **sent)
    try:
        result = _take(request, report, name, reason, ratings)
    except (EditConflict, ActionNotAllowed) as refusal:
        return _refused(request, pk, refusal, **sent)
    return _go_on(request, result, name, place)


def _take(
    request: OfficerRequest,
    report: Report,
    name: str,
    reason: ReasonForm | None,
    ratings: RatingsForm | None,
) -> Report:
    # If the report's state has changed, the step's own error says more than a changed version.
    if any(step.name == name for step in available(report, request.user)):
        check_seen(report, _seen_version(request))
    return transition(
        report,
        name,
        request.user,
        reason=reason.cleaned_data["reason"] if reason else "",
        ratings=ratings.ratings() if ratings else None,
        client_ip=client_ip(request),
    )


def _seen_version(request: OfficerRequest) -> int | None:
    """The version that the page showed; None if the request has none."""
    sent = request.POST.get("version")
    if sent is None:
        return None
    is_number = sent.isdecimal() and len(sent) <= LONGEST_NUMBER
    return int(sent) if is_number else NO_VERSION


def _refused(
    request: OfficerRequest, pk: int, refusal: Exception, **sent: forms.Form | None
) -> HttpResponse:
    """The report's current page, below the error."""
    messages.error(request, str(refusal))
    status = 409 if isinstance(refusal, EditConflict) else 403
    return _detail_page(request, Report.objects.with_names().get(pk=pk), status, **sent)


def _go_on(
    request: OfficerRequest, result: Report, name: str, place: QueuePosition | None
) -> HttpResponse:
    """Show the result, and redirect to the next report, the queue or the report."""
    done = f"{result}：{result.get_state_display()}。"
    if place:
        messages.success(request, f"{done}下面是下一份。" if place.following else done)
        return redirect(place.next_link)
    messages.success(request, done)
    if queue_for(request.user) and name != "reopen":
        return redirect("queue")
    return redirect("report_detail", pk=result.pk)


@require_press
@requires(Capability.REVIEW)
def report_reply(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add a reply to a report's problems, and stay on its page."""
    report = _visible(request, pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, report, 422, reply_form=form)
    text, version = form.cleaned_data["text"], _seen_version(request)
    try:
        reply(report, text, request.user, version=version, client_ip=client_ip(request))
    except (EditConflict, ActionNotAllowed) as refusal:
        return _refused(request, pk, refusal, reply_form=form)
    messages.success(request, "答复已保存，填报部门可以看到。")
    queue = came_from(request)
    there = queue.link_to(report) if queue else reverse("report_detail", args=[pk])
    return redirect(f"{there}#replies")
