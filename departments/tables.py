"""Lists of who did what."""

import django_tables2 as tables

from departments.models import AuditEntry


class AuditTable(tables.Table):
    """The audit log, newest first."""

    at = tables.DateTimeColumn(format="Y-m-d H:i:s")
    before = tables.TemplateColumn(template_name="departments/columns/_words.html", orderable=False)
    after = tables.TemplateColumn(template_name="departments/columns/_words.html", orderable=False)

    class Meta:
        model = AuditEntry
        fields = ("at", "officer", "action", "subject", "before", "after", "reason", "address")
        order_by = ("-at",)
        empty_text = "没有符合条件的记录。"
        attrs = {"caption": "审计日志"}
