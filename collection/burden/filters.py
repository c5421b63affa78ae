import django_filters

from departments.models import Department
from reports.models import Period, Report


class BurdenFilter(django_filters.FilterSet):
    """Narrows the account; the view asks for the chosen period and department."""

    period = django_filters.ModelChoiceFilter(
        label="报告期", queryset=Period.objects.all(), to_field_name="code", empty_label="最近"
    )
    department = django_filters.ModelChoiceFilter(
        label="部门", queryset=Department.objects.all(), to_field_name="code", empty_label="全部"
    )

    class Meta:
        model = Report
        fields = ("period", "department")


class OwnBurdenFilter(BurdenFilter):
    """Without the filter by department, for officers who see only their own."""

    department = None

    class Meta:
        model = Report
        fields = ("period",)
