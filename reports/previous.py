"""The report before: what a new one is compared with and carries over.

That is the newest one of an earlier period that was handed in and has not come back: a figure
the bureau has yet to approve is the department's last word all the same.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from departments.models import Department, Officer
from projects.models import Project
from reports.models import Measurement, Period, Report

State = Report.State
HANDED_IN = (State.SUBMITTED, State.ENDORSED, State.APPROVED)
NEWEST = ("-period__end", "-revision")


def previous_report(report: Report, user: Officer) -> Report | None:
    """The report before ``report`` that ``user`` may open."""
    return (
        Report.objects.visible_to(user)
        .with_names()
        .filter(
            project=report.project,
            department=report.department,
            period__end__lt=report.period.end,
            state__in=HANDED_IN,
        )
        .order_by(*NEWEST)
        .first()
    )


def previous_by_project(department: Department, period: Period) -> dict[int, Report]:
    """A department's reports before ``period``, by project's key, with their figures. 3 queries."""
    newest = Report.objects.filter(
        project=OuterRef("pk"),
        department=department,
        period__end__lt=period.end,
        state__in=HANDED_IN,
    ).order_by(*NEWEST)
    projects = Project.objects.annotate(previous=Subquery(newest.values("pk")[:1]))
    return {report.project_id: report for report in _with_figures(projects)}


def previous_ends(department: Department, periods: Sequence[Period]) -> dict[tuple[int, int], date]:
    """The last days of the reports before, by the keys of project and period. One query."""
    newest = {
        f"before_{period.pk}": Max("period__end", filter=Q(period__end__lt=period.end))
        for period in periods
    }
    handed_in = Report.objects.filter(department=department, state__in=HANDED_IN).order_by()
    found: Iterable[tuple[Any, ...]] = handed_in.values_list("project").annotate(**newest)
    return {
        (project, period.pk): end
        for project, *ends in found
        for period, end in zip(periods, ends, strict=True)
        if end is not None
    }


def lies_between(end: date, previous: date, current: date) -> bool:
    """Whether a report of the period ending on ``end`` has to be finished first.

    That is one in its author's hands, when the period ending on ``current`` goes on from the
    one ending on ``previous``: its figures would be passed over.
    """
    return previous <= end < current


def previous_by_report(reports: Iterable[Report]) -> dict[int, Report]:
    """The reports before each of ``reports``, by its key, with their figures. 3 queries."""
    newest = Report.objects.filter(
        project=OuterRef("project"),
        department=OuterRef("department"),
        period__end__lt=OuterRef("period__end"),
        state__in=HANDED_IN,
    ).order_by(*NEWEST)
    chosen = Report.objects.filter(pk__in=[report.pk for report in reports])
    annotated = chosen.annotate(previous=Subquery(newest.values("pk")[:1]))
    pairs = dict(annotated.values_list("pk", "previous"))
    found = {report.pk: report for report in _loaded(pairs.values())}
    return {key: found[previous] for key, previous in pairs.items() if previous is not None}


def _with_figures(annotated: QuerySet[Project]) -> QuerySet[Report]:
    return _loaded(annotated.values_list("previous", flat=True))  # type: ignore[misc]


def _loaded(keys: Iterable[int | None]) -> QuerySet[Report]:
    figures = Prefetch("measurements", Measurement.objects.select_related("assignment__target"))
    chosen = [key for key in keys if key is not None]
    return Report.objects.with_names().filter(pk__in=chosen).prefetch_related(figures)
