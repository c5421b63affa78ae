"""Load snapshots of any days, and cache them between requests.

The snapshot of a past day never changes, since a figure counts from the day of its approval on,
so it is cached with the plan data it is built from. Today's figures are loaded each time, and the
snapshot is cached only while they stay the same. The cache is in the process's memory and is
compared with the database instead of expiring, so other processes and a reloaded plan make no page
wrong. Only changing figures of past days by hand, outside the workflow, requires a restart.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from itertools import groupby
from operator import or_
from threading import Lock

from django.db.models import QuerySet
from django.utils import timezone

from dashboards.snapshots.plan_data import PlanData
from dashboards.snapshots.plan_rows import load_rows
from dashboards.snapshots.snapshot import Snapshot
from departments.models import Officer
from projects.models import Plan
from reports.known_figures import (
    Question,
    Rows,
    as_corrected,
    as_figures,
    deciding,
    figure_rows,
    known_on,
)
from reports.models import Measurement
from reports.models.period import due_ends

MOST_CACHED = 64
"""Snapshots of past days cached for a plan; the oldest entry goes first."""
SETTLED_AFTER = timedelta(days=2)
"""An approval of yesterday evening may reach the database after midnight."""


class _PlanCache:
    """One plan's cached plan data, snapshots of past days, and newest snapshot."""

    def __init__(self, plan_data: PlanData) -> None:
        self.plan_data = plan_data
        self.past: dict[date, Snapshot] = {}
        self.newest: tuple[date, Rows, Snapshot] | None = None
        self._decisive: tuple[list[date], QuerySet[Measurement]] | None = None

    def decisive(self, days: list[date]) -> QuerySet[Measurement]:
        """The figures that decide the days; built once for the days that every request asks of."""
        if self._decisive is None or self._decisive[0] != days:
            spans = groupby(days, self.plan_data.on)
            deciding_any = reduce(or_, (deciding(_question(*span)) for span in spans))
            of_plan = Measurement.objects.filter(
                assignment__target__project__plan=self.plan_data.plan
            )
            self._decisive = days, of_plan.filter(deciding_any)
        return self._decisive[1]

    def keep(self, snapshot: Snapshot, figures: Rows) -> None:
        with _lock:
            if snapshot.on > timezone.localdate() - SETTLED_AFTER:
                self.newest = (snapshot.on, figures, snapshot)
                return
            if len(self.past) >= MOST_CACHED:
                self.past.pop(next(iter(self.past)))
            self.past[snapshot.on] = snapshot


_caches: dict[int, _PlanCache] = {}
_lock = Lock()


def clear_cache() -> None:
    _caches.clear()


def get_plan_data(
    plan: Plan | None = None, user: Officer | None = None
) -> tuple[PlanData, frozenset[int]] | None:
    """The data of a plan, by default the first, and the requests that the user may open.

    Six queries; rebuilt only if a row changed. ``None`` without a plan.
    """
    rows = load_rows(plan, user)
    if rows is None:
        return None
    cache = _caches.get(rows.plan_key)
    if cache is None or cache.plan_data.rows != rows:
        cache = _caches[rows.plan_key] = _PlanCache(PlanData(rows))
    return cache.plan_data, rows.opens


def snapshots_for(plan_data: PlanData, days: Iterable[date]) -> dict[date, Snapshot]:
    """The snapshots of ``days``, each by the terms of its day.

    One query, or none if all are past and cached; one more where past terms are not loaded yet.
    """
    plan_data = plan_data.current
    cache = _caches.get(plan_data.plan.pk)
    if cache is None or cache.plan_data is not plan_data:
        cache = _PlanCache(plan_data)
    snapshots = {day: cache.past[day] for day in sorted(set(days)) if day in cache.past}
    missing = sorted(set(days) - snapshots.keys())
    rows = figure_rows(cache.decisive(missing)) if missing else ()
    for day in missing:
        snapshots[day] = _cached_or_new(cache, day, known_on(rows, day))
    return snapshots


def snapshot_for(plan: Plan, on: date) -> Snapshot:
    """The snapshot of one day; loads the plan data too: seven queries."""
    return snapshots_for(_data_of(plan), [on])[on]


def corrected_snapshot_for(plan: Plan, on: date) -> Snapshot:
    """The same by periods, with the corrections made up to today (更正后口径); never cached."""
    plan_data = _data_of(plan)
    of_plan = Measurement.objects.filter(assignment__target__project__plan=plan)
    rows = figure_rows(of_plan.filter(valid_from__isnull=False))
    corrected = as_corrected(rows, timezone.localdate())
    return Snapshot(plan_data.on(on), on, as_figures(corrected, on))


def _data_of(plan: Plan) -> PlanData:
    loaded = get_plan_data(plan)
    if loaded is None:
        raise ValueError(f"{plan} has no projects")
    return loaded[0]


def _cached_or_new(cache: _PlanCache, day: date, figures: Rows) -> Snapshot:
    newest = cache.newest
    if newest is not None and newest[:2] == (day, figures):
        return newest[2]
    snapshot = Snapshot(cache.plan_data.on(day), day, as_figures(figures, day))
    cache.keep(snapshot, figures)
    return snapshot


def _question(terms: PlanData, days: Iterable[date]) -> Question:
    """How assignments stand on days of the same terms."""
    thresholds = {day: terms.plan.thresholds(*due_ends(terms.periods, day)) for day in days}
    return Question(terms.goals, thresholds)
