"""The audit log: who did what to what, before and after. Rows are only ever added."""

from django.db import models
from django.utils import timezone

from departments.models.officer import Officer
from departments.permissions import Capability


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, user: Officer) -> "AuditQuerySet":
        """All rows for auditors, none for others."""
        return self if user.can(Capability.AUDIT) else self.none()


class AuditEntry(models.Model):
    """One step of an officer, written in the step's own transaction."""

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, verbose_name="操作人")
    action = models.CharField("操作", max_length=20)
    subject = models.CharField("对象", max_length=200)
    subject_key = models.CharField("对象编号", max_length=60, db_index=True)
    before = models.JSONField("之前", default=dict)
    after = models.JSONField("之后", default=dict)
    reason = models.TextField("理由", blank=True)
    client_ip = models.GenericIPAddressField("来源地址", null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.action} {self.subject}"
