"""The report form: open, save, submit."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from departments.access import OfficerRequest, address, for_roles
from departments.models import Officer
from projects.models import Project
from reports import workflow
from reports.forms import ReportForm
from reports.lines import assignments_of
from reports.models import Measurement, Period, Report
from reports.previous import previous_report
from reports.workflow import Entry

Role = Officer.Role
HANDED_IN = "这份报告已提交，不能再修改；如需修改请先撤回。"


def _own_report(request: OfficerRequest, code: str, number: int) -> Report:
    """The department's newest revision for a period and project, or an unsaved one."""
    period = get_object_or_404(Period, code=code)
    project = get_object_or_404(Project, number=number)
    department = request.user.department
    if department is None:
        raise Http404("no department")
    report = (
        Report.objects.visible_to(request.user)
        .with_names()
        .filter(period=period, project=project, department=department)
        .order_by("-revision")
        .first()
    )
    return report or Report(period=period, project=project, department=department)


def _check_start(request: OfficerRequest, report: Report) -> None:
    if not report.pk:
        workflow.check_may_start(request.user, report.project, report.department, report.period)


@require_http_methods(["GET", "POST"])
@for_roles(Role.REPORTER)
def report_edit(request: OfficerRequest, code: str, number: int) -> HttpResponse:
    """The form of one report: save it as a draft, or save and submit it."""
    report = _own_report(request, code, number)
    if request.method == "GET":
        return _open_form(request, report)
    form = _report_form(request, report)
    try:
        done = _save(request, report, form)
    except (workflow.StepRefused, workflow.Conflict) as refusal:
        return _edit_page(request, report, form, str(refusal))
    return done or _edit_page(request, report, form)


def _open_form(request: OfficerRequest, report: Report) -> HttpResponse:
    """The form to write in, or why it cannot be written now."""
    if report.pk and not report.is_editable:
        return redirect("report_detail", pk=report.pk)
    try:
        _check_start(request, report)
    except workflow.StepRefused as refusal:
        told = {"title": "现在不能填报", "sentence": str(refusal)}
        return render(request, "tracker/refused.html", told, status=409)
    return _edit_page(request, report, _report_form(request, report))


def _edit_page(
    request: OfficerRequest, report: Report, form: ReportForm, error: str = ""
) -> HttpResponse:
    context = {
        "report": report,
        "form": form,
        "error": error,
        "is_behind": form.is_behind(report),
        "previous": previous_report(report, request.user),
        "evidence": report.evidence.all() if report.pk else [],
    }
    status = 200 if request.method == "GET" else 409 if error else 422
    return render(request, "reports/report_edit.html", context, status=status)


def _report_form(request: OfficerRequest, report: Report) -> ReportForm:
    reported = [item for item in assignments_of(report) if item.is_reported]
    previous = previous_report(report, request.user)
    figures: dict[int, Measurement] = {}
    if previous is not None:
        figures = {line.assignment_id: line for line in previous.measurements.all()}
    if request.method != "POST":
        return ReportForm(report, reported, figures)
    return ReportForm(report, reported, figures, request.POST, request.FILES)


def _save(request: OfficerRequest, report: Report, form: ReportForm) -> HttpResponseRedirect | None:
    """Save a valid form and submit it when asked; None when something is to be put right."""
    _check_start(request, report)
    valid = form.is_valid()
    if report.pk and not report.is_editable:
        if not (valid and form.repeats(report)):
            raise workflow.Conflict(HANDED_IN)
        messages.error(request, HANDED_IN)
        return redirect("report_detail", pk=report.pk)
    if not valid:
        _keep_files(request, report, form)
        return None
    workflow.save_entry(report, form.entry(), request.user, address(request))
    form.go_on_from(report.version)
    _attach_files(request, report, form)
    if form.refused_files or "submit" not in request.POST:
        messages.success(request, "草稿已保存。")
        for sentence in form.refused_files:
            messages.error(request, sentence)
        return redirect("report_edit", code=report.period.code, number=report.project.number)
    workflow.perform(report, "submit", request.user, address=address(request))
    messages.success(request, f"{report}已提交，等待单位审核。")
    return redirect("worklist")


def _keep_files(request: OfficerRequest, report: Report, form: ReportForm) -> None:
    """Keep good files of a form that has errors elsewhere: a browser cannot send them back."""
    if not form.cleaned_data.get("files"):
        return
    if not report.pk:
        workflow.save_entry(report, Entry({}, [], 0), request.user, address(request))
        form.go_on_from(report.version)
    _attach_files(request, report, form)


def _attach_files(request: OfficerRequest, report: Report, form: ReportForm) -> None:
    for file, content_type in form.cleaned_data["files"]:
        workflow.attach(report, file, content_type, request.user, address(request))
