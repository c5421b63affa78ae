"""Every change of who stands in for whom; each leaves an audit row in the same transaction."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from departments.models import AuditEntry, Delegation, Department, Officer


class Refused(Exception):
    """A change that is not to be made; its text is for the screen."""


@dataclass(frozen=True, slots=True)
class DelegationInput:
    """What was filled in: who stands in, from which day to which (None: until taken back)."""

    officer: Officer
    start: date
    end: date | None
    reason: str


def delegate(
    department: Department, details: DelegationInput, delegated_by: Officer, client_ip: str | None
) -> Delegation:
    """Delegate a department's reporting and return the new row.

    Raises Refused unless ``delegated_by`` is the department's own, the delegate may stand in, and
    does not stand in on any of these days already.
    """
    if not delegated_by.may_delegate or delegated_by.department_id != department.pk:
        raise Refused("只有本部门的填报员或审核人可以移交填报。")
    with transaction.atomic():
        # Of two who delegate at once the second sees what the first did.
        Department.objects.select_for_update().get(pk=department.pk)
        able = Officer.objects.able_to_stand_in(department)
        if not able.filter(pk=details.officer.pk).exists():
            raise Refused(f"{details.officer}不能代填，请改选他人。")
        standing = Delegation.objects.filter(department=department, officer=details.officer)
        standing = standing.not_over(details.start)
        if details.end is not None:
            standing = standing.filter(start__lte=details.end)
        if (already := standing.first()) is not None:
            raise Refused(f"{details.officer}已在代填（{already.days}），请先收回再重新移交。")
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
    """End a delegation at once. Raises Refused when it is over already."""
    now = timezone.now()
    with transaction.atomic():
        standing = Delegation.objects.not_over(timezone.localdate()).filter(pk=delegation.pk)
        if not standing.update(ended_at=now):
            raise Refused("这次代填此前已经结束。")
        _audit("收回填报", delegation, user, client_ip)
    delegation.ended_at = now


def note_switch(action: str, delegation: Delegation, user: Officer, client_ip: str | None) -> None:
    """Leave a row of an officer who begins (开始代填) or stops (停止代填) acting as a delegate."""
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
