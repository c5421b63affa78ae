"""Evidence files: sent as attachments, taken off a report in its author's hands."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from departments.access import OfficerRequest, address, for_readers, for_roles
from departments.models import Officer
from reports import workflow
from reports.models import Evidence, Report
from reports.models.files import StoredFile

Role = Officer.Role


@require_GET
@for_readers
def evidence_download(request: OfficerRequest, pk: int) -> FileResponse:
    """Send one evidence file as an attachment."""
    return sent(get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk))


def sent(stored: StoredFile) -> FileResponse:
    """A stored file as an attachment under its own name; one that is gone answers 404."""
    try:
        file = stored.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404("这个文件已不在存储中，请告知系统管理员。") from missing
    return FileResponse(
        file,
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
    )


@require_POST
@for_roles(Role.REPORTER)
def evidence_delete(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a file off a report that is in its author's hands."""
    evidence = get_object_or_404(
        Evidence.objects.visible_to(request.user).select_related(
            "report__project", "report__period", "report__department"
        ),
        pk=pk,
    )
    report = evidence.report
    if not Report.objects.editable_by(request.user).filter(pk=report.pk).exists():
        raise PermissionDenied("这份报告不在填报阶段，不能移除材料。")
    try:
        workflow.detach(evidence, request.user, address(request))
        messages.success(request, f"已移除“{evidence.name}”。")
    except workflow.Conflict as conflict:
        messages.error(request, str(conflict))
    return redirect("report_edit", code=report.period.code, number=report.project.number)
