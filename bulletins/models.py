"""Bulletins (会议材料): a meeting's material, stored unchanged."""

from datetime import date
from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bulletins.document.frozen import BulletinDocument
from bulletins.document.serialize import InvalidDocument, loads, sha256
from departments.models import Officer
from departments.permissions import Capability
from projects import wording
from projects.models import Plan
from projects.rules.values import ratio

LAST_NUMBER = 999
FIRST_YEAR, LAST_YEAR = 2000, 2999


class BulletinDamaged(Exception):
    """The stored content is not what was frozen; the text is shown to the user."""


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    """Filters of bulletins, and the only rule of who sees and downloads them."""

    def visible_to(self, user: Officer) -> "BulletinQuerySet":
        """All bulletins, for users who may read; ``seen_by`` limits the texts in a download."""
        return self if user.can(Capability.READ) else self.none()

    def downloadable_by(self, user: Officer) -> "BulletinQuerySet":
        """Visible ones that are not withdrawn; users who make bulletins may download all."""
        visible = self.visible_to(user)
        return visible if user.can(Capability.MAKE_BULLETINS) else visible.standing()

    def standing(self) -> "BulletinQuerySet":
        """Bulletins that are not withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def before(self, day: date) -> "BulletinQuerySet":
        """Standing bulletins of that day or an earlier one, newest first.

        较上次变化 compares with the first of them.
        """
        return self.standing().filter(on__lte=day).order_by("-on", "-made_at", "-pk")

    def document_before(self, plan: Plan, day: date) -> BulletinDocument | None:
        """The document of the plan's newest one; raises BulletinDamaged. One query."""
        newest = self.before(day).filter(plan=plan).first()
        return newest.document() if newest else None

    def listed(self) -> "BulletinQuerySet":
        """With names loaded, but without the content, which is long."""
        return self.select_related("made_by", "withdrawal__officer").defer("content")

    def next_number(self, plan: Plan, year: int) -> int:
        """The number that follows the last one of a plan's year."""
        of_year = self.filter(plan=plan, year=year)
        last: int | None = of_year.aggregate(last=models.Max("number"))["last"]
        return (last or 0) + 1


class Bulletin(models.Model):
    """期: number N of the year it was made in, for one day; the database refuses changes.

    ``met``, ``applicable`` and ``behind`` (behind or overdue) repeat the content's counts of the
    whole city, for lists.
    """

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="bulletins", verbose_name="行动方案"
    )
    year = models.PositiveSmallIntegerField("年份")
    number = models.PositiveSmallIntegerField("期号")
    on = models.DateField("统计截止日期")
    made_at = models.DateTimeField("制作时间", default=timezone.now)
    made_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="制作人")
    met = models.PositiveSmallIntegerField("已达标")
    applicable = models.PositiveSmallIntegerField("适用目标")
    behind = models.PositiveSmallIntegerField("滞后和逾期")
    content = models.TextField("内容")
    fingerprint = models.CharField("指纹", max_length=64)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = "会议材料"
        verbose_name_plural = "会议材料"
        ordering = ("-year", "-number")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "year", "number"),
                name="bulletin_number_once_a_year",
                violation_error_message="这一期已经有了。",
            ),
            models.CheckConstraint(
                name="bulletin_number_in_range",
                condition=Q(number__range=(1, LAST_NUMBER), year__range=(FIRST_YEAR, LAST_YEAR)),
                violation_error_message=f"期号应为1至{LAST_NUMBER}。",
            ),
            models.CheckConstraint(
                name="bulletin_counts_within_each_other",
                condition=Q(met__lte=F("applicable")),
                violation_error_message="已达标不能多于适用目标。",
            ),
        )

    def __str__(self) -> str:
        return self.issue

    @property
    def issue(self) -> str:
        """``2026年第11期``."""
        return f"{self.year}年第{self.number}期"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def rate(self) -> Fraction | None:
        """达标率; None where no target applies."""
        return ratio(Fraction(self.met), Fraction(self.applicable))

    @property
    def rate_text(self) -> str:
        """达标率 with its numerator and denominator."""
        return wording.share_of(self.met, self.applicable)

    def document(self) -> BulletinDocument:
        """The frozen document; raises BulletinDamaged where the stored content differs from it."""
        if sha256(self.content) != self.fingerprint:
            raise BulletinDamaged(
                f"{self}的内容与制作时的指纹不符，可能在数据库中被改动过，不再显示。"
                "请告知系统管理员从备份恢复；市教育局也可以撤回这一期，重新制作。"
            )
        try:
            return loads(self.content)
        except InvalidDocument as error:
            raise BulletinDamaged(
                f"{self}的内容无法读取，请告知系统管理员升级或恢复系统。"
            ) from error


class Withdrawal(models.Model):
    """撤回: a bulletin is no longer valid, and why; it stays listed and unchanged."""

    bulletin = models.OneToOneField(
        Bulletin, models.PROTECT, related_name="withdrawal", verbose_name="会议材料"
    )
    reason = models.TextField("理由", max_length=500)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="撤回人")
    at = models.DateTimeField("撤回时间", default=timezone.now)

    class Meta:
        verbose_name = "会议材料的撤回"
        verbose_name_plural = "会议材料的撤回"
        constraints = (
            models.CheckConstraint(
                name="withdrawal_has_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明撤回的理由。",
            ),
        )

    def __str__(self) -> str:
        return f"撤回{self.bulletin}"
