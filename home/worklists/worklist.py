"""A department's obligations in the periods open to it, and what else it has on its way."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from departments.models import Department
from projects.models import Responsibility
from reports.models import Period, Report
from reports.obligations import Key, Obligation, PeriodObligations, owed


def worklist(department: Department, on: date) -> list[Obligation]:
    """What a department owes in the periods open on a day, most urgent first. 3 queries.

    What came back, or is under review, stays on the list after its period was locked or the
    duty ended.
    """
    opened = list(Period.objects.open_to(department, on).with_unlock(department, on))
    responsibilities = list(
        Responsibility.objects.filter(department=department).select_related("project", "department")
    )
    reports = _reports(department, on)
    found = [
        _obligation(item, period, on, reports.pop((item.project_id, period.pk), None))
        for item, period in owed(responsibilities, opened)
    ]
    known = {item.project_id: item for item in responsibilities}
    found += [
        _obligation(
            known.get(report.project_id)
            or Responsibility(project=report.project, department=department),
            report.period,
            on,
            report,
        )
        for report in reports.values()
        if report.state != Report.State.APPROVED
    ]
    return sorted(found, key=lambda item: (not item.is_mine, item.period.due, item.rank))


def _reports(department: Department, on: date) -> dict[Key, Report]:
    """The newest revision for each project and period."""
    found = Report.objects.on_list(department, on).select_related("project", "period")
    return {(item.project_id, item.period_id): item for item in found.order_by("revision")}


def _obligation(
    item: Responsibility, period: Period, on: date, report: Report | None
) -> Obligation:
    submitted_at = report.submitted_at if report else None
    return Obligation(item, period, on, submitted_at, report=report)


def by_period(found: Iterable[Obligation]) -> list[PeriodObligations]:
    """Period by period: those with something to do first, the earliest due day first."""
    in_order = sorted(found, key=lambda item: (item.period.due, item.period.pk, item.rank))
    groups = [
        PeriodObligations(list(items))
        for _, items in groupby(in_order, key=lambda item: item.period)
    ]
    return sorted(groups, key=lambda group: not group.mine)


def number_in_hand(department: Department, on: date) -> int:
    """How many of :func:`worklist` are the reporter's turn. One query, for every page's menu."""
    opened = Period.objects.open_to(department, on)
    unfinished = Report.objects.unfinished(department, on)
    begun = Report.objects.filter(
        department=department, period=OuterRef("pk"), project=OuterRef(OuterRef("project"))
    )
    not_begun = opened.filter(~Exists(begun)).owed_by(OuterRef("role"))
    owed = Responsibility.objects.annotate(number=number_of(not_begun, "owing_role"))
    sum_owed = owed.filter(department=OuterRef("pk")).order_by().values("department")
    numbers = Department.objects.filter(pk=department.pk).values_list(
        number_of(unfinished, "department")
        + Coalesce(Subquery(sum_owed.annotate(sum=Sum("number")).values("sum")), 0)
    )
    return int(numbers.get()[0])


def number_of(queryset: QuerySet[Any], group: str) -> Coalesce:
    """The number of ``queryset``'s rows, all alike in the field ``group``, as an expression."""
    counted = queryset.order_by().values(group).annotate(counted=Count("pk")).values("counted")
    return Coalesce(Subquery(counted), 0)
