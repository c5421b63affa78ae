"""Several reports at once from 我的待办: said again, saved as drafts, handed in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, address, require_press
from home.worklists.bulk_submit import Desk, Outcome, in_words

NOTHING_CHOSEN = "还没有选择报告：请先勾选，再按下面的按钮。"


def _tell(request: OfficerRequest, outcome: Outcome) -> None:
    if not outcome.is_any:
        messages.error(request, NOTHING_CHOSEN)
    if outcome.handed_in:
        number, names = len(outcome.handed_in), in_words(outcome.handed_in)
        messages.success(request, f"已提交 {number} 份，等待单位审核：{names}。")
    if outcome.drafts:
        number, names = len(outcome.drafts), in_words(outcome.drafts)
        messages.success(request, f"已存为草稿 {number} 份，请核对后提交：{names}。")
    for due, left_out in outcome.to_fill:
        targets = "、".join(str(assignment.target) for assignment in left_out)
        messages.warning(
            request,
            f"{in_words([due])}已存为草稿，还没有提交：目标 {targets} 已重新计数，没有沿用，"
            "请填写本期数后提交。",
        )
    for reason, refused in outcome.refused.items():
        names = f"（{in_words(refused)}）" if refused else ""
        messages.error(request, f"没有处理{names}：{reason}")


@require_press
@requires(Capability.REPORT)
def report_many(request: OfficerRequest) -> HttpResponse:
    """Do what was asked with each report ticked, and tell of each what became of it."""
    department = request.user.department
    if department is None:
        raise Http404("no department")
    chosen = request.POST.getlist("report")
    desk = Desk(request.user, department, timezone.localdate(), address(request))
    match request.POST.get("do"):
        case "hand_in":
            outcome = desk.hand_in(chosen)
        case "repeat" | "draft" as wanted:
            outcome = desk.repeat(chosen, submit=wanted == "repeat")
        case _:
            outcome = Outcome()
    _tell(request, outcome)
    return redirect("worklist")
