"""Counties: side by side, and each one's page."""

from collections import defaultdict
from functools import cache

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dashboards import summaries
from dashboards.as_of import get_snapshot, get_snapshots
from dashboards.charts.lamp_trend import lamp_trend
from dashboards.counties.county_ranking import RankedCounty, ranked
from dashboards.counties.tables import CountyTable
from dashboards.opening import opening
from dashboards.punctuality_history import punctuality_histories
from dashboards.snapshots.assessments import info_of
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.month_ends import MONTHS
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import TargetStatus, worst_first
from departments.lists import list_response
from departments.permissions import for_readers
from departments.requests import OfficerRequest
from projects import wording
from reports.obligations import PeriodObligations, by_department, held_text, obligations, year_until
from reports.problems import problems_of
from reports.rules.period_kinds import PeriodKind
from reports.rules.punctuality import total


def compared(snapshot: Snapshot) -> tuple[list[RankedCounty], list[PeriodObligations]]:
    """The counties with their places, and their obligations of a year's months. One query."""
    months = [
        period
        for period in year_until(snapshot.plan_data.periods, snapshot.on)
        if period.kind == PeriodKind.MONTH
    ]
    owed = [item for item in snapshot.all_responsibilities if item.department.is_county]
    rows = by_department(obligations(owed, months, snapshot.on))
    reported = defaultdict(list)
    for row in rows:
        reported[row.department].append(row.punctuality)
    counties = ranked(
        (
            info_of(county),
            count_lamps(item.evaluation for item in snapshot.of_department(county)),
            total(reported[county]),
        )
        for county in snapshot.counties
    )
    return counties, rows


def _ranking() -> dict[str, object]:
    """Context: whether there are places by 及时率, and the rule of all places."""
    ranks = settings.RANK_TIMELINESS
    return {"ranks_timeliness": ranks, "rule": wording.ranking_rule(ranks_timeliness=ranks)}


@require_GET
@for_readers
def county_list(request: OfficerRequest) -> HttpResponseBase:
    """The counties side by side: ``table``, ``rule`` (how they are ranked)."""
    snapshot, context = get_snapshot(request)
    counties, _ = compared(snapshot)
    table = CountyTable(counties, ranks_timeliness=settings.RANK_TIMELINESS)
    context |= _ranking()
    return list_response(
        request, table, "dashboards/counties/county_list.html", context, page_size=None
    )


@require_GET
@for_readers
def county_detail(request: OfficerRequest, code: str) -> HttpResponse:
    """One county, starting with what is behind.

    Context: ``department``, ``ranked`` (its counts and places), ``rule``, ``opening`` (how it
    stands in a sentence), ``projects`` (a summary for each project with the county's assignments),
    ``behind`` (those behind or overdue), ``problems`` (those its reports name), ``histories``,
    ``held`` (what waits for its own approver), ``trend``. What depends on the snapshot alone is
    cached as HTML, and computed only on a cache miss.
    """
    past, context = get_snapshots(request, MONTHS)
    snapshot = past[-1]
    county = next((item for item in snapshot.counties if item.code == code), None)
    if county is None:
        raise Http404("没有这个县（市、区）。")
    counties, rows = compared(snapshot)
    own = next(item for item in counties if item.department.code == code)
    own_rows = [row for row in rows if row.department == county]
    periods = [row.period for row in own_rows]
    problems, readable = problems_of(county, request.user, snapshot.on, periods, snapshot.projects)

    @cache
    def behind() -> list[TargetStatus]:
        statuses = (item.status for item in snapshot.of_department(county))
        return worst_first(status for status in statuses if status.is_behind)

    context |= {
        "department": county,
        "ranked": own,
        **_ranking(),
        "projects": lambda: summaries.of_county(snapshot, county),
        "opening": lambda: opening(own.department.county, own.counts, behind()),
        "behind": behind,
        "problems": problems,
        "held": held_text(item for row in own_rows for item in row.obligations),
        "histories": punctuality_histories(own_rows, readable),
        "trend": lambda: lamp_trend(
            past, lambda item: item.of_department(county), f"{county.county}各项任务"
        ),
    }
    return render(request, "dashboards/counties/county_detail.html", context)
