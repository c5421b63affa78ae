"""The policy document: its projects, the departments responsible, and explained sentences."""

from datetime import date
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from departments.models import Department
from projects.rules.values import Thresholds


def check_span(text: str, start: int, end: int, quote: str) -> None:
    """Raise ValidationError unless ``text[start:end]`` is ``quote``."""
    if text[start:end] != quote:
        raise ValidationError("引文与原文在该位置的文字不一致，请核对起止位置。")


class Plan(models.Model):
    """行动方案: the document, its duration, and its limits for lamps and jumps."""

    title = models.CharField("标题", max_length=120)
    document_number = models.CharField("文号", max_length=40, unique=True)
    issued_on = models.DateField("印发日期")
    start = models.DateField("开始日期")
    end = models.DateField("结束日期")
    yellow_points = models.DecimalField(
        "黄灯界限（百分点）",
        max_digits=5,
        decimal_places=2,
        default=10,
        help_text="落后序时进度达到该百分点数亮黄灯。",
    )
    red_points = models.DecimalField(
        "红灯界限（百分点）",
        max_digits=5,
        decimal_places=2,
        default=30,
        help_text="落后序时进度超过该百分点数亮红灯。",
    )
    jump_limit = models.DecimalField(
        "变化界限（%）",
        max_digits=5,
        decimal_places=2,
        default=30,
        help_text="本期比上期的变化超过该界限时，请填报员说明原因：计数按目标值与上期数中较大者的"
        "百分比算，比率按百分点算。",
    )
    terms_version = models.PositiveIntegerField("方案版本", default=0, editable=False)
    """The key of the last change applied; by it a cache sees that the terms of past days differ."""
    history = HistoricalRecords(verbose_name="变更记录")

    class Meta:
        verbose_name = "行动方案"
        verbose_name_plural = "行动方案"
        constraints = (
            models.CheckConstraint(
                name="plan_ends_after_its_start",
                condition=models.Q(end__gt=models.F("start")),
                violation_error_message="结束日期必须晚于开始日期。",
            ),
            models.CheckConstraint(
                name="plan_red_not_before_yellow",
                condition=models.Q(red_points__gte=models.F("yellow_points"), yellow_points__gt=0),
                violation_error_message="红灯界限不得小于黄灯界限，且都应大于0。",
            ),
            models.CheckConstraint(
                name="plan_jump_limit_positive",
                condition=models.Q(jump_limit__gt=0),
                violation_error_message="变化界限应大于0。",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def thresholds(self, stale_before: date | None, newest_due: date | None) -> Thresholds:
        """The lamps' limits as plain values for the rules."""
        yellow, red = Fraction(self.yellow_points), Fraction(self.red_points)
        return Thresholds(yellow, red, stale_before, newest_due)


class Project(models.Model):
    """One numbered row of the plan's annex, with its exact text."""

    class Theme(models.TextChoices):
        """The site's own grouping of projects; the plan has none."""

        CONDITIONS = "conditions", "布局与条件"
        TEACHERS = "teachers", "教师队伍"
        ALLIANCES = "alliances", "城乡协同"
        CARE = "care", "关爱与治校"
        TEACHING = "teaching", "教研与课程"
        VOCATIONAL = "vocational", "职业教育"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="projects", verbose_name="方案")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("项目名称", max_length=60)
    theme = models.CharField(
        "主题",
        max_length=10,
        choices=Theme,
        blank=True,
        help_text="系统的归类，便于筛选，不是方案原文。",
    )
    text = models.TextField("目标任务")
    responsibility_text = models.TextField("责任部门（原文）")
    departments = models.ManyToManyField(Department, through="Responsibility")
    history = HistoricalRecords(verbose_name="变更记录")

    class Meta:
        verbose_name = "项目"
        verbose_name_plural = "项目"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "number"),
                name="project_number_once_in_plan",
                violation_error_message="该方案已有此序号的项目。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def mentions(self, words: str) -> bool:
        """Whether the name or the text contains ``words``; always true for empty words."""
        return words in self.name or words in self.text


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    def current(self) -> "ResponsibilityQuerySet":
        """Those that have not ended."""
        return self.filter(valid_to__isnull=True)

    def holding(self, day: date | models.OuterRef) -> "ResponsibilityQuerySet":
        """Those that hold on a day; the database's form of :meth:`Responsibility.holds`."""
        has_begun = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)
        return self.filter(has_begun, models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=day))


class Responsibility(models.Model):
    """责任分工: a department is responsible for a project, as its lead or in support.

    ``valid_from`` is ``None`` from the plan's start on; ``valid_to`` is the first day on which the
    department is no longer responsible.
    """

    class Involvement(models.TextChoices):
        """Lead departments report figures monthly; supporting ones report texts quarterly."""

        LEAD = "lead", "牵头"
        SUPPORT = "support", "配合"

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="responsibilities", verbose_name="项目"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="responsibilities", verbose_name="部门"
    )
    role = models.CharField("分工", max_length=8, choices=Involvement)
    order = models.PositiveSmallIntegerField("原文次序")
    valid_from = models.DateField("起", null=True, editable=False)
    valid_to = models.DateField("止（不含）", null=True, editable=False)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        verbose_name = "责任分工"
        verbose_name_plural = "责任分工"
        ordering = ("project__number", "order")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "department"),
                condition=models.Q(valid_to__isnull=True),
                name="responsibility_once_per_department",
                violation_error_message="该部门已列入此项目的责任分工。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.project} {self.department} {self.get_role_display()}"

    def holds(self, day: date) -> bool:
        """Whether the department is responsible on a day."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_to is None or day < self.valid_to)


class ExplainedSentence(models.Model):
    """A sentence that sounds like a promise but has no target, and why."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="explained_sentences", verbose_name="项目"
    )
    quote = models.TextField("原文")
    start = models.PositiveIntegerField("起始位置")
    end = models.PositiveIntegerField("结束位置")
    reason = models.CharField("不设目标的理由", max_length=200)

    class Meta:
        verbose_name = "不设目标的语句"
        verbose_name_plural = "不设目标的语句"
        ordering = ("project__number", "start")

    def __str__(self) -> str:
        return f"{self.project_id}: {self.quote}"

    def clean(self) -> None:
        """Refuse a quote that differs from the project's text at its position."""
        check_span(self.project.text, self.start, self.end, self.quote)
