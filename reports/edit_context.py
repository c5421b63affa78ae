"""A report and what its form is made of, and the page that shows the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from departments.requests import OfficerRequest, client_ip
from projects.models import Assignment, Project
from reports.actions.evidence_files import attach
from reports.actions.save_report import ReportInput, save_report
from reports.actions.start_report import check_may_start
from reports.comparison import assignments_of
from reports.forms.edit_conflicts import Choices
from reports.forms.report import ReportForm
from reports.models import Measurement, Period, Reply, Report
from reports.previous import previous_report
from uploads.checking import TOO_LARGE
from uploads.kinds import SIZE_LIMIT
from uploads.store import NotStored, SameFile

HANDED_IN = "这份报告已提交，不能再修改；如需修改请先撤回。"
SWITCHED = (
    "您已切换填报的部门，这个页面是原来那个部门的报告，没有保存。请先切换回去，再回到这个页面。"
)


@dataclass(frozen=True, slots=True)
class ReportEditor:
    """A department's report for a period and project, maybe unsaved, and the one before."""

    report: Report
    assignments: list[Assignment]
    previous: Report | None
    silent: list[Assignment]
    """Those that take no figure, told without inputs: not applicable, or closed."""

    @property
    def is_handed_in(self) -> bool:
        """Whether it is out of its author's hands."""
        return bool(self.report.pk) and not self.report.is_editable

    def form(self, data: Mapping[str, Any] | None = None, files: Any = None) -> ReportForm:
        """The form as it was sent, or as it opens."""
        figures: dict[int, Measurement] = {}
        if self.previous is not None:
            figures = {line.assignment_id: line for line in self.previous.measurements.all()}
        return ReportForm(self.report, self.assignments, figures, data, files)

    def check_start(self, request: OfficerRequest) -> None:
        """Raise StepRefused unless the report is there or may be started."""
        report = self.report
        if not report.pk:
            check_may_start(request.user, report.project, report.department, report.period)


def open_sheet(request: OfficerRequest, code: str, number: int) -> ReportEditor:
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
    return ReportEditor(
        report,
        [item for item in owed if item.is_reported],
        previous_report(report, request.user),
        [item for item in owed if not item.is_reported],
    )


def is_switched(request: OfficerRequest, sheet: ReportEditor) -> bool:
    """Whether a form was opened for another department than the officer acts for by now."""
    own = str(sheet.report.department_id)
    return request.POST.get("department", own) != own


def edit_page(
    request: OfficerRequest,
    sheet: ReportEditor,
    form: ReportForm,
    error: str = "",
    status: int = 200,
    **more: object,
) -> HttpResponse:
    """The page with the form, and what is to be told above it."""
    report = sheet.report
    context = {
        "report": report,
        "form": form,
        "error": error,
        "previous": sheet.previous,
        "answers": answers(sheet.previous),
        "silent": sheet.silent,
        "evidence": report.evidence.all() if report.pk else [],
        "is_handed_in": sheet.is_handed_in,
        "size_limit": SIZE_LIMIT,
        "too_large": TOO_LARGE,
        **more,
    }
    return render(request, "reports/edit/report_edit.html", context, status=status)


def answers(previous: Report | None) -> list[Reply]:
    """What the bureau replied to the problems named the period before."""
    return list(Reply.objects.filter(report=previous).select_related("officer")) if previous else []


def choose_page(
    request: OfficerRequest, sheet: ReportEditor, form: ReportForm, choices: Choices, seen: str
) -> HttpResponse:
    """The page that shows two versions beside each other and asks which one holds."""
    hidden = {name: text for part in form.parts.values() for name, text in part.values.items()}
    context = {
        "report": sheet.report,
        "choices": choices,
        "hidden": hidden | {"opened": form.opened, "copy": request.POST.get("copy", "")},
        "seen": seen,
        "who": saved_by(request, sheet.report),
    }
    return render(request, "reports/edit/report_choose.html", context, status=409)


def saved_by(request: OfficerRequest, report: Report) -> str:
    """Who saved a report last, as told to the officer at its form."""
    return "您在另一个窗口" if report.author_id == request.user.pk else report.author.name


def keep_files(request: OfficerRequest, sheet: ReportEditor, form: ReportForm) -> None:
    """Keep good files of a form that cannot be saved yet: a browser cannot send them back."""
    form.is_valid()
    if not form.cleaned_data.get("files"):
        return
    report = sheet.report
    if not report.pk:
        save_report(report, ReportInput({}, [], 0), request.user, client_ip(request))
        form.go_on_from(report.version, form.opened)
    attach_files(request, sheet, form)


def attach_files(request: OfficerRequest, sheet: ReportEditor, form: ReportForm) -> None:
    """Keep the good files with their report, which is there by now; the form tells of the rest."""
    for file, content_type in form.cleaned_data["files"]:
        try:
            attach(sheet.report, file, content_type, request.user, client_ip(request))
        except (SameFile, NotStored) as refusal:
            form.refuse_file(str(refusal))


def tell_refused_files(request: OfficerRequest, form: ReportForm) -> None:
    """Tell on the next page which files were not kept, and why."""
    for sentence in form.refused_files:
        messages.error(request, sentence)
