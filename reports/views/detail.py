"""One report: side by side with the one before, and the steps open to an officer."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from departments.access import OfficerRequest, address, for_readers
from departments.models import Officer
from reports import workflow
from reports.forms import RatingsForm, ReasonForm
from reports.lines import report_lines
from reports.models import Report
from reports.previous import previous_report
from reports.transitions import TRANSITIONS, available, queue_for

Role = Officer.Role


@require_GET
@for_readers
def report_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One revision of a report beside the previous period's, with the steps open to one."""
    report = get_object_or_404(Report.objects.visible_to(request.user).with_names(), pk=pk)
    return _detail_page(request, report)


def _detail_page(
    request: OfficerRequest,
    report: Report,
    reason_form: ReasonForm | None = None,
    ratings_form: RatingsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    revisions = list(
        Report.objects.visible_to(request.user)
        .filter(project=report.project, department=report.department, period=report.period)
        .order_by("-revision")
    )
    steps = available(report, request.user) if report == revisions[0] else []
    previous = previous_report(report, request.user)
    context = {
        "report": report,
        "lines": report_lines(report, previous),
        "evidence": report.evidence.all(),
        "previous": previous,
        "revisions": revisions,
        "steps": {step.name: step for step in steps},
        "can_edit": report.is_editable and request.user.role == Role.REPORTER,
        "reason_form": reason_form or ReasonForm(),
        "ratings_form": ratings_form or _ratings_form(report),
    }
    return render(request, "reports/report_detail.html", context, status=status)


def _ratings_form(report: Report, data: Mapping[str, Any] | None = None) -> RatingsForm:
    rated = list(workflow.rated_assignments(report))
    current = {line.assignment_id: line.rating for line in report.measurements.exclude(rating="")}
    return RatingsForm(rated, data, current)


@require_POST
@for_readers
def report_step(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    """Take one step of the workflow."""
    if name not in {step.name for step in TRANSITIONS}:
        raise Http404("unknown step")
    report = get_object_or_404(Report.objects.visible_to(request.user).with_names(), pk=pk)
    reason_form = ReasonForm(request.POST) if name in {"return", "reopen"} else None
    ratings_form = _ratings_form(report, request.POST) if name == "approve" else None
    if not all(form is None or form.is_valid() for form in (reason_form, ratings_form)):
        return _detail_page(request, report, reason_form, ratings_form, status=422)
    try:
        result = workflow.perform(
            report,
            name,
            request.user,
            reason=reason_form.cleaned_data["reason"] if reason_form else "",
            ratings=ratings_form.ratings() if ratings_form else None,
            address=address(request),
        )
    except workflow.Conflict as conflict:
        messages.error(request, str(conflict))
        report = Report.objects.with_names().get(pk=report.pk)
        return _detail_page(request, report, reason_form, ratings_form, status=409)
    except workflow.StepRefused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    messages.success(request, f"{report}：{result.get_state_display()}。")
    if queue_for(request.user) and name != "reopen":
        return redirect("queue")
    return redirect("report_detail", pk=result.pk)
