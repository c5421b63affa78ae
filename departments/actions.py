"""Every change of who stands in for whom; each leaves an audit row in the same transaction."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from departments.models import AuditEntry, Department, Deputy, Officer


class Refused(Exception):
    """A change that is not to be made; its text is for the screen."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """What was filled in: who stands in, from which day to which (None: until taken back)."""

    officer: Officer
    start: date
    end: date | None
    reason: str


def hand_over(
    department: Department, wanted: HandOver, handed_by: Officer, address: str | None
) -> Deputy:
    """Hand a department's reporting to a deputy and return the new row.

    Raises Refused unless ``handed_by`` is the department's own, the deputy may stand in, and
    does not stand in on any of these days already.
    """
    if not handed_by.may_hand_over or handed_by.department_id != department.pk:
        raise Refused("只有本部门的填报员或审核人可以移交填报。")
    with transaction.atomic():
        # Of two who hand over at once the second sees what the first did.
        Department.objects.select_for_update().get(pk=department.pk)
        able = Officer.objects.able_to_stand_in(department)
        if not able.filter(pk=wanted.officer.pk).exists():
            raise Refused(f"{wanted.officer}不能代填，请改选他人。")
        standing = Deputy.objects.filter(department=department, officer=wanted.officer)
        standing = standing.not_over(wanted.start)
        if wanted.end is not None:
            standing = standing.filter(start__lte=wanted.end)
        if (already := standing.first()) is not None:
            raise Refused(f"{wanted.officer}已在代填（{already.days}），请先收回再重新移交。")
        deputy = Deputy.objects.create(
            department=department,
            officer=wanted.officer,
            start=wanted.start,
            end=wanted.end,
            reason=wanted.reason,
            handed_by=handed_by,
        )
        _audit("移交填报", deputy, handed_by, address, reason=deputy.reason)
    return deputy


def take_back(deputy: Deputy, officer: Officer, address: str | None) -> None:
    """End a deputation at once. Raises Refused when it is over already."""
    now = timezone.now()
    with transaction.atomic():
        standing = Deputy.objects.not_over(timezone.localdate()).filter(pk=deputy.pk)
        if not standing.update(ended_at=now):
            raise Refused("这次代填此前已经结束。")
        _audit("收回填报", deputy, officer, address)
    deputy.ended_at = now


def note_switch(action: str, deputy: Deputy, officer: Officer, address: str | None) -> None:
    """Leave a row of an officer who begins (开始代填) or stops (停止代填) acting as a deputy."""
    _audit(action, deputy, officer, address)


def _audit(
    action: str, deputy: Deputy, officer: Officer, address: str | None, reason: str = ""
) -> None:
    AuditEntry.objects.create(
        officer=officer,
        action=action,
        subject=str(deputy),
        subject_key=f"deputy:{deputy.pk}",
        after={"代填人": str(deputy.officer), "部门": str(deputy.department), "期限": deputy.days},
        reason=reason,
        address=address,
    )
