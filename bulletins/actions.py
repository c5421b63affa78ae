"""Make and withdraw bulletins; each adds an audit row in the same transaction."""

from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bulletins.document.frozen import BulletinDocument
from bulletins.document.serialize import dumps, sha256
from bulletins.models import LAST_NUMBER, Bulletin, Withdrawal
from departments.models import AuditEntry, Officer
from departments.permissions import Capability
from projects.models import Plan


class BulletinRefused(Exception):
    """A bulletin cannot be made or withdrawn; the text is shown to the user."""


def make_bulletin(
    plan: Plan,
    number: int,
    document: BulletinDocument,
    user: Officer,
    client_ip: str | None,
    at: datetime | None = None,
) -> Bulletin:
    """Freeze a finished document as number ``number`` of the year of ``at``; returns the new row.

    ``at`` is now, except for demonstration data. Raises BulletinRefused unless a reviewer makes
    it, the day is in the plan's past and the number is free.
    """
    check_officer(user)
    at = at or timezone.now()
    today = timezone.localdate(at)
    _check_day_and_number(plan, document.on, today, number)
    city = document.count()
    bulletin = Bulletin(
        plan=plan,
        year=today.year,
        number=number,
        on=document.on,
        made_at=at,
        made_by=user,
        met=city.met,
        applicable=city.applicable,
        behind=city.behind,
    )
    bulletin.content = dumps(replace(document, issue=bulletin.issue))
    bulletin.fingerprint = sha256(bulletin.content)
    try:
        with transaction.atomic():
            bulletin.save(force_insert=True)
            write_audit("制作会议材料", bulletin, user, client_ip, at)
    except IntegrityError as error:
        raise _taken(plan, bulletin) from error
    return bulletin


def withdraw(
    bulletin: Bulletin,
    user: Officer,
    reason: str,
    client_ip: str | None,
    at: datetime | None = None,
) -> Withdrawal:
    """Withdraw a bulletin for good; raises BulletinRefused when that is not possible."""
    check_officer(user)
    reason, at = reason.strip(), at or timezone.now()
    if not reason:
        raise BulletinRefused("请写明撤回的理由。")
    try:
        with transaction.atomic():
            withdrawal = Withdrawal.objects.create(
                bulletin=bulletin, reason=reason, officer=user, at=at
            )
            write_audit("撤回会议材料", bulletin, user, client_ip, at, reason)
    except IntegrityError as error:
        raise BulletinRefused(f"{bulletin}此前已经撤回，请刷新后查看。") from error
    return withdrawal


def check_officer(user: Officer) -> None:
    """Raise BulletinRefused for anybody but the bureau's reviewers."""
    if not user.can(Capability.MAKE_BULLETINS):
        raise BulletinRefused("只有市教育局的审核人员可以制作、分送和撤回会议材料。")


def _check_day_and_number(plan: Plan, on: date, today: date, number: int) -> None:
    if not plan.start <= on <= today:
        raise BulletinRefused(f"统计截止日期应在{plan.start:%Y-%m-%d}至今天之间。")
    if not 1 <= number <= LAST_NUMBER:
        raise BulletinRefused(f"期号应为1至{LAST_NUMBER}。")


def _taken(plan: Plan, bulletin: Bulletin) -> BulletinRefused:
    """Explain why the database refused a bulletin: another user made the same number first."""
    free = Bulletin.objects.next_number(plan, bulletin.year)
    same = Bulletin.objects.listed().filter(plan=plan, year=bulletin.year, number=bulletin.number)
    other = same.first()
    if other is None:
        raise BulletinRefused("没有保存，请再试一次。")
    made = f"{other.made_by} {timezone.localtime(other.made_at):%Y-%m-%d %H:%M} 制作"
    return BulletinRefused(f"{bulletin.issue}已经有了（{made}），请改用第{free}期。")


def write_audit(
    action: str,
    bulletin: Bulletin,
    user: Officer,
    client_ip: str | None,
    at: datetime,
    reason: str = "",
) -> None:
    AuditEntry.objects.create(
        at=at,
        officer=user,
        action=action,
        subject=f"会议材料 {bulletin.issue}",
        subject_key=f"bulletin:{bulletin.pk}",
        after={
            "统计截止日期": f"{bulletin.on:%Y-%m-%d}",
            "达标": f"{bulletin.met}/{bulletin.applicable}",
            "指纹": bulletin.fingerprint,
        },
        reason=reason,
        client_ip=client_ip,
    )
