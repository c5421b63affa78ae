"""Changes of the plan, and the terms that held before each of them."""

from collections.abc import Sequence
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from departments.models import Officer
from projects.models.plan import Plan
from projects.models.target import Assignment

THE_TARGET, OF_ASSIGNMENT = "目标", "任务分解"
OF_TARGET = (THE_TARGET, "节点")
"""The tables of ``projects.terms.content`` whose rows state goals."""
OF_GOALS = {
    *("", "due", "target_value", "measure", "bound", "rhythm", "scope", "tolerance"),
    "exemption_reason",
}
"""Their fields that do so; an empty one is a whole row."""


class PlanChangeQuerySet(models.QuerySet["PlanChange"]):
    def applied(self) -> "PlanChangeQuerySet":
        """Those that the plan's tables hold, in the order in which they were recorded."""
        return self.filter(applied_at__isnull=False).order_by("pk")

    def waiting(self) -> "PlanChangeQuerySet":
        """Amendments whose day has not come, in the order in which they take effect."""
        waiting = self.filter(applied_at__isnull=True, withdrawal__isnull=True)
        return waiting.order_by("valid_from", "pk")


class PlanChange(models.Model):
    """方案调整 or 更正: what changes in the plan from a day on, by which document and why.

    An amendment's day is today or later, so that past days keep their answers. A correction
    reaches back to its day.
    """

    class Kind(models.TextChoices):
        AMENDMENT = "amendment", "方案调整"
        CORRECTION = "correction", "更正"

    class State(models.TextChoices):
        WAITING = "waiting", "待生效"
        APPLIED = "applied", "已生效"
        WITHDRAWN = "withdrawn", "已撤回"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="changes", verbose_name="方案")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    valid_from = models.DateField("起始日期")
    document = models.CharField("依据文件", max_length=200)
    reason = models.CharField("原因", max_length=500)
    differences = models.JSONField("变动")
    """See ``projects.terms.content.TermDifference``."""
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    applied_at = models.DateTimeField("生效时间", null=True)
    """When the plan's tables took it over; ``None`` until its day has come."""

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "方案变动"
        verbose_name_plural = "方案变动"
        ordering = ("valid_from", "pk")

    def __str__(self) -> str:
        return f"{self.valid_from:%Y-%m-%d} {self.get_kind_display()}"

    @property
    def is_correction(self) -> bool:
        return self.kind == self.Kind.CORRECTION

    @property
    def number_text(self) -> str:
        """``第12号方案调整（自2027-03-01起，揭府办函〔2026〕9号）``."""
        kind = self.get_kind_display()
        return f"第{self.pk}号{kind}（自{self.valid_from:%Y-%m-%d}起，{self.document}）"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def is_waiting(self) -> bool:
        return self.applied_at is None and not self.is_withdrawn

    @property
    def state(self) -> State:
        if self.is_withdrawn:
            return self.State.WITHDRAWN
        return self.State.WAITING if self.is_waiting else self.State.APPLIED

    @property
    def withdrawal_text(self) -> str:
        """``2026-11-26 张三撤回：会议另有决定。``, or empty."""
        if not self.is_withdrawn:
            return ""
        made: ChangeWithdrawal = self.withdrawal
        who = made.officer.name if made.officer else ""
        return f"{timezone.localdate(made.at):%Y-%m-%d} {who}撤回：{made.reason}"

    @property
    def no_withdrawal_text(self) -> str:
        """Why it cannot be withdrawn, and what to do instead."""
        if self.is_withdrawn:
            return f"{self.number_text}已经撤回。"
        return (
            f"{self.number_text}已经生效，不能撤回。要改回原来的内容，请用 import_plan "
            "登记新的方案调整；原来登记有误的，请加 --correct 登记更正。"
        )

    def takes_away(self, table: str, key: str) -> bool:
        """Whether a row leaves the plan with it."""
        return any(each[:3] == [table, key, ""] and each[4] is None for each in self.differences)

    def is_about_goal(self, key: str) -> bool:
        """Whether it changes the goal of a target (``3 1``), or of its assignment."""
        target = key.split(" ")[:2]
        for table, row, field, *_ in self.differences:
            if field not in OF_GOALS:
                continue
            if table in OF_TARGET and row.split(" ")[:2] == target:
                return True
            if table == OF_ASSIGNMENT and row == key:
                return True
        return False


class ChangeWithdrawal(models.Model):
    """撤回: an amendment that was waiting for its day will not take effect, and why."""

    change = models.OneToOneField(
        PlanChange, models.PROTECT, related_name="withdrawal", verbose_name="方案变动"
    )
    reason = models.CharField("理由", max_length=500)
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, related_name="+", verbose_name="撤回人"
    )
    at = models.DateTimeField("撤回时间", default=timezone.now)

    class Meta:
        verbose_name = "方案调整的撤回"
        verbose_name_plural = "方案调整的撤回"

    def __str__(self) -> str:
        return f"撤回{self.change}"


class PastTermsQuerySet(models.QuerySet["PastTerms"]):
    def current(self) -> "PastTermsQuerySet":
        """Those that no correction has replaced."""
        return self.filter(replaced_by__isnull=True)


class PastTerms(models.Model):
    """The plan's terms of a span of days before today; the plan's tables hold those since.

    ``valid_from`` is ``None`` for the terms that the plan began with. ``content`` is described in
    ``projects.terms.content``. A corrected row stays, with the correction that replaced it.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="past_terms", verbose_name="方案")
    valid_from = models.DateField("起", null=True)
    valid_to = models.DateField("止（不含）")
    content = models.JSONField("内容")
    ended_by = models.ForeignKey(PlanChange, models.PROTECT, related_name="+", verbose_name="变动")
    """The change with whose day they end."""
    replaced_by = models.ForeignKey(
        PlanChange, models.PROTECT, null=True, related_name="+", verbose_name="更正"
    )

    objects = PastTermsQuerySet.as_manager()

    class Meta:
        verbose_name = "以往的方案"
        verbose_name_plural = "以往的方案"
        ordering = ("valid_to", "pk")
        constraints = (
            models.CheckConstraint(
                name="past_terms_days_in_order",
                condition=Q(valid_from__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=("plan", "valid_to"),
                name="past_terms_once_per_day",
                condition=Q(replaced_by__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from or self.plan.start}—{self.valid_to}"

    def holds(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and day < self.valid_to


def load_ended_by(assignments: Sequence[Assignment]) -> None:
    """Load what took away those of one plan's assignments that have ended. One query, if any."""
    ended = [item for item in assignments if item.ended_on is not None]
    if not ended:
        return
    days = {item.ended_on for item in ended if item.ended_on}
    plan = ended[0].target.project.plan
    changes = list(PlanChange.objects.applied().filter(plan=plan, valid_from__in=days))
    for item in ended:
        target = item.target
        key = f"{target.project.number} {target.number} {item.department.code}"
        item.ended_by = next(
            (
                change
                for change in reversed(changes)
                if change.valid_from == item.ended_on and change.takes_away(OF_ASSIGNMENT, key)
            ),
            None,
        )
