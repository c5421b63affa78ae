"""The filling form of a period: downloaded, filled offline, brought back."""

from collections.abc import Sequence

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from departments.models import Department
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest
from reports.excel_form.write import file_name, form_workbook
from reports.fillable import Fillable, fillable_reports
from reports.models import Period

NUMBER_DIGITS = 4


@require_GET
@requires(Capability.REPORT)
def excel_form(request: OfficerRequest, code: str) -> HttpResponse | FileResponse:
    """Send the form of all the department's reports of a period, or of one ``?project=3``."""
    period = get_object_or_404(Period, code=code)
    department = own_department(request)
    number = _number(request.GET.get("project", ""))
    owed = fillable_reports(request.user, department, period, number)
    if number is not None and not owed:
        raise Http404("not this department's project")
    refusal = nothing_to_fill(owed, period)
    if refusal:
        return refused(request, refusal)
    return FileResponse(
        form_workbook(owed, department, period),
        as_attachment=True,
        filename=file_name(department, period, number),
    )


def own_department(request: OfficerRequest) -> Department:
    """The department an officer reports for."""
    if request.user.department is None:
        raise Http404("no department")
    return request.user.department


def _number(text: str) -> int | None:
    """A project's number; none was asked for when it is empty."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS):
        raise Http404("no project has this number")
    return int(text)


def nothing_to_fill(owed: Sequence[Fillable], period: Period) -> str:
    """Why there is nothing to fill in; empty when there is."""
    if not owed:
        return f"本部门在{period.label}没有需要填报的项目。"
    if not all(fillable.refusal for fillable in owed):
        return ""
    return owed[0].closed or f"{period.label}的报告都已提交，现在没有可以填写的内容。"


def refused(request: OfficerRequest, sentence: str) -> HttpResponse:
    """The page that says why nothing can be filled in."""
    told = {"title": "现在不能填报", "sentence": sentence}
    return render(request, "tracker/refused.html", told, status=409)
