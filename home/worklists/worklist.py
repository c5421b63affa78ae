"""A department's obligations in the periods open to it, and its other unfinished reports."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from departments.models import Department
from projects.models import Responsibility
from reports.models import Period, Report
from reports.obligations import Key, Obligation, PeriodObligations, owed


def worklist(department: Department, on: date) -> list[Obligation]:
    """A department's obligations in the periods open on a day, most urgent first. 3 queries.

    Reports that were returned or are under review stay on the list after their period is locked
    or the responsibility ends.
    """
    opened = list(Period.objects.open_to(department, on).with_unlock(department, on))
    responsibilities = list(
        Responsibility.objects.filter(department=department).select_related("project", "department")
    )
    reports = _reports(department, on)
    items = [
        _obligation(item, period, on, reports.pop((item.project_id, period.pk), None))
        for item, period in owed(responsibilities, opened)
    ]
    by_project = {item.project_id: item for item in responsibilities}
    items += [
        _obligation(
            by_project.get(report.project_id)
            or Responsibility(project=report.project, department=department),
            report.period,
            on,
            report,
        )
        for report in reports.values()
        if report.state != Report.State.APPROVED
    ]
    return sorted(items, key=lambda item: (not item.is_mine, item.period.due, item.rank))


def _reports(department: Department, on: date) -> dict[Key, Report]:
    """The newest revision for each project and period."""
    reports = Report.objects.on_list(department, on).select_related("project", "period")
    return {(item.project_id, item.period_id): item for item in reports.order_by("revision")}


def _obligation(
    item: Responsibility, period: Period, on: date, report: Report | None
) -> Obligation:
    if report is None:
        return Obligation(item, period, on)
    since = report.waiting_since if report.state == Report.State.SUBMITTED else None
    return Obligation(
        item, period, on, report.endorsed_at, with_approver_since=since, report=report
    )


def by_period(obligations: Iterable[Obligation]) -> list[PeriodObligations]:
    """Grouped by period: those with something to do first, then by due day."""
    in_order = sorted(obligations, key=lambda item: (item.period.due, item.period.pk, item.rank))
    groups = [
        PeriodObligations(list(items))
        for _, items in groupby(in_order, key=lambda item: item.period)
    ]
    return sorted(groups, key=lambda group: not group.mine)


def next_in_hand(
    department: Department, on: date, period: str = "", after: int = 0
) -> Obligation | None:
    """The next item of :func:`worklist` that awaits the reporter; None when none does.

    ``period``, a code, leaves out the others. Projects beyond the number ``after`` come first, so
    that one passed over is asked for again at the end.
    """
    awaiting = [
        item
        for item in worklist(department, on)
        if item.is_mine and period in {"", item.period.code}
    ]
    beyond = [item for item in awaiting if item.project.number > after]
    return next(iter(beyond or awaiting), None)


def number_in_hand(department: Department, on: date) -> int:
    """How many items of :func:`worklist` await the reporter. One query, for every page's menu."""
    return int(_number_in_hand(department, on).get()[0])


@lru_cache(maxsize=64)
def _number_in_hand(department: Department, on: date) -> QuerySet[Department, tuple[int]]:
    """The query, not run; to build it takes four times as long as to run it."""
    opened = Period.objects.open_to(department, on)
    unfinished = Report.objects.unfinished(department, on)
    begun = Report.objects.filter(
        department=department, period=OuterRef("pk"), project=OuterRef(OuterRef("project"))
    )
    not_begun = opened.filter(~Exists(begun)).owed_by(OuterRef("role"))
    not_begun = not_begun.filter(
        due__gte=Coalesce(OuterRef("valid_from"), Value(date.min)),
        due__lt=Coalesce(OuterRef("valid_to"), Value(date.max)),
    )
    owed = Responsibility.objects.annotate(number=number_of(not_begun, "owing_role"))
    sum_owed = owed.filter(department=OuterRef("pk")).order_by().values("department")
    return Department.objects.filter(pk=department.pk).values_list(
        number_of(unfinished, "department")
        + Coalesce(Subquery(sum_owed.annotate(sum=Sum("number")).values("sum")), 0)
    )


def number_of(queryset: QuerySet[Any], group: str) -> Coalesce:
    """An expression for the number of rows; all must have the same value in field ``group``."""
    counted = queryset.order_by().values(group).annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted), 0)
