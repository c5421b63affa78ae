"""What a project's departments reported for a period: who did, and what they say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dashboards.snapshots.snapshot import Board
from departments.models import Department, Officer
from departments.moments import end_of
from projects.models import Project, Responsibility
from reports.models import Period, Report
from reports.models.period import KIND_BY_ROLE, newest_due

UNFINISHED = Report.EDITABLE
"""A text in its author's hands says nothing yet."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A department's part in a project, and its report for the newest period that fell due.

    ``period`` is None before the first fell due. ``report`` is the newest revision the reader
    may open; of one that is hidden only ``is_handed_in`` and ``is_late`` are told.
    """

    responsibility: Responsibility
    period: Period | None
    report: Report | None
    is_handed_in: bool
    is_late: bool

    @property
    def department(self) -> Department:
        """Who reports."""
        return self.responsibility.department

    @property
    def is_missing(self) -> bool:
        """Whether a report is owed and was not handed in."""
        return self.period is not None and not self.is_handed_in


@dataclass(frozen=True, slots=True)
class Sheet:
    """The reports of one period side by side, of all who report for such a period.

    ``silent`` are those of whom the reader may read none.
    """

    period: Period
    reports: Sequence[Report]
    silent: Sequence[Department]


@dataclass(frozen=True, slots=True)
class Reporting:
    """A project's reports as an officer may see them on a day.

    ``periods`` can be chosen, newest first: those with a statement the officer may read.
    ``sheets`` are of the period chosen, and of the newest quarter up to a month chosen.
    ``is_other``: nothing may be read of the period asked for, another is shown.
    """

    owed: Sequence[Owed]
    periods: Sequence[Period]
    sheets: Sequence[Sheet]
    is_other: bool

    @property
    def chosen(self) -> Period | None:
        """The period whose statements are shown."""
        return self.sheets[0].period if self.sheets else None


def reporting(board: Board, project: Project, reader: Officer, code: str) -> Reporting:
    """The reports of a project; ``code`` names a period, by default the newest. Two queries."""
    own = [item for item in board.responsibilities if item.project_id == project.pk]
    visible = Report.objects.visible_to(reader)
    if board.on < timezone.localdate():
        visible = visible.approved_by(board.on)
    told = visible.filter(project=project).exclude(state__in=UNFINISHED).order_by()
    speaking = Period.objects.filter(Exists(told.filter(period=OuterRef("pk"))))
    open_keys = set(speaking.order_by().values_list("pk", flat=True))
    periods = [period for period in board.book.periods if period.end <= board.on]
    choices = [period for period in periods if period.pk in open_keys]
    choices.sort(key=lambda period: (period.end, period.kind == Period.Kind.MONTH), reverse=True)
    shown = _shown(choices, code)
    due: dict[str, Period | None] = {
        kind: next(iter(newest_due(periods, kind, board.on)), None) for kind in Period.Kind
    }
    wanted = Report.objects.filter(
        project=project, period__in=[*shown, *filter(None, due.values())]
    )
    reports = _read(wanted, visible, told)
    opened = [report for report in reports if report.is_open]  # type: ignore[attr-defined]
    handed_in = [
        report
        for report in reports
        if report.revision == 1 and report.submitted_at and report.submitted_at < end_of(board.on)
    ]
    return Reporting(
        [_owed(item, due[KIND_BY_ROLE[item.role]], opened, handed_in) for item in own],
        choices,
        [_sheet(period, own, opened) for period in shown],
        bool(code) and code not in {period.code for period in choices},
    )


def _read(
    wanted: QuerySet[Report], visible: QuerySet[Report], told: QuerySet[Report]
) -> list[Report]:
    """First revisions, and from the newest told one on; newest first, ``is_open`` if visible."""
    newer = told.filter(
        department=OuterRef("department"),
        period=OuterRef("period"),
        revision__gt=OuterRef("revision"),
    )
    return list(
        wanted.filter(Q(revision=1) | ~Exists(newer))
        .select_related("period")
        .order_by("-revision")
        .annotate(is_open=Exists(visible.filter(pk=OuterRef("pk"))))
    )


def _shown(choices: Sequence[Period], code: str) -> list[Period]:
    """The period asked for, or the newest; with a month, the newest quarter up to its end."""
    newest = next(iter(choices), None)
    chosen = next((period for period in choices if period.code == code), newest)
    if chosen is None or chosen.kind == Period.Kind.QUARTER:
        return [chosen] if chosen else []
    quarters = [period for period in choices if period.kind == Period.Kind.QUARTER]
    return [chosen, *[period for period in quarters if period.end <= chosen.end][:1]]


def _owed(
    item: Responsibility,
    period: Period | None,
    opened: Sequence[Report],
    handed_in: Sequence[Report],
) -> Owed:
    sent = _of(handed_in, item.department, period)
    return Owed(
        item,
        period,
        next(iter(_of(opened, item.department, period)), None),
        is_handed_in=bool(sent),
        is_late=any(report.is_late for report in sent),
    )


def _sheet(period: Period, own: Sequence[Responsibility], opened: Sequence[Report]) -> Sheet:
    told = [report for report in opened if report.state not in UNFINISHED]
    departments = [item.department for item in own if KIND_BY_ROLE[item.role] == period.kind]
    newest = {item: next(iter(_of(told, item, period)), None) for item in departments}
    for department, report in newest.items():
        if report:
            report.department = department
    return Sheet(
        period,
        [report for report in newest.values() if report],
        [department for department, report in newest.items() if not report],
    )


def _of(reports: Sequence[Report], department: Department, period: Period | None) -> list[Report]:
    """A department's for a period, newest revision first as they come."""
    return [
        report
        for report in reports
        if report.department_id == department.pk and report.period == period
    ]
