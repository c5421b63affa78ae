"""Evidence files: add to and remove from an editable report, download."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.permissions import Capability, for_readers, requires
from departments.requests import OfficerRequest, client_ip, require_press
from reports.actions.evidence_files import attach, detach
from reports.actions.save_report import ReportInput, check_may_start, save_report
from reports.models import Evidence, Report
from reports.views.edit import SWITCHED, is_switched, open_sheet
from uploads.checking import content_type
from uploads.incoming import UNSTORED
from uploads.send import sent
from uploads.store import NotStored, SameFile

INSUFFICIENT_STORAGE = 507
# The package's types know no request but Django's own.
framed_by_the_site: Any = csp_replace({"frame-ancestors": [SELF]})


@require_GET
@for_readers
def evidence_download(request: OfficerRequest, pk: int) -> FileResponse:
    return sent(_visible(request, pk))


@require_GET
@for_readers
@framed_by_the_site
@xframe_options_sameorigin
def evidence_preview(request: OfficerRequest, pk: int) -> FileResponse:
    """A picture or PDF file to be shown in the report's page; 404 for any other kind."""
    evidence = _visible(request, pk)
    if not evidence.can_be_shown:
        raise Http404("not shown in a page")
    return sent(evidence, as_attachment=False)


def _visible(request: OfficerRequest, pk: int) -> Evidence:
    return get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)


@require_press
@requires(Capability.REPORT)
def report_attach(request: OfficerRequest, code: str, number: int) -> JsonResponse:
    """Attach one file to a report, starting the report if needed; for the form's script."""
    file = request.FILES.get("file")
    if file is None:
        return _sentence("没有收到文件，请重新选择。", 422)
    try:
        kind = content_type(file)
    except ValidationError as error:
        return _sentence(error.messages[0], INSUFFICIENT_STORAGE if error.code == UNSTORED else 422)
    try:
        report = _started(request, code, number)
        evidence = attach(report, file, kind, request.user, client_ip(request))
    except (ActionNotAllowed, EditConflict, SameFile) as refusal:
        return _sentence(str(refusal), 409)
    except NotStored as error:
        return _sentence(str(error), INSUFFICIENT_STORAGE)
    answer = {
        "name": evidence.name,
        "size": filesizeformat(evidence.size),
        "open": reverse("evidence_download", args=[evidence.pk]),
        "remove": reverse("evidence_delete", args=[evidence.pk]),
    }
    return JsonResponse(answer, status=201)


def _sentence(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"sentence": sentence}, status=status)


def _started(request: OfficerRequest, code: str, number: int) -> Report:
    """The report; if there is none, a new empty draft."""
    sheet = open_sheet(request, code, number)
    if is_switched(request, sheet):
        raise EditConflict(SWITCHED)
    check_may_start(sheet.report, request.user)
    if not sheet.report.pk:
        try:
            save_report(sheet.report, ReportInput({}, [], 0), request.user, client_ip(request))
        except EditConflict:
            return open_sheet(request, code, number).report
    return sheet.report


@require_press
@requires(Capability.REPORT)
def evidence_delete(request: OfficerRequest, pk: int) -> HttpResponse:
    """Remove a file from an editable report; answers in JSON for the form's script."""
    evidence = get_object_or_404(
        Evidence.objects.visible_to(request.user).select_related(
            "report__project", "report__period", "report__department"
        ),
        pk=pk,
    )
    report = evidence.report
    if not Report.objects.editable_by(request.user).filter(pk=report.pk).exists():
        raise PermissionDenied("这份报告不在填报阶段，不能移除材料。")
    message, status, level = f"已移除“{evidence.name}”。", 200, messages.SUCCESS
    try:
        detach(evidence, request.user, client_ip(request))
    except EditConflict as conflict:
        message, status, level = str(conflict), 409, messages.ERROR
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _sentence(message, status)
    messages.add_message(request, level, message)
    return redirect("report_edit", code=report.period.code, number=report.project.number)
