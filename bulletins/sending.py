"""分送: tell each county that a bulletin is there, and keep who has read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from bulletins.actions import BulletinRefused, check_officer, write_audit
from bulletins.document.aggregate import of_counties
from bulletins.document.frozen import BulletinDocument
from bulletins.models import Bulletin
from dashboards.snapshots.lamp_counts import LampCounts
from departments.models import Department, Officer
from inbox.actions import Note, post
from inbox.models import Message


@dataclass(frozen=True, slots=True)
class Receipts:
    """A department's recipients of a bulletin: how it reached each, and when it was read."""

    department: Department
    messages: Sequence[Message]

    @property
    def read(self) -> int:
        return sum(message.read_at is not None for message in self.messages)


def distribute(
    bulletin: Bulletin, document: BulletinDocument, user: Officer, client_ip: str | None
) -> int:
    """Write a message to the reporters and approvers of each county; returns how many are new.

    Who has one already gets no second. Raises BulletinRefused for a withdrawn bulletin, for anybody
    but the bureau's reviewers, and if there is nobody new to tell.
    """
    check_officer(user)
    if bulletin.is_withdrawn:
        raise BulletinRefused("这一期已撤回，不能分送。")
    counts = {info.code: found for info, found in of_counties(document)}
    today = timezone.localdate()
    with transaction.atomic():
        new = 0
        for department in Department.objects.filter(code__in=counts).order_by("order"):
            officers = Officer.objects.reporting_for(department, today)
            officers = officers | Officer.objects.approving_for(department, today)
            note = _note(bulletin, department, counts[department.code])
            new += len(post(note, officers.distinct()))
        if not new:
            raise BulletinRefused("各县（市、区）在用的填报员、审核人都已收到这一期，没有再发。")
        write_audit("分送会议材料", bulletin, user, client_ip, timezone.now())
    return new


def _note(bulletin: Bulletin, department: Department, counts: LampCounts) -> Note:
    return Note(
        kind=Message.Kind.BULLETIN,
        key=_key(bulletin),
        subject=f"{bulletin.issue}会议材料已印发：{department}达标{counts.met}/{counts.applicable}",
        text=(
            f"统计截止日期{bulletin.on:%Y-%m-%d}。{department}承担的目标适用{counts.applicable}个，"
            f"达标{counts.met}个，逾期和滞后{counts.behind}个。"
        ),
        request="本单位部分的汇总表请到这一期的页面下载",
        view="bulletin_detail",
        arguments=(bulletin.year, bulletin.number),
        department=department,
    )


def receipts_of(bulletin: Bulletin) -> list[Receipts]:
    """Who was told of a bulletin, by department. Two queries."""
    sent = (
        Message.objects.filter(key=_key(bulletin))
        .select_related("recipient", "department")
        .prefetch_related("deliveries")
        .order_by("department__order", "recipient__name", "pk")
    )
    found: dict[Department, list[Message]] = {}
    for message in sent:
        if message.department is not None:
            found.setdefault(message.department, []).append(message)
    return [Receipts(department, messages) for department, messages in found.items()]


def _key(bulletin: Bulletin) -> str:
    return f"bulletin:{bulletin.pk}"
