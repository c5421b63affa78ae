"""The filling form of a period: download, fill offline, upload.

An upload is read and previewed, and only then imported.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import Department
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip
from reports.excel_form.actions import import_reports
from reports.excel_form.copies import Copies, copies_in, keep_chosen
from reports.excel_form.parse import read_form
from reports.excel_form.preview_token import Preview, SourceFile, seal, unseal
from reports.excel_form.validate import Checked, check_form
from reports.excel_form.write import file_name, form_workbook
from reports.fillable import Fillable, fillable_reports
from reports.models import Period
from spreadsheets.archive import FileRefused
from uploads.checking import NAME_LIMIT, check_received
from uploads.kinds import SIZE_LIMIT, XLSX, accept

NUMBER_DIGITS = 4
EMPTY = "这个文件是空的，请检查后重新选择。"
TOO_LARGE = "文件超过 20 MB。填报表通常不到 1 MB，请删去贴入的图片等内容后再上传。"
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


class FilledForm(forms.Form):
    """One .xlsx file; its content is read elsewhere."""

    file = forms.FileField(
        label="填好的填报表（.xlsx）",
        widget=forms.FileInput(attrs={"accept": accept([XLSX])}),
        error_messages={"required": "请选择填好的填报表。", "empty": EMPTY},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse a file that did not arrive or is too large, before reading it."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        check_received(file)
        if (file.size or 0) > SIZE_LIMIT:
            raise forms.ValidationError(TOO_LARGE)
        return file


@dataclass(frozen=True, slots=True)
class FormImport:
    """Who downloads or uploads a form, for which department and period."""

    request: OfficerRequest
    department: Department
    period: Period

    def fillables(self, number: int | None = None) -> list[Fillable]:
        return fillable_reports(self.request.user, self.department, self.period, number)

    def refusal(self, owed: Sequence[Fillable]) -> HttpResponse | None:
        """The page that explains why there is nothing to fill in; None when there is."""
        if any(not fillable.refusal for fillable in owed):
            return None
        sentence = f"本部门在{self.period.label}没有需要填报的项目。"
        if owed:
            done = f"{self.period.label}的报告都已提交，现在没有可以填写的内容。"
            sentence = owed[0].closed or done
        context = {"title": "现在不能填报", "sentence": sentence}
        return render(self.request, "tracker/refused.html", context, status=409)

    def upload_page(self, form: FilledForm) -> HttpResponse:
        return self._page("import.html", 422 if form.is_bound else 200, form=form)

    def choice_page(
        self, preview: Preview, copies: Sequence[Copies], error: str = ""
    ) -> HttpResponse:
        """The page to choose between differing sheets; nothing is checked yet."""
        return self._sealed_page("sheets.html", preview, error, copies=copies)

    def preview_page(self, preview: Preview, checked: Checked, error: str = "") -> HttpResponse:
        """The page that shows what would be written and what not; nothing is written yet."""
        current = replace(preview, announced=checked.announced)
        return self._sealed_page("preview.html", current, error, checked=checked)

    def _sealed_page(
        self, template: str, preview: Preview, error: str, **more: object
    ) -> HttpResponse:
        sealed = seal(preview, self.request.user, self.department, self.period)
        status = 409 if error else 200
        return self._page(
            template, status, source=preview.source, sealed=sealed, error=error, **more
        )

    def _page(self, template: str, status: int, **more: object) -> HttpResponse:
        context = {"period": self.period, "department": self.department, **more}
        return render(self.request, f"reports/excel_form/{template}", context, status=status)


def _form_import(request: OfficerRequest, code: str) -> FormImport:
    period = get_object_or_404(Period, code=code)
    if request.user.department is None:
        raise Http404("no department")
    return FormImport(request, request.user.department, period)


@require_GET
@requires(Capability.REPORT)
def excel_form(request: OfficerRequest, code: str) -> HttpResponse | FileResponse:
    """Send the form of all the department's reports of a period, or of one ``?project=3``."""
    form_import = _form_import(request, code)
    number = _number(request.GET.get("project", ""))
    owed = form_import.fillables(number)
    if number is not None and not owed:
        raise Http404("not this department's project")
    return form_import.refusal(owed) or FileResponse(
        form_workbook(owed, form_import.department, form_import.period),
        as_attachment=True,
        filename=file_name(form_import.department, form_import.period, number),
    )


def _number(text: str) -> int | None:
    """A project's number; None without a text."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS):
        raise Http404("no project has this number")
    return int(text)


@require_http_methods(["GET", "POST"])
@requires(Capability.REPORT)
def excel_import(request: OfficerRequest, code: str) -> HttpResponse:
    """Upload a filled form, preview its changes, and import them once the officer confirms."""
    form_import = _form_import(request, code)
    if "sealed" in request.POST:
        return _confirmed(form_import)
    owed = form_import.fillables()
    if refusal := form_import.refusal(owed):
        return refusal
    if request.method == "GET":
        return form_import.upload_page(FilledForm())
    return _uploaded(form_import, owed)


def _uploaded(form_import: FormImport, owed: Sequence[Fillable]) -> HttpResponse:
    form = FilledForm(form_import.request.POST, form_import.request.FILES)
    if not form.is_valid():
        return form_import.upload_page(form)
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        filled = read_form(content, form_import.department, form_import.period)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return form_import.upload_page(form)
    name = (file.name or "")[:NAME_LIMIT]
    preview = Preview(filled, SourceFile(name, hashlib.sha256(content).hexdigest()), "")
    if copies := copies_in(filled):
        return form_import.choice_page(preview, copies)
    checked = check_form(filled, owed)
    if not checked.total:
        form.add_error("file", NOTHING_TYPED)
        for item in checked.unread:
            form.add_error("file", str(item))
        return form_import.upload_page(form)
    return form_import.preview_page(preview, checked)


def _confirmed(form_import: FormImport) -> HttpResponse:
    """Import what the preview showed, or show the preview again if it is outdated."""
    data = form_import.request.POST
    try:
        preview = unseal(
            data["sealed"], form_import.request.user, form_import.department, form_import.period
        )
    except FileRefused as refusal:
        form = FilledForm(data, form_import.request.FILES)
        form.errors.clear()
        form.add_error("file", str(refusal))
        return form_import.upload_page(form)
    copies = copies_in(preview.filled)
    return _chosen(form_import, preview, copies) if copies else _checked(form_import, preview)


def _checked(form_import: FormImport, preview: Preview) -> HttpResponse:
    """Import a preview that is still valid, if the officer knows what is not read."""
    data = form_import.request.POST
    owed = form_import.fillables()
    checked = check_form(preview.filled, owed)
    if checked.unread and "knows_unread" not in data:
        return form_import.preview_page(preview, checked, NOT_READ)
    chosen = checked
    if "prefers_file" in data:
        chosen = check_form(preview.filled, owed, prefers_file=True)
    submits = data.get("choice") == "submit"
    if not (chosen.to_write or (submits and chosen.to_submit)):
        if chosen.refused:
            messages.warning(form_import.request, NOTHING_WRITTEN.format(chosen.refused))
        else:
            messages.info(form_import.request, NOTHING_LEFT)
        return redirect("worklist")
    if checked.announced != preview.announced:
        return form_import.preview_page(preview, checked, CHANGED_SINCE)
    return _import(form_import, preview, chosen, submits=submits)


def _chosen(form_import: FormImport, preview: Preview, copies: Sequence[Copies]) -> HttpResponse:
    sheets = {item.kind: form_import.request.POST.get(f"sheet-{item.kind}", "") for item in copies}
    if any(sheets[item.kind] not in item.filled for item in copies):
        return form_import.choice_page(preview, copies, NOT_CHOSEN)
    settled = replace(preview, filled=keep_chosen(preview.filled, copies, sheets))
    return form_import.preview_page(settled, check_form(settled.filled, form_import.fillables()))


def _import(
    form_import: FormImport, preview: Preview, chosen: Checked, *, submits: bool
) -> HttpResponse:
    request, whose = form_import.request, (form_import.department, form_import.period)
    try:
        import_reports(
            chosen, preview.source, request.user, whose, client_ip(request), submits=submits
        )
    except (EditConflict, ActionNotAllowed) as refusal:
        checked = check_form(preview.filled, form_import.fillables())
        return form_import.preview_page(preview, checked, f"{refusal}{CHANGED_SINCE}")
    submitted = chosen.to_submit if submits else []
    number = len(chosen.to_write) + sum(finding.entry is None for finding in submitted)
    handed_in = f"，其中 {len(submitted)} 份已提交，等待单位审核" if submitted else "，保存为草稿"
    messages.success(request, f"已导入 {number} 份报告{handed_in}。")
    if chosen.refused:
        messages.warning(
            request,
            f"有问题的 {chosen.refused} 行没有导入。请在填报表里改好后再导入，或在网页上填写。",
        )
    for item in chosen.unread:
        messages.warning(request, str(item))
    return redirect("worklist")
