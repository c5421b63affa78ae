from typing import Any, Final

import django_tables2 as tables

from dashboards.lamp_columns import lamp_columns, rate_columns
from dashboards.table_columns import OF_NUMBERS, behind_of, lit_of
from departments.tables import ListTable, department_page
from projects import wording
from projects.rules.ranking import Rank
from spreadsheets.columns import NUMBER, SHARE, TEXT, Column, Sheet


def _place(place: Rank | None) -> int | str:
    """A place's number; what has no data is not ranked."""
    return place.rank if place else wording.place(None)


TIMELINESS: Final[tuple[Column[Any], ...]] = (
    Column("及时率", 10, SHARE, lambda row: row.year.timeliness),
    Column("按时份数", 9, NUMBER, lambda row: row.year.on_time),
    Column("应报份数", 9, NUMBER, lambda row: row.year.due),
)
SHEET: Final[Sheet] = {
    "name": (Column("县（市、区）", 14, TEXT, lambda row: row.department.county),),
    "rate": (
        *rate_columns(lambda row: row.counts),
        Column("达标率名次", 9, NUMBER, lambda row: _place(row.by_rate)),
    ),
    "behind": (Column("滞后和逾期", 9, NUMBER, lambda row: row.counts.behind),),
    "timeliness": TIMELINESS,
    "late": (Column("迟报", 8, NUMBER, lambda row: row.year.late),),
    "missing": (Column("未报", 8, NUMBER, lambda row: row.year.missing),),
    "counts": lamp_columns(lambda row: row.counts, 9),
}


class CountyTable(ListTable):
    """Counties side by side: 达标率 and 及时率, with the county's place by it.

    ``ranks_timeliness``: whether there are places by 及时率.

    Every accessor exists on the row: for a missing one, django-tables2 builds an error message
    from the row's whole contents.
    """

    name = tables.Column(
        "县（市、区）",
        accessor="department__county",
        linkify=lambda record, table: department_page(record.department, table),
        order_by=("department__order",),
    )
    rate = tables.TemplateColumn(
        accessor="counts",
        verbose_name="达标率",
        template_name="dashboards/columns/_county_rate.html",
        order_by=("counts__rate",),
        attrs=OF_NUMBERS,
    )
    behind = behind_of(
        "counts",
        "滞后和逾期",
        lambda record, table: f"{department_page(record.department, table)}#trouble",
    )
    timeliness = tables.TemplateColumn(
        verbose_name="及时率",
        template_name="dashboards/columns/_county_timeliness.html",
        order_by=("year__timeliness",),
        attrs=OF_NUMBERS,
    )
    late = tables.Column("迟报", accessor="year__late", attrs=OF_NUMBERS)
    missing = tables.Column("未报", accessor="year__missing", attrs=OF_NUMBERS)
    counts = lit_of("counts")

    class Meta:
        order_by = ("-rate", "name")
        attrs = {"caption": "县（市、区）比较"}

    def __init__(self, data: object, *, ranks_timeliness: bool) -> None:
        super().__init__(data)
        self.ranks_timeliness = ranks_timeliness

    @property
    def sheet(self) -> Sheet:
        """The workbook's columns; a property since that of the places may be left out."""
        place: Column[Any] = Column("及时率名次", 9, NUMBER, lambda row: _place(row.by_timeliness))
        timeliness = (*TIMELINESS, place) if self.ranks_timeliness else TIMELINESS
        return {**SHEET, "timeliness": timeliness}
