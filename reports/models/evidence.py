"""Evidence files: what proves a report, stored under random names outside the web root."""

import uuid

from django.db import models

from departments.models import Officer
from reports.models.report import Report


def random_name(_evidence: "Evidence", _filename: str) -> str:
    """A stored name that tells nothing and cannot be guessed."""
    name = uuid.uuid4().hex
    return f"evidence/{name[:2]}/{name}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Adjectives for evidence."""

    def visible_to(self, officer: Officer) -> "EvidenceQuerySet":
        """Exactly that of the reports an officer may open."""
        return self.filter(report__in=Report.objects.visible_to(officer))


class Evidence(models.Model):
    """佐证材料: one file of one report."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="evidence", verbose_name="进展报告"
    )
    file = models.FileField("文件", upload_to=random_name, max_length=120)
    name = models.CharField("文件名", max_length=150)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("摘要", max_length=64)
    uploaded_by = models.ForeignKey(Officer, models.PROTECT, verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
