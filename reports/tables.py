"""Lists of reports, on screen and (``sheet``) as a workbook."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

import django_tables2 as tables
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from departments.exports import CENTRE, DATE, MOMENT, NUMBER, TEXT, Column, Sheet
from departments.tables import TOLD, DepartmentColumn, department_column
from projects.models import Project
from projects.workbook.styles import lamp_style
from reports.models import ChangeRequest, Period, Reminder, Report
from reports.review import Waiting


def _of_project(project: Callable[[Any], Project]) -> tuple[Column, ...]:
    return (
        Column("项目序号", 9, CENTRE, lambda row: project(row).number),
        Column("项目", 36, TEXT, lambda row: project(row).name),
    )


def _of_period(period: Callable[[Any], Period]) -> Column:
    return Column("报告期", 16, CENTRE, lambda row: period(row).label)


def _day(heading: str, field: str) -> Column:
    """The day of a moment here; empty before there is one."""
    return Column(heading, 12, DATE, lambda row: _local_day(getattr(row, field)))


def _local_day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _unusual(waiting: Waiting) -> str:
    """The unusual figures, one below the other."""
    return "\n".join(
        f"{line.assignment.target.code} {'、'.join(line.anomaly_words)}"
        f"（{'未说明' if line.is_unexplained else '已说明'}）"
        for line in waiting.unusual
    )


def _remarks(waiting: Waiting) -> str:
    notes = {"迟报": waiting.report.is_late, "由您本人填报": waiting.is_own_work}
    return "，".join(words for words, is_so in notes.items() if is_so)


def _reminded(reminder: Reminder) -> str:
    return "\n".join(f"{item.officer} {item.outcome}" for item in reminder.deliveries.all())


class ReportTable(tables.Table):
    """Reports with their state, each a link to its page."""

    period = tables.Column("报告期", order_by=("period__end",))
    project = tables.TemplateColumn(
        verbose_name="项目",
        template_name="reports/columns/_project.html",
        order_by=("project__number",),
    )
    department = DepartmentColumn(order_by=("department__order",))
    state = tables.TemplateColumn(verbose_name="状态", template_name="reports/columns/_state.html")
    submitted_at = tables.DateColumn(verbose_name="首次提交", format="Y-m-d", default="—")
    opening = tables.TemplateColumn(
        verbose_name="操作", template_name="reports/columns/_action.html", orderable=False
    )

    class Meta:
        model = Report
        fields = ("period", "project", "department", "state", "submitted_at", "opening")
        order_by = ("-period", "project")
        empty_text = "没有符合条件的报告。可以清除筛选条件再看。"
        attrs = {"caption": "进展报告"}

    sheet: Final[Sheet] = {
        "period": (_of_period(lambda report: report.period),),
        "project": _of_project(lambda report: report.project),
        "department": (department_column(lambda report: report.department),),
        "state": (
            Column("状态", 14, CENTRE, lambda report: report.get_state_display()),
            Column("迟报", 8, CENTRE, lambda report: "迟报" if report.is_late else None),
        ),
        "submitted_at": (_day("首次提交", "submitted_at"),),
        "opening": (),
    }


class QueueTable(tables.Table):
    """Reports that wait for a decision, with what there is to see in each.

    Every column names something a row has: of what it lacks, django-tables2 makes a message
    with the row's whole contents.
    """

    project = tables.TemplateColumn(
        verbose_name="项目",
        template_name="reports/columns/_queue_project.html",
        accessor="report",
        order_by=("report__project__number", "report__department__order"),
    )
    department = DepartmentColumn(
        accessor="report__department", order_by=("report__department__order",)
    )
    period = tables.Column("报告期", accessor="report__period", order_by=("report__period__end",))
    lamp = tables.TemplateColumn(
        verbose_name="亮灯",
        template_name="reports/columns/_queue_lamp.html",
        order_by=("lamp_rank",),
    )
    changes = tables.TemplateColumn(
        verbose_name="变化",
        template_name="reports/columns/_queue_changes.html",
        accessor="changed",
    )
    anomalies = tables.TemplateColumn(
        verbose_name="异常",
        template_name="reports/columns/_queue_anomalies.html",
        accessor="unusual_number",
        order_by=("unexplained", "unusual_number"),
    )
    rated = tables.TemplateColumn(
        verbose_name="待评定",
        template_name="reports/columns/_queue_number.html",
        accessor="to_rate",
        extra_context={"unit": "项"},
    )
    files = tables.TemplateColumn(
        verbose_name="材料",
        template_name="reports/columns/_queue_number.html",
        extra_context={"unit": "件"},
    )
    submitted_at = tables.TemplateColumn(
        verbose_name="首次提交",
        template_name="reports/columns/_queue_submitted.html",
        accessor="report__submitted_at",
    )
    opening = tables.TemplateColumn(
        verbose_name="操作",
        template_name="reports/columns/_queue_action.html",
        accessor="report",
        orderable=False,
    )

    class Meta:
        order_by = ("-period", "project")
        attrs = {"caption": "待审核的报告"}

    sheet: Final[Sheet] = {
        "project": _of_project(lambda row: row.report.project),
        "department": (department_column(lambda row: row.report.department),),
        "period": (_of_period(lambda row: row.report.period),),
        "lamp": (
            Column(
                "亮灯",
                13,
                CENTRE,
                lambda row: row.lamp_word,
                lambda row: lamp_style(row.lamp) if row.lamp else CENTRE,
            ),
        ),
        "changes": (
            Column("变化", 14, TEXT, lambda row: row.change_words),
            Column("未填项数", 9, NUMBER, lambda row: row.missing),
        ),
        "anomalies": (
            Column("异常项数", 9, NUMBER, lambda row: row.unusual_number),
            Column("异常", 30, TEXT, _unusual),
        ),
        "rated": (Column("待评定项数", 9, NUMBER, lambda row: row.to_rate),),
        "files": (Column("材料件数", 9, NUMBER, lambda row: row.files),),
        "submitted_at": (
            Column("首次提交", 12, DATE, lambda row: _local_day(row.report.submitted_at)),
            Column("备注", 14, TEXT, _remarks),
        ),
        "opening": (),
    }


class RequestTable(tables.Table):
    """Requests for 延期 and 办结, each a link to its page."""

    kind = tables.Column("事项")
    target = tables.TemplateColumn(
        verbose_name="目标",
        template_name="reports/columns/_request.html",
        order_by=("assignment__target__project__number", "assignment__target__number"),
    )
    department = DepartmentColumn(
        accessor="assignment__department", order_by=("assignment__department__order",)
    )
    due = tables.TemplateColumn(
        verbose_name="完成时限",
        template_name="reports/columns/_new_due.html",
        order_by=("new_due",),
    )
    state = tables.TemplateColumn(
        verbose_name="状态", template_name="reports/columns/_request_state.html"
    )
    asked_at = tables.DateColumn(verbose_name="申请日期", format="Y-m-d")
    decided_at = tables.DateColumn(verbose_name="决定日期", format="Y-m-d", default="—")

    class Meta:
        model = ChangeRequest
        fields = ("target", "kind", "department", "due", "state", "asked_at", "decided_at")
        order_by = ("state",)
        empty_text = "没有符合条件的申请。"
        attrs = {"caption": "延期与办结申请"}

    sheet: Final[Sheet] = {
        "target": (Column("目标", 36, TEXT, lambda asked: str(asked.assignment.target)),),
        "kind": (Column("事项", 8, CENTRE, lambda asked: asked.get_kind_display()),),
        "department": (department_column(lambda asked: asked.assignment.department),),
        "due": (
            Column("完成时限", 12, DATE, lambda asked: asked.new_due),
            Column("原定时限", 12, DATE, lambda asked: asked.original_due),
        ),
        "state": (Column("状态", 12, CENTRE, lambda asked: asked.get_state_display()),),
        "asked_at": (_day("申请日期", "asked_at"),),
        "decided_at": (_day("决定日期", "decided_at"),),
    }

    def order_state(
        self, requests: QuerySet[ChangeRequest], is_descending: bool
    ) -> tuple[QuerySet[ChangeRequest], bool]:
        """In the order of a request's way, those that wait first; the newest of each first."""
        states = enumerate(ChangeRequest.State.values)
        rank = Case(*(When(state=state, then=Value(place)) for place, state in states))
        placed = rank.desc() if is_descending else rank.asc()
        return requests.order_by(placed, "-asked_at", "-pk"), True


class ReminderTable(tables.Table):
    """Who was reminded when, by whom, and how."""

    sent_at = tables.DateTimeColumn(verbose_name="时间", format="Y-m-d H:i")
    period = tables.Column("报告期", order_by=("period__end",))
    department = DepartmentColumn(order_by=("department__order",))
    missing_words = tables.Column("当时未报", orderable=False, attrs=TOLD)
    sender = tables.Column("催报人", order_by=("sent_by__name",), attrs=TOLD)
    recipients = tables.TemplateColumn(
        verbose_name="提醒了谁",
        template_name="reports/columns/_reminded.html",
        orderable=False,
        attrs=TOLD,
    )

    class Meta:
        model = Reminder
        fields = ("sent_at", "period", "department", "missing_words", "sender", "recipients")
        order_by = ("-sent_at",)
        empty_text = "没有符合条件的催报记录。"
        attrs = {"caption": "催报记录"}

    sheet: Final[Sheet] = {
        "sent_at": (Column("时间", 20, MOMENT, lambda reminder: reminder.sent_at),),
        "period": (_of_period(lambda reminder: reminder.period),),
        "department": (department_column(lambda reminder: reminder.department),),
        "missing_words": (
            Column("未报份数", 9, NUMBER, lambda reminder: len(reminder.missing)),
            Column("未报的项目", 24, TEXT, lambda reminder: "、".join(map(str, reminder.missing))),
        ),
        "sender": (Column("催报人", 12, CENTRE, lambda reminder: reminder.sender),),
        "recipients": (Column("提醒了谁", 40, TEXT, _reminded),),
    }
