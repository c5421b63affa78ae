"""Targets, their checkpoints, and their assignments to departments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db import models
from simple_history.models import HistoricalRecords

from departments.models import Department
from projects import wording
from projects.models.plan import Plan, Project, check_span
from projects.rules import values
from projects.rules.values import Bound, Goal, Measure, Rhythm, Scope

if TYPE_CHECKING:
    from projects.terms.models import PlanChange  # which imports this module


@dataclass(frozen=True, slots=True)
class Amendments:
    """Changes agreed to for an assignment; ``extended``: new due days by checkpoint pk."""

    extended: Mapping[int, date] = field(default_factory=dict)
    is_closed: bool = False


UNAMENDED = Amendments()


class TargetQuerySet(models.QuerySet["Target"]):
    def retired(self, on: date) -> "TargetQuerySet":
        """Those that the plan has ended by a day."""
        return self.filter(ended_on__lte=on).select_related("project")


class Target(models.Model):
    """目标: one verifiable promise of the plan, with its quote from the text."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="targets", verbose_name="项目"
    )
    number = models.PositiveSmallIntegerField("目标序号")
    name = models.CharField("目标", max_length=60)
    quote = models.TextField("原文")
    start = models.PositiveIntegerField("起始位置")
    end = models.PositiveIntegerField("结束位置")
    measure = models.CharField(
        "计量方式", max_length=10, choices=wording.choices(wording.MEASURE_LABELS)
    )
    bound = models.CharField(
        "要求",
        max_length=10,
        choices=wording.choices(wording.BOUND_LABELS),
        default=Bound.AT_LEAST.value,
    )
    rhythm = models.CharField(
        "节奏",
        max_length=20,
        choices=wording.choices(wording.RHYTHM_LABELS),
        default=Rhythm.ONCE.value,
    )
    scope = models.CharField("范围", max_length=20, choices=wording.choices(wording.SCOPE_LABELS))
    unit = models.CharField("单位", max_length=10)
    tolerance = models.DecimalField(
        "允许偏差", max_digits=12, decimal_places=2, default=0, help_text="仅用于“左右”。"
    )
    can_exceed = models.BooleanField(
        "可超过100%", default=False, help_text="例如毛入学率；其他比率的分子不得大于分母。"
    )
    has_decimals = models.BooleanField(
        "可有小数",
        default=False,
        help_text="例如金额、分数，最多两位小数；所、个、人、次等只填整数。",
    )
    minimum_population = models.PositiveIntegerField(
        "适用的最低人口数", null=True, blank=True, help_text="只适用于达到该常住人口数的县区。"
    )
    counting = models.TextField("填报口径", blank=True)
    ended_on = models.DateField("取消日期", null=True, editable=False)
    history = HistoricalRecords(verbose_name="变更记录")

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "目标"
        verbose_name_plural = "目标"
        ordering = ("project__number", "number")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "number"),
                name="target_number_once_in_project",
                violation_error_message="该项目已有此序号的目标。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def code(self) -> str:
        """Project number and own number, such as ``3-1``."""
        return f"{self.project.number}-{self.number}"

    @property
    def is_ratio(self) -> bool:
        """Whether numerator and denominator are entered."""
        return self.measure == Measure.RATIO

    @property
    def is_count(self) -> bool:
        """Whether a whole number is entered."""
        return self.measure == Measure.COUNT

    @property
    def is_milestone(self) -> bool:
        """Whether done or not done is entered."""
        return self.measure == Measure.MILESTONE

    @property
    def is_rating(self) -> bool:
        """Whether the reviewer judges it."""
        return self.measure == Measure.RATING

    @property
    def context(self) -> tuple[str, str]:
        """The text before and after the quote, up to the ends of its sentences."""
        text = self.project.text
        begin = text.rfind("。", 0, self.start) + 1
        stop = text.find("。", self.end - 1) + 1 or len(text)
        return text[begin : self.start].lstrip(), text[self.end : stop]

    def clean(self) -> None:
        """Refuse a quote that differs from the project's text at its position."""
        check_span(self.project.text, self.start, self.end, self.quote)

    def goal(
        self,
        plan: Plan,
        assignment: "Assignment | None" = None,
        amendments: Amendments = UNAMENDED,
        checkpoints: "Sequence[Checkpoint] | None" = None,
    ) -> Goal:
        """The goal of the target, or of one of its assignments, as plain values.

        Pass ``checkpoints`` in order or prefetch them, to save a query. A part of a pooled sum
        without its own goal is not judged by itself.
        """
        if checkpoints is None:
            checkpoints = list(self.checkpoints.all())
        own_value = assignment.target_value if assignment else None
        baseline = assignment.baseline if assignment else None
        is_pooled = self.scope == Scope.POOLED and (self.is_count or self.is_ratio)
        return Goal(
            measure=Measure(self.measure),
            checkpoints=_checkpoints(checkpoints, own_value, amendments.extended),
            start=plan.start,
            bound=Bound(self.bound),
            rhythm=Rhythm(self.rhythm),
            tolerance=Fraction(self.tolerance),
            baseline=None if baseline is None else Fraction(baseline),
            is_exempt=bool(assignment and assignment.exemption_reason),
            is_own=assignment is None or not is_pooled or own_value is not None,
            is_closed=amendments.is_closed,
            has_decimals=self.has_decimals,
        )


class Checkpoint(models.Model):
    """节点: a target's goal and the day by whose end it must be reached."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="checkpoints", verbose_name="目标"
    )
    due = models.DateField("完成时限")
    target_value = models.DecimalField(
        "目标值",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="里程碑和评定不填；比率填百分数。",
    )
    is_inferred = models.BooleanField("时限为推定", default=False, help_text="原文没有写明时限。")
    history = HistoricalRecords(verbose_name="变更记录")

    class Meta:
        verbose_name = "节点"
        verbose_name_plural = "节点"
        ordering = ("target", "due")
        constraints = (
            models.UniqueConstraint(
                fields=("target", "due"),
                name="checkpoint_once_per_day",
                violation_error_message="该目标在这一天已有节点。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.due:%Y-%m-%d}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def reported(self) -> "AssignmentQuerySet":
        """Assignments that are reported: neither exempt nor closed, nor taken away."""
        return self.current().filter(exemption_reason="", closed_on__isnull=True)

    def current(self) -> "AssignmentQuerySet":
        """Those of the plan as it is now."""
        return self.filter(ended_on__isnull=True)


class Assignment(models.Model):
    """任务分解: a department reports a target, or is exempt for a stated reason."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="assignments", verbose_name="目标"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="assignments", verbose_name="部门"
    )
    target_value = models.DecimalField(
        "本部门目标值",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="与全市目标值不同时填写。",
    )
    baseline = models.DecimalField("基数", max_digits=12, decimal_places=2, null=True, blank=True)
    denominator = models.PositiveIntegerField(
        "固定分母", null=True, blank=True, help_text="例如本县区乡镇数；留空则由填报员填写。"
    )
    exemption_reason = models.CharField("不适用的理由", max_length=200, blank=True)
    closed_on = models.DateField(
        "办结日期", null=True, editable=False, help_text="市教育局同意办结的日期，此后不再填报。"
    )
    ended_on = models.DateField(
        "取消日期", null=True, editable=False, help_text="方案调整后不再承担的起始日期。"
    )
    history = HistoricalRecords(verbose_name="变更记录")

    objects = AssignmentQuerySet.as_manager()
    ended_by: "PlanChange | None" = None
    """The change that took it away, once ``load_ended_by`` has loaded it."""

    class Meta:
        verbose_name = "任务分解"
        verbose_name_plural = "任务分解"
        ordering = ("target__project__number", "target__number", "department__order")
        constraints = (
            models.UniqueConstraint(
                fields=("target", "department"),
                name="assignment_once_per_department",
                violation_error_message="该目标已分解到此部门。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.target} {self.department}"

    @property
    def is_reported(self) -> bool:
        """Whether the department reports it: neither exempt nor closed, nor taken away."""
        is_taken_away = self.ended_on is not None
        return not (self.exemption_reason or is_taken_away or self.closed_on is not None)

    @property
    def ended_text(self) -> str:
        """``自2026-11-26起不再填报（揭府办函〔2026〕9号）``, or empty; see ``load_ended_by``."""
        if self.ended_on is None:
            return ""
        document = f"（{self.ended_by.document}）" if self.ended_by else ""
        return f"方案调整，自{self.ended_on:%Y-%m-%d}起不再填报{document}"

    def is_closed(self, on: date) -> bool:
        """Whether the assignment is closed (办结) on a day."""
        return self.closed_on is not None and self.closed_on <= on


def _checkpoints(
    checkpoints: Sequence[Checkpoint], own_value: object, extended: Mapping[int, date]
) -> tuple[values.DueValue, ...]:
    """The checkpoints as values; an assignment's own goal replaces that of the last."""
    last = len(checkpoints) - 1
    return tuple(
        values.DueValue(
            extended.get(checkpoint.pk, checkpoint.due),
            _fraction(
                own_value if own_value is not None and index == last else checkpoint.target_value
            ),
            checkpoint.due if checkpoint.pk in extended else None,
        )
        for index, checkpoint in enumerate(checkpoints)
    )


def _fraction(amount: object) -> Fraction | None:
    return None if amount is None else Fraction(str(amount))
