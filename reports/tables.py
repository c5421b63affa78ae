"""Lists of reports."""

import django_tables2 as tables

from reports.models import Report


class ReportTable(tables.Table):
    """Reports with their state, each a link to its page."""

    period = tables.Column("报告期", order_by=("period__end",))
    project = tables.TemplateColumn(
        verbose_name="项目",
        template_name="reports/columns/_project.html",
        order_by=("project__number",),
    )
    department = tables.Column("部门", order_by=("department__order",))
    state = tables.TemplateColumn(verbose_name="状态", template_name="reports/columns/_state.html")
    submitted_at = tables.DateColumn(verbose_name="首次提交", format="Y-m-d", default="—")
    action = tables.TemplateColumn(
        verbose_name="操作", template_name="reports/columns/_action.html", orderable=False
    )

    class Meta:
        model = Report
        fields = ("period", "project", "department", "state", "submitted_at", "action")
        order_by = ("-period", "project")
        empty_text = "没有符合条件的报告。可以清除筛选条件再看。"
        attrs = {"caption": "进展报告"}
