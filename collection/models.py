"""Reminders of departments to report, and their delivery to officers."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.models import Department, Officer
from departments.permissions import Capability
from reports.models.period import Period


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: Officer) -> "ReminderQuerySet":
        """All for reviewers, those of their department for reporters and approvers."""
        if user.can(Capability.SEE_EVERYTHING):
            return self
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(department=user.department_id)
        return self.none()

    def with_names(self) -> "ReminderQuerySet":
        """Load period, department, sender and recipients too; 2 queries in all."""
        return self.select_related("period", "department", "sent_by").prefetch_related(
            models.Prefetch("deliveries", Delivery.objects.select_related("officer"))
        )


class Reminder(models.Model):
    """催报: reminds a department of its missing reports of one period.

    Automatic ones (without ``sent_by``) occur at most once a day per department and period.
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
        """The sender's name, or ``系统自动``."""
        return f"{self.sent_by}" if self.sent_by else "系统自动"

    @property
    def missing_text(self) -> str:
        """How many reports were missing at the time, and of which projects."""
        return f"{len(self.missing)} 份：项目 {'、'.join(map(str, self.missing))}"


# A delivery started so long ago without a result was interrupted and may be tried again.
CUT_OFF_AFTER = timedelta(minutes=10)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def to_mail(self, now: datetime) -> "DeliveryQuerySet":
        """Deliveries with an unsent e-mail: not tried yet, failed, or interrupted."""
        idle = Q(tried_at__isnull=True) | ~Q(error="") | Q(tried_at__lt=now - CUT_OFF_AFTER)
        return self.filter(idle, emailed_at__isnull=True).exclude(officer__email="")


class Delivery(models.Model):
    """送达: a recipient of a reminder, and the state of the e-mail to them.

    The site shows the reminder in any case. ``emailed_at`` is when the mail server accepted the
    e-mail; ``error`` says why it did not at the last try.
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
        """How the reminder reached the officer, as a text."""
        if self.emailed_at is not None:
            return f"邮件已发 {timezone.localtime(self.emailed_at):%H:%M}"
        if self.error:
            return f"邮件未发出：{self.error}"
        return "系统内提醒" if self.officer.email else "系统内提醒，未登记邮箱"
