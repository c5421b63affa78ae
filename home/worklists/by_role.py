"""我的待办: what lies in an officer's hands, one module for each role."""

from collections.abc import Callable, Mapping
from datetime import date

from departments.models import Officer
from home.worklists.administrator import administrator_desk
from home.worklists.approver import approver_desk
from home.worklists.auditor import auditor_desk
from home.worklists.leader import leader_desk
from home.worklists.reporter import reporter_desk
from home.worklists.reviewer import reviewer_desk

Role = Officer.Role


DESKS: Mapping[str, Callable[[Officer, date], Mapping[str, object]]] = {
    Role.REPORTER: reporter_desk,
    Role.APPROVER: approver_desk,
    Role.REVIEWER: reviewer_desk,
    Role.LEADER: leader_desk,
    Role.ADMINISTRATOR: administrator_desk,
    Role.AUDITOR: auditor_desk,
}
"""What each role's template ``home/worklists/<role>.html`` needs, on a day."""


def desk_of(user: Officer, on: date) -> Mapping[str, object]:
    """What an officer's desk shows, finished for its role's template."""
    return DESKS[user.role](user, on)
