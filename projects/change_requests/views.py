"""Pages of 延期 and 办结: what is asked, by whom, and what the bureau decided."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from departments.exceptions import Conflict, StepRefused
from departments.lists import list_response
from departments.permissions import Capability, for_readers, requires
from departments.requests import OfficerRequest, client_ip, require_press
from projects.assignment_texts import checkpoint_goals, value_text
from projects.change_requests.actions import STEPS, ask, settle, steps_for
from projects.change_requests.filters import RequestFilter
from projects.change_requests.forms import ChooseAssignmentForm, DecisionForm, RequestForm
from projects.change_requests.models import ChangeRequest, RequestFile, extended_days
from projects.change_requests.tables import RequestTable
from projects.models import Assignment
from uploads.send import sent
from uploads.store import NotStored, SameFile


@require_GET
@for_readers
def change_request_list(request: OfficerRequest) -> HttpResponseBase:
    """延期与办结: those the officer may see, waiting ones first."""
    visible = ChangeRequest.objects.visible_to(request.user).with_names()
    shown = RequestFilter(request.GET, visible)
    table = RequestTable(shown.qs)
    context = {"filter": shown}
    return list_response(
        request, table, "projects/change_requests/change_request_list.html", context
    )


@require_http_methods(["GET", "POST"])
@requires(Capability.REQUEST_CHANGES)
def change_request_new(request: OfficerRequest) -> HttpResponse:
    """Ask for 延期 or 办结 of one of the own targets (``?assignment=``), which is chosen first."""
    asked = "assignment" in request.GET
    chooser = ChooseAssignmentForm(request.user, request.GET if asked else None)
    if not (asked and chooser.is_valid()):
        status = 422 if asked else 200
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
        made = ask(assignment, form.wish(), files, request.user, client_ip(request))
    except (StepRefused, Conflict, SameFile) as refusal:
        return _new_page(request, assignment, form, str(refusal), status=409)
    except NotStored as trouble:
        return _new_page(request, assignment, form, str(trouble), status=507)
    for sentence in form.repeated_files:
        messages.warning(request, sentence)
    messages.success(request, f"{made.get_kind_display()}申请已提交，等待市教育局决定。")
    return redirect("change_request_detail", pk=made.pk)


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
    """The promise, what is demanded by when, what was agreed to, and the figure in force today."""
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
    """One request with its reasons and files, and the steps open to the officer."""
    return _detail_page(request, _visible(request, pk), DecisionForm())


def _visible(request: OfficerRequest, pk: int) -> ChangeRequest:
    visible = ChangeRequest.objects.visible_to(request.user).with_names()
    visible = visible.prefetch_related("assignment__target__checkpoints")
    return get_object_or_404(visible, pk=pk)


def _detail_page(
    request: OfficerRequest,
    asked: ChangeRequest,
    form: DecisionForm,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "asked": asked,
        "files": list(asked.files.all()),
        "form": form,
        "error": error,
        "steps": steps_for(asked, request.user),
        **_facts(asked.assignment),
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
    asked = _visible(request, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _detail_page(request, asked, form, status=422)
    may = name in steps_for(asked, request.user)
    if not may and asked.state == ChangeRequest.State.ASKED:
        raise PermissionDenied("您的角色不能进行这一步操作。")
    try:
        settle(asked, name, request.user, form.cleaned_data["decision"], client_ip(request))
    except (StepRefused, Conflict) as refusal:
        return _detail_page(request, _visible(request, pk), form, str(refusal), status=409)
    messages.success(request, f"{asked}：{asked.get_state_display()}。")
    return redirect("change_request_detail", pk=pk)


@require_GET
@for_readers
def change_request_file(request: OfficerRequest, pk: int) -> FileResponse:
    """Send one file of a request as an attachment."""
    kept = get_object_or_404(RequestFile.objects.visible_to(request.user), pk=pk)
    return sent(kept)
