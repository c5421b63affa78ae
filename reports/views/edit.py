"""The report form: open, save, submit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from departments.exceptions import Conflict, StepRefused
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip
from reports.actions.save_report import save_report
from reports.edit_context import (
    HANDED_IN,
    SWITCHED,
    ReportEditor,
    attach_files,
    choose_page,
    edit_page,
    is_switched,
    keep_files,
    open_sheet,
    tell_refused_files,
)
from reports.forms.edit_conflicts import signature
from reports.forms.report import ReportForm
from reports.views.autosave import autosave
from reports.views.copy_previous import carry
from reports.workflow import transition

# Every form sends the version it was opened with; without it the fields would pass for emptied.
CUT_OFF = "没有收到完整的表单，没有保存。请按浏览器的“后退”回到刚才的页面，再提交一次。"


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Capability.REPORT)
def report_edit(request: OfficerRequest, code: str, number: int) -> HttpResponse:
    """The form of one report: save it as a draft, submit it, or carry the last one over."""
    sheet = open_sheet(request, code, number)
    if request.method == "GET":
        return _open_form(request, sheet)
    if "autosave" in request.POST:
        return autosave(request, sheet)
    if is_switched(request, sheet):
        return _refuse(request, SWITCHED)
    if "carry" in request.POST:
        return carry(request, sheet)
    if "version" not in request.POST:
        return _refuse(request, CUT_OFF)
    try:
        return _write(request, sheet)
    except Conflict:
        # Somebody was faster by a moment: what was saved is there to be seen now.
        sheet = open_sheet(request, code, number)
    try:
        return _write(request, sheet)
    except Conflict as conflict:
        form = sheet.form(request.POST, request.FILES)
        return edit_page(request, sheet, form, str(conflict), status=409)


def _refuse(request: OfficerRequest, sentence: str) -> HttpResponse:
    told = {"title": "没有保存", "sentence": sentence}
    return render(request, "tracker/refused.html", told, status=409)


def _open_form(request: OfficerRequest, sheet: ReportEditor) -> HttpResponse:
    """The form to write in, or why it cannot be written now."""
    if sheet.is_handed_in:
        return redirect("report_detail", pk=sheet.report.pk)
    try:
        sheet.check_start(request)
    except StepRefused as refusal:
        told = {"title": "现在不能填报", "sentence": str(refusal)}
        return render(request, "tracker/refused.html", told, status=409)
    return edit_page(request, sheet, sheet.form())


def _write(request: OfficerRequest, sheet: ReportEditor) -> HttpResponse:
    """Save what was sent, unless something is refused, to be chosen or to be put right."""
    form, saved = sheet.form(request.POST, request.FILES), sheet.form()
    choices = form.choices(saved)
    if sheet.is_handed_in:
        if choices.items:
            return edit_page(request, sheet, form, HANDED_IN, status=409)
        messages.error(request, HANDED_IN)
        return redirect("report_detail", pk=sheet.report.pk)
    seen = signature(saved.parts.values())
    try:
        sheet.check_start(request)
        if choices.are_open:
            keep_files(request, sheet, form)
            tell_refused_files(request, form)
            return choose_page(request, sheet, form, choices, seen)
        if choices.values:
            form = sheet.form({**dict(request.POST.items()), **choices.values}, request.FILES)
        form.go_on_from(sheet.report.version, seen)
        return _save(request, sheet, form)
    except StepRefused as refusal:
        return edit_page(request, sheet, form, str(refusal), status=409)


def _save(request: OfficerRequest, sheet: ReportEditor, form: ReportForm) -> HttpResponse:
    """Save a valid form and submit it when asked."""
    report = sheet.report
    if not form.is_valid():
        keep_files(request, sheet, form)
        return edit_page(request, sheet, form, status=422)
    save_report(report, form.entry(), request.user, client_ip(request))
    form.go_on_from(report.version, signature(form.parts.values()))
    attach_files(request, sheet, form)
    if form.refused_files or "submit" not in request.POST:
        told = "已按您的选择保存草稿，请核对。" if "seen" in request.POST else "草稿已保存。"
        messages.success(request, told)
        tell_refused_files(request, form)
        return redirect("report_edit", code=report.period.code, number=report.project.number)
    transition(report, "submit", request.user, client_ip=client_ip(request))
    told = f"{report}已提交，等待单位审核。"
    messages.success(request, told)
    return redirect("worklist")
