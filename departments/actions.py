"""Create and end delegations; each change writes an audit row in its transaction."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from departments.exceptions import ActionNotAllowed
from departments.models import AuditEntry, Delegation, Department, Officer
from departments.models.delegation import ACTING, Duty
from departments.permissions import Capability

CAPABILITIES = {Duty.REPORTING: Capability.REPORT, Duty.APPROVING: Capability.ENDORSE}
NOT_THEIRS = {
    Duty.REPORTING: "只有本部门的填报员或审核人可以移交填报。",
    Duty.APPROVING: "只有本部门的审核人可以移交审核。",
}


@dataclass(frozen=True, slots=True)
class DelegationInput:
    """The form's values; without ``end`` the delegation lasts until it is taken back."""

    duty: Duty
    officer: Officer
    start: date
    end: date | None
    reason: str


def duties_of(user: Officer) -> list[Duty]:
    """The duties that an officer may hand over for their own department."""
    if not user.may_delegate:
        return []
    return [Duty.REPORTING, *([Duty.APPROVING] if user.can(Capability.ENDORSE) else [])]


def delegate(
    department: Department, details: DelegationInput, delegated_by: Officer, client_ip: str | None
) -> Delegation:
    """Hand over a department's reporting or approving and return the new row.

    Raises ActionNotAllowed unless ``delegated_by`` belongs to the department and may hand the duty
    over, and the delegate may stand in and has not the same duty on any of these days.
    """
    duty = details.duty
    if delegated_by.department_id != department.pk or duty not in duties_of(delegated_by):
        raise ActionNotAllowed(NOT_THEIRS[duty])
    with transaction.atomic():
        # The lock makes concurrent requests see each other's delegation.
        Department.objects.select_for_update().get(pk=department.pk)
        candidates = Officer.objects.able_to_stand_in(department, CAPABILITIES[duty])
        if not candidates.filter(pk=details.officer.pk).exists():
            raise ActionNotAllowed(f"{details.officer}不能{ACTING[duty]}，请改选他人。")
        overlapping = Delegation.objects.filter(
            department=department, officer=details.officer, duty=duty
        )
        overlapping = overlapping.not_over(details.start)
        if details.end is not None:
            overlapping = overlapping.filter(start__lte=details.end)
        if (existing := overlapping.first()) is not None:
            raise ActionNotAllowed(
                f"{details.officer}已在{ACTING[duty]}（{existing.days}），请先收回再重新移交。"
            )
        delegation = Delegation.objects.create(
            department=department,
            officer=details.officer,
            duty=duty,
            start=details.start,
            end=details.end,
            reason=details.reason,
            delegated_by=delegated_by,
        )
        action = f"移交{delegation.get_duty_display()}"
        _audit(action, delegation, delegated_by, client_ip, reason=delegation.reason)
    return delegation


def take_back(delegation: Delegation, user: Officer, client_ip: str | None) -> None:
    """End a delegation at once. Raises ActionNotAllowed if it has already ended."""
    now = timezone.now()
    with transaction.atomic():
        running = Delegation.objects.not_over(timezone.localdate()).filter(pk=delegation.pk)
        if not running.update(ended_at=now):
            raise ActionNotAllowed(f"这次{delegation.acting_text}此前已经结束。")
        _audit(f"收回{delegation.get_duty_display()}", delegation, user, client_ip)
    delegation.ended_at = now


def note_switch(action: str, delegation: Delegation, user: Officer, client_ip: str | None) -> None:
    """Write an audit row when an officer starts (``开始``) or stops (``停止``) acting."""
    _audit(f"{action}{delegation.acting_text}", delegation, user, client_ip)


def _audit(
    action: str, delegation: Delegation, user: Officer, client_ip: str | None, reason: str = ""
) -> None:
    AuditEntry.objects.create(
        officer=user,
        action=action,
        subject=str(delegation),
        subject_key=f"delegation:{delegation.pk}",
        after={
            f"{delegation.acting_text}人": str(delegation.officer),
            "部门": str(delegation.department),
            "期限": delegation.days,
        },
        reason=reason,
        client_ip=client_ip,
    )
