from typing import Final

import django_tables2 as tables

from dashboards.lamp_columns import lamp_columns
from dashboards.table_columns import OF_NUMBERS, lamp_column, rate_columns
from spreadsheets.columns import CENTRE, NUMBER, TEXT, Column, Sheet


class ProjectTable(tables.Table):
    """Projects with their counts."""

    number = tables.Column("序号", accessor="subject__number", attrs=OF_NUMBERS)
    name = tables.TemplateColumn(
        verbose_name="项目名称",
        template_name="dashboards/columns/_project.html",
        accessor="subject",
        orderable=False,
    )
    lamp = tables.TemplateColumn(
        accessor="counts",
        verbose_name="亮灯",
        template_name="dashboards/columns/_summary_lamp.html",
        order_by=("counts__lamp_rank",),
    )
    rate = tables.Column(
        "达标率",
        accessor="counts__rate_of_text",
        order_by=("counts__rate_order",),
        attrs=OF_NUMBERS,
    )
    trouble = tables.Column("滞后和逾期", accessor="counts__behind", attrs=OF_NUMBERS)
    counts = tables.TemplateColumn(
        verbose_name="各灯数量",
        template_name="dashboards/columns/_counts.html",
        orderable=False,
    )

    class Meta:
        order_by = ("number",)
        empty_text = "没有符合条件的项目。可以清除筛选条件再看。"
        attrs = {"caption": "项目"}

    sheet: Final[Sheet] = {
        "number": (Column("序号", 8, CENTRE, lambda row: row.subject.number),),
        "name": (Column("项目名称", 40, TEXT, lambda row: row.subject.name),),
        "lamp": (lamp_column(lambda row: row.counts),),
        "rate": rate_columns(lambda row: row.counts),
        "trouble": (Column("滞后和逾期", 9, NUMBER, lambda row: row.counts.behind),),
        "counts": lamp_columns(lambda row: row.counts, 9),
    }
