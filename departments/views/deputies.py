"""Deputies: hand one's post over, take it back, act for a department and be oneself again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from departments import actions
from departments.forms import HandOverForm
from departments.lists import list_response
from departments.middleware import ACTING_FOR
from departments.models import Deputy
from departments.permissions import for_readers
from departments.requests import OfficerRequest, address, require_press
from departments.tables import DeputyTable


@require_http_methods(["GET", "POST"])
@for_readers
def deputy_list(request: OfficerRequest) -> HttpResponseBase:
    """代填: who stands in for whom, and the form to hand one's own post over."""
    if request.method == "GET":
        return _list_page(request, _form(request))
    form = _form(request)
    if form is None or request.user.department is None:
        raise PermissionDenied("只有本部门的填报员或审核人可以移交填报。")
    if not form.is_valid():
        return _list_page(request, form, status=422)
    wanted = form.hand_over()
    try:
        deputy = actions.hand_over(request.user.department, wanted, request.user, address(request))
    except actions.Refused as refusal:
        form.add_error("officer", str(refusal))
        return _list_page(request, form, status=409)
    messages.success(request, f"{deputy.department}的填报已交给{deputy.officer}：{deputy.days}。")
    return redirect("deputy_list")


def _form(request: OfficerRequest) -> HandOverForm | None:
    """The form to hand over with, for those who may."""
    if not request.user.may_hand_over or request.user.department is None:
        return None
    data = request.POST if request.method == "POST" else None
    return HandOverForm(request.user.department, timezone.localdate(), data)


def _list_page(
    request: OfficerRequest, form: HandOverForm | None, status: int = 200
) -> HttpResponseBase:
    today = timezone.localdate()
    visible = Deputy.objects.visible_to(request.user)
    in_force = Deputy.objects.in_force(today)
    table = DeputyTable(
        visible.select_related("department", "officer", "handed_by"),
        today=today,
        in_force=set(in_force.values_list("pk", flat=True)),
        endable=set(visible.endable_by(request.user).not_over(today).values_list("pk", flat=True)),
    )
    own = Deputy.objects.none()
    if not request.user.acting_for:
        own = Deputy.objects.open_to(request.user, today)
    context = {"form": form, "own": list(own)}
    return list_response(request, table, "departments/deputy_list.html", context, status=status)


@require_press
@for_readers
def deputy_end(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a post back, or give it back."""
    visible = Deputy.objects.visible_to(request.user).select_related("department", "officer")
    deputy = get_object_or_404(visible, pk=pk)
    if not visible.endable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied("只有该部门的填报员、审核人或代填人本人可以结束代填。")
    try:
        actions.take_back(deputy, request.user, address(request))
        messages.success(request, f"已结束：{deputy}。")
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("deputy_list")


@require_press
@for_readers
def act_for(request: OfficerRequest, pk: int) -> HttpResponse:
    """Act for a department from the next page on."""
    deputy = get_object_or_404(Deputy.objects.open_to(request.user, timezone.localdate()), pk=pk)
    request.session[ACTING_FOR] = deputy.pk
    # As on sign-in: forms still open in other windows were opened by somebody else.
    rotate_token(request)
    actions.note_switch("开始代填", deputy, request.user, address(request))
    return redirect("home")


@require_press
@for_readers
def act_as_oneself(request: OfficerRequest) -> HttpResponse:
    """Be oneself again from the next page on."""
    deputy = request.user.acting_for
    if deputy is not None:
        del request.session[ACTING_FOR]
        rotate_token(request)
        actions.note_switch("停止代填", deputy, request.user, address(request))
    return redirect("home")
