import django_filters
from django import forms

from departments.models import AuditEntry

DAY = forms.DateInput(attrs={"type": "date"})


class AuditFilter(django_filters.FilterSet):
    subject = django_filters.CharFilter(label="对象包含", lookup_expr="icontains")
    action = django_filters.CharFilter(label="操作")
    officer = django_filters.CharFilter(label="用户名", field_name="officer__username")
    since = django_filters.DateFilter(
        label="自", field_name="at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label="至", field_name="at", lookup_expr="date__lte", widget=DAY
    )

    class Meta:
        model = AuditEntry
        fields = ("subject", "action", "officer")
