"""A reporter's desk: the department's obligations, and the actions possible in bulk."""

from collections.abc import Collection, Mapping, Sequence
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
    """One period's obligations; ``rows`` are those that await the reporter, with their action."""

    dues: PeriodObligations
    rows: Sequence[tuple[Obligation, BulkAction | None]]


def reporter_desk(user: Officer, on: date) -> Mapping[str, object]:
    """Context: ``groups`` by period, the rows' actions ``offers``, the button label ``unchanged``.

    ``reminders``: periods of which the department was reminded and still has reports missing.
    """
    department = user.department
    obligations = worklist(department, on) if department else []
    actions = bulk_actions(department, obligations) if department else {}
    periods = by_period(obligations)
    kinds = {PeriodKind(item.period.kind) for item in obligations if actions.get(item.key)}
    return {
        "groups": [
            PeriodGroup(period, [(item, actions[item.key]) for item in period.mine])
            for period in periods
        ],
        "offers": {action.value for action in actions.values() if action},
        "unchanged": unchanged_label(kinds),
        "reminders": standing_reminders(periods),
    }


def unchanged_label(kinds: Collection[PeriodKind]) -> str:
    """本月无变化 or 本季无变化, after the first of the ``kinds``; empty without any."""
    return next((kind.rules.unchanged for kind in PeriodKind if kind in kinds), "")
