"""The snapshot for the day a dashboard shows, and the context that all dashboards share."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import Http404
from django.utils import timezone

from dashboards.snapshots.cache import get_plan_data, snapshots_for
from dashboards.snapshots.corrected_days import corrected_days
from dashboards.snapshots.month_ends import (
    all_month_ends,
    last_month_end,
    month_ends,
    next_month_end,
)
from dashboards.snapshots.plan_data import PlanData
from dashboards.snapshots.snapshot import Snapshot
from dashboards.waiting import waiting_texts
from departments.form_fields import DayField
from departments.models import Officer
from departments.permissions import Capability
from departments.requests import OfficerRequest
from projects import reasons
from projects.models import Plan
from projects.rules.values import VERSION


def get_snapshot(request: OfficerRequest, about: str = "") -> tuple[Snapshot, dict[str, Any]]:
    """The snapshot for the requested day, and the context that every dashboard needs.

    ``about`` is the project (``3``) or target (``3 1``) of the page; see ``get_snapshots``.
    """
    snapshots, context = get_snapshots(request, 0, about)
    return snapshots[-1], context


def get_snapshots(
    request: OfficerRequest, months: int, about: str = ""
) -> tuple[list[Snapshot], dict[str, Any]]:
    """The snapshots of the last month ends and of the requested day, and the template's context.

    Context: ``snapshot`` (of the day), its ``plan``, ``on`` (the day), ``is_past``, ``as_of_form``,
    ``as_of_query`` (``?as_of=…`` for links, or empty), ``as_of_more`` (the same after
    other values), ``rules`` (the lamps' rules in words), ``rules_version``,
    ``requesting_department`` (code of the department the user requests 延期 and 办结 for),
    ``opens`` (the requests one may open), ``days`` (those that the slider stops at, and the ones
    before and after the day shown), ``corrections`` (``CorrectedDays``: those made since that
    changed for the day what the plan says of ``about``, or of anything), ``corrected_months``
    (the same of all the snapshots' days), ``waiting`` (in words, the amendments of a later day
    that will change what it says of ``about``).
    Seven queries.
    """
    plan_data, opens = plan_data_or_404(request.user)
    form = AsOfForm(plan_data.plan, request.GET)
    today = timezone.localdate()
    chosen = form.cleaned_data.get("as_of") if form.is_valid() else None
    on = chosen or today
    days = month_ends(plan_data.plan, on, months)
    snapshots = snapshots_for(plan_data, days)
    past = f"as_of={on:%Y-%m-%d}" if on < today else ""
    return [snapshots[day] for day in days], {
        "snapshot": snapshots[on],
        "plan": snapshots[on].plan,
        "on": on,
        "is_past": on < today,
        "as_of_form": form,
        "days": _days(plan_data.plan, on, today),
        "as_of_query": past and f"?{past}",
        "as_of_more": past and f"&{past}",
        "rules_version": VERSION,
        "rules": reasons.rule_sentences(snapshots[on].thresholds),
        "requesting_department": None if on < today else _requesting_department(request, plan_data),
        "opens": opens,
        "corrections": corrected_days([snapshots[on]], about),
        "corrected_months": corrected_days([snapshots[day] for day in days], about),
        "waiting": waiting_texts(snapshots[on].plan_data, on, about) if about else [],
    }


def plan_data_or_404(user: Officer | None = None) -> tuple[PlanData, frozenset[int]]:
    """The plan data, and the keys of the requests that the user may open."""
    loaded = get_plan_data(user=user)
    if loaded is None:
        raise Http404("还没有载入行动方案，请管理员先运行 loaddata plan。")
    return loaded


def _requesting_department(request: OfficerRequest, plan_data: PlanData) -> str | None:
    may_request = request.user.can(Capability.REQUEST_CHANGES)
    key = request.user.department_id if may_request else None
    return None if key is None else plan_data.departments[key].code


def _days(plan: Plan, on: date, today: date) -> dict[str, Any]:
    """Where the slider stops, where it stands, and the month ends around the day shown."""
    stops = all_month_ends(plan, today)
    before, after = last_month_end(on), next_month_end(on)
    return {
        "stops": " ".join(f"{day:%Y-%m-%d}" for day in stops),
        "last": len(stops) - 1,
        "at": sum(day < on for day in stops),
        "before": before if before >= plan.start else None,
        "after": after if after < today else None,
    }


class AsOfForm(forms.Form):
    """The day a dashboard shows; today by default."""

    as_of = DayField(
        label="统计截止日期",
        required=False,
        error_messages={"invalid": "日期请按 2026-10-31 的样子填写；下面显示的是今天的数据。"},
    )

    def __init__(self, plan: Plan, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.plan = plan

    def clean_as_of(self) -> Any:
        """Refuse days outside the plan's past."""
        day = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("不能查看未来的日期；下面显示的是今天的数据。")
        if day and day < self.plan.start:
            raise forms.ValidationError(
                f"行动方案自{self.plan.start:%Y-%m-%d}起实施；下面显示的是今天的数据。"
            )
        return day
