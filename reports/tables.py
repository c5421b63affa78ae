"""Lists of reports."""

import django_tables2 as tables
from django.db.models import Case, QuerySet, Value, When

from departments.tables import TOLD, DepartmentColumn
from reports.models import ChangeRequest, Reminder, Report


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
