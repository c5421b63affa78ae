"""The demonstration's bulletins: one a month of late, the first of them withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from bulletins.actions import make_bulletin, withdraw
from bulletins.document.build import document_of
from bulletins.models import Bulletin
from dashboards.snapshots.cache import snapshot_for
from departments.models import Officer
from projects.models import Plan

MADE: Sequence[tuple[int, date, date]] = (
    (8, date(2026, 8, 31), date(2026, 9, 8)),
    (9, date(2026, 9, 30), date(2026, 10, 12)),
    (10, date(2026, 10, 31), date(2026, 11, 10)),
)
"""Number, the day it is of, and the day on which it was made."""
WITHDRAWN, WITHDRAWN_ON = 8, date(2026, 9, 10)
REASON = "演示：会前发现惠来县特殊教育学校的数据有误，更正后并入下一期。"


def make_bulletins(plan: Plan, officers: Sequence[Officer]) -> None:
    """Make the bulletins as the workflow does, each compared with the one before."""
    reviewer = next(item for item in officers if item.role == Officer.Role.REVIEWER)
    for number, on, made_on in MADE:
        before = Bulletin.objects.document_before(plan, on)
        document = document_of(snapshot_for(plan, on), reviewer, before)
        bulletin = make_bulletin(plan, number, document, reviewer, None, _at(made_on, 15))
        if number == WITHDRAWN:
            withdraw(bulletin, reviewer, REASON, None, _at(WITHDRAWN_ON, 9))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 20)))
