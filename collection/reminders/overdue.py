"""Departments with missing reports, and their latest reminders."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collection.models import Reminder
from departments.models import Department
from projects.models import Responsibility
from reports.models import Period, Unlock
from reports.obligations import PeriodObligations, by_department, obligations

Key = tuple[int, int]
"""The pks of a period and a department."""

MOST_REMINDERS = 4
"""Of one period to one department, automatic and by hand: 防治“指尖上的形式主义”."""


@dataclass(frozen=True)
class MissingReports(PeriodObligations):
    """A department's missing reports of one period.

    ``reminded``: how many reminders it got, the latest of which is ``last``.

    ``is_open``: the department may report, since the period has opened and is not locked, or is
    unlocked for it.
    """

    is_open: bool
    last: Reminder | None
    reminded: int = 0

    @property
    def is_exhausted(self) -> bool:
        """Whether it got as many reminders of the period as a department may."""
        return self.reminded >= MOST_REMINDERS

    @property
    def can_be_reminded(self) -> bool:
        """Whether somebody can do something: a lock stops reporters, and no approver."""
        return self.is_open or bool(self.with_approver)

    @property
    def may_be_reminded(self) -> bool:
        return self.can_be_reminded and not self.is_exhausted


def missing_reports(
    periods: Sequence[Period], on: date, department: Department | None = None
) -> list[MissingReports]:
    """The departments (or only ``department``) with missing reports, in order of ``periods``.

    4 queries.
    """
    responsibilities = Responsibility.objects.select_related("project", "department")
    if department is not None:
        responsibilities = responsibilities.filter(department=department)
    in_order = responsibilities.order_by("project__number", "order")
    unlocked = set(
        Unlock.objects.in_force(on)
        .filter(period__in=periods)
        .values_list("period_id", "department_id")
    )
    owed = obligations(list(in_order), periods, on)
    missing = [row for row in by_department(owed) if row.missing]
    sent = _reminders(missing)
    rows = [
        MissingReports(
            row.obligations,
            _is_open(row, unlocked, on),
            sent[_key(row)][-1] if sent[_key(row)] else None,
            len(sent[_key(row)]),
        )
        for row in missing
    ]
    places = {period.pk: place for place, period in enumerate(periods)}
    return sorted(rows, key=lambda row: places[row.period.pk])


def standing_reminders(groups: Iterable[PeriodObligations]) -> list[MissingReports]:
    """The department's open periods with a reminder and reports still missing, by due day.

    One query.
    """
    missing = [group for group in groups if group.missing]
    sent = _reminders(missing)
    rows = [
        MissingReports(group.obligations, True, sent[_key(group)][-1], len(sent[_key(group)]))
        for group in missing
        if sent[_key(group)]
    ]
    return sorted(rows, key=lambda row: (row.period.due, row.period.pk))


def _reminders(rows: Sequence[PeriodObligations]) -> Mapping[Key, Sequence[Reminder]]:
    """The reminders of each row, the newest last; none for other keys."""
    sent = Reminder.objects.filter(
        period__in={row.period for row in rows}, department__in={row.department for row in rows}
    )
    found: dict[Key, list[Reminder]] = defaultdict(list)
    for item in sent.order_by("sent_at", "pk"):
        found[item.period_id, item.department_id].append(item)
    return found


def _is_open(row: PeriodObligations, unlocked: set[Key], on: date) -> bool:
    period = row.period
    return period.opens <= on and (not period.is_locked or _key(row) in unlocked)


def _key(row: PeriodObligations) -> Key:
    return row.period.pk, row.department.pk
