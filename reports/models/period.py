"""Periods: the months and quarters for which reports are due, and exceptions to their locks."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from departments.models import Department, Officer
from departments.permissions import Capability
from reports.rules.period_kinds import (
    CODE,
    KINDS,
    OPEN_FOR,
    DueRule,
    KindRules,
    PeriodCode,
    PeriodKind,
    read_code,
)
from reports.rules.working_days import WorkCalendar

DUE_PERIODS_FOR_FRESHNESS = 2


class PeriodQuerySet(models.QuerySet["Period"]):
    def monthly(self) -> "PeriodQuerySet":
        return self.filter(kind=PeriodKind.MONTH)

    def owed_by(self, role: str | models.OuterRef) -> "PeriodQuerySet":
        """Periods for which departments in this role report, annotated with ``owing_role``.

        The database's form of :attr:`Period.role`.
        """
        cases = [models.When(kind=kind, then=models.Value(kind.rules.role)) for kind in KINDS]
        return self.annotate(owing_role=models.Case(*cases)).filter(owing_role=role)

    def open_to(self, department: Department, on: date) -> "PeriodQuerySet":
        """Periods that accept a department's reports on a day.

        They have opened and are not locked, or are unlocked for this department.
        """
        unlocked = Unlock.objects.in_force(on).filter(department=department).values("period")
        return self.filter(models.Q(is_locked=False) | models.Q(pk__in=unlocked), opens__lte=on)

    def with_unlock(self, department: Department, on: date) -> "PeriodQuerySet":
        """With ``unlocked_until``: the last day a locked period is open to a department."""
        own = Unlock.objects.in_force(on).filter(department=department)
        until = models.Subquery(own.filter(period=models.OuterRef("pk")).values("until")[:1])
        return self.annotate(unlocked_until=models.Case(models.When(is_locked=True, then=until)))

    def needing_reminder(self, on: date) -> "PeriodQuerySet":
        """Periods for whose missing reports reminders go out on a day, newest due day first.

        The newest of each kind that fell due, open ones before their due day, and those unlocked
        for somebody. Nobody is reminded of older ones.
        """
        newest = Period.objects.filter(kind=models.OuterRef("kind")).fallen_due(on).values("pk")[:1]
        unlocked = Unlock.objects.in_force(on).values("period")
        return self.filter(
            models.Q(pk=models.Subquery(newest))
            | models.Q(opens__lte=on, due__gte=on)
            | models.Q(pk__in=unlocked)
        ).order_by("-due", "kind")

    def fallen_due(self, on: date) -> "PeriodQuerySet":
        """Periods whose due day is over on a day, newest first."""
        return self.filter(due__lt=on).order_by("-due")

    def due_ends(self, on: date) -> "DueEnds":
        """What fell due last on a day; see the function of this name."""
        return due_ends(self.monthly().fallen_due(on)[:DUE_PERIODS_FOR_FRESHNESS], on)


class Period(models.Model):
    """报告期: a month or a quarter, with the days it opens and is due, and its lock."""

    Kind = PeriodKind

    code = models.CharField(
        "报告期",
        max_length=7,
        unique=True,
        validators=[RegexValidator(CODE, "请按 2026-10（月）或 2026-Q4（季度）的样子填写。")],
    )
    kind = models.CharField(
        "类别", max_length=7, choices=[(kind.value, kind.label) for kind in PeriodKind]
    )
    start = models.DateField("开始日期")
    end = models.DateField("结束日期")
    opens = models.DateField("开始填报日期")
    due = models.DateField("报送截止日期")
    planned_due = models.DateField("原定截止日期", null=True, editable=False)
    """The due day before holidays moved it; ``None`` where somebody set the due day."""
    is_locked = models.BooleanField(
        "已锁定", default=False, help_text="锁定后不再接收新的报告；由市局审核在“报告期”页面锁定。"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "报告期"
        verbose_name_plural = "报告期"
        ordering = ("-end", "kind")
        constraints = (
            models.CheckConstraint(
                name="period_days_in_order",
                condition=models.Q(end__gte=models.F("start"), due__gte=models.F("opens")),
                violation_error_message="日期次序有误：开始不晚于结束，开放不晚于截止。",
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        """Refuse a month's code on a quarter or the other way round, and days out of order."""
        if re.match(CODE, self.code) and read_code(self.code).kind != self.kind:
            raise ValidationError({"kind": "类别与报告期不一致：2026-10 是月报，2026-Q4 是季报。"})
        if self.start and self.opens and self.opens < self.start:
            message = f"报告期从{self.start:%Y-%m-%d}开始，不能早于这一天开放填报。"
            raise ValidationError({"opens": message})
        if self.opens and self.due and self.due < self.opens:
            raise ValidationError({"due": f"截止日期不能早于开放日期（{self.opens:%Y-%m-%d}）。"})
        if self.end and self.due and self.pk:
            self._keep_cutoff()

    def _keep_cutoff(self) -> None:
        """Refuse to change from which day approved figures count: past days would differ."""
        before = Period.objects.filter(pk=self.pk).first()
        if before is None or before.cutoff == self.cutoff:
            return
        count = self.reports.approved().count()
        if count:
            message = (
                f"已有 {count} 份报告通过，数据从{before.cutoff:%Y-%m-%d}起计入；"
                f"改为{self.due:%Y-%m-%d}截止会改变往日的结果，请保持数据截至日不变。"
            )
            raise ValidationError({"due": message})

    @property
    def rules(self) -> KindRules:
        return PeriodKind(self.kind).rules

    @property
    def role(self) -> str:
        return self.rules.role

    @property
    def parts(self) -> PeriodCode:
        return read_code(self.code)

    @property
    def label(self) -> str:
        """2026年10月 or 2026年第4季度."""
        return self.parts.label

    @property
    def cutoff(self) -> date:
        """The day to which figures are reported: the end, or a due day before it.

        Approved figures count from this day on at the earliest.
        """
        return min(self.end, self.due)

    @classmethod
    def usual(
        cls,
        code: str,
        due_rule: DueRule | None = None,
        calendar: WorkCalendar | None = None,
        last_day: date = date.max,
    ) -> "Period":
        """An unsaved period with the days that the rule gives it; it ends on ``last_day``.

        Its due day is moved to a working day of the ``calendar``, if there is one.
        """
        parts = read_code(code)
        start, end = parts.days
        planned = (due_rule or DueRule()).due(end)
        end = min(end, last_day)
        return cls(
            code=code,
            kind=parts.kind.value,
            start=start,
            end=end,
            opens=max(start, min(end, planned) - OPEN_FOR),
            due=calendar.next_working_day(planned) if calendar else planned,
            planned_due=planned,
        )


def newest_due(periods: Iterable[Period], kind: str, on: date) -> list[Period]:
    """Those of ``periods`` of a kind whose due day is over on ``on``, newest first."""
    due = [period for period in periods if period.kind == kind and period.due < on]
    return sorted(due, key=lambda period: period.due, reverse=True)


class DueEnds(NamedTuple):
    """The ends of the two monthly periods that fell due last.

    A figure of a period before the older one, ``stale_before``, is old. Either is ``None`` as long
    as too few have fallen due.
    """

    stale_before: date | None
    newest: date | None


def due_ends(periods: Iterable[Period], on: date) -> DueEnds:
    """What fell due last on a day, of all ``periods``."""
    newest = newest_due(periods, PeriodKind.MONTH, on)[:DUE_PERIODS_FOR_FRESHNESS]
    is_full = len(newest) == DUE_PERIODS_FOR_FRESHNESS
    return DueEnds(newest[-1].end if is_full else None, newest[0].end if newest else None)


class UnlockQuerySet(models.QuerySet["Unlock"]):
    """Filters of unlocks, and the only rule of who sees them."""

    def visible_to(self, user: Officer) -> "UnlockQuerySet":
        """The bureau's reviewers see all, reporters and approvers their department's."""
        if user.can(Capability.SEE_EVERYTHING):
            return self
        if user.can(Capability.SEE_DEPARTMENT):
            return self.filter(department=user.department_id)
        return self.none()

    def in_force(self, on: date) -> "UnlockQuerySet":
        """Unlocks in force on a day, the last day included, unless ended before."""
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
        """Whether it is in force on a day; the same rule as :meth:`UnlockQuerySet.in_force`."""
        return self.ended_at is None and self.until >= on

    @property
    def state(self) -> str:
        """Its last day in words, or when it was ended."""
        if self.ended_at is not None:
            return f"{timezone.localtime(self.ended_at):%Y-%m-%d %H:%M} 提前结束"
        return f"至 {self.until:%Y-%m-%d}"

    @property
    def changed_at(self) -> datetime:
        return max(self.granted_at, self.ended_at or self.granted_at)
