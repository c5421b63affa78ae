"""Who has not handed in what is due or soon will be, and when they were last reminded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collection.models import Reminder
from departments.models import Department
from projects.models import Responsibility
from reports.models import Period, Unlock
from reports.obligations import PeriodObligations, by_department, obligations

Key = tuple[int, int]
"""A period's and a department's key."""


@dataclass(frozen=True)
class MissingReports(PeriodObligations):
    """What a department has not handed in for one period, and when it was last reminded.

    It is open while the department may report: the period has opened and is not locked, or
    was unlocked for it.
    """

    is_open: bool
    last: Reminder | None


def missing_reports(
    periods: Sequence[Period], on: date, department: Department | None = None
) -> list[MissingReports]:
    """Each department (or the one) with something missing in ``periods``; in their order.

    4 queries.
    """
    owed = Responsibility.objects.select_related("project", "department")
    if department is not None:
        owed = owed.filter(department=department)
    found = obligations(list(owed.order_by("project__number", "order")), periods, on)
    unlocked = set(
        Unlock.objects.in_force(on)
        .filter(period__in=periods)
        .values_list("period_id", "department_id")
    )
    missing = [row for row in by_department(found) if row.missing]
    last = _newest_reminders(missing)
    rows = [
        MissingReports(row.obligations, _is_open(row, unlocked, on), last.get(_key(row)))
        for row in missing
    ]
    places = {period.pk: place for place, period in enumerate(periods)}
    return sorted(rows, key=lambda row: places[row.period.pk])


def standing_reminders(groups: Iterable[PeriodObligations]) -> list[MissingReports]:
    """The periods, of those open to a department, that it was reminded of and still owes.

    In the order of their due days. One query.
    """
    missing = [group for group in groups if group.missing]
    last = _newest_reminders(missing)
    rows = [
        MissingReports(group.obligations, is_open=True, last=last[_key(group)])
        for group in missing
        if _key(group) in last
    ]
    return sorted(rows, key=lambda row: (row.period.due, row.period.pk))


def _newest_reminders(rows: Sequence[PeriodObligations]) -> Mapping[Key, Reminder]:
    sent = Reminder.objects.filter(
        period__in={row.period for row in rows}, department__in={row.department for row in rows}
    )
    return {(item.period_id, item.department_id): item for item in sent.order_by("sent_at", "pk")}


def _is_open(row: PeriodObligations, unlocked: set[Key], on: date) -> bool:
    period = row.period
    return period.opens <= on and (not period.is_locked or _key(row) in unlocked)


def _key(row: PeriodObligations) -> Key:
    return row.period.pk, row.department.pk
