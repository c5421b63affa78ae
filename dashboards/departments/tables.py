from typing import Final

from dashboards.lamp_columns import rate_columns
from dashboards.table_columns import behind_of, rate_of
from departments.tables import DepartmentColumn, ListTable
from spreadsheets.columns import NUMBER, TEXT, Column, Sheet


class DepartmentTable(ListTable):
    """Departments with what they lead and what they support."""

    name = DepartmentColumn(accessor="department", order_by=("department__order",))
    led = rate_of("led__counts", "牵头项目达标率")
    led_trouble = behind_of("led__counts", "牵头滞后和逾期")
    supported = rate_of("supported__counts", "配合项目达标率")
    supported_trouble = behind_of("supported__counts", "配合滞后和逾期")

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
