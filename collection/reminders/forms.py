from django import forms

from departments.models import Department
from reports.models import Period


class UrgeForm(forms.Form):
    """Whom one click urges, and for what."""

    period = forms.ModelChoiceField(Period.objects.all(), to_field_name="code")
    department = forms.ModelChoiceField(Department.objects.all(), to_field_name="code")
