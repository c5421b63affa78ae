"""Deputies: a reporter's post handed to another officer for a time."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from departments.models.department import Department
from departments.models.officer import Officer


class DeputyQuerySet(models.QuerySet["Deputy"]):
    """Adjectives for deputies."""

    def in_force(self, on: date) -> "DeputyQuerySet":
        """Those that hold on a day: not over, not taken back, of officers who still may.

        An account disabled, of another role now, or the same department's approver by now,
        who would endorse what it wrote, stands in for nobody.
        """
        open_end = Q(end__isnull=True) | Q(end__gte=on)
        held = self.filter(open_end, start__lte=on, ended_at__isnull=True)
        able = held.filter(officer__is_active=True, officer__role__in=Officer.DEPUTIES)
        return able.exclude(
            officer__role=Officer.Role.APPROVER, officer__department=F("department")
        )


class Deputy(models.Model):
    """代填: an officer may act as a department's reporter; figures stay with the department."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="deputies", verbose_name="部门"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="deputations", verbose_name="代填人"
    )
    start = models.DateField("开始日期")
    end = models.DateField("结束日期", null=True, blank=True, help_text="留空：直到收回。")
    reason = models.CharField("原因", max_length=200)
    handed_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="handed_posts", verbose_name="移交人"
    )
    handed_at = models.DateTimeField("移交时间", default=timezone.now)
    ended_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = "代填"
        verbose_name_plural = "代填"
        ordering = ("-start", "-pk")
        constraints = (
            models.CheckConstraint(
                name="deputy_days_in_order",
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer} 代 {self.department}"
