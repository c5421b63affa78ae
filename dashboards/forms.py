"""The filters of the dashboards."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from dashboards.snapshots.lamp_counts import LAMP_GROUPS
from dashboards.snapshots.month_ends import last_month_end
from dashboards.snapshots.target_status import DepartmentInfo
from departments.form_fields import DayField, TextField
from departments.models import Department
from projects import wording
from projects.models import Plan, Project
from projects.rules.values import LAMPS

LAMP_CHOICES = [("", "全部"), *((lamp.value, wording.LAMP_LABELS[lamp]) for lamp in LAMPS)]

GROUP_CHOICES = [
    (group.key, f"{group.word}（合计）") for group in LAMP_GROUPS if len(group.lamps) > 1
]


class TargetFilterForm(forms.Form):
    """Filters of the list of targets; ``level`` chooses assignments or the city's targets."""

    level = forms.ChoiceField(
        label="层级",
        required=False,
        choices=[("", "各部门的任务"), ("city", "全市的目标")],
    )
    project = forms.TypedChoiceField(label="项目", required=False, coerce=int, empty_value=None)
    department = forms.ChoiceField(label="部门", required=False)
    lamp = forms.ChoiceField(label="亮灯", required=False, choices=[*LAMP_CHOICES, *GROUP_CHOICES])
    measure = forms.ChoiceField(
        label="计量方式",
        required=False,
        choices=[("", "全部"), *wording.choices(wording.MEASURE_LABELS)],
    )

    def __init__(
        self,
        data: Mapping[str, Any],
        projects: Iterable[Project],
        departments: Iterable[DepartmentInfo],
    ) -> None:
        super().__init__(data)
        self.set_choices("project", ((str(item.number), str(item)) for item in projects))
        self.set_choices("department", ((item.code, item.name) for item in departments))

    def set_choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        """Offer ``choices`` after 全部."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "全部"), *choices]


class ProjectFilterForm(forms.Form):
    words = TextField(label="名称或原文包含", required=False, max_length=60)
    lamp = forms.ChoiceField(label="亮灯", required=False, choices=LAMP_CHOICES)


class DepartmentFilterForm(forms.Form):
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *Department.Kind.choices]
    )


class MatrixForm(forms.Form):
    """Which rows of projects × counties are shown, and in which order."""

    BY_BEHIND = "behind"

    theme = forms.ChoiceField(
        label="主题", required=False, choices=[("", "全部"), *Project.Theme.choices]
    )
    lamp = forms.ChoiceField(label="亮灯", required=False, choices=LAMP_CHOICES)
    order = forms.ChoiceField(
        label="次序",
        required=False,
        choices=[("", "按方案次序"), (BY_BEHIND, "问题多的在前")],
    )


class SinceForm(forms.Form):
    """The earlier day with which the day shown is compared."""

    since = DayField(
        label="与哪天比较",
        required=False,
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
        """The chosen day; else the end of the month before, or the plan's start."""
        chosen: date | None = self.cleaned_data.get("since") if self.is_valid() else None
        return chosen or max(last_month_end(self.on), self.plan.start)
