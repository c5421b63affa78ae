"""Workbooks to download: which part of the contents, and which sheets."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bulletins.document.build import document_of, seen_by
from bulletins.document.frozen import BulletinDocument, ProjectText
from bulletins.document.narrow import of_department, of_project
from bulletins.forms import ExportForm
from bulletins.models import Bulletin, BulletinDamaged
from bulletins.workbook.summary import ALL, SHEETS, summary_workbook
from dashboards.as_of import get_snapshot, get_snapshots
from dashboards.snapshots.target_status import DepartmentInfo
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from projects.models import Project

NAMES = {key: name for key, (name, _) in SHEETS.items()}
FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "_"))
"""Characters that file names cannot have."""


@require_GET
@for_readers
def summary_export(request: OfficerRequest) -> HttpResponse:
    """导出: choose a part of the day's workbook: ``export_form``."""
    snapshot, context = get_snapshot(request)
    form = export_form(request, snapshot.department_infos, snapshot.projects)
    context["export_form"] = form
    status = 422 if form.errors else 200
    return render(request, "bulletins/summary/summary_export.html", context, status=status)


@require_GET
@for_readers
def summary_download(request: OfficerRequest) -> HttpResponseBase:
    """The Excel summary of the requested day, compared with the bulletin before.

    The figures of the last month end stand beside the day's.
    """
    days, _ = get_snapshots(request, 1)
    snapshot = days[-1]
    try:
        before = Bulletin.objects.document_before(snapshot.plan, snapshot.on)
    except BulletinDamaged as damage:
        return refused(request, damage)
    month_before = days[0] if len(days) > 1 else None
    document = document_of(snapshot, request.user, before, month_before=month_before)
    return sent(
        request, document, f"项目进展汇总表_{snapshot.on:%Y-%m-%d}", reverse("summary_export")
    )


def export_form(
    request: OfficerRequest,
    departments: Iterable[DepartmentInfo],
    projects: Iterable[Project | ProjectText],
) -> ExportForm:
    """The form filled in from the address; it offers the officer's own department first."""
    department = request.user.department
    own = department.code if department else ""
    return ExportForm(departments, projects, NAMES, request.GET, own)


def sent(
    request: OfficerRequest, document: BulletinDocument, name: str, there: str
) -> HttpResponseBase:
    """The requested workbook, with the texts the user may read; redirects to ``there`` on errors.

    ``name`` is the start of the file's name; the chosen part is appended.
    """
    form = export_form(request, document.departments, document.projects)
    if not form.is_valid():
        return redirect(f"{there}?{request.GET.urlencode()}#export")
    part = _narrowed(seen_by(document, request.user), form.cleaned_data["of"])
    file = summary_workbook(part, form.cleaned_data["sheets"] or ALL)
    whole = "全市" if document.issue else ""
    file_name = "_".join(filter(None, (name, part.about or whole))).translate(FORBIDDEN)
    return FileResponse(file, as_attachment=True, filename=f"{file_name}.xlsx")


def counties_archive(document: BulletinDocument) -> BytesIO:
    """A ZIP file with the workbook of each county; the same document gives the same bytes."""
    archive = BytesIO()
    made = (document.on.year, document.on.month, document.on.day, 0, 0, 0)
    with ZipFile(archive, "w", ZIP_DEFLATED) as parts:
        for county in document.counties:
            part = of_department(document, county.code)
            name = "_".join(filter(None, (document.issue or f"{document.on}", part.about)))
            entry = ZipInfo(f"{name.translate(FORBIDDEN)}.xlsx", made)
            parts.writestr(entry, summary_workbook(part, ALL).getvalue())
    archive.seek(0)
    return archive


def _narrowed(document: BulletinDocument, key: str) -> BulletinDocument:
    """The whole document, or its part for the department or project in ``ExportForm.of``."""
    if not key:
        return document
    if key in document.department_by_code:
        return of_department(document, key)
    return of_project(document, int(key.removeprefix(ExportForm.PROJECT)))


def refused(request: OfficerRequest, damage: BulletinDamaged) -> HttpResponse:
    """The page that explains why there is no workbook."""
    context = {"title": "会议材料已损坏", "sentence": str(damage)}
    return render(request, "tracker/refused.html", context, status=409)
