"""Evidence files: what proves a report."""

from django.db import models

from departments.models import Officer
from reports.models.report import Report
from uploads.models import StoredFile


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Adjectives for evidence."""

    def visible_to(self, user: Officer) -> "EvidenceQuerySet":
        """Exactly that of the reports an officer may open."""
        return self.filter(report__in=Report.objects.visible_to(user))


class Evidence(StoredFile):
    """佐证材料: one file of one report."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="evidence", verbose_name="进展报告"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ("pk",)
