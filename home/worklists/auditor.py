"""An auditor's desk: the number of audit rows today and in the last seven days, by action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from departments.models import AuditEntry, Officer

DAYS = 7


@dataclass(frozen=True, slots=True)
class Done:
    action: str
    today: int
    week: int


def auditor_desk(user: Officer, on: date) -> Mapping[str, object]:
    """Context: ``actions`` of seven days, most frequent first, the sums ``all``, ``since``."""
    since = on - timedelta(days=DAYS - 1)
    counted = (
        AuditEntry.objects.visible_to(user)
        .filter(at__gte=_start(since))
        .order_by()
        .values_list("action")
        .annotate(today=Count("pk", filter=Q(at__gte=_start(on))), week=Count("pk"))
        .order_by("-week", "action")
    )
    actions = [Done(*row) for row in counted]
    today, week = sum(item.today for item in actions), sum(item.week for item in actions)
    return {"actions": actions, "all": Done("合计", today, week), "since": since}


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
