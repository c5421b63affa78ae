"""The token of an officer's private calendar address."""

import secrets

from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone

from departments.models import Officer
from departments.permissions import Capability, roles_with

KEY_DIGITS = 18  # a longer number would overflow the database's 64-bit keys


def new_nonce() -> str:
    """A random value by which an officer's new address differs from the former."""
    return secrets.token_urlsafe(16)


def _signer() -> Signer:
    return Signer(salt="home.calendar")


class CalendarTokenQuerySet(models.QuerySet["CalendarToken"]):
    def opened_by(self, token: str) -> "CalendarToken | None":
        """The row of the officer whose current address contains ``token``. One query.

        None for a wrong or revoked token, a disabled account, and an officer whose role or
        department has changed since the address was shown.
        """
        number, _, signature = token.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) <= KEY_DIGITS):
            return None
        active = self.filter(officer__is_active=True, officer__role__in=roles_with(Capability.READ))
        key = active.select_related("officer__department").filter(officer=int(number)).first()
        return key if key is not None and key.is_signed(signature) else None


class CalendarToken(models.Model):
    """日历订阅: the address is signed from officer and nonce; a new nonce revokes the old one."""

    officer = models.OneToOneField(
        Officer, models.CASCADE, related_name="calendar_token", verbose_name="人员"
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    created_at = models.DateTimeField("创建时间", default=timezone.now)

    objects = CalendarTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "日历订阅"
        verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return f"{self.officer} 的日历订阅"

    @property
    def token(self) -> str:
        """Opens the calendar without a session, so only the officer may see it."""
        return f"{self.officer_id}-{_signer().signature(self._signed_text)}"

    def is_signed(self, signature: str) -> bool:
        """Whether the signature is valid by SECRET_KEY or one of SECRET_KEY_FALLBACKS."""
        signer = _signer()
        try:
            signer.unsign(f"{self._signed_text}{signer.sep}{signature}")
        except BadSignature:
            return False
        return True

    @property
    def _signed_text(self) -> str:
        officer = self.officer
        return f"{officer.pk} {officer.role} {officer.department_id} {self.nonce}"
