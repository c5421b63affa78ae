"""Bringing a filled form back: read, shown, and only then written."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from departments.exceptions import Conflict, StepRefused
from departments.models import Department
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip
from reports.actions.import_reports import Incoming, SourceFile, import_reports
from reports.excel_form.copies import Copies, copies_in, keep_chosen
from reports.excel_form.findings import Checked
from reports.excel_form.parse import read_form
from reports.excel_form.preview_token import Preview, seal, unseal
from reports.excel_form.validate import check_form
from reports.fillable import Fillable, fillable_reports
from reports.forms.excel_upload import FilledForm
from reports.models import Period
from reports.views.excel_form import nothing_to_fill, own_department, refused
from spreadsheets.archive import FileRefused
from uploads.checking import NAME_LIMIT

NOTHING_TYPED = "填报表里没有填写任何内容。请填写浅黄色的格，保存后再上传。"
CHANGED_SINCE = "预览之后，系统里的报告有了变化。以下是按最新情况重新核对的结果，请再确认一次。"
NOTHING_LEFT = "文件里的内容已在系统中，没有需要写入的。"
NOTHING_WRITTEN = (
    "没有写入任何内容：{} 行有问题，没有导入。请在填报表里改好后再导入，或在网页上填写。"
)
NOT_READ = (
    "文件里有没有读取的内容。请看清下面列出的各处，勾选“我已知道”后再导入，或改好文件重新上传。"
)
NOT_CHOSEN = "请为每一组选定一张工作表。"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who brings a form back, for which department and period."""

    request: OfficerRequest
    department: Department
    period: Period

    def fillables(self) -> list[Fillable]:
        """What the department reports, as it stands now."""
        return fillable_reports(self.request.user, self.department, self.period)

    def upload_page(self, form: FilledForm) -> HttpResponse:
        """Where a file is chosen."""
        context = {"form": form, "period": self.period, "department": self.department}
        status = 422 if form.is_bound else 200
        return render(self.request, "reports/excel_form/import.html", context, status=status)

    def choice_page(
        self, preview: Preview, copies: Sequence[Copies], error: str = ""
    ) -> HttpResponse:
        """Which of several sheets that differ is to be read; nothing is checked yet."""
        context = {
            "copies": copies,
            "source": preview.source,
            "sealed": seal(preview, self.request.user, self.department, self.period),
            "error": error,
            "period": self.period,
            "department": self.department,
        }
        status = 409 if error else 200
        return render(self.request, "reports/excel_form/sheets.html", context, status=status)

    def preview_page(self, preview: Preview, checked: Checked, error: str = "") -> HttpResponse:
        """What would be written and what not; nothing is written yet."""
        told = replace(preview, announced=checked.announced)
        whose = self.request.user, self.department, self.period
        context = {
            "checked": checked,
            "source": preview.source,
            "sealed": seal(told, *whose),
            "error": error,
            "period": self.period,
            "department": self.department,
        }
        status = 409 if error else 200
        return render(self.request, "reports/excel_form/preview.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(Capability.REPORT)
def excel_import(request: OfficerRequest, code: str) -> HttpResponse:
    """Take a filled form, show what it would change, and write that on the officer's word."""
    period = get_object_or_404(Period, code=code)
    desk = Desk(request, own_department(request), period)
    if "sealed" in request.POST:
        return _confirmed(desk)
    owed = desk.fillables()
    refusal = nothing_to_fill(owed, period)
    if refusal:
        return refused(request, refusal)
    if request.method == "GET":
        return desk.upload_page(FilledForm())
    return _uploaded(desk, owed)


def _uploaded(desk: Desk, owed: Sequence[Fillable]) -> HttpResponse:
    form = FilledForm(desk.request.POST, desk.request.FILES)
    if not form.is_valid():
        return desk.upload_page(form)
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        filled = read_form(content, desk.department, desk.period)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return desk.upload_page(form)
    name = (file.name or "")[:NAME_LIMIT]
    preview = Preview(filled, SourceFile(name, hashlib.sha256(content).hexdigest(), 0), "")
    copies = copies_in(filled)
    if copies:
        return desk.choice_page(preview, copies)
    checked = check_form(filled, owed)
    if not checked.total:
        form.add_error("file", NOTHING_TYPED)
        for item in checked.unread:
            form.add_error("file", str(item))
        return desk.upload_page(form)
    return desk.preview_page(preview, checked)


def _confirmed(desk: Desk) -> HttpResponse:
    """Write what the preview announced, or show the preview again when it no longer holds."""
    sent = desk.request.POST
    try:
        preview = unseal(sent["sealed"], desk.request.user, desk.department, desk.period)
    except FileRefused as refusal:
        form = FilledForm(sent, desk.request.FILES)
        form.errors.clear()
        form.add_error("file", str(refusal))
        return desk.upload_page(form)
    copies = copies_in(preview.filled)
    return _chosen(desk, preview, copies) if copies else _checked(desk, preview)


def _checked(desk: Desk, preview: Preview) -> HttpResponse:
    """Write what still holds of a preview, if the officer knows what is not read."""
    sent = desk.request.POST
    owed = desk.fillables()
    checked = check_form(preview.filled, owed)
    if checked.unread and "knows_unread" not in sent:
        return desk.preview_page(preview, checked, NOT_READ)
    is_as_told = checked.announced == preview.announced
    if "prefers_file" in sent:
        chosen = check_form(preview.filled, owed, prefers_file=True)
    else:
        chosen = checked
    incoming = _incoming(chosen, submits=sent.get("choice") == "submit")
    if not incoming:
        if chosen.refused:
            messages.warning(desk.request, NOTHING_WRITTEN.format(chosen.refused))
        else:
            messages.info(desk.request, NOTHING_LEFT)
        return redirect("worklist")
    if not is_as_told:
        return desk.preview_page(preview, checked, CHANGED_SINCE)
    return _import(desk, preview, chosen, incoming)


def _chosen(desk: Desk, preview: Preview, copies: Sequence[Copies]) -> HttpResponse:
    """The preview of the sheets that were chosen."""
    sheets = {item.kind: desk.request.POST.get(f"sheet-{item.kind}", "") for item in copies}
    if any(sheets[item.kind] not in item.filled for item in copies):
        return desk.choice_page(preview, copies, NOT_CHOSEN)
    settled = replace(preview, filled=keep_chosen(preview.filled, copies, sheets))
    return desk.preview_page(settled, check_form(settled.filled, desk.fillables()))


def _incoming(checked: Checked, *, submits: bool) -> list[Incoming]:
    """What is written or handed in; reports without either are left out."""
    found = [
        Incoming(finding.fillable.report, finding.entry, submits and finding.can_submit)
        for finding in checked.shown
    ]
    return [item for item in found if item.entry or item.submits]


def _import(
    desk: Desk, preview: Preview, chosen: Checked, incoming: Sequence[Incoming]
) -> HttpResponse:
    request = desk.request
    source = replace(preview.source, rows=chosen.accepted, unread=chosen.unread_rows)
    try:
        import_reports(
            incoming, source, request.user, (desk.department, desk.period), client_ip(request)
        )
    except (Conflict, StepRefused) as refusal:
        checked = check_form(preview.filled, desk.fillables())
        return desk.preview_page(preview, checked, f"{refusal}{CHANGED_SINCE}")
    submitted = sum(item.submits for item in incoming)
    handed_in = f"，其中 {submitted} 份已提交，等待单位审核" if submitted else "，保存为草稿"
    messages.success(request, f"已导入 {len(incoming)} 份报告{handed_in}。")
    if chosen.refused:
        messages.warning(
            request,
            f"有问题的 {chosen.refused} 行没有导入。请在填报表里改好后再导入，或在网页上填写。",
        )
    for item in chosen.unread:
        messages.warning(request, str(item))
    return redirect("worklist")
