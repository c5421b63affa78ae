"""Every change of a period: its making, its days, its lock, and exceptions to the lock.

Of two who press at once one succeeds and the other gets :class:`Conflict`; each change leaves
an audit row in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from departments.exceptions import Conflict, StepRefused
from departments.models import AuditEntry, Department, Officer
from reports.models import Period, Unlock

AUDITED = ("code", "start", "end", "opens", "due")


@dataclass(frozen=True, slots=True)
class Days:
    """From when a period takes reports, and until when they are on time."""

    opens: date
    due: date


@dataclass(frozen=True, slots=True)
class Exemption:
    """Which department may report after the lock, to which day's end, and why.

    ``seen_at`` is when the page was made on which this was decided.
    """

    department: Department
    until: date
    reason: str
    seen_at: datetime


def add_periods(periods: Iterable[Period]) -> list[Period]:
    """Save those whose code is not there yet and return them; the others keep days and lock."""
    with transaction.atomic():
        known = set(Period.objects.values_list("code", flat=True))
        made = [period for period in periods if period.code not in known]
        # Of two runs at once the second leaves alone what the first has just made.
        Period.objects.bulk_create(made, ignore_conflicts=True)
        AuditEntry.objects.bulk_create(
            AuditEntry(
                action="生成报告期",
                subject=str(period),
                subject_key=_key(period),
                after=_as_text(period),
            )
            for period in made
        )
    return made


def save_period(period: Period, user: Officer, client_ip: str | None) -> None:
    """Save a period as the administrator changed or added it."""
    with transaction.atomic():
        before = Period.objects.filter(pk=period.pk).first()
        period.save()
        action = "修改报告期" if before else "新增报告期"
        _audit(action, period, user, client_ip, _as_text(before), _as_text(period))


def delete_period(period: Period, user: Officer, client_ip: str | None) -> None:
    """Delete a period that nobody has reported for."""
    with transaction.atomic():
        _audit("删除报告期", period, user, client_ip, _as_text(period), {})
        period.delete()


def change_days(
    period: Period, days: Days, seen: Days, user: Officer, client_ip: str | None
) -> None:
    """Give a period other days, if they still are those that were ``seen``; else Conflict."""
    before = _as_text(period)
    with transaction.atomic():
        unchanged = Period.objects.filter(pk=period.pk, opens=seen.opens, due=seen.due)
        if not unchanged.update(opens=days.opens, due=days.due):
            period.refresh_from_db()
            raise Conflict(
                f"日期刚刚已由他人改为{period.opens:%Y-%m-%d}开放、{period.due:%Y-%m-%d}截止。"
                "您填写的还没有保存；如仍要改，请核对后再保存一次。"
            )
        period.opens, period.due = days.opens, days.due
        _audit("修改报告期", period, user, client_ip, before, _as_text(period))


def set_lock(period: Period, locked: bool, user: Officer, client_ip: str | None) -> None:
    """Lock a period or lift its lock for all; Conflict when somebody did so already."""
    states = {True: "已锁定", False: "未锁定"}
    with transaction.atomic():
        if not Period.objects.filter(pk=period.pk, is_locked=not locked).update(is_locked=locked):
            raise Conflict(f"{period}{states[locked]}，可能已由他人处理。")
        period.is_locked = locked
        action = "锁定报告期" if locked else "取消锁定"
        before, after = {"锁定": states[not locked]}, {"锁定": states[locked]}
        _audit(action, period, user, client_ip, before, after)


def unlock(period: Period, exemption: Exemption, user: Officer, client_ip: str | None) -> Unlock:
    """Let one department report for a locked period, or change what it was let.

    Raises StepRefused unless the period is locked, Conflict when somebody else unlocked it for
    the department, or ended that, after the page was made.
    """
    with transaction.atomic():
        # Of two who unlock at once the second sees what the first did.
        locked = Period.objects.select_for_update().get(pk=period.pk).is_locked
        if not locked:
            raise StepRefused(f"{period}没有锁定，各部门都可以填报，不需要单独解锁。")
        known = Unlock.objects.filter(period=period, department=exemption.department).first()
        if known is not None and known.changed_at >= exemption.seen_at:
            raise Conflict(
                f"{known.department}的解锁刚刚已由他人处理，现为：{known.state}。"
                "您填写的还没有保存；如仍要改，请核对后再按一次“解锁”。"
            )
        granted, _ = Unlock.objects.update_or_create(
            period=period,
            department=exemption.department,
            defaults={
                "until": exemption.until,
                "reason": exemption.reason,
                "granted_by": user,
                "granted_at": timezone.now(),
                "ended_at": None,
            },
        )
        AuditEntry.objects.create(
            officer=user,
            action="修改解锁" if known else "解锁",
            subject=f"{period} {exemption.department}",
            subject_key=_key(period),
            before={"解锁": known.state, "理由": known.reason} if known else {},
            after={"解锁": granted.state},
            reason=exemption.reason,
            client_ip=client_ip,
        )
    return granted


def end_unlock(granted: Unlock, user: Officer, client_ip: str | None) -> None:
    """End an exception at once; Conflict when it is over already."""
    now = timezone.now()
    with transaction.atomic():
        before = granted.state
        in_force = Unlock.objects.in_force(timezone.localdate()).filter(pk=granted.pk)
        if not in_force.update(ended_at=now):
            raise Conflict(f"{granted.department}的解锁此前已经结束。")
        granted.ended_at = now
        AuditEntry.objects.create(
            officer=user,
            action="结束解锁",
            subject=f"{granted.period} {granted.department}",
            subject_key=_key(granted.period),
            before={"解锁": before},
            after={"解锁": granted.state},
            client_ip=client_ip,
        )


def _key(period: Period) -> str:
    return f"period:{period.code}"


def _as_text(period: Period | None) -> dict[str, str]:
    """A period's days under their names on screen, as the audit log keeps them."""
    if period is None:
        return {}
    names = {field.name: str(field.verbose_name) for field in Period._meta.fields}
    days = {names[name]: str(getattr(period, name)) for name in AUDITED}
    return days | {names["kind"]: period.get_kind_display()}


def _audit(
    action: str,
    period: Period,
    user: Officer,
    client_ip: str | None,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    """One row with what changed; what stayed the same is left out."""
    changed = [name for name in before | after if before.get(name) != after.get(name)]
    AuditEntry.objects.create(
        officer=user,
        action=action,
        subject=str(period),
        subject_key=_key(period),
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed if name in after},
        client_ip=client_ip,
    )
