"""A reporter's desk: what the department owes, and what can be done at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collection.reminders.overdue import standing_reminders
from departments.models import Officer
from home.worklists.bulk_submit import BulkAction, bulk_actions
from home.worklists.worklist import by_period, worklist
from reports.obligations import Obligation, PeriodObligations
from reports.rules.period_kinds import PeriodKind


@dataclass(frozen=True, slots=True)
class PeriodGroup:
    """One period's obligations, and those in the reporter's hands with what can be done."""

    dues: PeriodObligations
    rows: Sequence[tuple[Obligation, BulkAction | None]]


def reporter_desk(user: Officer, on: date) -> Mapping[str, object]:
    """``groups`` by period, ``offers`` that any row has, ``unchanged`` (the button's words).

    ``reminders``: what the department was urged to report and still has not.
    """
    department = user.department
    found = worklist(department, on) if department else []
    actions = bulk_actions(department, found) if department else {}
    periods = by_period(found)
    kinds = {PeriodKind(item.period.kind) for item in found if actions.get(item.key)}
    return {
        "groups": [
            PeriodGroup(period, [(item, actions[item.key]) for item in period.mine])
            for period in periods
        ],
        "offers": {action.value for action in actions.values() if action},
        "unchanged": next((kind.rules.unchanged for kind in PeriodKind if kind in kinds), ""),
        "reminders": standing_reminders(periods),
    }
