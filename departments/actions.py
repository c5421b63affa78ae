"""Create and end delegations; each change writes an audit row in its transaction."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from departments.exceptions import ActionNotAllowed
from departments.models import AuditEntry, Delegation, Department, Officer


@dataclass(frozen=True, slots=True)
class DelegationInput:
    """The form's values; without ``end`` the delegation lasts until it is taken back."""

    officer: Officer
    start: date
    end: date | None
    reason: str


def delegate(
    department: Department, details: DelegationInput, delegated_by: Officer, client_ip: str | None
) -> Delegation:
    """Delegate a department's reporting and return the new row.

    Raises ActionNotAllowed unless ``delegated_by`` belongs to the department, the delegate may
    stand in, and has no other delegation for the department on any of these days.
    """
    if not delegated_by.may_delegate or delegated_by.department_id != department.pk:
        raise ActionNotAllowed("只有本部门的填报员或审核人可以移交填报。")
    with transaction.atomic():
        # The lock makes concurrent requests see each other's delegation.
        Department.objects.select_for_update().get(pk=department.pk)
        candidates = Officer.objects.able_to_stand_in(department)
        if not candidates.filter(pk=details.officer.pk).exists():
            raise ActionNotAllowed(f"{details.officer}不能代填，请改选他人。")
        overlapping = Delegation.objects.filter(department=department, officer=details.officer)
        overlapping = overlapping.not_over(details.start)
        if details.end is not None:
            overlapping = overlapping.filter(start__lte=details.end)
        if (existing := overlapping.first()) is not None:
            raise ActionNotAllowed(
                f"{details.officer}已在代填（{existing.days}），请先收回再重新移交。"
            )
        delegation = Delegation.objects.create(
            department=department,
            officer=details.officer,
            start=details.start,
            end=details.end,
            reason=details.reason,
            delegated_by=delegated_by,
        )
        _audit("移交填报", delegation, delegated_by, client_ip, reason=delegation.reason)
    return delegation


def take_back(delegation: Delegation, user: Officer, client_ip: str | None) -> None:
    """End a delegation at once. Raises ActionNotAllowed if it has already ended."""
    now = timezone.now()
    with transaction.atomic():
        running = Delegation.objects.not_over(timezone.localdate()).filter(pk=delegation.pk)
        if not running.update(ended_at=now):
            raise ActionNotAllowed("这次代填此前已经结束。")
        _audit("收回填报", delegation, user, client_ip)
    delegation.ended_at = now


def note_switch(action: str, delegation: Delegation, user: Officer, client_ip: str | None) -> None:
    """Write an audit row when an officer starts (开始代填) or stops (停止代填) acting."""
    _audit(action, delegation, user, client_ip)


def _audit(
    action: str, delegation: Delegation, user: Officer, client_ip: str | None, reason: str = ""
) -> None:
    AuditEntry.objects.create(
        officer=user,
        action=action,
        subject=str(delegation),
        subject_key=f"delegation:{delegation.pk}",
        after={
            "代填人": str(delegation.officer),
            "部门": str(delegation.department),
            "期限": delegation.days,
        },
        reason=reason,
        client_ip=client_ip,
    )
