from typing import Final

import django_tables2 as tables

from dashboards.lamp_columns import lamp_column, lamp_columns, rate_columns
from dashboards.table_columns import OF_NUMBERS, behind_of, lit_of, rate_of
from departments.tables import ListTable, page_on_day
from spreadsheets.columns import CENTRE, NUMBER, TEXT, Column, Sheet


class ProjectTable(ListTable):
    """Projects with their counts."""

    number = tables.Column("序号", accessor="subject__number", attrs=OF_NUMBERS)
    name = tables.Column(
        "项目名称",
        accessor="subject__name",
        linkify=lambda record, table: page_on_day(table, "project_detail", record.subject.number),
        orderable=False,
    )
    lamp = tables.TemplateColumn(
        verbose_name="亮灯",
        template_name="tracker/_lamp.html",
        accessor="counts",
        extra_context=lambda value: {"lamp": value.lamp, "word": value.lamp_text},
        order_by=("counts__lamp_rank",),
    )
    rate = rate_of("counts", "达标率")
    behind = behind_of("counts", "滞后和逾期")
    counts = lit_of("counts")

    class Meta:
        order_by = ("number",)
        empty_text = "没有符合条件的项目。可以清除筛选条件再看。"
        attrs = {"caption": "项目"}

    sheet: Final[Sheet] = {
        "number": (Column("序号", 8, CENTRE, lambda row: row.subject.number),),
        "name": (Column("项目名称", 40, TEXT, lambda row: row.subject.name),),
        "lamp": (lamp_column(lambda row: row.counts),),
        "rate": rate_columns(lambda row: row.counts),
        "behind": (Column("滞后和逾期", 9, NUMBER, lambda row: row.counts.behind),),
        "counts": lamp_columns(lambda row: row.counts, 9),
    }
