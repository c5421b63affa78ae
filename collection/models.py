"""Reminders: which department was urged to report, when, and who was told."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.models import Department, Officer
from departments.permissions import Capability
from reports.models.period import Period


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Adjectives for reminders, and the one rule of who sees them."""

    def visible_to(self, user: Officer) -> "ReminderQuerySet":
        """The bureau's reviewers see all, reporters and approvers their department's."""
        if user.can(Capability.SEE_EVERYTHING):
            return self
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(department=user.department_id)
        return self.none()

    def with_names(self) -> "ReminderQuerySet":
        """With period, department, sender and those reminded at hand."""
        return self.select_related("period", "department", "sent_by").prefetch_related(
            models.Prefetch("deliveries", Delivery.objects.select_related("officer"))
        )


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
    recipients = models.ManyToManyField(Officer, through="Delivery", verbose_name="被提醒人")

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

    @property
    def sender(self) -> str:
        """Who urged, in words."""
        return f"{self.sent_by}" if self.sent_by else "系统自动"

    @property
    def missing_text(self) -> str:
        """How many reports were missing then, and of which projects."""
        return f"{len(self.missing)} 份：项目 {'、'.join(map(str, self.missing))}"


# One that was begun so long ago was cut off, and nobody is at it any more.
CUT_OFF_AFTER = timedelta(minutes=10)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def to_mail(self, now: datetime) -> "DeliveryQuerySet":
        """Those whose mail has not gone out: not tried yet, failed, or cut off midway."""
        idle = Q(tried_at__isnull=True) | ~Q(error="") | Q(tried_at__lt=now - CUT_OFF_AFTER)
        return self.filter(idle, emailed_at__isnull=True).exclude(officer__email="")


class Delivery(models.Model):
    """送达: one officer whom a reminder is for, and what became of the mail to them.

    In the application it is told in any case. ``emailed_at`` is when the mail server took the
    mail; ``error`` says in words why it did not at the last try.
    """

    reminder = models.ForeignKey(
        Reminder, models.CASCADE, related_name="deliveries", verbose_name="催报"
    )
    officer = models.ForeignKey(
        Officer, models.PROTECT, related_name="deliveries", verbose_name="被提醒人"
    )
    tries = models.PositiveSmallIntegerField("邮件发送次数", default=0)
    tried_at = models.DateTimeField("最近发送时间", null=True)
    emailed_at = models.DateTimeField("邮件发出时间", null=True)
    error = models.CharField("邮件错误", max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "送达"
        verbose_name_plural = "送达"
        ordering = ("officer__role", "officer__username")
        constraints = (
            models.UniqueConstraint(
                fields=("reminder", "officer"), name="delivery_once_per_officer"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reminder} {self.officer}"

    @property
    def outcome(self) -> str:
        """How the officer was told, in words; the officer is at hand."""
        if self.emailed_at is not None:
            return f"邮件已发 {timezone.localtime(self.emailed_at):%H:%M}"
        if self.error:
            return f"邮件未发出：{self.error}"
        return "系统内提醒" if self.officer.email else "系统内提醒，未登记邮箱"
