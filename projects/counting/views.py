"""The page on which the bureau edits a target's 填报口径."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip
from projects import wording
from projects.counting import actions
from projects.counting.forms import CountingForm
from projects.counting.wordings import signature, wordings
from projects.models import Target
from projects.terms.amending import ChangeRefused


@require_http_methods(["GET", "POST"])
@requires(Capability.EDIT_COUNTINGS)
def counting_edit(request: OfficerRequest, project: int, number: int) -> HttpResponse:
    """填报口径: how a target is counted, as shown beside its input."""
    target = get_object_or_404(
        Target.objects.select_related("project__plan").prefetch_related("checkpoints"),
        project__number=project,
        number=number,
        ended_on__isnull=True,
    )
    if request.method == "GET":
        return _page(request, target, CountingForm(target))
    form = CountingForm(target, request.POST)
    if not form.is_valid():
        return _page(request, target, form, status=422)
    typed, opened = form.cleaned_data["counting"], form.cleaned_data["opened"]
    try:
        is_changed = actions.set_counting(target, typed, opened, request.user, client_ip(request))
    except actions.Overtaken as overtaken:
        target.counting = overtaken.target.counting
        return _page(request, target, form, status=HTTPStatus.CONFLICT)
    except ChangeRefused as refusal:
        form.add_error("counting", str(refusal))
        return _page(request, target, form, status=422)
    outcome = "已保存，填报表里显示的是新口径" if is_changed else "没有改动"
    messages.success(request, f"目标 {target} 的填报口径{outcome}。")
    return redirect(f"{reverse('project_detail', args=[project])}#target-{target.code}")


def _page(
    request: OfficerRequest, target: Target, form: CountingForm, status: int = 200
) -> HttpResponse:
    """Context: ``target``, ``goal_text``, ``form``, ``wordings``, ``overtaken``.

    ``overtaken`` is the signature of the text that a colleague saved meanwhile, or empty.
    """
    is_overtaken = status == HTTPStatus.CONFLICT
    context = {
        "target": target,
        "goal_text": wording.goal(target.goal(target.project.plan), target.unit),
        "form": form,
        "overtaken": signature(target.counting) if is_overtaken else "",
        "wordings": wordings(target),
    }
    return render(request, "projects/counting/counting_edit.html", context, status=status)
