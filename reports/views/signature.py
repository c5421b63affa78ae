"""报送签章单: print it, and check the code of a printed one."""

from re import Match

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from departments.form_fields import TextField
from departments.models import Department
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from reports.models import Period, Report
from reports.signature_sheet import ALL, CODE, SignatureSheet

LONGEST = 80
UNREADABLE = (
    "核验码不完整。请照签章单末尾的核验码填写，形如 2026-10/puning/all/K7Q2-M9XD-4TRA"
    "（不分大小写）。"
)


@require_GET
@for_readers
def signature_sheet(request: OfficerRequest, code: str, department: str) -> HttpResponse:
    """The sheet of the reports that the officer may open; with ``?project=3`` of one. 7 queries."""
    period = get_object_or_404(Period, code=code)
    of = get_object_or_404(Department, code=department)
    number = request.GET.get("project", "")
    project = int(number) if number.isdecimal() and len(number) <= len(ALL) else None
    sheet = SignatureSheet.of(Report.objects.visible_to(request.user), of, period, project)
    if not sheet.reports:
        raise Http404("这个报告期没有您可以打开的已提交报告。")
    context = {"sheet": sheet, "signed": sheet.signed(), "today": timezone.localdate()}
    return render(request, "reports/signature/sheet.html", context)


class CodeForm(forms.Form):
    code = TextField(label="核验码", max_length=LONGEST)

    def clean_code(self) -> Match[str]:
        """The parts of the code, as ``CODE`` names them."""
        typed = "".join(str(self.cleaned_data["code"]).split()).replace("／", "/")
        parts = CODE.fullmatch(typed)
        if parts is None:
            raise forms.ValidationError(UNREADABLE)
        return parts


@require_GET
@for_readers
def signature_check(request: OfficerRequest) -> HttpResponse:
    """Say whether the reports still say what a printed sheet with a code said.

    Every officer may ask, since a code tells nothing that its sheet does not; the reports are
    listed as far as the officer may open them.
    """
    form = CodeForm(request.GET if "code" in request.GET else None)
    sheet = _sheet(form.cleaned_data["code"]) if form.is_valid() else None
    keys = [report.pk for report in sheet.reports] if sheet else []
    readable = Report.objects.visible_to(request.user).filter(pk__in=keys)
    context = {
        "form": form,
        "sheet": sheet,
        "is_checked": form.is_bound and not form.errors,
        "readable": set(readable.values_list("pk", flat=True)),
    }
    return render(request, "reports/signature/check.html", context)


def _sheet(parts: Match[str]) -> SignatureSheet | None:
    """The sheet as it would be printed now, None unless it has this very code."""
    period = Period.objects.filter(code=parts["period"].upper()).first()
    department = Department.objects.filter(code__iexact=parts["department"]).first()
    if period is None or department is None:
        return None
    project = None if parts["project"] == ALL else int(parts["project"])
    sheet = SignatureSheet.of(Report.objects.all(), department, period, project)
    return sheet if sheet.reports and sheet.has(parts["digest"]) else None
