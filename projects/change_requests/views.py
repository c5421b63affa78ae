"""Pages of requests for 延期 and 办结, and of the bureau's decisions."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.lists import list_response
from departments.permissions import Capability, for_readers, requires
from departments.requests import OfficerRequest, client_ip, require_press
from projects.assignment_texts import checkpoint_goals, value_text
from projects.change_requests.actions import STEPS, ask, put_right, revoke, settle, steps_for
from projects.change_requests.filters import RequestFilter
from projects.change_requests.forms import (
    ChooseAssignmentForm,
    DecisionForm,
    RequestForm,
    RevocationForm,
)
from projects.change_requests.models import ChangeRequest, RequestFile, extended_days
from projects.change_requests.tables import RequestTable
from projects.models import Assignment
from uploads.send import sent
from uploads.store import NotStored, SameFile


@require_GET
@for_readers
def change_request_list(request: OfficerRequest) -> HttpResponseBase:
    """延期与办结: the requests the officer may see, waiting ones first."""
    visible = ChangeRequest.objects.visible_to(request.user).with_names()
    filters = RequestFilter(request.GET, visible)
    table = RequestTable(filters.qs)
    context = {"filter": filters}
    return list_response(
        request, table, "projects/change_requests/change_request_list.html", context
    )


@require_http_methods(["GET", "POST"])
@requires(Capability.REQUEST_CHANGES)
def change_request_new(request: OfficerRequest) -> HttpResponse:
    """Request 延期 or 办结; without ``?assignment=`` the officer chooses a target first.

    ``?project=`` offers those of one project.
    """
    is_chosen = "assignment" in request.GET
    data = request.GET if is_chosen else None
    chooser = ChooseAssignmentForm(request.user, data, request.GET.get("project", ""))
    if not (is_chosen and chooser.is_valid()):
        status = 422 if is_chosen else 200
        return render(
            request,
            "projects/change_requests/change_request_choose.html",
            {"form": chooser},
            status=status,
        )
    assignment: Assignment = chooser.cleaned_data["assignment"]
    if request.method == "GET":
        return _new_page(request, assignment, RequestForm(assignment))
    form = RequestForm(assignment, request.POST, request.FILES)
    if not form.is_valid():
        return _new_page(request, assignment, form, status=422)
    try:
        files = form.cleaned_data["files"]
        change_request = ask(assignment, form.wish(), files, request.user, client_ip(request))
    except (ActionNotAllowed, EditConflict, SameFile) as refusal:
        return _new_page(request, assignment, form, str(refusal), status=409)
    except NotStored as error:
        return _new_page(request, assignment, form, str(error), status=507)
    for sentence in form.repeated_files:
        messages.warning(request, sentence)
    messages.success(request, f"{change_request.get_kind_display()}申请已提交，等待市教育局决定。")
    return redirect("change_request_detail", pk=change_request.pk)


def _new_page(
    request: OfficerRequest,
    assignment: Assignment,
    form: RequestForm,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "error": error, **_facts(assignment)}
    return render(
        request, "projects/change_requests/change_request_new.html", context, status=status
    )


def _facts(assignment: Assignment) -> dict[str, object]:
    """Context: the assignment, its goals, the accepted requests, and the figure in force today."""
    figure = (
        assignment.measurements.in_force(timezone.localdate())
        .select_related("report__period")
        .first()
    )
    agreed = list(assignment.requests.accepted_by(timezone.localdate()))
    return {
        "assignment": assignment,
        "checkpoint_goals": list(
            checkpoint_goals(assignment, extended_days(agreed)[assignment.pk]).values()
        ),
        "agreed": agreed,
        "figure": value_text(assignment, figure),
        "figure_period": figure.report.period if figure else None,
    }


@require_GET
@for_readers
def change_request_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """One request with its reason and files, and the steps the officer may take."""
    return _detail_page(request, _visible(request, pk), DecisionForm())


def _visible(request: OfficerRequest, pk: int) -> ChangeRequest:
    visible = ChangeRequest.objects.visible_to(request.user).with_names()
    visible = visible.prefetch_related("assignment__target__checkpoints")
    return get_object_or_404(visible, pk=pk)


def _detail_page(
    request: OfficerRequest,
    change_request: ChangeRequest,
    form: DecisionForm,
    error: str = "",
    status: int = 200,
    revocation: RevocationForm | None = None,
) -> HttpResponse:
    context = {
        "asked": change_request,
        "files": list(change_request.files.all()),
        "form": form,
        "revocation": revocation or _revocation_form(change_request),
        "error": error,
        "steps": steps_for(change_request, request.user),
        **_facts(change_request.assignment),
    }
    return render(
        request, "projects/change_requests/change_request_detail.html", context, status=status
    )


@require_press
@for_readers
def change_request_step(request: OfficerRequest, pk: int, name: str) -> HttpResponse:
    """Accept, refuse or withdraw a waiting request."""
    if name not in STEPS:
        raise Http404("unknown step")
    change_request = _visible(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, change_request, form, status=422)
    is_allowed = name in steps_for(change_request, request.user)
    if not is_allowed and change_request.state == ChangeRequest.State.ASKED:
        raise PermissionDenied("您的角色不能进行这一步操作。")
    decision = form.cleaned_data["decision"]
    try:
        settle(change_request, name, request.user, decision, client_ip(request))
    except (ActionNotAllowed, EditConflict) as refusal:
        return _detail_page(request, _visible(request, pk), form, str(refusal), status=409)
    messages.success(request, f"{change_request}：{change_request.get_state_display()}。")
    return redirect("change_request_detail", pk=pk)


def _revocation_form(change_request: ChangeRequest, data: object = None) -> RevocationForm:
    return RevocationForm(change_request.new_due is not None, data)


@require_press
@for_readers
def change_request_revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    """Revoke an accepted request, or put its day right."""
    change_request = _visible(request, pk)
    form = _revocation_form(change_request, request.POST)
    if not request.user.can(Capability.REVIEW):
        raise PermissionDenied("您的角色不能进行这一步操作。")
    if not form.is_valid():
        return _detail_page(request, change_request, DecisionForm(), "", 422, form)
    new_due, reason = form.cleaned_data.get("new_due"), form.cleaned_data["reason"]
    try:
        if new_due is None:
            revoke(change_request, request.user, reason, client_ip(request))
            messages.success(request, f"{change_request}：已撤销，从今天起不再有效。")
            return redirect("change_request_detail", pk=pk)
        corrected = put_right(change_request, new_due, request.user, reason, client_ip(request))
    except (ActionNotAllowed, EditConflict) as refusal:
        seen = _visible(request, pk)
        return _detail_page(request, seen, DecisionForm(), str(refusal), 409, form)
    messages.success(request, f"{corrected}：已更正，延至 {new_due:%Y-%m-%d}。")
    return redirect("change_request_detail", pk=corrected.pk)


@require_GET
@for_readers
def change_request_file(request: OfficerRequest, pk: int) -> FileResponse:
    """Send one file of a request as an attachment."""
    file = get_object_or_404(RequestFile.objects.visible_to(request.user), pk=pk)
    return sent(file)
