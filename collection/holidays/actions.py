"""Enter the holidays of whole years, and move the due days that fall on them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from collection.periods.actions import move_due_days
from departments.models import AuditEntry, Officer
from reports.models import Holiday, Period


def enter_holidays(
    years: Mapping[int, Sequence[Holiday]], today: date, user: Officer, client_ip: str | None
) -> list[Period]:
    """Replace what is entered of each of ``years``; return the periods whose due day moved."""
    with transaction.atomic():
        for year, days in years.items():
            former = Holiday.objects.filter(day__year=year)
            before = _as_text(former.select_for_update())
            former.delete()
            Holiday.objects.bulk_create(days)
            after = _as_text(days)
            if before != after:
                AuditEntry.objects.create(
                    officer=user,
                    action="录入节假日",
                    subject=f"{year}年节假日",
                    subject_key=f"holidays:{year}",
                    before=before,
                    after=after,
                    client_ip=client_ip,
                )
        return move_due_days(Holiday.objects.calendar(), today, user, client_ip)


def _as_text(days: Iterable[Holiday]) -> dict[str, str]:
    """The days of each kind by its label; empty for none."""
    found: dict[str, list[str]] = {}
    for item in sorted(days, key=lambda item: item.day):
        text = f"{item.day:%m-%d}{item.name}"
        found.setdefault(Holiday.Kind(item.kind).label, []).append(text)
    return {label: "、".join(texts) for label, texts in found.items()}
