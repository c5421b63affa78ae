"""Sheet 总览: counts by lamp, a chart of them, projects × counties, the rules and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from bulletins.document.frozen import BulletinDocument
from bulletins.workbook.counting import cell_text, counted
from bulletins.workbook.page import open_sheet, sign
from dashboards.snapshots.lamp_counts import LampCounts
from dashboards.snapshots.target_status import CITY
from projects import wording
from projects.lamp_styles import colours, lamp_style
from projects.rules.values import LAMPS
from spreadsheets import styles, theme
from spreadsheets.bar_chart import BarSeries, add_bar_chart, height
from spreadsheets.cells import A4, LEAST_HEIGHT, line_across, put, span
from spreadsheets.pages import capacity
from spreadsheets.table import FIRST_ROW
from spreadsheets.text_metrics import text_height
from spreadsheets.theme import BODY_POINTS
from spreadsheets.workbook import live

NUMBER_WIDTH: Final = 6.0
NAME_WIDTH: Final = 40.0
CELL_WIDTH: Final = 21.0
ALONE_WIDTH: Final = 40.0
"""Width of a single county's column; the names take the rest of the page."""
PAGE_WIDTH: Final = 190.0
"""At this width counts and chart fill one page, the matrix of 22 projects and the rules another."""
RULE_PADDING: Final = 3.0
"""How many points the notes' rows are lower than a table's."""
CITY_COLUMN: Final = 3
WHOSE: Final = "（全市：一个目标计一次；县（市、区）：计其承担的任务）"
CHART: Final = "各县（市、区）亮灯分布（项）"
NO_CHART: Final = "没有县（市、区）承担任务，不作图。"


@dataclass(frozen=True, slots=True)
class CountsColumn:
    """A column of the sheet; ``code`` is the department whose counts it holds, if any."""

    heading: str
    width: float
    code: str | None = None


def add_overview(workbook: Workbook, name: str, document: BulletinDocument) -> None:
    """Write the sheet; the city's columns count a target once, a county's its assignments.

    A county's own document has only the county's column.
    """
    columns = _columns(document)
    codes = [column.code for column in columns if column.code is not None]
    counts = [counted(document, code) for code in codes]
    sheet = open_sheet(workbook, document, name, "进展汇总表", columns, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, CITY_COLUMN)
    line_across(
        sheet, FIRST_ROW, f"一、亮灯统计{'' if document.department else WHOSE}", styles.BAND
    )
    row = _write_counts(sheet, FIRST_ROW + 1, counts)
    line_across(sheet, row, "二、县（市、区）亮灯分布", styles.BAND)
    _draw(sheet, row + 1, [item for code, item in zip(codes, counts, strict=True) if code])
    matrix, row = row + 2, _write_matrix(sheet, row + 2, document, columns)
    line_across(sheet, row, "四、亮灯规则", styles.BAND)
    row = _write_notes(sheet, row + 1, document.rules)
    if document.corrected_terms:
        line_across(sheet, row, "五、方案数据的更正", styles.BAND)
        row = _write_notes(sheet, row + 1, document.corrected_terms)
    sign(sheet, row)
    _break_page(sheet, matrix)


def _write_notes(sheet: Worksheet, row: int, sentences: Sequence[str]) -> int:
    """Write a sentence a row; returns the next free row."""
    for number, sentence in enumerate(sentences, start=row):
        line_across(sheet, number, sentence, styles.NOTE)
        sheet.row_dimensions[number].height -= RULE_PADDING
    return row + len(sentences)


def _break_page(sheet: Worksheet, matrix: int) -> None:
    """Begin a page with the matrix unless one page holds all."""
    rows = sheet.row_dimensions
    if sum(rows[row].height for row in range(1, sheet.max_row + 1)) > capacity(sheet):
        sheet.row_breaks.append(Break(id=matrix - 1))
        sheet.page_setup.fitToHeight = 0


def _columns(document: BulletinDocument) -> list[CountsColumn]:
    shown = [(item.code, item.short) for item in document.counties]
    if not document.department:
        shown = [(CITY, "全市"), *shown]
    width = CELL_WIDTH if len(shown) > 1 else ALONE_WIDTH
    name_width = max(NAME_WIDTH, PAGE_WIDTH - NUMBER_WIDTH - width * len(shown))
    return [
        CountsColumn("序号", NUMBER_WIDTH),
        CountsColumn("项目名称", name_width),
        *(CountsColumn(name, width, code) for code, name in shown),
    ]


def _write_counts(sheet: Worksheet, row: int, counts: Sequence[LampCounts]) -> int:
    """Lamps down, the city and counties across; returns the next free row."""
    for number, lamp in enumerate(LAMPS, start=row):
        numbers = [count.at(lamp) for count in counts]
        _write_row(sheet, number, wording.LAMP_LABELS[lamp], numbers, lamp_style(lamp))
        sheet.cell(number, 1).alignment = theme.align("center")
    total = row + len(LAMPS)
    span(sheet, (total, 1, total, CITY_COLUMN - 1), "合计", styles.TOTAL_LABEL)
    _write_row(sheet, total + 1, "其中适用", [count.applicable for count in counts])
    _write_row(sheet, total + 2, "其中达标", [count.met for count in counts])
    _write_row(sheet, total + 3, "达标率（达标÷适用）", [])
    for column, count in enumerate(counts, start=CITY_COLUMN):
        letter = get_column_letter(column)
        # A formula, so that users can check the sum.
        added = f"=SUM({letter}{row}:{letter}{total - 1})"
        live(sheet, total, column, added, count.total).style = styles.TOTAL_COUNT
        _write_rate(
            sheet, total + 3, column, f"={letter}{total + 2}/{letter}{total + 1}", count.rate
        )
    sheet.row_dimensions[total].height = LEAST_HEIGHT
    return total + 4


def _write_rate(
    sheet: Worksheet, row: int, column: int, formula: str, rate: Fraction | None
) -> None:
    if rate is None:
        put(sheet, row, column, wording.NO_DATA, styles.CENTRE)
        return
    cell = live(sheet, row, column, formula, float(rate))
    cell.style = styles.RATE
    cell.number_format = styles.decimals(float(rate), styles.SHARE)


def _write_row(
    sheet: Worksheet,
    row: int,
    label: str,
    numbers: Sequence[int],
    label_style: str = styles.MIDDLE,
) -> None:
    span(sheet, (row, 1, row, CITY_COLUMN - 1), label, label_style)
    for column, amount in enumerate(numbers, start=CITY_COLUMN):
        put(sheet, row, column, amount, styles.COUNT)
    sheet.row_dimensions[row].height = LEAST_HEIGHT


def _draw(sheet: Worksheet, row: int, counts: Sequence[LampCounts]) -> None:
    """Draw the chart of the counties' counts over its own empty row."""
    if not any(count.total for count in counts):
        line_across(sheet, row, NO_CHART, styles.NOTE)
        return
    first = len(sheet.column_dimensions) - len(counts) + 1
    lamps = [
        BarSeries(wording.LAMP_LABELS[lamp], [count.at(lamp) for count in counts], *colours(lamp))
        for lamp in LAMPS
    ]
    add_bar_chart(sheet, row, (FIRST_ROW + 1, first), CHART, lamps)
    sheet.row_dimensions[row].height = height(len(counts))


def _write_matrix(
    sheet: Worksheet, row: int, document: BulletinDocument, columns: Sequence[CountsColumn]
) -> int:
    """Projects down, the city and counties across; returns the next free row."""
    text = "三、项目 × 县（市、区）（亮灯以最严重的为准；后为达标数/适用数）"
    line_across(sheet, row, text, styles.BAND)
    for number, project in enumerate(document.projects, start=row + 1):
        put(sheet, number, 1, project.number, styles.CENTRE)
        put(sheet, number, 2, project.name, styles.TEXT)
        for place, column in enumerate(columns, start=1):
            if column.code is None:
                continue
            count = document.count(project.number, column.code)
            style = lamp_style(count.lamp) if count.total else styles.CENTRE
            put(sheet, number, place, cell_text(count), style)
        tall = text_height(project.name, columns[1].width, BODY_POINTS)
        sheet.row_dimensions[number].height = max(tall, LEAST_HEIGHT)
    return row + len(document.projects) + 1
