from typing import Final

import django_tables2 as tables

from dashboards.table_columns import OF_NUMBERS, rate_columns
from spreadsheets.columns import NUMBER, TEXT, Column, Sheet


class DepartmentTable(tables.Table):
    """Departments: what they lead and what they support, apart."""

    name = tables.TemplateColumn(
        verbose_name="部门",
        template_name="dashboards/columns/_department.html",
        order_by=("department__order",),
    )
    led = tables.Column(
        "牵头项目达标率",
        accessor="led__counts__rate_of_text",
        order_by=("led__counts__rate_order",),
        attrs=OF_NUMBERS,
    )
    led_trouble = tables.Column("牵头滞后和逾期", accessor="led__counts__behind", attrs=OF_NUMBERS)
    supported = tables.Column(
        "配合项目达标率",
        accessor="supported__counts__rate_of_text",
        order_by=("supported__counts__rate_order",),
        attrs=OF_NUMBERS,
    )
    supported_trouble = tables.Column(
        "配合滞后和逾期", accessor="supported__counts__behind", attrs=OF_NUMBERS
    )

    class Meta:
        order_by = ("name",)
        empty_text = "没有符合条件的部门。可以清除筛选条件再看。"
        attrs = {"caption": "部门"}

    sheet: Final[Sheet] = {
        "name": (Column("部门", 24, TEXT, lambda row: row.name),),
        "led": rate_columns(lambda row: row.led.counts, "牵头项目"),
        "led_trouble": (Column("牵头滞后和逾期", 10, NUMBER, lambda row: row.led.counts.behind),),
        "supported": rate_columns(lambda row: row.supported.counts, "配合项目"),
        "supported_trouble": (
            Column("配合滞后和逾期", 10, NUMBER, lambda row: row.supported.counts.behind),
        ),
    }
