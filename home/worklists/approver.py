"""An approver's desk: reports that await endorsement, and the department's progress."""

from collections.abc import Mapping
from datetime import date

from collection.reminders.overdue import standing_reminders
from departments.models import Officer
from home.worklists.worklist import by_period, worklist
from reports.review_queue import queued_for

SHOWN = 10


def approver_desk(user: Officer, on: date) -> Mapping[str, object]:
    """Context: ``waiting`` (how many), the ``oldest`` of them, the department's ``periods``.

    ``reminders``: periods of which the department was reminded and still has reports missing.
    """
    waiting = list(queued_for(user).with_names().order_by("updated_at", "pk"))
    periods = by_period(worklist(user.department, on)) if user.department else []
    return {
        "waiting": len(waiting),
        "oldest": waiting[:SHOWN],
        "periods": periods,
        "reminders": standing_reminders(periods),
    }
