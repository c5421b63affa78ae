import django_filters
from django.db.models import QuerySet

from collection.models import Reminder
from departments.models import Department
from reports.models import Period


class ReminderFilter(django_filters.FilterSet):
    period = django_filters.ModelChoiceFilter(
        label="报告期", queryset=Period.objects.all(), to_field_name="code", empty_label="全部"
    )
    department = django_filters.ModelChoiceFilter(
        label="部门", queryset=Department.objects.all(), to_field_name="code", empty_label="全部"
    )
    kind = django_filters.ChoiceFilter(
        label="方式",
        choices=[("automatic", "自动"), ("manual", "人工")],
        method="of_kind",
        empty_label="全部",
    )

    class Meta:
        model = Reminder
        fields = ("period", "department", "kind")

    def of_kind(self, queryset: QuerySet[Reminder], _name: str, kind: str) -> QuerySet[Reminder]:
        """Automatic reminders have no sender."""
        return queryset.filter(sent_by__isnull=kind == "automatic")


class OwnReminderFilter(ReminderFilter):
    """Without the filter by department, for officers who see only their own."""

    department = None

    class Meta:
        model = Reminder
        fields = ("period", "kind")
