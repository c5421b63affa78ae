"""The list of bulletins, on screen and (``sheet``) as a workbook."""

from typing import Final

import django_tables2 as tables
from django.utils import timezone

from bulletins.models import Bulletin
from dashboards.table_columns import OF_NUMBERS
from departments.tables import TOLD, ListTable
from spreadsheets.columns import CENTRE, DATE, MOMENT, NUMBER, SHARE, TEXT, Column, Sheet


def _withdrawn(bulletin: Bulletin) -> str | None:
    """The reason of a withdrawal, if there is one."""
    return bulletin.withdrawal.reason if bulletin.is_withdrawn else None


class BulletinTable(ListTable):
    """Bulletins, the newest first; each leads to its page."""

    number = tables.Column(
        "期号",
        accessor="issue",
        linkify=("bulletin_detail", (tables.A("year"), tables.A("number"))),
        order_by=("year", "number"),
    )
    on = tables.DateColumn(verbose_name="统计截止日期", format="Y-m-d", attrs=TOLD)
    rate = tables.Column("达标率", accessor="rate_text", orderable=False, attrs=OF_NUMBERS)
    behind = tables.Column("滞后和逾期", orderable=False, attrs=OF_NUMBERS)
    made_at = tables.Column("制作", attrs=TOLD)
    state = tables.TemplateColumn(
        verbose_name="状态",
        template_name="bulletins/columns/_bulletin_state.html",
        accessor="is_withdrawn",
        orderable=False,
    )

    class Meta:
        model = Bulletin
        fields = ("number", "on", "rate", "behind", "made_at", "state")
        order_by = ("-number",)
        empty_text = "还没有会议材料，或没有符合条件的。可以清除筛选条件再看。"
        attrs = {"caption": "会议材料"}

    sheet: Final[Sheet] = {
        "number": (Column("期号", 14, CENTRE, lambda bulletin: bulletin.issue),),
        "on": (Column("统计截止日期", 13, DATE, lambda bulletin: bulletin.on),),
        "rate": (
            Column("达标率", 10, SHARE, lambda bulletin: bulletin.rate),
            Column("达标数", 9, NUMBER, lambda bulletin: bulletin.met),
            Column("适用数", 9, NUMBER, lambda bulletin: bulletin.applicable),
        ),
        "behind": (Column("滞后和逾期", 9, NUMBER, lambda bulletin: bulletin.behind),),
        "made_at": (
            Column("制作人", 12, CENTRE, lambda bulletin: bulletin.made_by.name),
            Column("制作时间", 20, MOMENT, lambda bulletin: bulletin.made_at),
        ),
        "state": (
            Column("状态", 9, CENTRE, lambda row: "已撤回" if row.is_withdrawn else "有效"),
            Column("撤回原因", 30, TEXT, _withdrawn),
        ),
    }

    def render_made_at(self, record: Bulletin) -> str:
        """Who made it, and when."""
        return f"{record.made_by} {timezone.localtime(record.made_at):%Y-%m-%d %H:%M}"
