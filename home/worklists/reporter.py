"""A reporter's desk: what the department owes, and what can be done at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collection.reminders.overdue import standing_reminders
from departments.models import Officer
from home.worklists.obligations import PeriodDues, by_period, dues
from home.worklists.offers import Offer, Row, rows
from reports.models import Period


@dataclass(frozen=True, slots=True)
class Group:
    """One period's dues, and the rows of those in the reporter's hands."""

    dues: PeriodDues
    rows: Sequence[Row]


def reporter_desk(officer: Officer, on: date) -> Mapping[str, object]:
    """``groups`` by period, ``offers`` that any row has, ``unchanged`` (the button's words).

    ``reminders``: what the department was urged to report and still has not.
    """
    department = officer.department
    found = dues(department, on) if department else []
    by_due = {row.due.key: row for row in rows(department, found)} if department else {}
    offered = [row for row in by_due.values() if row.offer]
    has_month = any(row.due.period.kind == Period.Kind.MONTH for row in offered)
    return {
        "groups": [
            Group(period, [by_due[due.key] for due in period.mine]) for period in by_period(found)
        ],
        "offers": {row.offer.value for row in offered if row.offer},
        "unchanged": "本月无变化" if has_month else "本季无变化",
        "Offer": Offer,
        "reminders": standing_reminders(officer, on),
    }
