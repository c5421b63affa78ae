"""The report form: open, save, autosave, carry the previous report over, submit."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip
from projects.models import Project
from reports.actions.copy_previous import copy_report
from reports.actions.evidence_files import attach
from reports.actions.save_report import HANDED_IN, ReportInput, check_may_start, save_report
from reports.carried import marks_of
from reports.comparison import assignments_of, previous_report
from reports.fillable import Fillable
from reports.forms.edit_conflicts import ConflictResolution, signature
from reports.forms.report_form import ReportForm
from reports.models import Period, Report
from reports.reported_sums import sums_with, values_beside
from reports.workflow import transition
from uploads.checking import TOO_LARGE
from uploads.kinds import SIZE_LIMIT
from uploads.store import NotStored, SameFile

SWITCHED = (
    "您已切换填报的部门，这个页面是原来那个部门的报告，没有保存。请先切换回去，再回到这个页面。"
)
# Every form sends the version it was opened with; without it fields would look emptied.
CUT_OFF = "没有收到完整的表单，没有保存。请按浏览器的“后退”回到刚才的页面，再提交一次。"


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Capability.REPORT)
def report_edit(request: OfficerRequest, code: str, number: int) -> HttpResponse:
    """The form of one report: save a draft, submit it, or carry the previous one over."""
    sheet = open_sheet(request, code, number)
    if request.method == "GET":
        return _open_form(request, sheet)
    if "autosave" in request.POST:
        return _autosave(request, sheet)
    if is_switched(request, sheet):
        return _refuse(request, "没有保存", SWITCHED)
    if "version" not in request.POST:
        return _refuse(request, "没有保存", CUT_OFF)
    try:
        return _write(request, sheet)
    except EditConflict:
        # Somebody else has just saved: load that version and try again.
        sheet = open_sheet(request, code, number)
    try:
        return _write(request, sheet)
    except EditConflict as conflict:
        form = sheet.form(request.POST, request.FILES)
        return _edit_page(request, sheet, form, str(conflict), status=409)


def open_sheet(request: OfficerRequest, code: str, number: int) -> Fillable:
    """The department's newest revision for a period and project, or an unsaved report."""
    period = get_object_or_404(Period, code=code)
    project = get_object_or_404(Project, number=number)
    department = request.user.department
    if department is None:
        raise Http404("no department")
    report = (
        Report.objects.visible_to(request.user)
        .with_names()
        .select_related("author")
        .prefetch_related("measurements")
        .filter(period=period, project=project, department=department)
        .order_by("-revision")
        .first()
    ) or Report(period=period, project=project, department=department)
    owed = list(assignments_of(report))
    return Fillable(report, owed, previous_report(report, request.user))


def is_switched(request: OfficerRequest, sheet: Fillable) -> bool:
    """Whether the form was opened for another department than the officer now acts for."""
    own = str(sheet.report.department_id)
    return request.POST.get("department", own) != own


def _refuse(request: OfficerRequest, title: str, sentence: str) -> HttpResponse:
    context = {"title": title, "sentence": sentence}
    return render(request, "tracker/refused.html", context, status=409)


def _open_form(request: OfficerRequest, sheet: Fillable) -> HttpResponse:
    if not sheet.report.is_editable:
        return redirect("report_detail", pk=sheet.report.pk)
    try:
        check_may_start(sheet.report, request.user)
    except ActionNotAllowed as refusal:
        return _refuse(request, "现在不能填报", str(refusal))
    return _edit_page(request, sheet, sheet.form())


def _edit_page(
    request: OfficerRequest,
    sheet: Fillable,
    form: ReportForm,
    error: str = "",
    status: int = 200,
    **more: object,
) -> HttpResponse:
    report, previous = sheet.report, sheet.previous
    sums = sums_with(report)
    form.hold_against(sums, values_beside(report, sums))
    form.mark(marks_of(previous, report.period) if previous else {})
    context = {
        "report": report,
        "form": form,
        "error": error,
        "previous": previous,
        # The bureau's replies to the problems of the previous report.
        "answers": list(previous.replies.select_related("officer")) if previous else [],
        "silent": sheet.silent,
        "evidence": report.evidence.all() if report.pk else [],
        "is_handed_in": not report.is_editable,
        "size_limit": SIZE_LIMIT,
        "too_large": TOO_LARGE,
        **more,
    }
    return render(request, "reports/edit/report_edit.html", context, status=status)


def _write(request: OfficerRequest, sheet: Fillable) -> HttpResponse:
    """Save the input, unless it is refused, invalid, or the officer has to choose a version."""
    form, saved = sheet.form(request.POST, request.FILES), sheet.form()
    choices = form.choices(saved)
    if not sheet.report.is_editable:
        if choices.items:
            return _edit_page(request, sheet, form, HANDED_IN, status=409)
        messages.error(request, HANDED_IN)
        return redirect("report_detail", pk=sheet.report.pk)
    seen = signature(saved.sections.values())
    try:
        check_may_start(sheet.report, request.user)
        if choices.are_open:
            _keep_files(request, sheet.report, form)
            _show_refused_files(request, form)
            return _choose_page(request, sheet.report, form, choices, seen)
        if choices.values:
            form = sheet.form({**dict(request.POST.items()), **choices.values}, request.FILES)
        form.go_on_from(sheet.report.version, seen)
        write = _carry if "carry" in request.POST else _save
        return write(request, sheet, form)
    except ActionNotAllowed as refusal:
        return _edit_page(request, sheet, form, str(refusal), status=409)


def _save(request: OfficerRequest, sheet: Fillable, form: ReportForm) -> HttpResponse:
    report = sheet.report
    if not form.is_valid():
        _keep_files(request, report, form)
        return _edit_page(request, sheet, form, status=422)
    save_report(report, form.entry(), request.user, client_ip(request))
    form.go_on_from(report.version, signature(form.sections.values()))
    _attach_files(request, report, form)
    if form.refused_files or "submit" not in request.POST:
        message = "已按您的选择保存草稿，请核对。" if "seen" in request.POST else "草稿已保存。"
        messages.success(request, message)
        _show_refused_files(request, form)
        return redirect("report_edit", code=report.period.code, number=report.project.number)
    transition(report, "submit", request.user, client_ip=client_ip(request))
    messages.success(request, f"{report}已提交，等待单位审核。")
    if request.POST["submit"] == "next":
        place = {"period": report.period.code, "after": report.project.number}
        return redirect(reverse("worklist_next", query=place))
    return redirect("worklist")


def _choose_page(
    request: OfficerRequest,
    report: Report,
    form: ReportForm,
    choices: ConflictResolution,
    seen: str,
) -> HttpResponse:
    """The page that shows two versions side by side for the officer to choose one."""
    hidden = {
        name: text for section in form.sections.values() for name, text in section.values.items()
    }
    copy = request.POST.get("copy", "")
    context = {
        "report": report,
        "choices": choices,
        "hidden": hidden | {"opened": form.opened, "carried": form.carried, "copy": copy},
        "seen": seen,
        "who": _saved_by(request, report),
    }
    return render(request, "reports/edit/report_choose.html", context, status=409)


def _saved_by(request: OfficerRequest, report: Report) -> str:
    """Who saved a report last, in words for the officer at its form."""
    return "您在另一个窗口" if report.author_id == request.user.pk else report.author.name


def _keep_files(request: OfficerRequest, report: Report, form: ReportForm) -> None:
    """Attach good files of a form that cannot be saved yet: a browser cannot send them again."""
    form.is_valid()
    if not form.cleaned_data.get("files"):
        return
    if not report.pk:
        save_report(report, ReportInput({}, [], 0), request.user, client_ip(request))
        form.go_on_from(report.version, form.opened)
    _attach_files(request, report, form)


def _attach_files(request: OfficerRequest, report: Report, form: ReportForm) -> None:
    """Attach the good files to the saved report; the form lists the refused ones."""
    for file, content_type in form.cleaned_data["files"]:
        try:
            attach(report, file, content_type, request.user, client_ip(request))
        except (SameFile, NotStored) as refusal:
            form.refuse_file(str(refusal))


def _show_refused_files(request: OfficerRequest, form: ReportForm) -> None:
    for sentence in form.refused_files:
        messages.error(request, sentence)


def _carry(request: OfficerRequest, sheet: Fillable, form: ReportForm) -> HttpResponse:
    """Carry the previous report over into what is left empty, and keep what is typed."""
    report = sheet.report
    if not form.is_valid():
        _keep_files(request, report, form)
        return _edit_page(request, sheet, form, status=422)
    typed = form.entry()
    try:
        carried = copy_report(
            report, sheet.previous, sheet.reported, request.user, client_ip(request), typed
        )
    except ActionNotAllowed:
        _keep_files(request, report, form)
        raise
    _attach_files(request, report, form)
    messages.success(request, f"已沿用{carried.previous.period}的数据，存为草稿，请核对后提交。")
    if typed.lines or any(typed.texts.values()):
        messages.info(request, "您已填写的内容没有改动，只补上了空着的地方。")
    if not report.progress.strip():
        messages.warning(request, "您填写的数据与上期不同，“进展情况”没有代写，请填写。")
    _show_refused_files(request, form)
    for assignment in carried.left_out:
        messages.warning(request, f"目标 {assignment.target} 已重新计数，没有沿用，请填写本期数。")
    return redirect("report_edit", code=report.period.code, number=report.project.number)


def _autosave(request: OfficerRequest, sheet: Fillable) -> JsonResponse:
    """Save what is valid and return the errors to the script; 409 when nothing is saved."""
    if is_switched(request, sheet):
        return _not_saved(SWITCHED)
    report, form, saved = sheet.report, sheet.form(request.POST), sheet.form()
    if not sheet.report.is_editable:
        return _not_saved(HANDED_IN)
    if form.choices(saved).is_overtaken:
        who, when = _saved_by(request, report), timezone.localtime(report.updated_at)
        message = f"{who}于 {when:%H:%M} 保存过这份报告，您之后填写的还没有保存。"
        return _not_saved(message, is_overtaken=True)
    try:
        check_may_start(report, request.user)
        if form.has_news(saved):
            save_report(report, form.entry(), request.user, client_ip(request))
    except ActionNotAllowed as refusal:
        return _not_saved(str(refusal))
    except EditConflict as conflict:
        return _not_saved(str(conflict), is_overtaken=True)
    sections = [
        section if section.is_valid else saved.sections[name]
        for name, section in form.sections.items()
    ]
    # The version and contents that the form continues from, and its errors by field name.
    state = {
        "version": report.version,
        "opened": signature(sections),
        "saved_at": f"{timezone.localtime():%H:%M}",
        "errors": form.sentences,
    }
    return JsonResponse(state)


def _not_saved(sentence: str, *, is_overtaken: bool = False) -> JsonResponse:
    return JsonResponse({"sentence": sentence, "is_overtaken": is_overtaken}, status=409)
