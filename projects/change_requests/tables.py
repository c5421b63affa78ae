from typing import Final

import django_tables2 as tables
from django.db.models import Case, QuerySet, Value, When

from departments.tables import DepartmentColumn, ListTable, day_column, department_column
from projects.change_requests.models import ChangeRequest
from spreadsheets.columns import CENTRE, DATE, TEXT, Column, Sheet


class RequestTable(ListTable):
    kind = tables.Column("事项")
    target = tables.Column(
        "目标",
        accessor="assignment__target",
        linkify=("change_request_detail", (tables.A("pk"),)),
        order_by=("assignment__target__project__number", "assignment__target__number"),
    )
    department = DepartmentColumn(
        accessor="assignment__department", order_by=("assignment__department__order",)
    )
    due = tables.TemplateColumn(
        verbose_name="完成时限",
        template_name="projects/change_requests/_new_due.html",
        order_by=("new_due",),
    )
    state = tables.TemplateColumn(
        verbose_name="状态", template_name="projects/change_requests/_change_request_state.html"
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
        "target": (Column("目标", 36, TEXT, lambda request: str(request.assignment.target)),),
        "kind": (Column("事项", 8, CENTRE, lambda request: request.get_kind_display()),),
        "department": (department_column(lambda request: request.assignment.department),),
        "due": (
            Column("完成时限", 12, DATE, lambda request: request.new_due),
            Column("原定时限", 12, DATE, lambda request: request.original_due),
        ),
        "state": (Column("状态", 12, CENTRE, lambda request: request.get_state_display()),),
        "asked_at": (day_column("申请日期", "asked_at"),),
        "decided_at": (day_column("决定日期", "decided_at"),),
    }

    def order_state(
        self, requests: QuerySet[ChangeRequest], is_descending: bool
    ) -> tuple[QuerySet[ChangeRequest], bool]:
        """Waiting requests first, then in the order of ``State``; the newest first in each."""
        states = enumerate(ChangeRequest.State.values)
        rank = Case(*(When(state=state, then=Value(place)) for place, state in states))
        by_state = rank.desc() if is_descending else rank.asc()
        return requests.order_by(by_state, "-asked_at", "-pk"), True
