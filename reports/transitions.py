"""The one table of who may take a report from which state to which.

It drives the guard of ``reports.workflow``, the buttons and the documentation.
"""

from dataclasses import dataclass

from departments.models import Officer
from reports.models import Report

State = Report.State
Role = Officer.Role


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table: who may take a report from one state to another."""

    name: str
    label: str
    source: Report.State
    target: Report.State
    role: Officer.Role
    own_department: bool
    needs_reason: bool = False
    four_eyes: bool = False

    def is_for(self, report: Report, officer: Officer) -> bool:
        """Whether this step with ``report`` is ``officer``'s to take, once its state is come."""
        is_own = officer.department_id == report.department_id
        return officer.role == self.role and (is_own or not self.own_department)

    def is_barred(self, report: Report, officer: Officer) -> bool:
        """Whether ``officer`` wrote the report last, and so must not be the one to pass it."""
        return self.four_eyes and report.author_id == officer.pk

    def is_open_to(self, report: Report, officer: Officer) -> bool:
        """Whether ``officer`` may take this step with ``report`` as it stands."""
        is_theirs = self.is_for(report, officer) and not self.is_barred(report, officer)
        return report.state == self.source and is_theirs


TRANSITIONS: tuple[Transition, ...] = (
    Transition("submit", "提交", State.DRAFT, State.SUBMITTED, Role.REPORTER, True),
    Transition("submit", "提交", State.RETURNED, State.SUBMITTED, Role.REPORTER, True),
    Transition("withdraw", "撤回", State.SUBMITTED, State.DRAFT, Role.REPORTER, True),
    Transition(
        "endorse", "审核通过", State.SUBMITTED, State.ENDORSED, Role.APPROVER, True, four_eyes=True
    ),
    Transition("return", "退回", State.SUBMITTED, State.RETURNED, Role.APPROVER, True, True),
    Transition(
        "approve", "通过", State.ENDORSED, State.APPROVED, Role.REVIEWER, False, four_eyes=True
    ),
    Transition("return", "退回", State.ENDORSED, State.RETURNED, Role.REVIEWER, False, True),
    Transition("reopen", "重新打开", State.APPROVED, State.RETURNED, Role.REVIEWER, False, True),
)


def available(report: Report, officer: Officer) -> list[Transition]:
    """The steps open to an officer; of an older revision ``perform`` refuses each."""
    return [step for step in TRANSITIONS if step.is_open_to(report, officer)]


def is_own_work(report: Report, officer: Officer) -> bool:
    """Whether only somebody else may pass ``report``, which waits for this officer's role."""
    return any(
        step.source == report.state
        and step.is_for(report, officer)
        and step.is_barred(report, officer)
        for step in TRANSITIONS
    )


def passing_step(officer: Officer) -> Transition | None:
    """The step by which an officer passes what waits for them; None for who has no queue."""
    return next(
        (step for step in TRANSITIONS if step.four_eyes and step.role == officer.role), None
    )


def queue_for(officer: Officer) -> Report.State | None:
    """The state in which reports wait for an officer's decision."""
    step = passing_step(officer)
    return step.source if step else None
