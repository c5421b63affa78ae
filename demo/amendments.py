"""The plan as it changed in the demonstration: two amendments and a correction."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from projects.models import Plan
from projects.terms.amending import Grounds, amend, correct
from projects.terms.content import TermDifference, load_content

RENAMED_ON, AMENDED_ON, CORRECTED_ON = date(2026, 3, 1), date(2026, 7, 1), date(2026, 9, 10)


def make_changes(plan: Plan) -> None:
    """Change the plan as ``import_plan`` does, on days before the demonstration's."""
    amend(
        plan,
        [_change(plan, "部门", "government-data", "name", "市政务和数据局")],
        _grounds(RENAMED_ON, "演示文件第1号", "演示数据：机构更名。"),
        None,
    )
    amend(
        plan,
        [_change(plan, "节点", "3 3 1", "target_value", "45"), _counting(plan)],
        _grounds(AMENDED_ON, "演示文件第2号", "演示数据：目标值调高。"),
        None,
    )
    correct(
        plan,
        [_change(plan, "任务分解", "2 5 puning", "baseline", "60")],
        Grounds(plan.start, "演示更正", "演示数据：补登期初数。", _moment(CORRECTED_ON)),
        None,
    )


def _change(plan: Plan, table: str, key: str, field: str, after: Any) -> TermDifference:
    return TermDifference(table, key, field, load_content(plan)[table][key][field], after)


def _counting(plan: Plan) -> TermDifference:
    """The 填报口径 repeats the goal."""
    text = load_content(plan)["目标"]["3 3"]["counting"]
    return _change(plan, "目标", "3 3", "counting", text.replace("不少于40个", "不少于45个"))


def _grounds(day: date, document: str, reason: str) -> Grounds:
    return Grounds(day, document, reason, _moment(day))


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
