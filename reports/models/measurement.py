"""Measurements: one assignment's figure inside a report, and when it was in force."""

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Protocol

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from projects import wording
from projects.models import Assignment
from projects.rules import values
from projects.rules.values import Figure, shared
from reports.models.report import Report
from reports.rules.validity import are_first, ends, revised

VALIDITY: Final = ("period_end", "valid_from", "valid_to", "revised_on", "is_first")
"""The fields that approval sets; see ``assign_validity``."""


def in_force_on(day: date) -> Q:
    """The condition of figures in force at the end of a day.

    Where an older figure is in force again, since a newer one was withdrawn, both fulfil it for the
    days before; the newest period and revision counts.
    """
    until = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return until & Q(valid_from__lte=day)


def unrevised_on(day: date) -> Q:
    """The condition of figures that were not yet revised at the end of a day."""
    return Q(revised_on__isnull=True) | Q(revised_on__gt=day)


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def in_force(self, on: date) -> "MeasurementQuerySet":
        """The one figure of each assignment in force at the end of a day.

        That is the newest revision of the newest period past its cutoff by then, among those
        approved by then, leaving out periods whose figure a correction has withdrawn; later
        approvals do not change the result for that day.
        """
        newer = (
            Measurement.objects.filter(in_force_on(on), assignment=OuterRef("assignment"))
            .annotate(end=F("report__period__end"), revision=F("report__revision"))
            .filter(
                Q(end__gt=OuterRef("report__period__end"))
                | Q(end=OuterRef("report__period__end"), revision__gt=OuterRef("report__revision"))
            )
        )
        return self.filter(in_force_on(on)).exclude(Exists(newer))


class Measurement(models.Model):
    """填报数据: no row means "not reported", which is never 0.

    A figure is known from ``valid_from`` (its approval, or its period's cutoff if that is later)
    and counts to the day before ``valid_to``, when a newer one replaces it for good. On
    ``revised_on`` a later revision of its own period became known. ``is_first`` marks figures of a
    period that was, on some day, the first known of the assignment. All of these are set by the
    approval, with ``period_end``, so that what decides a day is found without another table.
    """

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="measurements", verbose_name="进展报告"
    )
    assignment = models.ForeignKey(
        Assignment,
        models.PROTECT,
        related_name="measurements",
        verbose_name="任务分解",
        db_index=False,  # that with revised_on finds it too
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
    period_end = models.DateField(null=True, editable=False)
    valid_from = models.DateField(null=True, editable=False)
    valid_to = models.DateField(null=True, editable=False)
    revised_on = models.DateField(null=True, editable=False)
    is_first = models.BooleanField(default=False, editable=False)

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
        indexes = (
            models.Index(fields=("valid_to", "valid_from")),
            models.Index(fields=("assignment", "revised_on")),
            models.Index(
                fields=("assignment",),
                condition=Q(is_first=True),
                name="measurement_first",
            ),
        )

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

    def as_carried(self) -> dict[str, str]:
        """The values that 本月无变化 carries over: all but the reason and the reviewer's rating."""
        record = self.as_record()
        return {key: text for key, text in record.items() if key not in {"reason", "rating"}}

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
        return figure_of(self, period_end)


class Amounts(Protocol):
    """What a line of a report holds: a measurement, or its row."""

    @property
    def value(self) -> Decimal | None: ...

    @property
    def numerator(self) -> Decimal | None: ...

    @property
    def denominator(self) -> Decimal | None: ...

    @property
    def is_done(self) -> bool | None: ...

    @property
    def rating(self) -> str: ...


def figure_of(line: Amounts, period_end: date, since: date | None = None) -> Figure:
    """A line's figure; ``since`` is the day from which it is known, if it is approved."""
    if line.rating:
        return Figure(period_end, rating=values.Rating(line.rating), since=since)
    if line.is_done is not None:
        return Figure(period_end, Fraction(int(line.is_done)), since=since)
    if line.numerator is not None and line.denominator is not None:
        return shared(period_end, Fraction(line.numerator), Fraction(line.denominator), since)
    return Figure(period_end, None if line.value is None else Fraction(line.value), since=since)


def _plain(value: object) -> str:
    """``4`` for 4.00, so that a re-read amount compares equal to a typed one."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True)
class _Line:
    """A measurement as ``reports.rules.validity`` takes it."""

    period_end: date
    revision: int
    since: date
    is_empty: bool
    has_amount: bool


def assign_validity(measurements: Iterable[Measurement]) -> None:
    """Set, without saving, when each approved figure is in force.

    ``measurements`` have ``report`` and its ``period`` loaded and are all the approved ones
    of their assignments. See ``ends``, ``revised``, and ``are_first`` of
    ``reports.rules.validity``.
    """
    by_assignment: dict[int, list[Measurement]] = defaultdict(list)
    for measurement in measurements:
        by_assignment[measurement.assignment_id].append(measurement)
    for own in by_assignment.values():
        lines = [_line(measurement) for measurement in own]
        found = zip(own, lines, ends(lines), are_first(lines), strict=True)
        for measurement, line, end, is_first in found:
            measurement.period_end = line.period_end
            measurement.valid_from, measurement.valid_to = line.since, end
            measurement.revised_on = revised(lines, line)
            measurement.is_first = is_first


def _line(measurement: Measurement) -> _Line:
    report = measurement.report
    if report.approved_at is None:
        raise ValueError(f"not approved: {report}")
    since = max(timezone.localdate(report.approved_at), report.period.cutoff)
    figure = measurement.figure(report.period.end)
    return _Line(
        report.period.end,
        report.revision,
        since,
        is_empty=not figure.is_reported,
        has_amount=figure.value is not None,
    )
