import django_filters

from departments.models import Department
from projects.change_requests.models import ChangeRequest
from projects.models import Project


class RequestFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="状态", choices=ChangeRequest.State.choices, empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(
        label="事项", choices=ChangeRequest.Kind.choices, empty_label="全部"
    )
    project = django_filters.ModelChoiceFilter(
        label="项目",
        field_name="assignment__target__project",
        queryset=Project.objects.all(),
        to_field_name="number",
        empty_label="全部",
    )
    department = django_filters.ModelChoiceFilter(
        label="部门",
        field_name="assignment__department",
        queryset=Department.objects.all(),
        to_field_name="code",
        empty_label="全部",
    )

    class Meta:
        model = ChangeRequest
        fields = ("state", "kind", "project", "department")
