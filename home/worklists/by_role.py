"""我的待办: each role's desk; every role has a module of its own."""

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
"""The functions that compute the context of ``home/worklists/<role>.html`` on a day."""


def desk_of(user: Officer, on: date) -> Mapping[str, object]:
    """The context of the template of the officer's role."""
    return DESKS[user.role](user, on)
