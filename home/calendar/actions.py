"""Create, replace and delete an officer's private calendar address."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from departments.exceptions import EditConflict
from departments.models import AuditEntry, Officer
from home.models import CalendarToken, new_nonce

OVERTAKEN = "订阅地址已在另一个窗口更换或停止，下面是现在的情况。"


def subscribe(user: Officer, client_ip: str | None) -> CalendarToken:
    """Create the address. Raises EditConflict if there already is one."""
    try:
        with transaction.atomic():
            key = CalendarToken.objects.create(officer_id=user.pk)
            _audit("开通日历订阅", user, client_ip)
    except IntegrityError as error:
        raise EditConflict(OVERTAKEN) from error
    return key


def renew(key: CalendarToken, user: Officer, client_ip: str | None) -> None:
    """Replace the address shown. Raises EditConflict if it is not the current one."""
    fresh = {"nonce": new_nonce(), "created_at": timezone.now()}
    with transaction.atomic():
        if not CalendarToken.objects.filter(pk=key.pk, nonce=key.nonce).update(**fresh):
            raise EditConflict(OVERTAKEN)
        _audit("更换日历地址", user, client_ip)


def unsubscribe(key: CalendarToken, user: Officer, client_ip: str | None) -> None:
    """Delete the address shown. Raises EditConflict if it is not the current one."""
    with transaction.atomic():
        deleted, _ = CalendarToken.objects.filter(pk=key.pk, nonce=key.nonce).delete()
        if not deleted:
            raise EditConflict(OVERTAKEN)
        _audit("停止日历订阅", user, client_ip)


def _audit(action: str, user: Officer, client_ip: str | None) -> None:
    # The address itself is a secret and stays out of the log.
    AuditEntry.objects.create(
        officer=user,
        action=action,
        subject=f"{user} 的日历订阅",
        subject_key=f"calendar:{user.pk}",
        client_ip=client_ip,
    )
