"""The reports of a project's departments: who reported, and what the reports say."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone

from dashboards.snapshots.snapshot import Snapshot
from departments.models import Department, Officer
from projects.models import Project, Responsibility
from reports.models import Period, Report
from reports.models.period import newest_due
from reports.models.report import ReportQuerySet
from reports.obligations import Obligation, owed
from reports.rules.period_kinds import PeriodKind

Key = tuple[int, int]
"""A department's and a period's key."""


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """A department's part in a project, and its report for the newest period that fell due.

    ``obligation`` is None until a period has fallen due; its ``report`` is the newest revision
    the user may open. Of a hidden report only the status is shown.
    """

    responsibility: Responsibility
    obligation: Obligation | None


@dataclass(frozen=True, slots=True)
class PeriodReports:
    """The reports of one period side by side, one for each department that owes it.

    Each obligation's report is the newest revision that the user may read, never a draft.
    """

    period: Period
    obligations: Sequence[Obligation]

    @property
    def readable(self) -> Sequence[Obligation]:
        return [item for item in self.obligations if item.report]

    @property
    def silent(self) -> Sequence[Department]:
        """The departments without a report that the user may read."""
        return [item.department for item in self.obligations if not item.report]


@dataclass(frozen=True, slots=True)
class ProjectReports:
    """A project's reports as an officer may see them on a day.

    ``periods`` are the choices, newest first: those with a report the officer may read.
    ``shown`` has the chosen period and, for a month, the newest quarter up to it.
    ``is_other``: the requested period has no readable report, so another one is shown.
    """

    statuses: Sequence[ReportStatus]
    periods: Sequence[Period]
    shown: Sequence[PeriodReports]
    is_other: bool

    @property
    def chosen(self) -> Period | None:
        """The period whose reports are shown."""
        return self.shown[0].period if self.shown else None


def project_reports(
    snapshot: Snapshot, project: Project, user: Officer, code: str
) -> ProjectReports:
    """The reports of a project; ``code`` names a period, by default the newest. Two queries."""
    every = [item for item in snapshot.all_responsibilities if item.project_id == project.pk]
    own = [item for item in snapshot.responsibilities if item.project_id == project.pk]
    visible = _visible(user, snapshot.on)
    # A report that its author may still edit is not shown.
    readable = visible.filter(project=project).exclude(state__in=Report.EDITABLE)
    open_keys = set(readable.order_by().values_list("period", flat=True).distinct())
    periods = [period for period in snapshot.plan_data.periods if period.cutoff <= snapshot.on]
    choices = [period for period in periods if period.pk in open_keys]
    choices.sort(key=lambda period: (period.end, -period.rules.months), reverse=True)
    shown = _shown(choices, code)
    due = _newest_of_each_kind(periods, snapshot.on)
    revisions = Report.objects.filter(project=project, period__in=[*shown, *due])
    is_open = Exists(visible.filter(pk=OuterRef("pk")))
    loaded = list(revisions.order_by("revision").annotate(is_open=is_open))
    opened = [report for report in loaded if report.is_open]  # type: ignore[attr-defined]
    first = {_key(report): report.endorsed_at for report in loaded if report.revision == 1}
    newest = {_key(report): report for report in opened}
    finished = {_key(report): report for report in opened if not report.is_editable}

    def obligations(periods: Sequence[Period], reports: Mapping[Key, Report]) -> list[Obligation]:
        return [
            Obligation(item, period, snapshot.on, first.get(key), report=reports.get(key))
            for item, period in owed(every, periods)
            for key in [(item.department_id, period.pk)]
        ]

    by_item: dict[Responsibility, list[Obligation | None]] = defaultdict(list)
    for item in obligations(due, newest):
        by_item[item.responsibility].append(item)
    return ProjectReports(
        [ReportStatus(item, each) for item in own for each in by_item[item] or [None]],
        choices,
        [PeriodReports(period, obligations([period], finished)) for period in shown],
        bool(code) and code not in {period.code for period in choices},
    )


def _visible(user: Officer, on: date) -> ReportQuerySet:
    """The reports that a user may see; of a past day those approved by then."""
    visible = Report.objects.visible_to(user)
    return visible.approved_by(on) if on < timezone.localdate() else visible


def _newest_of_each_kind(periods: Sequence[Period], on: date) -> list[Period]:
    return [period for kind in PeriodKind for period in newest_due(periods, kind, on)[:1]]


def _key(report: Report) -> Key:
    return report.department_id, report.period_id


def _shown(choices: Sequence[Period], code: str) -> list[Period]:
    """The requested or newest period, and the newest of each longer kind up to its end."""
    newest = next(iter(choices), None)
    chosen = next((period for period in choices if period.code == code), newest)
    if chosen is None:
        return []
    earlier = [period for period in choices if period.end <= chosen.end]
    longer = [kind for kind in PeriodKind if kind.rules.months > chosen.rules.months]
    return [
        chosen,
        *(item for kind in longer for item in [p for p in earlier if p.kind == kind][:1]),
    ]
