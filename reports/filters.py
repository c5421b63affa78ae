"""Filters of lists of reports; wrong values give an error instead of being ignored."""

from collections.abc import Iterable

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict

from departments.models import Department, Officer
from departments.permissions import Capability
from projects import wording
from projects.models import Project
from reports.models import Period, Report
from reports.review_queue import QueueItem


def _one_of(label: str, model: type[Model], field: str) -> django_filters.ModelChoiceFilter:
    """A choice of one row of a model, identified in the address by its ``field``."""
    rows = model._default_manager.all()
    return django_filters.ModelChoiceFilter(
        label=label, queryset=rows, to_field_name=field, empty_label="全部"
    )


class ReportFilter(django_filters.FilterSet):
    period = _one_of("报告期", Period, "code")
    project = _one_of("项目", Project, "number")
    department = _one_of("部门", Department, "code")
    state = django_filters.ChoiceFilter(
        label="状态", choices=Report.State.choices, empty_label="全部"
    )

    class Meta:
        model = Report
        fields = ("period", "project", "department", "state")


class FoundFilter(django_filters.ChoiceFilter):
    """A choice by a computed trait, which no query can filter: ``QueueFilter.keeps`` does."""

    def __init__(
        self, label: str, choices: Iterable[tuple[str, str]], widget: type[forms.Widget]
    ) -> None:
        super().__init__(label=label, choices=list(choices), empty_label="全部", widget=widget)

    def filter(self, qs: QuerySet[Report], value: str) -> QuerySet[Report]:  # noqa: ARG002
        return qs


class QueueFilter(ReportFilter):
    """The same without the state, which all share, and with filters by computed traits."""

    state = None
    lamp = FoundFilter("亮灯", wording.LAMP_LABELS.items(), forms.Select)
    anomalies = FoundFilter(
        "异常", [("yes", "有异常"), ("unexplained", "未说明原因"), ("no", "无异常")], forms.Select
    )
    changes = FoundFilter("变化", [("yes", "有变化"), ("no", "无变化")], forms.Select)
    # Chosen by the counts on top.
    rated = FoundFilter("待评定", [("yes", "待评定"), ("no", "不用评定")], forms.HiddenInput)
    bulk = FoundFilter("批量", [("yes", "可批量"), ("no", "须逐份办理")], forms.HiddenInput)

    FOR_REVIEWERS = ("department", "rated")
    """Only for reviewers: an approver's queue has one department and no ratings."""

    class Meta:
        model = Report
        fields = ("period", "project", "department")

    def __init__(self, data: QueryDict, queryset: QuerySet[Report], user: Officer) -> None:
        super().__init__(data, queryset)
        if not user.can(Capability.REVIEW):
            for name in self.FOR_REVIEWERS:
                del self.filters[name]

    @property
    def found(self) -> dict[str, str]:
        """The valid choices of computed traits."""
        cleaned = {} if self.form.errors is None else self.form.cleaned_data
        return {
            name: cleaned[name]
            for name, item in self.filters.items()
            if isinstance(item, FoundFilter) and cleaned.get(name)
        }

    def keeps(self, waiting: QueueItem) -> bool:
        return waiting.matches(self.found)
