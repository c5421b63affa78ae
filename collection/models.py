"""Reminders of departments to report; the messages of ``inbox`` bring them to officers."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.models import Department, Officer
from departments.permissions import Capability
from inbox.models import Message
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
        """Load period, department, sender and messages with what became of them; 3 queries."""
        in_order = Message.objects.order_by("recipient__role", "recipient__username")
        messages = in_order.select_related("recipient").prefetch_related("deliveries")
        return self.select_related("period", "department", "sent_by").prefetch_related(
            models.Prefetch("messages", messages)
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
    messages = models.ManyToManyField(Message, related_name="reminders", verbose_name="消息")

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
    def recipients(self) -> "list[Officer]":
        return [message.recipient for message in self.messages.select_related("recipient")]

    @property
    def missing_text(self) -> str:
        """How many reports were missing at the time, and of which projects."""
        return f"{len(self.missing)} 份：项目 {'、'.join(map(str, self.missing))}"
