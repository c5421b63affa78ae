"""Exceptions to a period's lock."""

from datetime import date

from django.db import models
from django.utils import timezone

from departments.models import Department, Officer
from reports.models.period import Period


class UnlockQuerySet(models.QuerySet["Unlock"]):
    """Adjectives for exceptions."""

    def in_force(self, on: date) -> "UnlockQuerySet":
        """Those that still hold on a day."""
        return self.filter(until__gte=on)


class Unlock(models.Model):
    """解锁: one department may report for a locked period until a day's end, for a reason."""

    period = models.ForeignKey(
        Period, models.CASCADE, related_name="unlocks", verbose_name="报告期"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="unlocks", verbose_name="部门"
    )
    reason = models.CharField("理由", max_length=300)
    until = models.DateField("有效期至")
    granted_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="批准人")
    granted_at = models.DateTimeField("批准时间", default=timezone.now)

    objects = UnlockQuerySet.as_manager()

    class Meta:
        verbose_name = "解锁"
        verbose_name_plural = "解锁"
        ordering = ("-granted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("period", "department"),
                name="unlock_once_per_department",
                violation_error_message="该部门在此报告期已有解锁，可直接修改其有效期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.period} {self.department} 至{self.until:%Y-%m-%d}"
