"""Delegations (代填、代审): create and end them, start and stop acting for a department."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from departments import actions
from departments.acting import ON_BEHALF_OF
from departments.exceptions import ActionNotAllowed
from departments.forms import DelegationForm
from departments.lists import list_response
from departments.models import Delegation
from departments.permissions import for_readers
from departments.requests import OfficerRequest, client_ip, require_press
from departments.tables import DelegationTable


@require_http_methods(["GET", "POST"])
@for_readers
def delegation_list(request: OfficerRequest) -> HttpResponseBase:
    """代填代审: the delegations, and the form for a new one."""
    if request.method == "GET":
        return _list_page(request, _form(request))
    form = _form(request)
    if form is None or request.user.department is None:
        raise PermissionDenied("只有本部门的填报员或审核人可以移交。")
    if not form.is_valid():
        return _list_page(request, form, status=422)
    details = form.delegate()
    try:
        delegation = actions.delegate(
            request.user.department, details, request.user, client_ip(request)
        )
    except ActionNotAllowed as refusal:
        form.add_error("officer", str(refusal))
        return _list_page(request, form, status=409)
    messages.success(
        request,
        f"{delegation.department}的{delegation.get_duty_display()}已交给{delegation.officer}："
        f"{delegation.days}。",
    )
    return redirect("delegation_list")


def _form(request: OfficerRequest) -> DelegationForm | None:
    """The form for a new delegation; None for officers who may not delegate."""
    if not request.user.may_delegate or request.user.department is None:
        return None
    data = request.POST if request.method == "POST" else None
    return DelegationForm(request.user, timezone.localdate(), data)


def _list_page(
    request: OfficerRequest, form: DelegationForm | None, status: int = 200
) -> HttpResponseBase:
    today = timezone.localdate()
    visible = Delegation.objects.visible_to(request.user)
    in_force = Delegation.objects.in_force(today)
    table = DelegationTable(
        visible.select_related("department", "officer", "delegated_by"),
        today=today,
        in_force=set(in_force.values_list("pk", flat=True)),
        endable=set(visible.endable_by(request.user).not_over(today).values_list("pk", flat=True)),
    )
    own = Delegation.objects.none()
    if not request.user.on_behalf_of:
        own = Delegation.objects.open_to(request.user, today)
    context = {"form": form, "own": list(own)}
    return list_response(request, table, "departments/delegation_list.html", context, status=status)


@require_press
@for_readers
def delegation_end(request: OfficerRequest, pk: int) -> HttpResponse:
    """End a delegation, as its department or as its delegate."""
    visible = Delegation.objects.visible_to(request.user).select_related("department", "officer")
    delegation = get_object_or_404(visible, pk=pk)
    if not visible.endable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied("只有该部门的填报员、审核人或代办人本人可以结束。")
    try:
        actions.take_back(delegation, request.user, client_ip(request))
        messages.success(request, f"已结束：{delegation}。")
    except ActionNotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect("delegation_list")


@require_press
@for_readers
def act_on_behalf(request: OfficerRequest, pk: int) -> HttpResponse:
    """Start acting for a department."""
    delegation = get_object_or_404(
        Delegation.objects.open_to(request.user, timezone.localdate()), pk=pk
    )
    request.session[ON_BEHALF_OF] = delegation.pk
    # As on sign-in: forms open in other windows belong to the officer's former role.
    rotate_token(request)
    actions.note_switch("开始", delegation, request.user, client_ip(request))
    return redirect("home")


@require_press
@for_readers
def act_as_oneself(request: OfficerRequest) -> HttpResponse:
    """Stop acting for a department."""
    delegation = request.user.on_behalf_of
    if delegation is not None:
        del request.session[ON_BEHALF_OF]
        rotate_token(request)
        actions.note_switch("停止", delegation, request.user, client_ip(request))
    return redirect("home")
