"""Pages of reporting and review: fetch, decide, render."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from departments.access import OfficerRequest, address, for_readers, for_roles
from departments.models import Officer
from projects.models import Project
from reports import workflow
from reports.filters import QueueFilter, ReportFilter
from reports.forms import RatingsForm, ReasonForm, ReportForm
from reports.lines import assignments_of, report_lines
from reports.models import Evidence, Measurement, Period, Report
from reports.tables import ReportTable
from reports.transitions import TRANSITIONS, available, queue_for
from reports.workflow import Entry
from reports.worklist import dues

PAGE_SIZE = 50
Role = Officer.Role
HANDED_IN = "这份报告已提交，不能再修改；如需修改请先撤回。"


@require_GET
@for_roles(Role.REPORTER)
def worklist(request: OfficerRequest) -> HttpResponse:
    """我的待办: what the officer's department owes, most urgent first."""
    today = timezone.localdate()
    department = request.user.department
    owed = dues(department, today) if department else []
    reported = sum(not due.is_mine for due in owed)
    context = {"dues": owed, "reported": reported, "total": len(owed), "today": today}
    return render(request, "reports/worklist.html", context)


@require_GET
@for_roles(Role.APPROVER, Role.REVIEWER)
def queue(request: OfficerRequest) -> HttpResponse:
    """待审核: the reports that wait for this officer's decision."""
    waiting = Report.objects.visible_to(request.user).filter(state=queue_for(request.user))
    if request.user.role == Role.APPROVER:
        waiting = waiting.filter(department=request.user.department_id)
    shown = QueueFilter(request.GET, waiting.with_names())
    return _list_page(request, shown, "待审核")


@require_GET
@for_readers
def report_list(request: OfficerRequest) -> HttpResponse:
    """All reports the officer may open, newest revision of each."""
    visible = Report.objects.visible_to(request.user).latest_revisions().with_names()
    return _list_page(request, ReportFilter(request.GET, visible), "进展报告")


def _list_page(request: OfficerRequest, shown: ReportFilter, title: str) -> HttpResponse:
    table = ReportTable(shown.qs)
    RequestConfig(request, paginate={"per_page": PAGE_SIZE}).configure(table)
    context = {"table": table, "filter": shown, "title": title}
    return render(request, "reports/report_list.html", context)


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
    previous = previous_report(report)
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


def previous_report(report: Report) -> Report | None:
    """The newest approved report of the same department and project for an earlier period."""
    return (
        Report.objects.approved()
        .with_names()
        .filter(
            project=report.project,
            department=report.department,
            period__end__lt=report.period.end,
        )
        .order_by("-period__end", "-revision")
        .first()
    )


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
        "previous": previous_report(report),
        "evidence": report.evidence.all() if report.pk else [],
    }
    status = 200 if request.method == "GET" else 409 if error else 422
    return render(request, "reports/report_edit.html", context, status=status)


def _report_form(request: OfficerRequest, report: Report) -> ReportForm:
    reported = [item for item in assignments_of(report) if not item.exemption_reason]
    previous = previous_report(report)
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


@require_GET
@for_readers
def evidence_download(request: OfficerRequest, pk: int) -> FileResponse:
    """Send one evidence file as an attachment."""
    evidence = get_object_or_404(Evidence.objects.visible_to(request.user), pk=pk)
    try:
        file = evidence.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404("这个文件已不在存储中，请告知系统管理员。") from missing
    return FileResponse(
        file,
        as_attachment=True,
        filename=evidence.name,
        content_type=evidence.content_type,
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
