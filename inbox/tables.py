from typing import Final

import django_tables2 as tables
from django.utils import timezone

from departments.tables import TOLD, ListTable
from inbox.models import Message
from spreadsheets.columns import CENTRE, MOMENT, TEXT, Column, Sheet


class MessageTable(ListTable):
    subject = tables.TemplateColumn(
        verbose_name="消息", template_name="inbox/_subject.html", orderable=False
    )
    kind = tables.Column("类别", orderable=False)
    created_at = tables.DateTimeColumn(verbose_name="时间", format="Y-m-d H:i", attrs=TOLD)
    read_at = tables.Column("阅读", orderable=False, empty_values=(), attrs=TOLD)

    class Meta:
        model = Message
        fields = ("subject", "kind", "created_at", "read_at")
        order_by = ("-created_at",)
        attrs = {"caption": "消息"}
        empty_text = (
            "没有符合条件的消息。报告被退回或通过、收到催报、申请有了结果时，这里会有消息。"
        )

    def render_read_at(self, record: Message) -> str:
        if record.read_at is None:
            return "未读"
        return f"{timezone.localtime(record.read_at):%Y-%m-%d %H:%M}"

    sheet: Final[Sheet] = {
        "subject": (
            Column("消息", 44, TEXT, lambda message: message.subject),
            Column("内容", 60, TEXT, lambda message: message.first_paragraph),
        ),
        "kind": (Column("类别", 10, CENTRE, lambda message: message.get_kind_display()),),
        "created_at": (Column("时间", 20, MOMENT, lambda message: message.created_at),),
        "read_at": (Column("阅读时间", 20, MOMENT, lambda message: message.read_at),),
    }
