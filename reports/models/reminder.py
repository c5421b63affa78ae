"""Reminders: which department was urged to report, when, and who was told."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.models import Department, Officer
from reports.models.period import Period


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Adjectives for reminders, and the one rule of who sees them."""

    def visible_to(self, officer: Officer) -> "ReminderQuerySet":
        """The bureau's reviewers see all, reporters and approvers their department's."""
        match officer.role:
            case Officer.Role.REVIEWER:
                return self
            case Officer.Role.REPORTER | Officer.Role.APPROVER:
                return self.filter(department=officer.department_id)
            case _:
                return self.none()


class Reminder(models.Model):
    """催报: a department's missing reports of one period, told on one day.

    Automatic ones (``sent_by`` empty) come at most once a day for a department and period.
    """

    period = models.ForeignKey(
        Period, models.PROTECT, related_name="reminders", verbose_name="报告期"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="reminders", verbose_name="部门"
    )
    sent_on = models.DateField("催报日期")
    sent_at = models.DateTimeField("催报时间", default=timezone.now)
    sent_by = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        related_name="sent_reminders",
        verbose_name="催报人",
        help_text="空：系统自动催报。",
    )
    missing = models.JSONField("未报项目序号", default=list)
    recipients = models.ManyToManyField(Officer, verbose_name="被提醒人")
    emailed = models.PositiveSmallIntegerField("已发邮件数", default=0)
    email_error = models.CharField("邮件错误", max_length=300, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "催报"
        verbose_name_plural = "催报"
        ordering = ("-sent_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("period", "department", "sent_on"),
                condition=Q(sent_by__isnull=True),
                name="reminder_automatic_once_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sent_on:%Y-%m-%d} {self.department} {self.period}"
