from django import forms

from dashboards.targets.forms import LAMP_CHOICES
from departments.fields import TextField


class ProjectFilterForm(forms.Form):
    """What the list of projects can be narrowed by."""

    words = TextField(label="名称或原文包含", required=False, max_length=60)
    lamp = forms.ChoiceField(label="亮灯", required=False, choices=LAMP_CHOICES)
