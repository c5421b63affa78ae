"""Sheet 县区汇总: the counties side by side, with their shares and places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook

from bulletins.document.values import BulletinDocument
from bulletins.workbook.counting import count_columns, counted, paint_lamps
from bulletins.workbook.page import open_sheet, sign
from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import DepartmentInfo
from projects import wording
from projects.rules.ranking import places
from reports.rules.period_kinds import PeriodKind
from reports.rules.punctuality import Punctuality
from spreadsheets import styles
from spreadsheets.cells import A4
from spreadsheets.columns import Column
from spreadsheets.table import FIRST_ROW, Live, Table, share

EMPTY: Final = "没有县（市、区）承担任务。"
RULE: Final = (
    "各县（市、区）计其承担的任务；合计行的达标率、及时率用各列合计数相除，不是各县的平均。"
)


@dataclass(frozen=True, slots=True)
class CountyFigures:
    """A county's counts, its year of monthly reports, and its places in words."""

    department: DepartmentInfo
    number: int
    count: LampCounts
    filed: Punctuality
    place: str
    timely: str


def add_counties(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet: a row for each county that answers for anything, and their sums.

    What concerns reporting is left out where the document holds nothing of it, and places where
    there are no others.
    """
    counties = _counties(document)
    columns = _columns(counties)
    sheet = open_sheet(workbook, document, name, "县（市、区）汇总表", columns, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    paint_lamps(sheet, columns)
    table = Table(sheet, columns)
    rows = table.add(counties, EMPTY)
    if len(counties) > 1:
        table.total("合计", [rows])
        table.note(wording.RANKING_RULE)
    table.note(RULE)
    sign(sheet, table.row)


def _counties(document: BulletinDocument) -> list[CountyFigures]:
    counts = [(item, counted(document, item.code)) for item in document.counties]
    counts = [(item, count) for item, count in counts if count.total]
    year = _year(document)
    filed = [year.get(county.code, Punctuality()) for county, _ in counts]
    by_rate = places([count.rate for _, count in counts])
    by_timeliness = places([item.timeliness for item in filed])
    return [
        CountyFigures(county, number, count, item, wording.place(rank), wording.place(timely))
        for number, ((county, count), item, rank, timely) in enumerate(
            zip(counts, filed, by_rate, by_timeliness, strict=True), start=1
        )
    ]


def _year(document: BulletinDocument) -> Mapping[str, Punctuality]:
    return {
        item.body: item.year for item in document.filings if item.kind == PeriodKind.MONTH.label
    }


def _columns(counties: Sequence[CountyFigures]) -> list[Column[CountyFigures] | Live]:
    ranked = len(counties) > 1
    columns: list[Column[CountyFigures] | Live] = [
        Column("序号", 5, styles.CENTRE, lambda row: row.number),
        Column("县（市、区）", 15, styles.CENTRE, lambda row: row.department.short),
        *count_columns(lambda row: row.count),
        share("达标率", 9, "达标", "适用"),
    ]
    if ranked:
        columns.append(Column("达标率名次", 14, styles.CENTRE, lambda row: row.place))
    if any(county.filed.due for county in counties):
        columns += [
            Column("月报应报", 8, styles.NUMBER, lambda row: row.filed.due, is_summed=True),
            Column("按时报送", 8, styles.NUMBER, lambda row: row.filed.on_time, is_summed=True),
            share("及时率", 9, "按时报送", "月报应报"),
        ]
        if ranked:
            columns.append(Column("及时率名次", 14, styles.CENTRE, lambda row: row.timely))
    return columns
