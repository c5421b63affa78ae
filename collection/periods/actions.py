"""Create and change periods: their days, their lock, and unlocks for single departments.

Of two concurrent changes one succeeds and the other raises :class:`EditConflict`; each change
writes an audit row in its transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from reports.models import Period, Report, Unlock
from reports.rules.working_days import WorkCalendar

AUDITED = ("code", "start", "end", "opens", "due")


@dataclass(frozen=True, slots=True)
class Days:
    """The first day for reports, and the last day on which they are on time."""

    opens: date
    due: date


@dataclass(frozen=True, slots=True)
class UnlockInput:
    """Lets a department report for a locked period until the end of a day.

    ``seen_at`` is when the form was rendered.
    """

    department: Department
    until: date
    reason: str
    seen_at: datetime


def add_periods(periods: Iterable[Period]) -> list[Period]:
    """Save and return the periods with new codes; existing ones keep their days and lock."""
    with transaction.atomic():
        existing = set(Period.objects.values_list("code", flat=True))
        new = [period for period in periods if period.code not in existing]
        # A concurrent run may have created the same periods.
        Period.objects.bulk_create(new, ignore_conflicts=True)
        AuditEntry.objects.bulk_create(
            AuditEntry(
                action="生成报告期",
                subject=str(period),
                subject_key=_key(period),
                after=_as_text(period),
            )
            for period in new
        )
    return new


def move_due_days(
    calendar: WorkCalendar, today: date, user: Officer | None = None, client_ip: str | None = None
) -> list[Period]:
    """Move planned due days to working days; return the periods moved.

    A period that has opened or has reports keeps its due day, since departments count on it, and so
    does one whose due day somebody has set.
    """
    coming = Period.objects.filter(opens__gt=today, planned_due__isnull=False)
    unused = coming.exclude(Exists(Report.objects.filter(period=OuterRef("pk")))).order_by("due")
    moved = []
    with transaction.atomic():
        for period in unused.select_for_update():
            before, due = _as_text(period), due_by(calendar, period)
            if due != period.due:
                period.due = due
                period.save(update_fields=["due"])
                _audit("顺延截止日期", period, user, client_ip, before, _as_text(period))
                moved.append(period)
    return moved


def due_by(calendar: WorkCalendar, period: Period) -> date:
    """The due day that the calendar gives a period; one that somebody set stays."""
    planned = period.planned_due
    return period.due if planned is None else calendar.next_working_day(planned)


def save_period(period: Period, user: Officer, client_ip: str | None) -> None:
    """Save a period that the administrator added or changed."""
    with transaction.atomic():
        before = Period.objects.filter(pk=period.pk).first()
        if before is None or before.due != period.due:
            period.planned_due = None
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
    """Change a period's days; raises EditConflict unless they still are those ``seen``."""
    before = _as_text(period)
    with transaction.atomic():
        unchanged = Period.objects.filter(pk=period.pk, opens=seen.opens, due=seen.due)
        planned = period.planned_due if days.due == seen.due else None
        if not unchanged.update(opens=days.opens, due=days.due, planned_due=planned):
            period.refresh_from_db()
            raise EditConflict(
                f"日期刚刚已由他人改为{period.opens:%Y-%m-%d}开放、{period.due:%Y-%m-%d}截止。"
                "您填写的还没有保存；如仍要改，请核对后再保存一次。"
            )
        period.opens, period.due, period.planned_due = days.opens, days.due, planned
        _audit("修改报告期", period, user, client_ip, before, _as_text(period))


def set_lock(period: Period, locked: bool, user: Officer, client_ip: str | None) -> None:
    """Lock or unlock a period for all; raises EditConflict if somebody already has."""
    states = {True: "已锁定", False: "未锁定"}
    with transaction.atomic():
        if not Period.objects.filter(pk=period.pk, is_locked=not locked).update(is_locked=locked):
            raise EditConflict(f"{period}{states[locked]}，可能已由他人处理。")
        period.is_locked = locked
        action = "锁定报告期" if locked else "取消锁定"
        before, after = {"锁定": states[not locked]}, {"锁定": states[locked]}
        _audit(action, period, user, client_ip, before, after)


def unlock(period: Period, details: UnlockInput, user: Officer, client_ip: str | None) -> Unlock:
    """Unlock a locked period for one department, or change its unlock.

    Raises ActionNotAllowed unless the period is locked, EditConflict if somebody else changed the
    department's unlock after the form was rendered.
    """
    with transaction.atomic():
        # The lock makes concurrent unlocks see each other.
        locked = Period.objects.select_for_update().get(pk=period.pk).is_locked
        if not locked:
            raise ActionNotAllowed(f"{period}没有锁定，各部门都可以填报，不需要单独解锁。")
        former = Unlock.objects.filter(period=period, department=details.department).first()
        if former is not None and former.changed_at >= details.seen_at:
            raise EditConflict(
                f"{former.department}的解锁刚刚已由他人处理，现为：{former.state}。"
                "您填写的还没有保存；如仍要改，请核对后再按一次“解锁”。"
            )
        granted, _ = Unlock.objects.update_or_create(
            period=period,
            department=details.department,
            defaults={
                "until": details.until,
                "reason": details.reason,
                "granted_by": user,
                "granted_at": timezone.now(),
                "ended_at": None,
            },
        )
        AuditEntry.objects.create(
            officer=user,
            action="修改解锁" if former else "解锁",
            subject=f"{period} {details.department}",
            subject_key=_key(period),
            before={"解锁": former.state, "理由": former.reason} if former else {},
            after={"解锁": granted.state},
            reason=details.reason,
            client_ip=client_ip,
        )
    return granted


def end_unlock(granted: Unlock, user: Officer, client_ip: str | None) -> None:
    """End an unlock at once; raises EditConflict if it has already ended."""
    now = timezone.now()
    with transaction.atomic():
        before = granted.state
        in_force = Unlock.objects.in_force(timezone.localdate()).filter(pk=granted.pk)
        if not in_force.update(ended_at=now):
            raise EditConflict(f"{granted.department}的解锁此前已经结束。")
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
    """A period's audited fields by their verbose names; empty for None."""
    if period is None:
        return {}
    names = {field.name: str(field.verbose_name) for field in Period._meta.fields}
    days = {names[name]: str(getattr(period, name)) for name in AUDITED}
    return days | {names["kind"]: period.get_kind_display()}


def _audit(
    action: str,
    period: Period,
    user: Officer | None,
    client_ip: str | None,
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    """Write an audit row with the values that changed."""
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
