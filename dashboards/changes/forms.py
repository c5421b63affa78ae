from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from dashboards.snapshots.month_ends import last_month_end
from projects.models import Plan


class SinceForm(forms.Form):
    """The earlier day with which the day shown is compared."""

    since = forms.DateField(
        label="与哪天比较",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期请按 2026-10-31 的样子填写；下面是与上月末的比较。"},
    )

    def __init__(self, plan: Plan, on: date, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.plan = plan
        self.on = on

    def clean_since(self) -> Any:
        """Refuse days that are not before the day shown, or before the plan's start."""
        day = self.cleaned_data["since"]
        if day and not self.plan.start <= day < self.on:
            raise forms.ValidationError(
                f"请选择{self.plan.start:%Y-%m-%d}以后、{self.on:%Y-%m-%d}以前的日期；"
                "下面是与上月末的比较。"
            )
        return day

    @property
    def day(self) -> date:
        """The day asked for; else the end of the month before, or the plan's start."""
        asked: date | None = self.cleaned_data.get("since") if self.is_valid() else None
        return asked or max(last_month_end(self.on), self.plan.start)
