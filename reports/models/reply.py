"""Replies: what the bureau answers to the problems that a report names."""

from datetime import date

from django.db import models
from django.utils import timezone

from departments.models import Officer
from departments.moments import end_of
from reports.models.report import Report


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Adjectives for replies."""

    def visible_to(self, user: Officer) -> "ReplyQuerySet":
        """Exactly those to the reports an officer may open."""
        return self.filter(report__in=Report.objects.visible_to(user))

    def given_by(self, on: date) -> "ReplyQuerySet":
        """Those that were there at the end of a day."""
        return self.filter(at__lt=end_of(on))


class Reply(models.Model):
    """答复: a reviewer's words on the problems of one report; they are only ever added to."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="replies", verbose_name="进展报告"
    )
    text = models.TextField("答复", max_length=1000)
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name="答复人")
    at = models.DateTimeField("答复时间", default=timezone.now)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d} {self.officer.name}"
