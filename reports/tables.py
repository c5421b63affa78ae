"""Lists of reports, on screen and (``sheet``) as a workbook."""

from collections.abc import Callable
from typing import Any, Final

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from departments.tables import DepartmentColumn, ListTable, day_column, department_column, local_day
from projects.lamp_styles import lamp_style
from projects.models import Project
from reports.models import Period, Report
from reports.review_queue import QueueItem
from spreadsheets.columns import CENTRE, DATE, NUMBER, TEXT, Column, Sheet


def project_columns(project: Callable[[Any], Project]) -> tuple[Column[Any], ...]:
    return (
        Column("项目序号", 9, CENTRE, lambda row: project(row).number),
        Column("项目", 36, TEXT, lambda row: project(row).name),
    )


def period_column(period: Callable[[Any], Period]) -> Column[Any]:
    return Column("报告期", 16, CENTRE, lambda row: period(row).label)


def _unusual(waiting: QueueItem) -> str:
    return "\n".join(
        f"{line.assignment.target.code} {'、'.join(line.anomaly_text)}"
        f"（{'未说明' if line.is_unexplained else '已说明'}）"
        for line in waiting.unusual
    )


def _remarks(waiting: QueueItem) -> str:
    notes = {
        "迟报": waiting.report.is_late,
        "由您本人填报": waiting.is_own_work,
        waiting.carried.text: bool(waiting.carried.text),
    }
    return "\n".join(words for words, is_so in notes.items() if is_so)


def _opening(report: Report) -> str:
    """A link's word, and for screen readers the report's name."""
    return format_html('打开<span class="visually-hidden">：{}</span>', report)


def _report_page(value: Report, table: tables.Table) -> str:
    """A report's page that links back to the filtered queue."""
    came_from: str = table.context["queue"].came_from
    return reverse("report_detail", args=[value.pk]) + came_from


class ReportTable(ListTable):
    period = tables.Column("报告期", order_by=("period__end",))
    project = tables.Column(
        "项目", linkify=("report_detail", (tables.A("pk"),)), order_by=("project__number",)
    )
    department = DepartmentColumn(order_by=("department__order",))
    state = tables.TemplateColumn(
        verbose_name="状态", template_name="reports/_state.html", context_object_name="report"
    )
    submitted_at = tables.DateColumn(verbose_name="首次提交", format="Y-m-d", default="—")
    opening = tables.Column(
        "操作", accessor="pk", linkify=("report_detail", (tables.A("pk"),)), orderable=False
    )

    class Meta:
        model = Report
        fields = ("period", "project", "department", "state", "submitted_at", "opening")
        order_by = ("-period", "project")
        empty_text = "没有符合条件的报告。可以清除筛选条件再看。"
        attrs = {"caption": "进展报告"}

    sheet: Final[Sheet] = {
        "period": (period_column(lambda report: report.period),),
        "project": project_columns(lambda report: report.project),
        "department": (department_column(lambda report: report.department),),
        "state": (
            Column("状态", 14, CENTRE, lambda report: report.get_state_display()),
            Column("迟报", 8, CENTRE, lambda report: "迟报" if report.is_late else None),
        ),
        "submitted_at": (day_column("首次提交", "submitted_at"),),
        "opening": (),
    }

    def render_opening(self, record: Report) -> str:
        return _opening(record)


def _cell(heading: str, template: str, **options: Any) -> tables.TemplateColumn:
    """A column whose cells are a template in the queue's folder."""
    path = f"reports/queue/{template}.html"
    return tables.TemplateColumn(verbose_name=heading, template_name=path, **options)


class QueueTable(ListTable):
    """Reports that wait for a decision, with a summary of each.

    Every accessor exists on the row: for a missing one, django-tables2 builds an error message
    from the row's whole contents.
    """

    project = _cell(
        "项目",
        "_queue_project",
        accessor="report",
        order_by=("report__project__number", "report__department__order"),
    )
    department = DepartmentColumn(
        accessor="report__department", order_by=("report__department__order",)
    )
    period = tables.Column("报告期", accessor="report__period", order_by=("report__period__end",))
    lamp = _cell("亮灯", "_queue_lamp", order_by=("lamp_rank",))
    changes = _cell("变化", "_queue_changes", accessor="changed")
    anomalies = _cell(
        "异常",
        "_queue_anomalies",
        accessor="unusual_number",
        order_by=("unexplained", "unusual_number"),
    )
    rated = _cell("待评定", "_queue_number", accessor="to_rate", extra_context={"unit": "项"})
    files = _cell("材料", "_queue_number", extra_context={"unit": "件"})
    submitted_at = _cell("首次提交", "_queue_submitted", accessor="report__submitted_at")
    opening = tables.Column("操作", accessor="report", linkify=_report_page, orderable=False)

    class Meta:
        order_by = ("-period", "project")
        attrs = {"caption": "待审核的报告"}

    sheet: Final[Sheet] = {
        "project": project_columns(lambda row: row.report.project),
        "department": (department_column(lambda row: row.report.department),),
        "period": (period_column(lambda row: row.report.period),),
        "lamp": (
            Column(
                "亮灯",
                13,
                CENTRE,
                lambda row: row.lamp_word,
                styled=lambda row: lamp_style(row.lamp) if row.lamp else CENTRE,
            ),
        ),
        "changes": (
            Column("变化", 14, TEXT, lambda row: row.change_text),
            Column("未填项数", 9, NUMBER, lambda row: row.missing),
        ),
        "anomalies": (
            Column("异常项数", 9, NUMBER, lambda row: row.unusual_number),
            Column("异常", 30, TEXT, _unusual),
        ),
        "rated": (Column("待评定项数", 9, NUMBER, lambda row: row.to_rate),),
        "files": (Column("材料件数", 9, NUMBER, lambda row: row.files),),
        "submitted_at": (
            Column("首次提交", 12, DATE, lambda row: local_day(row.report.submitted_at)),
            Column("备注", 14, TEXT, _remarks),
        ),
        "opening": (),
    }

    def render_opening(self, record: QueueItem) -> str:
        return _opening(record.report)
