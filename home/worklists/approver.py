"""An approver's desk: what waits for endorsement, and how far the own department is."""

from collections.abc import Mapping
from datetime import date

from collection.reminders.overdue import standing_reminders
from departments.models import Officer
from home.worklists.worklist import by_period, worklist
from reports.review_queue import queued_for

SHOWN = 10


def approver_desk(user: Officer, on: date) -> Mapping[str, object]:
    """``waiting`` (how many), the ``oldest`` of them, ``periods`` of the own department.

    ``reminders``: what the department was urged to report and still has not.
    """
    waiting = list(queued_for(user).with_names().order_by("submitted_at", "pk"))
    periods = by_period(worklist(user.department, on)) if user.department else []
    return {
        "waiting": len(waiting),
        "oldest": waiting[:SHOWN],
        "periods": periods,
        "reminders": standing_reminders(periods),
    }
