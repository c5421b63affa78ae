from typing import Final

import django_tables2 as tables

from departments.tables import DepartmentColumn, ListTable, department_column
from reports.tables import period_column
from spreadsheets.columns import NUMBER, Column, Sheet

OF_NUMBERS: Final = {"td": {"class": "number"}, "th": {"class": "number"}}


class BurdenTable(ListTable):
    department = DepartmentColumn(order_by=("department__order",))
    period = tables.Column("报告期", order_by=("period__end",))
    reports = tables.Column("报告份数", attrs=OF_NUMBERS)
    filled = tables.Column("数据个数", attrs=OF_NUMBERS)
    typed = tables.Column("手填", attrs=OF_NUMBERS)
    imported = tables.Column("导入", attrs=OF_NUMBERS)
    carried = tables.Column("沿用", attrs=OF_NUMBERS)
    derived = tables.Column("系统算出", attrs=OF_NUMBERS)
    reminders = tables.Column("收到催报", attrs=OF_NUMBERS)
    minutes = tables.Column("用时（分钟）", attrs=OF_NUMBERS)

    class Meta:
        order_by = ("-period", "department")
        attrs = {"caption": "负担账"}
        empty_text = "这些报告期还没有报告，也没有催报。"

    sheet: Final[Sheet] = {
        "department": (department_column(lambda row: row.department),),
        "period": (period_column(lambda row: row.period),),
        "reports": (Column("报告份数", 10, NUMBER, lambda row: row.reports),),
        "filled": (Column("数据个数", 10, NUMBER, lambda row: row.filled),),
        "typed": (Column("手填", 8, NUMBER, lambda row: row.typed),),
        "imported": (Column("导入", 8, NUMBER, lambda row: row.imported),),
        "carried": (Column("沿用", 8, NUMBER, lambda row: row.carried),),
        "derived": (Column("系统算出", 10, NUMBER, lambda row: row.derived),),
        "reminders": (Column("收到催报", 10, NUMBER, lambda row: row.reminders),),
        "minutes": (Column("用时（分钟）", 12, NUMBER, lambda row: row.minutes),),
    }
