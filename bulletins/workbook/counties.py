"""Sheet 县区汇总: the counties side by side, with their shares and places."""

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook

from bulletins.document.frozen import BulletinDocument
from bulletins.workbook.counting import count_columns, counted, paint_lamps
from bulletins.workbook.page import open_sheet, sign
from dashboards.counties.county_ranking import RankedCounty, ranked
from projects import wording
from spreadsheets import styles
from spreadsheets.cells import A4
from spreadsheets.columns import Column
from spreadsheets.table import FIRST_ROW, Live, Table, share

EMPTY: Final = "没有县（市、区）承担任务。"
RULE: Final = (
    "各县（市、区）计其承担的任务；合计行的达标率、及时率用各列合计数相除，不是各县的平均。"
)


def add_counties(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet: a row for each county that answers for anything, and their sums.

    Columns of reporting are left out where the document has none, and places for a single county.
    """
    counties = _counties(document)
    columns = _columns(counties, ranks_timeliness=document.ranks_timeliness)
    sheet = open_sheet(workbook, document, name, "县（市、区）汇总表", columns, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    paint_lamps(sheet, columns)
    table = Table(sheet, columns)
    rows = table.add(counties, EMPTY)
    if len(counties) > 1:
        table.total("合计", [rows])
        table.note(wording.ranking_rule(ranks_timeliness=document.ranks_timeliness))
    table.note(RULE)
    sign(sheet, table.row)


def _counties(document: BulletinDocument) -> list[RankedCounty]:
    """The counties that answer for anything."""
    counts = [(item, counted(document, item.code)) for item in document.counties]
    return ranked(
        (county, count, document.year_of_months(county.code))
        for county, count in counts
        if count.total
    )


def _columns(
    counties: Sequence[RankedCounty], *, ranks_timeliness: bool
) -> list[Column[RankedCounty] | Live]:
    are_ranked = len(counties) > 1
    columns: list[Column[RankedCounty] | Live] = [
        Column("序号", 5, styles.CENTRE, lambda row: counties.index(row) + 1),
        Column("县（市、区）", 15, styles.CENTRE, lambda row: row.department.short),
        *count_columns(lambda row: row.counts),
        share("达标率", 9, "达标", "适用"),
    ]
    if are_ranked:
        columns.append(Column("达标率名次", 14, styles.CENTRE, lambda row: row.place_text))
    if any(county.year.due for county in counties):
        columns += [
            Column("月报应报", 8, styles.NUMBER, lambda row: row.year.due, is_summed=True),
            Column("按时报送", 8, styles.NUMBER, lambda row: row.year.on_time, is_summed=True),
            share("及时率", 9, "按时报送", "月报应报"),
        ]
        if are_ranked and ranks_timeliness:
            columns.append(
                Column("及时率名次", 14, styles.CENTRE, lambda row: row.timeliness_place_text)
            )
    return columns
