"""Sheet 总览: counts by lamp, projects × counties, and the lamps' rules in words."""

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboards import summaries
from dashboards.standings import Board
from dashboards.summaries import Summary
from dashboards.workbook import styles
from dashboards.workbook.page import FIRST_ROW, Frame, exact, open_sheet, put, sign, span
from projects import wording
from projects.rules import LAMPS, Tally
from projects.workbook.cells import A4, LEAST_HEIGHT, line_across
from projects.workbook.look import BODY_POINTS
from projects.workbook.text import text_height

NAME: Final = "总览"
NAME_WIDTH: Final = 34.0
CELL_WIDTH: Final = 18.0
CITY_COLUMN: Final = 3


def add_overview(workbook: Workbook, board: Board, frame: Frame) -> None:
    """Write the sheet; the city's columns count a target once, a county's its assignments."""
    counties = summaries.of_counties(board)
    names = [_county_name(summary) for summary in counties]
    columns = [("序号", 6.0), ("项目名称", NAME_WIDTH)]
    columns += [(name, CELL_WIDTH) for name in ("全市", *names)]
    sheet = open_sheet(workbook, frame, NAME, "进展汇总表", columns, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, CITY_COLUMN)
    tallies = [summaries.of_city(board), *(summary.tally for summary in counties)]
    row = _write_counts(sheet, FIRST_ROW, tallies)
    row = _write_matrix(sheet, row, board)
    line_across(sheet, row, "三、亮灯规则", styles.BAND)
    sentences = wording.rule_sentences(board.thresholds)
    for number, sentence in enumerate(sentences, start=row + 1):
        line_across(sheet, number, sentence, styles.NOTE)
    sign(sheet, row + len(sentences) + 1)


def _county_name(summary: Summary) -> str:
    county = getattr(summary.subject, "county", None)
    return str(county or summary.subject)


def _write_counts(sheet: Worksheet, row: int, tallies: Sequence[Tally]) -> int:
    """Lamps down, the city and counties across; returns the next free row."""
    text = "一、亮灯统计（全市：一个目标计一次；县（市、区）：计其承担的任务）"
    line_across(sheet, row, text, styles.BAND)
    for number, lamp in enumerate(LAMPS, start=row + 1):
        counts = [tally.count(lamp) for tally in tallies]
        _write_row(sheet, number, wording.LAMP_WORDS[lamp], counts, styles.lamp_style(lamp))
    total = row + len(LAMPS) + 1
    _write_row(sheet, total, "合计", [None for _ in tallies])
    for column in range(CITY_COLUMN, CITY_COLUMN + len(tallies)):
        letter = get_column_letter(column)
        # Live, so that a reader can check what it adds up.
        sheet.cell(total, column).value = f"=SUM({letter}{row + 1}:{letter}{total - 1})"
    _write_row(sheet, total + 1, "其中适用", [tally.applicable for tally in tallies])
    _write_row(sheet, total + 2, "其中达标", [tally.met for tally in tallies])
    rates = [exact(tally.rate) for tally in tallies]
    _write_row(sheet, total + 3, "达标率", rates, number_style=styles.SHARE)
    return total + 4


def _write_row(
    sheet: Worksheet,
    row: int,
    label: str,
    numbers: Sequence[int | float | None],
    label_style: str = styles.CENTRE,
    number_style: str = styles.NUMBER,
) -> None:
    span(sheet, (row, 1, row, CITY_COLUMN - 1), label, label_style)
    for column, amount in enumerate(numbers, start=CITY_COLUMN):
        put(sheet, row, column, amount, number_style)
    sheet.row_dimensions[row].height = LEAST_HEIGHT


def _write_matrix(sheet: Worksheet, row: int, board: Board) -> int:
    """Projects down, the city and counties across; returns the next free row."""
    text = "二、项目 × 县（市、区）（取最差的灯；后为达标数/适用数）"
    line_across(sheet, row, text, styles.BAND)
    rows = summaries.matrix(board)
    for number, item in enumerate(rows, start=row + 1):
        put(sheet, number, 1, item.project.number, styles.CENTRE)
        put(sheet, number, 2, item.project.name, styles.TEXT)
        cells = [item.city, *(summary for _, summary in item.cells)]
        for column, summary in enumerate(cells, start=CITY_COLUMN):
            style = styles.lamp_style(summary.lamp) if summary.lines else styles.CENTRE
            put(sheet, number, column, _cell_words(summary), style)
        height = text_height(item.project.name, NAME_WIDTH, BODY_POINTS)
        sheet.row_dimensions[number].height = max(height, LEAST_HEIGHT)
    return row + len(rows) + 1


def _cell_words(summary: Summary) -> str:
    if not summary.lines:
        return wording.NO_DATA
    if not summary.tally.applicable:
        return summary.lamp_word
    return f"{summary.lamp_word} {summary.met_words}"
