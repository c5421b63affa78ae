"""会议材料: list, show, make and withdraw bulletins."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from bulletins import actions
from bulletins.document import aggregate
from bulletins.document.build import document_of, seen_by
from bulletins.document.frozen import BulletinDocument
from bulletins.document.serialize import dumps, sha256
from bulletins.filters import BulletinFilter
from bulletins.forms import BulletinForm, OtherBulletinForm, WithdrawalForm
from bulletins.models import Bulletin, BulletinDamaged
from bulletins.sending import distribute, receipts_of
from bulletins.tables import BulletinTable
from bulletins.views.export import counties_archive, export_form, refused, sent
from dashboards.as_of import plan_data_or_404
from dashboards.snapshots.cache import snapshots_for
from departments.lists import list_response
from departments.models import Officer
from departments.permissions import Capability, for_readers, requires
from departments.requests import OfficerRequest, client_ip, require_press
from projects.models import Plan

CHANGED = "在您查看之后数据有了变化，下面是最新的。请核对后再按一次“制作”。"


@require_GET
@for_readers
def bulletin_list(request: OfficerRequest) -> HttpResponseBase:
    """会议材料: all of them, the newest first: ``table``, ``filter``."""
    visible = Bulletin.objects.visible_to(request.user).listed()
    shown = BulletinFilter(request.GET, visible)
    table = BulletinTable(shown.qs)
    context = {"filter": shown}
    return list_response(request, table, "bulletins/bulletin_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Capability.MAKE_BULLETINS)
def bulletin_new(request: OfficerRequest) -> HttpResponse:
    """Make a bulletin: choose day and number, see what will be frozen, confirm."""
    plan_data, _ = plan_data_or_404()
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else request.GET
    form = BulletinForm(plan_data.plan, today, data)
    page: dict[str, Any] = {"form": form, "year": today.year, "plan": plan_data.plan}
    form.is_valid()
    on: date | None = form.cleaned_data.get("on")
    if on is None:
        return _new_page(request, page, status=422)
    try:
        before = Bulletin.objects.document_before(plan_data.plan, on)
    except BulletinDamaged as damage:
        return _new_page(request, page | {"error": str(damage)}, status=409)
    document = document_of(snapshots_for(plan_data, [on])[on], request.user, before)
    page |= _preview(document)
    if form.errors:
        return _new_page(request, page, status=422)
    if request.method == "GET":
        return _new_page(request, page)
    return _make(request, page, plan_data.plan, document)


def _preview(document: BulletinDocument) -> dict[str, Any]:
    """What will be frozen: ``document``, ``city``, ``changes`` by kind, ``seen`` (its digest)."""
    return {
        "document": document,
        "city": document.count(),
        "changes": document.change_groups,
        "seen": sha256(dumps(document)),
    }


def _make(
    request: OfficerRequest, page: dict[str, Any], plan: Plan, document: BulletinDocument
) -> HttpResponse:
    if request.POST.get("seen") != page["seen"]:
        return _new_page(request, page | {"error": CHANGED}, status=409)
    number: int = page["form"].cleaned_data["number"]
    try:
        bulletin = actions.make_bulletin(plan, number, document, request.user, client_ip(request))
    except actions.BulletinRefused as refusal:
        return _new_page(request, page | {"error": str(refusal)}, status=409)
    messages.success(request, f"{bulletin}已制作，内容从此不再改变。")
    return redirect("bulletin_detail", year=bulletin.year, number=bulletin.number)


def _new_page(request: OfficerRequest, page: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "bulletins/bulletin_new.html", page, status=status)


@require_GET
@for_readers
def bulletin_detail(request: OfficerRequest, year: int, number: int) -> HttpResponse:
    return detail_page(request, asked_bulletin(request, year, number))


@require_GET
@for_readers
def bulletin_download(request: OfficerRequest, year: int, number: int) -> HttpResponseBase:
    """A bulletin's workbook, whole or in part, with the texts the user may read."""
    bulletin = bulletin_to_take(request, year, number, "下载")
    try:
        document = bulletin.document()
    except BulletinDamaged as damage:
        return refused(request, damage)
    there = reverse("bulletin_detail", args=(year, number))
    return sent(request, document, f"会议材料_{bulletin}", there)


@require_GET
@for_readers
def bulletin_parts(request: OfficerRequest, year: int, number: int) -> HttpResponseBase:
    """One archive with a workbook for each county."""
    bulletin = bulletin_to_take(request, year, number, "下载")
    try:
        document = bulletin.document()
    except BulletinDamaged as damage:
        return refused(request, damage)
    return FileResponse(
        counties_archive(seen_by(document, request.user)),
        as_attachment=True,
        filename=f"会议材料_{bulletin}_按县区.zip",
    )


def bulletin_to_take(request: OfficerRequest, year: int, number: int, action: str) -> Bulletin:
    """The bulletin at this address; 403, with the ``action`` in words, if it may not be had."""
    bulletin = asked_bulletin(request, year, number)
    if not may_download(bulletin, request.user):
        raise PermissionDenied(f"这一期已撤回，只有市教育局审核人员可以{action}。")
    return bulletin


def may_download(bulletin: Bulletin, user: Officer) -> bool:
    """Whether an officer may download a bulletin. One query."""
    return Bulletin.objects.downloadable_by(user).filter(pk=bulletin.pk).exists()


def asked_bulletin(request: OfficerRequest, year: int, number: int) -> Bulletin:
    """The bulletin at this address, with names and content loaded; 404 without one. One query."""
    visible = Bulletin.objects.visible_to(request.user).filter(year=year, number=number)
    bulletin = visible.select_related("made_by", "withdrawal__officer").order_by("plan").first()
    if bulletin is None:
        raise Http404("没有这一期会议材料。")
    return bulletin


def detail_page(
    request: OfficerRequest, bulletin: Bulletin, status: int = 200, **forms: Any
) -> HttpResponse:
    """A bulletin's page; ``forms`` may replace ``withdrawal_form``.

    An invalid download request is redirected here, where the form shows its errors. Context:
    ``document`` with its ``city``, ``counties``, ``rows`` and ``changes``, or ``damage`` where
    the stored content is not what was frozen; ``other_form``, ``export_form``; for those who may
    make bulletins ``receipts``.
    """
    context: dict[str, Any] = {
        "bulletin": bulletin,
        "other_form": OtherBulletinForm(others(request, bulletin)),
        "can_download": may_download(bulletin, request.user),
        "withdrawal_form": None,
    }
    if request.user.can(Capability.MAKE_BULLETINS):
        context["receipts"] = receipts_of(bulletin)
        if not bulletin.is_withdrawn:
            context["withdrawal_form"] = WithdrawalForm()
    try:
        document = bulletin.document()
        context |= _frozen(document)
        context["export_form"] = form = export_form(
            request, document.departments, document.projects
        )
        status = 422 if form.errors else status
    except BulletinDamaged as damage:
        context |= {"damage": str(damage), "can_download": False}
    return render(request, "bulletins/bulletin_detail.html", context | forms, status=status)


def _frozen(document: BulletinDocument) -> dict[str, Any]:
    return {
        "document": document,
        "city": document.count(),
        "counties": aggregate.of_counties(document),
        "rows": aggregate.matrix(document),
        "changes": document.change_groups,
    }


def others(request: OfficerRequest, bulletin: Bulletin) -> list[Bulletin]:
    """The plan's other bulletins, the newest first. One query."""
    visible = Bulletin.objects.visible_to(request.user).listed()
    return list(visible.filter(plan=bulletin.plan_id).exclude(pk=bulletin.pk))


@require_press
@requires(Capability.MAKE_BULLETINS)
def bulletin_distribute(request: OfficerRequest, year: int, number: int) -> HttpResponse:
    """Tell the counties' officers that a bulletin is there."""
    bulletin = asked_bulletin(request, year, number)
    try:
        sent = distribute(bulletin, bulletin.document(), request.user, client_ip(request))
        messages.success(request, f"{bulletin}已分送 {sent} 人，下面可以看到谁已阅读。")
    except (BulletinDamaged, actions.BulletinRefused) as refusal:
        messages.error(request, str(refusal))
    return redirect("bulletin_detail", year=year, number=number)


@require_press
@requires(Capability.MAKE_BULLETINS)
def bulletin_withdraw(request: OfficerRequest, year: int, number: int) -> HttpResponse:
    """Withdraw a bulletin, with a reason."""
    bulletin = asked_bulletin(request, year, number)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return detail_page(request, bulletin, 422, withdrawal_form=form)
    try:
        reason = form.cleaned_data["reason"]
        actions.withdraw(bulletin, request.user, reason, client_ip(request))
    except actions.BulletinRefused as refusal:
        messages.error(request, str(refusal))
        current = asked_bulletin(request, year, number)
        return detail_page(request, current, 409, withdrawal_form=form)
    messages.success(request, f"{bulletin}已撤回。")
    return redirect("bulletin_detail", year=year, number=number)
