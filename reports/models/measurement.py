"""Measurements: one assignment's figure inside a report, and when it was in force."""

from collections.abc import Iterable
from copy import copy
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects import wording
from projects.models import Assignment
from projects.rules import values
from projects.rules.values import Figure, counted, shared
from reports.models.report import Report


def in_force_on(day: date) -> Q:
    """The condition of figures in force at the end of a day."""
    until = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return until & Q(valid_from__lte=day)


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def in_force(self, on: date) -> "MeasurementQuerySet":
        """The one figure of each assignment in force at the end of a day.

        That is the newest revision of the newest period ended by then, among those
        approved by then; later approvals do not change the result for that day.
        """
        return self.filter(in_force_on(on))


class Measurement(models.Model):
    """填报数据: no row means "not reported", which is never 0.

    A figure counts from ``valid_from`` (its approval, or its period's end if that is
    later) to the day before ``valid_to``, when a newer one replaces it.
    """

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="measurements", verbose_name="进展报告"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="measurements", verbose_name="任务分解"
    )
    value = models.DecimalField("填报值", max_digits=14, decimal_places=2, null=True)
    numerator = models.DecimalField("分子", max_digits=14, decimal_places=2, null=True)
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=2, null=True)
    is_done = models.BooleanField("已完成", null=True)
    done_on = models.DateField("完成日期", null=True)
    document = models.CharField("依据文件", max_length=200, blank=True)
    reason = models.CharField(
        "情况说明",
        max_length=300,
        blank=True,
        help_text="数据比上期减少、超过100%或变化过大的原因。",
    )
    rating = models.CharField(
        "评定", max_length=10, choices=wording.choices(wording.RATING_LABELS), blank=True
    )
    valid_from = models.DateField(null=True, editable=False)
    valid_to = models.DateField(null=True, editable=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = "填报数据"
        verbose_name_plural = "填报数据"
        ordering = ("assignment",)
        constraints = (
            models.UniqueConstraint(
                fields=("report", "assignment"), name="measurement_once_per_assignment"
            ),
            models.CheckConstraint(
                name="measurement_not_negative",
                condition=(Q(value__isnull=True) | Q(value__gte=0))
                & (Q(numerator__isnull=True) | Q(numerator__gte=0)),
            ),
            models.CheckConstraint(
                name="measurement_ratio_whole",
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False, denominator__gte=0),
            ),
        )
        indexes = (models.Index(fields=("valid_to", "valid_from")),)

    def __str__(self) -> str:
        return f"{self.report} {self.assignment.target.code}"

    def as_record(self) -> dict[str, str]:
        """The entered values as plain text by field; unreported ones are left out."""
        entered = {
            "value": self.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "is_done": self.is_done,
            "done_on": self.done_on,
            "document": self.document or None,
            "reason": self.reason or None,
            "rating": self.rating or None,
        }
        return {key: _plain(value) for key, value in entered.items() if value is not None}

    def as_texts(self) -> dict[str, str]:
        """The entered values by their labels on screen, for the audit log."""
        record = self.as_record()
        if self.is_done is not None:
            record["is_done"] = "是" if self.is_done else "否"
        if self.rating:
            record["rating"] = self.get_rating_display()
        names = {field.name: str(field.verbose_name) for field in self._meta.fields}
        return {names[key]: value for key, value in record.items()}

    def unsaved(self) -> "Measurement":
        """An unsaved copy, to write in place of the saved one."""
        unsaved = copy(self)
        unsaved.pk = None
        return unsaved

    def figure(self, period_end: date) -> Figure:
        return figure_of(
            period_end, self.value, self.numerator, self.denominator, self.is_done, self.rating
        )


def figure_of(
    period_end: date,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    is_done: bool | None,
    rating: str,
) -> Figure:
    if rating:
        return Figure(period_end, rating=values.Rating(rating))
    if is_done is not None:
        return counted(period_end, Fraction(int(is_done)))
    if numerator is not None and denominator is not None:
        return shared(period_end, Fraction(numerator), Fraction(denominator))
    return Figure(period_end, None if value is None else Fraction(value))


def _plain(value: object) -> str:
    """``4`` for 4.00, so that a re-read amount compares equal to a typed one."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def assign_validity(measurements: Iterable[Measurement]) -> None:
    """Set, without saving, when each approved figure of one assignment is in force.

    ``measurements`` have ``report`` and its ``period`` loaded and are all the approved ones
    of the assignment. A figure of a newer period or revision replaces an older one from the day
    it comes into force; a figure approved after a newer one never comes into force.
    """
    newest_first = sorted(
        measurements,
        key=lambda item: (item.report.period.end, item.report.revision),
        reverse=True,
    )
    taken: date | None = None
    for measurement in newest_first:
        approved_at = measurement.report.approved_at
        if approved_at is None:
            raise ValueError(f"not approved: {measurement.report}")
        day = timezone.localdate(approved_at)
        start = max(day, measurement.report.period.end)
        measurement.valid_from = start if taken is None else min(start, taken)
        measurement.valid_to = taken
        taken = measurement.valid_from
