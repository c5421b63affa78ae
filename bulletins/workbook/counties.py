"""Sheet 县区汇总: the counties side by side, with their shares and places."""

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bulletins.document.frozen import BulletinDocument, Previous
from bulletins.workbook import earlier_formats
from bulletins.workbook.counting import count_columns, counted, paint_lamps
from bulletins.workbook.movement import moved_rate
from bulletins.workbook.page import open_sheet, previous_note, sign
from dashboards.counties.county_ranking import RankedCounty, ranked
from dashboards.snapshots.lamp_counts import LampCounts, added
from projects import wording
from spreadsheets import styles
from spreadsheets.cells import A4, LEAST_HEIGHT, put
from spreadsheets.columns import Column
from spreadsheets.table import FIRST_ROW, Live, Table, share
from spreadsheets.text_metrics import text_height
from spreadsheets.theme import BODY_POINTS

EMPTY: Final = "没有县（市、区）承担任务。"
PREVIOUS, SINCE = "上期达标率", "较上期"
RULE: Final = (
    "各县（市、区）计其承担的任务；几个县承担同一目标的，各县合计按任务数计，不等于全市目标数（见总览）。"
    "各县合计行的达标率、及时率用各列合计数相除，不是各县的平均。"
)


def add_counties(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet: a row for each county that answers for anything, and their sums.

    Columns of reporting are left out where the document has none, and places for a single county.
    """
    counties = _counties(document)
    columns = _columns(document, counties)
    sheet = open_sheet(workbook, document, name, "县（市、区）汇总表", columns, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    paint_lamps(sheet, columns)
    table = Table(sheet, columns)
    rows = table.add(counties, EMPTY)
    if len(counties) > 1:
        row = table.total(earlier_formats.counties_total(document), [rows])
        if document.previous:
            _write_previous_total(sheet, row, columns, document, document.previous, counties)
        table.note(wording.ranking_rule(ranks_timeliness=document.ranks_timeliness))
    table.note(earlier_formats.counties_rule(document, RULE))
    if document.previous:
        table.note(previous_note(document.previous))
    sign(sheet, table.row)


def _counties(document: BulletinDocument) -> list[RankedCounty]:
    """The counties that answer for anything."""
    counts = [(item, counted(document, item.code)) for item in document.counties]
    return ranked(
        (county, count, document.year_of_months(county.code))
        for county, count in counts
        if count.total
    )


def _before(document: BulletinDocument, previous: Previous, code: str) -> LampCounts:
    """A county's counts of the day before, in the same projects."""
    return previous.count(code, {project.number for project in document.projects})


def _write_previous_total(
    sheet: Worksheet,
    row: int,
    columns: Sequence[Column[RankedCounty] | Live],
    document: BulletinDocument,
    previous: Previous,
    counties: Sequence[RankedCounty],
) -> None:
    """The counties' sums of the day before, in the row of the sums."""
    then = added(_before(document, previous, county.department.code) for county in counties)
    now = added(county.counts for county in counties)
    places = {column.heading: number for number, column in enumerate(columns, start=1)}
    cell = put(sheet, row, places[PREVIOUS], _rate(then), styles.TOTAL)
    cell.number_format = styles.SHARE_FORMAT
    since = moved_rate(now, then)
    put(sheet, row, places[SINCE], since, styles.TOTAL_LABEL)
    sheet.row_dimensions[row].height = max(
        LEAST_HEIGHT, text_height(since, columns[places[SINCE] - 1].width, BODY_POINTS)
    )


def _rate(counts: LampCounts) -> float | str:
    return wording.NO_DATA if counts.rate is None else float(counts.rate)


def _previous_columns(
    document: BulletinDocument, previous: Previous
) -> list[Column[RankedCounty] | Live]:
    def before(county: RankedCounty) -> LampCounts:
        return _before(document, previous, county.department.code)

    return [
        Column(PREVIOUS, 9, styles.SHARE, lambda row: _rate(before(row))),
        Column(SINCE, 17, styles.CENTRE, lambda row: moved_rate(row.counts, before(row))),
    ]


def _columns(
    document: BulletinDocument, counties: Sequence[RankedCounty]
) -> list[Column[RankedCounty] | Live]:
    are_ranked = len(counties) > 1
    columns: list[Column[RankedCounty] | Live] = [
        Column("序号", 5, styles.CENTRE, lambda row: counties.index(row) + 1),
        Column("县（市、区）", 15, styles.CENTRE, lambda row: row.department.short),
        *count_columns(lambda row: row.counts),
        share("达标率", 9, "达标", "适用"),
    ]
    if document.previous:
        columns += _previous_columns(document, document.previous)
    if are_ranked:
        columns.append(Column("达标率名次", 14, styles.CENTRE, lambda row: row.place_text))
    if any(county.year.due for county in counties):
        columns += [
            Column("月报应报", 8, styles.NUMBER, lambda row: row.year.due, is_summed=True),
            Column("按时报送", 8, styles.NUMBER, lambda row: row.year.on_time, is_summed=True),
            share("及时率", 9, "按时报送", "月报应报"),
        ]
        if are_ranked and document.ranks_timeliness:
            columns.append(
                Column("及时率名次", 14, styles.CENTRE, lambda row: row.timeliness_place_text)
            )
    return columns
