"""Exceptions to a period's lock."""

from datetime import date, datetime

from django.db import models
from django.utils import timezone

from departments.models import Department, Officer
from departments.permissions import Capability
from reports.models.period import Period


class UnlockQuerySet(models.QuerySet["Unlock"]):
    """Adjectives for exceptions, and the one rule of who sees them."""

    def visible_to(self, user: Officer) -> "UnlockQuerySet":
        """The bureau's reviewers see all, reporters and approvers their department's."""
        if user.can(Capability.SEE_EVERYTHING):
            return self
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(department=user.department_id)
        return self.none()

    def in_force(self, on: date) -> "UnlockQuerySet":
        """Those that still hold on a day: to its end on the last one, unless ended before."""
        return self.filter(until__gte=on, ended_at__isnull=True)


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
    ended_at = models.DateTimeField("提前结束时间", null=True, blank=True)

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

    def is_in_force(self, on: date) -> bool:
        """Whether it still holds on a day, as :meth:`UnlockQuerySet.in_force` asks."""
        return self.ended_at is None and self.until >= on

    @property
    def state(self) -> str:
        """Until when it holds, in words, or that it was ended."""
        if self.ended_at is not None:
            return f"{timezone.localtime(self.ended_at):%Y-%m-%d %H:%M} 提前结束"
        return f"至 {self.until:%Y-%m-%d}"

    @property
    def changed_at(self) -> datetime:
        """When somebody last granted, changed or ended it."""
        return max(self.granted_at, self.ended_at or self.granted_at)
