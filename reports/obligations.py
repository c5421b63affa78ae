"""The only definition of which reports departments owe, and which they have submitted.

A department with a role in a project owes a report for each period of the kind that the role
requires, if it has the role on the period's due day. A report is handed in once it has reached the
bureau, by the first endorsement of its own department. What happens to it afterwards, or to later
revisions, makes it neither late nor missing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Case, F, Q, When
from django.utils import timezone

from departments.models import Department
from departments.moments import end_of
from projects.models import Project, Responsibility
from reports.models import Period, Report
from reports.models.period import newest_due
from reports.models.report import was_late
from reports.rules.period_kinds import PeriodKind
from reports.rules.punctuality import Punctuality, Status

Key = tuple[int, int]
"""A project's and a period's key."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """A responsibility, a period and its report, as of the end of ``on``.

    ``endorsed_at`` is when it first reached the bureau, ``approved_at`` the first revision's
    approval. ``with_approver_since`` is since when it has waited for the own approver now, which
    says nothing of a past day. ``report`` is the newest revision, for callers that have loaded it.
    """

    responsibility: Responsibility
    period: Period
    on: date
    endorsed_at: datetime | None = None
    approved_at: datetime | None = None
    with_approver_since: datetime | None = None
    report: Report | None = None

    @property
    def project(self) -> Project:
        return self.responsibility.project

    @property
    def department(self) -> Department:
        return self.responsibility.department

    @property
    def key(self) -> Key:
        return self.responsibility.project_id, self.period.pk

    @property
    def status(self) -> Status:
        if not is_owed(self.responsibility, self.period):
            return Status.NOT_OWED
        if self.endorsed_at is not None and self.endorsed_at < end_of(self.on):
            return Status.LATE if was_late(self.endorsed_at, self.period) else Status.ON_TIME
        if self.period.due < self.on:
            return Status.OVERDUE
        return Status.DUE if self.period.opens <= self.on else Status.NOT_OPEN

    @property
    def is_missing(self) -> bool:
        """Whether it is owed and not submitted, whatever its due day."""
        return self.status in {Status.NOT_OPEN, Status.DUE, Status.OVERDUE}

    @property
    def is_with_approver(self) -> bool:
        """Whether it is missing because the own approver has not endorsed it yet."""
        return self.with_approver_since is not None and self.is_missing

    @property
    def is_overdue(self) -> bool:
        return self.status is Status.OVERDUE

    @property
    def is_late(self) -> bool:
        return self.status is Status.LATE

    @property
    def is_approved(self) -> bool:
        """Whether its first revision is approved; a correction in progress does not undo that."""
        return self.approved_at is not None and self.approved_at < end_of(self.on)

    @property
    def state_text(self) -> str:
        return self.report.get_state_display() if self.report else "未开始"

    @property
    def is_returned(self) -> bool:
        return self.report is not None and self.report.state == Report.State.RETURNED

    @property
    def is_mine(self) -> bool:
        """Whether it is the reporter's turn."""
        return self.report is None or self.report.is_editable

    @property
    def rank(self) -> tuple[bool, bool, bool, bool, int]:
        """Sort key: the reporter's turn first; overdue, returned, drafts, not begun; by number."""
        return (
            not self.is_mine,
            not self.is_overdue,
            not self.is_returned,
            self.report is None,
            self.project.number,
        )

    @property
    def choice(self) -> str:
        """Its value in a form, with the version that the page showed: ``2026-10:3:0``."""
        version = self.report.version if self.report else 0
        return f"{self.period.code}:{self.project.number}:{version}"


@dataclass(frozen=True)
class PeriodObligations:
    """One department's obligations for one period, at least one."""

    obligations: Sequence[Obligation]

    @property
    def department(self) -> Department:
        return self.obligations[0].department

    @property
    def period(self) -> Period:
        return self.obligations[0].period

    @cached_property
    def punctuality(self) -> Punctuality:
        return punctuality(self.obligations)

    @property
    def missing(self) -> Sequence[Project]:
        """The projects whose report has not reached the bureau, whatever the due day."""
        return [item.project for item in self.obligations if item.is_missing]

    @property
    def with_approver(self) -> Sequence[Project]:
        """Those of the missing whose report waits for the own approver."""
        return [item.project for item in self.obligations if item.is_with_approver]

    @property
    def with_reporter(self) -> Sequence[Project]:
        """Those of the missing whose report the reporter has not handed in."""
        return [
            item.project
            for item in self.obligations
            if item.is_missing and not item.is_with_approver
        ]

    @property
    def waiting_text(self) -> str:
        """``待单位审核 3 份，最久 24 天``; empty if none waits for the own approver."""
        return held_text(self.obligations)

    @property
    def days_left(self) -> int:
        """The days until the due day; negative once it is over."""
        return (self.period.due - self.obligations[0].on).days

    @property
    def is_past_due(self) -> bool:
        return self.days_left < 0

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def days_text(self) -> str:
        if self.is_past_due:
            return f"逾期 {self.days_late} 天"
        return f"还有 {self.days_left} 天" if self.days_left else "今天截止"

    @property
    def mine(self) -> Sequence[Obligation]:
        return [item for item in self.obligations if item.is_mine]

    @property
    def done(self) -> Sequence[Obligation]:
        return [item for item in self.obligations if not item.is_mine]

    @property
    def overdue(self) -> Sequence[Obligation]:
        return [item for item in self.obligations if item.is_overdue]

    @property
    def returned(self) -> Sequence[Obligation]:
        return [item for item in self.obligations if item.is_returned]


def owed(
    responsibilities: Sequence[Responsibility], periods: Iterable[Period]
) -> Iterator[tuple[Responsibility, Period]]:
    """Each responsibility with each period it owes a report for, period by period."""
    for period in periods:
        yield from ((item, period) for item in responsibilities if is_owed(item, period))


def is_owed(responsibility: Responsibility, period: Period) -> bool:
    """Whether the department has the period's role in the project on the period's due day."""
    return responsibility.role == period.role and responsibility.holds(period.due)


def obligations(
    responsibilities: Sequence[Responsibility], periods: Iterable[Period], on: date
) -> list[Obligation]:
    """The obligations for ``periods``, period by period, as of the end of ``on``. One query.

    A report that reached the bureau later is missing.
    """
    chosen = list(periods)
    reports = Report.objects.filter(
        period__in=chosen,
        department__in={item.department_id for item in responsibilities},
        revision=1,
        submitted_at__isnull=False,
    )
    is_now = Q(state=Report.State.SUBMITTED) if on >= timezone.localdate() else Q(pk__in=())
    since = Case(When(is_now, then=F("updated_at")))
    moments = {
        (period, project, department): times
        for period, project, department, *times in reports.order_by().values_list(
            "period", "project", "department", "endorsed_at", "approved_at", since
        )
    }
    never = (None, None, None)
    return [
        Obligation(
            item, period, on, *moments.get((period.pk, item.project_id, item.department_id), never)
        )
        for item, period in owed(responsibilities, chosen)
    ]


def newest_obligations(
    responsibilities: Sequence[Responsibility], on: date, periods: Iterable[Period] | None = None
) -> list[PeriodObligations]:
    """Each department's obligations for the newest period of each kind that fell due.

    ``responsibilities`` have project and department loaded. Two queries, or one with all
    ``periods`` given.
    """
    known = list(Period.objects.fallen_due(on) if periods is None else periods)
    newest = [period for kind in PeriodKind for period in newest_due(known, kind, on)[:1]]
    return by_department(obligations(responsibilities, newest, on))


def by_department(items: Iterable[Obligation]) -> list[PeriodObligations]:
    """Group by department and period, in the order of the departments and of the periods."""
    groups: dict[tuple[int, int], list[Obligation]] = {}
    for item in items:
        groups.setdefault((item.responsibility.department_id, item.period.pk), []).append(item)
    rows = [PeriodObligations(group) for group in groups.values()]
    return sorted(rows, key=lambda row: row.department.order)


def held_text(items: Iterable[Obligation]) -> str:
    """``待单位审核 3 份，最久 24 天``; empty if none waits for its own approver."""
    waiting = [item for item in items if item.is_with_approver]
    since = [item.with_approver_since for item in waiting if item.with_approver_since]
    return waiting_text(len(waiting), min(since), waiting[0].on) if waiting else ""


def waiting_text(number: int, since: datetime, on: date) -> str:
    """``待单位审核 3 份，最久 24 天``: what waits for its approvers, the first ``since``."""
    days = (on - timezone.localdate(since)).days
    return f"待单位审核 {number} 份，{f'最久 {days} 天' if days else '今天提交'}"


def punctuality(items: Iterable[Obligation]) -> Punctuality:
    counts = Counter(item.status for item in items)
    due = counts.total() - counts[Status.NOT_OWED]
    return Punctuality(due, counts[Status.ON_TIME], counts[Status.LATE])


def year_until(periods: Iterable[Period], on: date) -> list[Period]:
    """The last twelve months and four quarters of ``periods`` that fell due, oldest first."""
    known = list(periods)
    newest = [newest_due(known, kind, on)[: kind.rules.a_year] for kind in PeriodKind]
    return [period for group in newest for period in reversed(group)]
