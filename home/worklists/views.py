"""From 我的待办: open the next report, submit several at once, or repeat the previous ones."""

import re
from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from departments.models import Department
from departments.permissions import Capability, requires
from departments.requests import OfficerRequest, client_ip, require_press
from home.worklists.bulk_submit import BulkAction, BulkResult, bulk_submit, obligations_text
from home.worklists.reporter import unchanged_label
from home.worklists.unchanged_batch import KEPT, SentBatch, preview
from home.worklists.worklist import next_in_hand
from reports.rules.period_kinds import PeriodKind

ACTIONS = {
    "hand_in": (BulkAction.SUBMIT, True),
    "repeat": (BulkAction.REPEAT, True),
    "draft": (BulkAction.REPEAT, False),
}
"""Each button's action, and whether it submits."""
NO_BATCH = "没有可以整批撤销的报告：可能已经撤销过，或者换了电脑、重新登录过。"
NUMBER: Final = "[0-9]{1,4}"
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


@never_cache
@require_GET
@requires(Capability.REPORT)
def worklist_next(request: OfficerRequest) -> HttpResponse:
    """Open the form of the next report that awaits the reporter, or the list when none does.

    ``?period=&after=``: of that period, after the project of that number.
    """
    period, after = request.GET.get("period", ""), request.GET.get("after", "")
    number = int(after) if re.fullmatch(NUMBER, after) else 0
    item = next_in_hand(_department(request), timezone.localdate(), period, number)
    if item is None:
        messages.info(request, "这一期没有待填的报告了。" if period else "现在没有待填的报告。")
        return redirect("worklist")
    messages.info(request, f"现在填 {item.period.label} 项目 {item.project}。")
    return redirect("report_edit", code=item.period.code, number=item.project.number)


@require_press
@requires(Capability.REPORT)
def worklist_submit(request: OfficerRequest) -> HttpResponse:
    """Apply the button's action to each ticked report and show the results, or show a preview."""
    department = _department(request)
    chosen = request.POST.getlist("report")
    if request.POST.get("do") == "preview":
        return _preview(request, department, chosen)
    action, submit = ACTIONS.get(request.POST.get("do", ""), (None, False))
    result = BulkResult()
    if action is not None:
        result = bulk_submit(
            request.user, department, chosen, action, submit=submit, client_ip=client_ip(request)
        )
    if action is BulkAction.REPEAT and result.submitted:
        SentBatch.sent(department, result.submitted).keep_in(request.session)
    _show(request, result)
    return redirect("worklist")


def _department(request: OfficerRequest) -> Department:
    if request.user.department is None:
        raise Http404("no department")
    return request.user.department


def _preview(
    request: OfficerRequest, department: Department, chosen: Sequence[str]
) -> HttpResponse:
    """What 本月无变化 would send; straight back to the list where it would send nothing."""
    shown = preview(request.user, department, chosen, client_ip(request))
    if not shown.reports:
        _show(request, shown.result)
        return redirect("worklist")
    kinds = {PeriodKind(item.report.period.kind) for item in shown.reports}
    context = {
        "preview": shown,
        "chosen": chosen,
        "unchanged": unchanged_label(kinds),
        "refusals": [
            (reason, obligations_text(refused)) for reason, refused in shown.result.refused.items()
        ],
    }
    return render(request, "home/worklists/unchanged_preview.html", context)


@require_press
@requires(Capability.REPORT)
def worklist_take_back(request: OfficerRequest) -> HttpResponse:
    """Take back the batch of unchanged reports sent last."""
    batch = SentBatch.kept_in(request.session, _department(request))
    if batch is None:
        messages.error(request, NO_BATCH)
        return redirect("worklist")
    taken, left = batch.take_back(request.user, client_ip(request))
    del request.session[KEPT]
    if taken:
        messages.success(request, f"已撤销 {taken} 份，恢复为未填写。")
    if left:
        messages.warning(request, f"{left} 份已由本单位审核人处理，或已另行撤回、修改，没有撤销。")
    return redirect("worklist")
