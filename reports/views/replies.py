"""Replying to the problems of a report."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from departments.exceptions import Conflict, StepRefused
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip, require_press
from reports.forms.review import ReplyForm
from reports.models import Report
from reports.views.detail import detail_page
from reports.views.queue import came_from
from reports.views.transition import seen_version
from reports.workflow import reply


@require_press
@requires(Capability.REVIEW)
def report_reply(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add a reply to the problems a report names, and stay on its page."""
    reports = Report.objects.visible_to(request.user).with_names()
    report = get_object_or_404(reports, pk=pk)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return detail_page(request, report, reply_form=form, status=422)
    text, version = form.cleaned_data["text"], seen_version(request)
    try:
        reply(report, text, request.user, version=version, client_ip=client_ip(request))
    except (Conflict, StepRefused) as refusal:
        messages.error(request, str(refusal))
        status = 409 if isinstance(refusal, Conflict) else 403
        return detail_page(request, reports.get(pk=pk), reply_form=form, status=status)
    messages.success(request, "答复已保存，填报部门可以看到。")
    queue = came_from(request)
    there = queue.link_to(report) if queue else reverse("report_detail", args=[pk])
    return redirect(f"{there}#replies")
