"""What amendments that wait for their day will change, in words."""

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date

from django.utils import timezone

from dashboards.snapshots.corrected_days import MOST_DIFFERENCES
from dashboards.snapshots.plan_data import PlanData
from projects import wording
from projects.models import Checkpoint, Target
from projects.models.target import UNAMENDED
from projects.rules.values import Goal
from projects.terms.content import BY_NAME, TermDifference
from projects.terms.differences_text import lines_of
from projects.terms.models import OF_TARGET, THE_TARGET, PlanChange

OF_NAMES = {"县（市、区）", "部门"}
"""Tables that concern every page and change the goals of none."""


def waiting_texts(plan_data: PlanData, on: date, about: str) -> list[str]:
    """``自2027-03-01起调整为≥25 所（揭府办函〔2026〕9号，尚未生效）``, the nearest day first.

    Of a project (``3``) or target (``3 1``), as registered by the day.
    """
    changes = sorted(plan_data.current.all_changes, key=lambda change: change.valid_from)
    return [
        f"{words}（{change.document}，尚未生效）"
        for change in changes
        if _is_waiting(change, on)
        for words in _texts(plan_data, change, about)
    ]


def _is_waiting(change: PlanChange, on: date) -> bool:
    if change.valid_from <= on or timezone.localdate(change.recorded_at) > on:
        return False
    return not (change.is_withdrawn and timezone.localdate(change.withdrawal.at) <= on)


def _texts(plan_data: PlanData, change: PlanChange, about: str) -> Iterator[str]:
    since = f"自{change.valid_from:%Y-%m-%d}起"
    others = [
        each
        for each in map(TermDifference._make, change.differences)
        if each.concerns(about) and each.table not in OF_NAMES
    ]
    for target in plan_data.targets:
        key = f"{target.project.number} {target.number}"
        own = [each for each in others if f"{each.key} ".startswith(f"{key} ") and _is_own(each)]
        whose = "" if about == key else f"{target}："
        if change.takes_away(THE_TARGET, key):
            told, words = own, "不再考核"
        else:
            told = [each for each in own if each.table in OF_TARGET]
            words = _goal_text(plan_data, target, told)
        if told and words:
            others = [each for each in others if each not in told]
            yield f"{whose}{since}{words}"
    if others:
        lines = lines_of(others[:MOST_DIFFERENCES], plan_data.names)
        more = f"；等{len(others)}项" if len(others) > MOST_DIFFERENCES else ""
        yield f"{since}调整：{'；'.join(lines)}{more}"


def _is_own(change: TermDifference) -> bool:
    return change.table in {*OF_TARGET, "任务分解", "勾稽关系"}


def _goal_text(plan_data: PlanData, target: Target, changes: Sequence[TermDifference]) -> str:
    """``调整为≥25 所``, or empty if the goal stays."""
    if not changes:
        return ""
    now, later = plan_data.goal(target), _goal_after(plan_data, target, changes)
    if now.stated == later.stated:
        return ""
    return f"调整为{wording.former(later, now, target.unit)}"


def _goal_after(plan_data: PlanData, target: Target, changes: Sequence[TermDifference]) -> Goal:
    changed = copy(target)
    checkpoints = dict(enumerate(map(copy, plan_data.checkpoints[target.pk]), start=1))
    for change in changes:
        if change.table == THE_TARGET:
            _set(changed, change.table, {change.field: change.after})
            continue
        number = int(change.key.rpartition(" ")[2])
        if change.field:
            _set(checkpoints[number], change.table, {change.field: change.after})
        elif change.after is None:
            del checkpoints[number]
        else:
            # Those that come are counted by their days among all of then.
            checkpoints[-number] = Checkpoint()
            _set(checkpoints[-number], change.table, change.after)
    in_order = sorted(checkpoints.values(), key=lambda item: item.due)
    return changed.goal(plan_data.plan, None, UNAMENDED, in_order)


def _set(instance: Target | Checkpoint, table: str, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(instance, name, BY_NAME[table].field(name).to_python(value))
