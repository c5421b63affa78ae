from typing import Final

import django_tables2 as tables

from collection.models import Reminder
from departments.tables import TOLD, DepartmentColumn, ListTable, department_column
from reports.tables import period_column
from spreadsheets.columns import CENTRE, MOMENT, NUMBER, TEXT, Column, Sheet


def _recipients(reminder: Reminder) -> str:
    return "\n".join(f"{item.recipient} {item.outcome}" for item in reminder.messages.all())


class ReminderTable(ListTable):
    sent_at = tables.DateTimeColumn(verbose_name="时间", format="Y-m-d H:i")
    period = tables.Column("报告期", order_by=("period__end",))
    department = DepartmentColumn(order_by=("department__order",))
    missing_text = tables.Column("当时未报", orderable=False, attrs=TOLD)
    sender = tables.Column("催报人", order_by=("sent_by__name",), attrs=TOLD)
    recipients = tables.TemplateColumn(
        verbose_name="提醒了谁",
        accessor="pk",
        template_name="collection/reminders/_reminded.html",
        orderable=False,
        attrs=TOLD,
    )

    class Meta:
        model = Reminder
        fields = ("sent_at", "period", "department", "missing_text", "sender", "recipients")
        order_by = ("-sent_at",)
        empty_text = "没有符合条件的催报记录。"
        attrs = {"caption": "催报记录"}

    sheet: Final[Sheet] = {
        "sent_at": (Column("时间", 20, MOMENT, lambda reminder: reminder.sent_at),),
        "period": (period_column(lambda reminder: reminder.period),),
        "department": (department_column(lambda reminder: reminder.department),),
        "missing_text": (
            Column("未报份数", 9, NUMBER, lambda reminder: len(reminder.missing)),
            Column("未报的项目", 24, TEXT, lambda reminder: "、".join(map(str, reminder.missing))),
        ),
        "sender": (Column("催报人", 12, CENTRE, lambda reminder: reminder.sender),),
        "recipients": (Column("提醒了谁", 40, TEXT, _recipients),),
    }
