"""本月无变化 on the form: the report before, said again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from departments.exceptions import Conflict, StepRefused
from departments.requests import OfficerRequest, client_ip
from reports.actions.copy_previous import carry_over
from reports.edit_context import HANDED_IN, ReportEditor, edit_page, keep_files, tell_refused_files
from reports.forms.report import ReportForm


def carry(request: OfficerRequest, sheet: ReportEditor) -> HttpResponse:
    """Carry the last report over; where something is written already only when told again."""
    report, form = sheet.report, sheet.form(request.POST, request.FILES)
    if sheet.is_handed_in:
        return edit_page(request, sheet, form, HANDED_IN, status=409)
    try:
        sheet.check_start(request)
        keep_files(request, sheet, form)
        if _holds_anything(form, sheet.form()) and request.POST["carry"] != _confirmed(sheet):
            return edit_page(request, sheet, form, overwrite=_confirmed(sheet))
        carried = carry_over(
            report, sheet.previous, sheet.assignments, request.user, client_ip(request)
        )
    except (StepRefused, Conflict) as refusal:
        return edit_page(request, sheet, form, str(refusal), status=409)
    told = f"已沿用{carried.previous.period}的数据和文字，存为草稿，请核对后提交。"
    messages.success(request, told)
    tell_refused_files(request, form)
    for assignment in carried.left_out:
        messages.warning(request, f"目标 {assignment.target} 已重新计数，没有沿用，请填写本期数。")
    return redirect("report_edit", code=report.period.code, number=report.project.number)


def _confirmed(sheet: ReportEditor) -> str:
    """What the second press sends: it holds for the version whose contents were told."""
    return f"over-{sheet.report.version}"


def _holds_anything(*forms: ReportForm) -> bool:
    """Whether any of ``forms`` has a text or a figure in it."""
    parts = [part for form in forms for part in form.parts.values()]
    return any(field.value() for part in parts for field in part.fields)
