"""Messages to officers, and their delivery by mail and webhook."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from departments.models import Department, Officer


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Officer) -> "MessageQuerySet":
        """The officer's own, also while they act for another department."""
        return self.filter(recipient=user.pk)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)


class Message(models.Model):
    """消息: one sentence to one officer, with the page it leads to.

    ``key`` names the event: of one event nobody gets two messages.
    """

    class Kind(models.TextChoices):
        RETURNED = "returned", "退回"
        APPROVED = "approved", "通过"
        REMINDED = "reminded", "催报"
        DUE_SOON = "due_soon", "将到期"
        ASKED = "asked", "待决定"
        ANSWERED = "answered", "答复"
        BULLETIN = "bulletin", "会议材料"
        SUMMARY = "summary", "汇总"

    recipient = models.ForeignKey(
        Officer, models.PROTECT, related_name="messages", verbose_name="收件人"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind)
    subject = models.CharField("标题", max_length=200)
    text = models.TextField("内容")
    request = models.CharField("要办的事", max_length=100)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        verbose_name="部门",
        help_text="消息所说的部门；代填人切换到这个部门以后才能办理。",
    )
    view = models.CharField("页面", max_length=40)
    arguments = models.JSONField("页面参数", default=list)
    key = models.CharField("事件", max_length=80)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("recipient", "key"), name="message_once_per_event"),
        )
        indexes = (
            models.Index(fields=("recipient", "-created_at")),
            # The menu of every page counts these.
            models.Index(fields=("recipient",), condition=Q(read_at=None), name="message_unread"),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def path(self) -> str:
        """The address of the page to which the message leads."""
        return reverse(self.view, args=self.arguments)

    @property
    def first_paragraph(self) -> str:
        """The text without the list below it."""
        return self.text.partition("\n\n")[0]

    @property
    def outcome(self) -> str:
        """How the message reached its recipient, as a text."""
        outcomes = [delivery.outcome for delivery in self.deliveries.all()]
        if not self.recipient.email:
            outcomes.append("未登记邮箱")
        return "，".join(outcomes) or "系统内提醒"


# A delivery started so long ago without a result was interrupted and may be tried again.
CUT_OFF_AFTER = timedelta(minutes=10)
# A failed one is tried again after 10 minutes, then after 20, 40 and 80, and then no more.
FIRST_PAUSE = timedelta(minutes=10)
MOST_TRIES = 5
# After that long nobody wants to hear of it by mail; the message stays in the application.
TOO_OLD = timedelta(days=2)
OF_THE_DAY = (Message.Kind.REMINDED, Message.Kind.DUE_SOON)
"""Kinds that name the days left: such mail is sent on its own day only."""


def start_of_day(now: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self, now: datetime) -> "DeliveryQuerySet":
        """To send now: not tried yet, failed long enough ago, or interrupted; not too old."""
        untried = Q(tries=0)
        interrupted = Q(error="", tried_at__lt=now - CUT_OFF_AFTER, tries__lt=MOST_TRIES)
        failed = Q()
        for tries in range(1, MOST_TRIES):
            paused = Q(tries=tries, tried_at__lte=now - FIRST_PAUSE * 2 ** (tries - 1))
            failed |= paused & ~Q(error="")
        in_time = Q(message__created_at__gte=start_of_day(now)) | (
            Q(message__created_at__gte=now - TOO_OLD) & ~Q(message__kind__in=OF_THE_DAY)
        )
        return self.filter(untried | interrupted | failed, in_time, sent_at=None, held_at=None)

    def held_before(self, now: datetime) -> "DeliveryQuerySet":
        """Those that earlier days' ceiling held back and no summary has named."""
        return self.filter(held_at__lt=start_of_day(now), summary=None)


class Delivery(models.Model):
    """送达: a message on its way by one channel.

    ``sent_at`` is when the server accepted it; ``error`` says why it did not at the last try.
    ``held_at``: the recipient had got as many that day as one may; the next day's ``summary``
    names it.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", "邮件"
        WEBHOOK = "webhook", "推送"

    message = models.ForeignKey(
        Message, models.CASCADE, related_name="deliveries", verbose_name="消息"
    )
    channel = models.CharField("渠道", max_length=10, choices=Channel)
    tries = models.PositiveSmallIntegerField("发送次数", default=0)
    tried_at = models.DateTimeField("最近发送时间", null=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    error = models.CharField("错误", max_length=300, blank=True)
    held_at = models.DateTimeField("因超过上限未发的时间", null=True)
    summary = models.ForeignKey(
        Message, models.SET_NULL, null=True, related_name="+", verbose_name="汇总消息"
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "送达"
        verbose_name_plural = "送达"
        ordering = ("channel",)
        constraints = (
            models.UniqueConstraint(fields=("message", "channel"), name="delivery_once_a_channel"),
        )
        indexes = (
            models.Index(fields=("tried_at",), condition=Q(sent_at=None), name="delivery_unsent"),
        )

    def __str__(self) -> str:
        return f"{self.message} {self.get_channel_display()}"

    @property
    def outcome(self) -> str:
        """What became of it, as a text."""
        name = self.get_channel_display()
        if self.sent_at is not None:
            return f"{name}已发 {timezone.localtime(self.sent_at):%H:%M}"
        if self.held_at is not None:
            return f"{name}超过每日上限，次日汇总"
        return f"{name}未发出：{self.error}" if self.error else f"{name}待发"
