from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

import django_tables2 as tables

from departments.tables import TOLD, ListTable
from reports.models import Holiday
from reports.rules.working_days import WEEKDAYS, WorkCalendar
from spreadsheets.columns import CENTRE, DATE, TEXT, Column, Sheet


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day on which offices are closed or open other than its day of the week says."""

    day: date
    kind: str
    name: str
    source: str

    @property
    def weekday(self) -> str:
        return WEEKDAYS[self.day.weekday()]


def rows_of(calendar: WorkCalendar, entered: Collection[int]) -> list[HolidayRow]:
    """The days of a calendar; ``entered`` are the years that an administrator has entered."""
    return [
        HolidayRow(
            day,
            str((Holiday.Kind.WORKING if special.is_working else Holiday.Kind.OFF).label),
            special.name,
            "录入" if day.year in entered else "系统自带",
        )
        for day, special in calendar.days.items()
    ]


class HolidayTable(ListTable):
    day = tables.DateColumn(verbose_name="日期", format="Y-m-d")
    weekday = tables.Column("星期", orderable=False, attrs=TOLD)
    kind = tables.Column("类别", order_by=("kind", "day"), attrs=TOLD)
    name = tables.Column("名称", order_by=("name", "day"), attrs=TOLD)
    source = tables.Column("来源", orderable=False, attrs=TOLD)

    class Meta:
        order_by = ("-day",)
        empty_text = "还没有节假日。"
        attrs = {"caption": "节假日"}

    sheet: Final[Sheet] = {
        "day": (Column("日期", 14, DATE, lambda row: row.day),),
        "weekday": (Column("星期", 8, CENTRE, lambda row: row.weekday),),
        "kind": (Column("类别", 10, CENTRE, lambda row: row.kind),),
        "name": (Column("名称", 18, TEXT, lambda row: row.name),),
        "source": (Column("来源", 12, CENTRE, lambda row: row.source),),
    }
