"""What lists of reports can be narrowed by; wrong values are told, not ignored."""

import django_filters

from departments.models import Department
from projects.models import Project
from reports.models import Period, Report


class ReportFilter(django_filters.FilterSet):
    """By period, project, department and state."""

    period = django_filters.ModelChoiceFilter(
        label="报告期", queryset=Period.objects.all(), to_field_name="code", empty_label="全部"
    )
    project = django_filters.ModelChoiceFilter(
        label="项目", queryset=Project.objects.all(), to_field_name="number", empty_label="全部"
    )
    department = django_filters.ModelChoiceFilter(
        label="部门", queryset=Department.objects.all(), to_field_name="code", empty_label="全部"
    )
    state = django_filters.ChoiceFilter(
        label="状态", choices=Report.State.choices, empty_label="全部"
    )

    class Meta:
        model = Report
        fields = ("period", "project", "department", "state")


class QueueFilter(ReportFilter):
    """The same without the state: a queue has one."""

    state = None

    class Meta:
        model = Report
        fields = ("period", "project", "department")
