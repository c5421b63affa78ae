from django import forms

from dashboards.targets.forms import LAMP_CHOICES
from projects.models import Project


class MatrixForm(forms.Form):
    """Which rows of projects × counties are shown, and in which order."""

    BY_TROUBLE = "trouble"

    theme = forms.ChoiceField(
        label="主题", required=False, choices=[("", "全部"), *Project.Theme.choices]
    )
    lamp = forms.ChoiceField(label="有此亮灯的项目", required=False, choices=LAMP_CHOICES)
    order = forms.ChoiceField(
        label="次序",
        required=False,
        choices=[("", "按方案次序"), (BY_TROUBLE, "问题多的在前")],
    )
