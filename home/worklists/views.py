"""Submit several reports at once from 我的待办, or repeat the previous ones."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip, require_press
from home.worklists.bulk_submit import BulkAction, BulkResult, bulk_submit, obligations_text

ACTIONS = {
    "hand_in": (BulkAction.SUBMIT, True),
    "repeat": (BulkAction.REPEAT, True),
    "draft": (BulkAction.REPEAT, False),
}
"""Each button's action, and whether it submits."""
NOTHING_CHOSEN = "还没有选择报告：请先勾选，再按下面的按钮。"


def _show(request: OfficerRequest, result: BulkResult) -> None:
    if not result.is_any:
        messages.error(request, NOTHING_CHOSEN)
    if result.submitted:
        number, names = len(result.submitted), obligations_text(result.submitted)
        messages.success(request, f"已提交 {number} 份，等待单位审核：{names}。")
    if result.drafts:
        number, names = len(result.drafts), obligations_text(result.drafts)
        messages.success(request, f"已存为草稿 {number} 份，请核对后提交：{names}。")
    for item, left_out in result.to_fill:
        targets = "、".join(str(assignment.target) for assignment in left_out)
        messages.warning(
            request,
            f"{obligations_text([item])}已存为草稿，还没有提交："
            f"目标 {targets} 已重新计数，没有沿用，请填写本期数后提交。",
        )
    for reason, refused in result.refused.items():
        names = f"（{obligations_text(refused)}）" if refused else ""
        messages.error(request, f"没有处理{names}：{reason}")


@require_press
@requires(Capability.REPORT)
def worklist_submit(request: OfficerRequest) -> HttpResponse:
    """Apply the button's action to each ticked report and show the results."""
    department = request.user.department
    if department is None:
        raise Http404("no department")
    chosen = request.POST.getlist("report")
    action, submit = ACTIONS.get(request.POST.get("do", ""), (None, False))
    result = BulkResult()
    if action is not None:
        result = bulk_submit(
            request.user, department, chosen, action, submit=submit, client_ip=client_ip(request)
        )
    _show(request, result)
    return redirect("worklist")
