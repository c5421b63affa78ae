"""较上次变化 of any two bulletins: a page, and a sheet to download."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from bulletins.forms import OtherBulletinForm
from bulletins.models import Bulletin, BulletinDamaged
from bulletins.views.bulletins import asked_bulletin, others
from bulletins.views.export import refused
from bulletins.workbook.summary import summary_workbook
from dashboards.changes.compare import compare, grouped
from dashboards.snapshots.lamp_counts import compared
from departments.models import Department
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from projects.models import Target

SHEET = ("changes",)


@require_GET
@for_readers
def bulletin_changes(request: OfficerRequest, year: int, number: int) -> HttpResponse:
    """Any two bulletins (``?with=2026-10``), the earlier day first.

    Context: ``before``, ``now`` (contents), ``groups``, ``assignment_groups``, ``lamps``,
    ``linked`` (the targets and departments that still have a page), ``sheet`` (the download's
    address, empty unless the user may download both).
    """
    bulletin = asked_bulletin(request, year, number)
    form = OtherBulletinForm(others(request, bulletin), request.GET or None)
    context: dict[str, Any] = {"bulletin": bulletin, "other_form": form}
    if form.chosen is None:
        status = 422 if form.is_bound else 200
        return render(request, "bulletins/bulletin_changes.html", context, status=status)
    pair = _in_order(bulletin, form.chosen)
    try:
        before, now = (item.document() for item in pair)
    except BulletinDamaged as damage:
        context |= {"damage": str(damage)}
        return render(request, "bulletins/bulletin_changes.html", context, status=409)
    comparison = compare(before, now)
    context |= {
        "before": before,
        "now": now,
        "comparison": comparison,
        "groups": comparison.groups,
        "assignment_groups": grouped(comparison.assignments),
        "lamps": compared(before.count(), now.count()),
        "now_query": f"?as_of={now.on:%Y-%m-%d}",
        "linked": _linked(bulletin.plan_id),
        "sheet": _sheet(request, bulletin, form.chosen),
    }
    return render(request, "bulletins/bulletin_changes.html", context)


@require_GET
@for_readers
def bulletin_changes_download(request: OfficerRequest, year: int, number: int) -> HttpResponseBase:
    """The same as a workbook with one sheet; redirects to the page if no other is chosen."""
    bulletin = asked_bulletin(request, year, number)
    chosen = OtherBulletinForm(others(request, bulletin), request.GET or None).chosen
    if chosen is None:
        page = reverse("bulletin_changes", args=(year, number))
        return redirect(f"{page}?{request.GET.urlencode() or 'with='}")
    if not _sheet(request, bulletin, chosen):
        raise PermissionDenied("其中一期已撤回，只有市教育局审核人员可以下载。")
    pair = _in_order(bulletin, chosen)
    try:
        before, now = (item.document() for item in pair)
    except BulletinDamaged as damage:
        return refused(request, damage)
    file = summary_workbook(replace(now, changes=compare(before, now, before.issue)), SHEET)
    return FileResponse(file, as_attachment=True, filename=f"变化_{pair[0]}至{pair[1]}.xlsx")


def _in_order(*pair: Bulletin) -> list[Bulletin]:
    """Sorted by day, the earlier first."""
    return sorted(pair, key=lambda item: (item.on, item.made_at))


def _sheet(request: OfficerRequest, bulletin: Bulletin, chosen: Bulletin) -> str:
    """The sheet's address; empty unless the user may download both bulletins. One query."""
    pair = {bulletin.pk, chosen.pk}
    if Bulletin.objects.downloadable_by(request.user).filter(pk__in=pair).count() < len(pair):
        return ""
    address = reverse("bulletin_changes_download", args=(bulletin.year, bulletin.number))
    return f"{address}?with={chosen.year}-{chosen.number}"


def _linked(plan: int) -> set[object]:
    """The targets, as project and number, and departments, by code, that exist today."""
    targets = Target.objects.filter(project__plan=plan, ended_on=None)
    codes = Department.objects.values_list("code", flat=True)
    return {*targets.values_list("project__number", "number"), *codes}
