"""The state and dates of each demonstration report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from collection.periods.generate import usual_periods
from demo.courses import draw
from reports.models import Period, Report
from reports.rules.working_days import national_calendar

State = Report.State
MONTHS, FIRST_MONTH = 27, (2024, 10)
CURRENT_MONTH, CURRENT_QUARTER = "2026-10", "2026-Q3"
LAST_LOCKED_END = date(2026, 9, 30)
LAST_WORKED_ON = date(2026, 11, 20)
"""No step is later, so that all figures are in force on the demonstration's day."""

# The current month's projects without approval, by department and state; None: not begun. 普宁市
# has not begun project 3, so that readers of the newcomers' guide can report it.
UNFINISHED: Mapping[str, Mapping[State | None, frozenset[int]]] = {
    "education": {
        State.ENDORSED: frozenset({6, 13, 20}),
        State.SUBMITTED: frozenset({17}),
        State.DRAFT: frozenset({22}),
    },
    "rongcheng": {
        State.ENDORSED: frozenset({8, 16}),
        State.SUBMITTED: frozenset({22}),
    },
    "jiedong": {
        State.ENDORSED: frozenset({4, 11, 19}),
        State.SUBMITTED: frozenset({9}),
        State.DRAFT: frozenset({21}),
    },
    "jiexi": {
        State.ENDORSED: frozenset({6, 14, 20}),
        State.SUBMITTED: frozenset({2, 10}),
        State.RETURNED: frozenset({15}),
        State.DRAFT: frozenset({17}),
        None: frozenset({18}),
    },
    "huilai": {
        State.ENDORSED: frozenset({1, 13, 20}),
        State.SUBMITTED: frozenset({4, 7}),
        State.RETURNED: frozenset({2, 12}),
        State.DRAFT: frozenset({8, 16}),
        None: frozenset({5, 9, 18, 22}),
    },
    "puning": {
        State.ENDORSED: frozenset({5, 12, 19}),
        State.SUBMITTED: frozenset({8, 14}),
        State.RETURNED: frozenset({10}),
        State.DRAFT: frozenset({17}),
        None: frozenset({3, 21}),
    },
}
# The newest due quarter: finance has reports in every state, the others' are approved.
FINANCE_UNFINISHED: Mapping[int, State | None] = {
    3: None,
    9: State.ENDORSED,
    10: State.RETURNED,
    12: State.DRAFT,
    17: State.SUBMITTED,
}
ENDORSED_AFTER = timedelta(hours=2)
SILENT_SINCE = date(2026, 8, 1)
SILENT: Mapping[str, frozenset[int]] = {"huilai": frozenset({5, 18, 22})}
"""Projects that a county has stopped reporting, so that its figures are stale."""
RETURNED_AND_LEFT = ("huilai", 5, "2026-08")

# The percentages of reports that are late, and of those that are missing.
LATE = {"education": 3, "rongcheng": 5, "jiedong": 4, "jiexi": 14, "huilai": 22, "puning": 11}
MISSING = {"jiexi": 2, "huilai": 5, "puning": 1}
SUPPORT_LATE, SUPPORT_MISSING = 15, 6
NONE_MISSING_SINCE = date(2026, 7, 1)


@dataclass(frozen=True, slots=True)
class ReportDates:
    state: Report.State
    submitted_at: datetime | None
    endorsed_at: datetime | None
    approved_at: datetime | None
    updated_at: datetime


def demo_periods() -> list[Period]:
    """The unsaved periods from October 2024 to the end of 2026; old ones are locked."""
    periods = usual_periods(FIRST_MONTH, MONTHS, national_calendar())
    for period in periods:
        period.is_locked = period.end <= LAST_LOCKED_END and period.code != CURRENT_QUARTER
    return periods


def fate(project: int, department: str, period: Period) -> ReportDates | None:
    """A report's state and dates, by project number and department code; None: not begun."""
    state = _state(project, department, period)
    if state is None:
        return None
    handed_in = moment(_submitted_on(project, department, period), "submit", project, department)
    if state == State.DRAFT:
        return ReportDates(state, None, None, None, handed_in)
    decided_on = timezone.localdate(handed_in) + timedelta(
        days=2 + draw("approve", project, department, period.code, sides=6)
    )
    decided_at = moment(min(decided_on, LAST_WORKED_ON), "approve", project, department)
    if state == State.SUBMITTED:
        return ReportDates(state, handed_in, None, None, handed_in)
    if state == State.RETURNED:
        return ReportDates(state, handed_in, None, None, decided_at)
    endorsed_at = min(handed_in + ENDORSED_AFTER, decided_at)
    if state == State.ENDORSED:
        return ReportDates(state, handed_in, endorsed_at, None, endorsed_at)
    return ReportDates(state, handed_in, endorsed_at, decided_at, decided_at)


def _state(project: int, department: str, period: Period) -> Report.State | None:
    if (department, project, period.code) == RETURNED_AND_LEFT:
        return State.RETURNED
    if period.start >= SILENT_SINCE and project in SILENT.get(department, ()):
        return None
    if period.code == CURRENT_MONTH:
        for state, projects in UNFINISHED.get(department, {}).items():
            if project in projects:
                return state
    elif period.code == CURRENT_QUARTER and department == "finance":
        return FINANCE_UNFINISHED.get(project, State.APPROVED)
    elif period.end > LAST_LOCKED_END or _is_missing(project, department, period):
        return None
    return State.APPROVED


def _is_missing(project: int, department: str, period: Period) -> bool:
    usual = SUPPORT_MISSING if period.kind == Period.Kind.QUARTER else MISSING.get(department, 0)
    drawn = draw("missing", project, department, period.code)
    return period.start < NONE_MISSING_SINCE and drawn < usual


def _submitted_on(project: int, department: str, period: Period) -> date:
    usual = SUPPORT_LATE if period.kind == Period.Kind.QUARTER else LATE.get(department, 0)
    days = draw("days", project, department, period.code, sides=5)
    if draw("late", project, department, period.code) < usual:
        return period.due + timedelta(days=1 + days)
    return period.end + timedelta(days=1 + days)


def moment(day: date, step: str, project: int, department: str) -> datetime:
    """A minute within the working hours of ``day``, always the same for the same arguments."""
    minutes = draw(step, project, department, day, sides=8 * 60)
    opened = datetime.combine(day, time(9))
    return timezone.make_aware(opened + timedelta(minutes=minutes))
