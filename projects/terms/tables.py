"""方案调整记录: the plan's changes as a list."""

from typing import Any, Final

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from departments.tables import TOLD, ListTable, day_column, local_day
from projects.terms.content import Content, TermDifference
from projects.terms.differences_text import lines_of
from projects.terms.models import PlanChange
from spreadsheets.columns import CENTRE, DATE, NUMBER, TEXT, Column, Sheet

SHOWN: Final = 5
"""Differences shown at once; the others unfold."""
DAY: Final = {"td": {"class": "when told"}}
UNBROKEN: Final = {"td": {"class": "state-cell"}}


class PlanChangeTable(ListTable):
    number = tables.Column("编号", accessor="pk", order_by=("pk",))
    kind = tables.Column("类别", attrs=UNBROKEN)
    valid_from = tables.DateColumn(verbose_name="起始日期", format="Y-m-d", attrs=DAY)
    document = tables.Column("依据和原因", attrs=TOLD)
    differences = tables.TemplateColumn(
        verbose_name="变动",
        template_name="projects/terms/_differences.html",
        extra_context=lambda record, table, **_: table.shown(record),
        orderable=False,
        attrs=TOLD,
    )
    state = tables.TemplateColumn(
        verbose_name="状态",
        template_name="projects/terms/_plan_change_state.html",
        orderable=False,
    )
    recorded = tables.Column(
        "登记", accessor="recorded_at", order_by=("recorded_at", "pk"), attrs=DAY
    )

    class Meta:
        model = PlanChange
        fields = ("number", "kind", "valid_from", "document", "differences", "state", "recorded")
        order_by = ("-recorded",)
        empty_text = "没有符合条件的方案变动。"
        attrs = {"caption": "方案调整记录"}

    def __init__(self, data: object, names: Content) -> None:
        """``names`` are those of departments and counties, by code."""
        super().__init__(data)
        self.names = names

    def lines(self, record: PlanChange) -> list[str]:
        return lines_of(map(TermDifference._make, record.differences), self.names)

    def shown(self, record: PlanChange) -> dict[str, list[str]]:
        """Context: ``first`` and ``others``, the differences that unfold."""
        lines = self.lines(record)
        return {"first": lines[:SHOWN], "others": lines[SHOWN:]}

    def render_document(self, record: PlanChange) -> SafeString:
        return format_html('{}<span class="why">{}</span>', record.document, record.reason)

    def render_recorded(self, value: Any, record: PlanChange) -> SafeString:
        by = record.recorded_by.name if record.recorded_by else "—"
        return format_html('{}<span class="why">{}</span>', f"{local_day(value)}", by)

    @property
    def sheet(self) -> Sheet:
        """The workbook's columns; a property since the differences need ``names``."""
        return {
            "number": (Column("编号", 8, NUMBER, lambda change: change.pk),),
            "kind": (Column("类别", 12, CENTRE, lambda change: change.get_kind_display()),),
            "valid_from": (Column("起始日期", 12, DATE, lambda change: change.valid_from),),
            "document": (
                Column("依据文件", 26, TEXT, lambda change: change.document),
                Column("原因", 30, TEXT, lambda change: change.reason),
            ),
            "differences": (
                Column("变动", 60, TEXT, lambda change: "\n".join(self.lines(change))),
            ),
            "state": (
                Column("状态", 10, CENTRE, lambda change: change.state.label),
                Column("撤回", 30, TEXT, lambda change: change.withdrawal_text),
            ),
            "recorded": (
                day_column("登记日期", "recorded_at"),
                Column("登记人", 12, CENTRE, _recorder),
            ),
        }


def _recorder(change: PlanChange) -> str | None:
    return change.recorded_by.name if change.recorded_by else None
