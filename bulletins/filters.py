"""Filters of the list of bulletins."""

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict

from bulletins.models import Bulletin


class BulletinFilter(django_filters.FilterSet):
    """Filters by year and by whether a bulletin is withdrawn. One query."""

    year = django_filters.ChoiceFilter(label="年份", empty_label="全部")
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[("standing", "有效"), ("withdrawn", "已撤回")],
        method="of_state",
        empty_label="全部",
    )

    class Meta:
        model = Bulletin
        fields = ("year", "state")

    def __init__(self, data: QueryDict, queryset: QuerySet[Bulletin]) -> None:
        super().__init__(data, queryset)
        years = queryset.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(str(year), f"{year}年") for year in years]

    def of_state(self, queryset: QuerySet[Bulletin], _name: str, state: str) -> QuerySet[Bulletin]:
        return queryset.filter(withdrawal__isnull=state == "standing")
