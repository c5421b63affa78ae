"""The key to an officer's private calendar address."""

import secrets

from django.db import models
from django.utils import timezone

from departments.models import Officer


def new_nonce() -> str:
    """What makes an address of one officer differ from the last one."""
    return secrets.token_urlsafe(16)


class CalendarKey(models.Model):
    """日历订阅: the address is signed from officer and nonce; a new nonce revokes the old one."""

    officer = models.OneToOneField(
        Officer, models.CASCADE, related_name="calendar_key", verbose_name="人员"
    )
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    created_at = models.DateTimeField("创建时间", default=timezone.now)

    class Meta:
        verbose_name = "日历订阅"
        verbose_name_plural = "日历订阅"

    def __str__(self) -> str:
        return f"{self.officer} 的日历订阅"
