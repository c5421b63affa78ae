from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from dashboards.snapshots.target_status import DepartmentInfo
from projects import wording
from projects.models import Project, Target
from projects.rules.values import LAMPS

LAMP_CHOICES = [("", "全部"), *((lamp.value, wording.LAMP_WORDS[lamp]) for lamp in LAMPS)]


class TargetFilterForm(forms.Form):
    """What the list of targets can be narrowed by; ``level`` says whose."""

    level = forms.ChoiceField(
        label="层级",
        required=False,
        choices=[("", "各部门的任务"), ("city", "全市的目标")],
    )
    project = forms.TypedChoiceField(label="项目", required=False, coerce=int, empty_value=None)
    department = forms.ChoiceField(label="部门", required=False)
    lamp = forms.ChoiceField(label="亮灯", required=False, choices=LAMP_CHOICES)
    measure = forms.ChoiceField(
        label="计量方式", required=False, choices=[("", "全部"), *Target.Measure.choices]
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
