from django import forms

from departments.models import Department


class DepartmentFilterForm(forms.Form):
    """What the list of departments can be narrowed by."""

    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *Department.Kind.choices]
    )
