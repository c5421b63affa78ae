"""Sheet 总览: counts by lamp, projects × counties, and the lamps' rules in words."""

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboards.contents.values import CITY, Contents, Count
from dashboards.workbook import styles
from dashboards.workbook.counting import cell_words, counted
from dashboards.workbook.page import FIRST_ROW, exact, open_sheet, put, sign, span
from projects import wording
from projects.rules import LAMPS
from projects.workbook.cells import A4, LEAST_HEIGHT, line_across
from projects.workbook.look import BODY_POINTS
from projects.workbook.text import text_height

NAME_WIDTH: Final = 34.0
CELL_WIDTH: Final = 18.0
CITY_COLUMN: Final = 3
WHOSE: Final = "（全市：一个目标计一次；县（市、区）：计其承担的任务）"


def add_overview(workbook: Workbook, name: str, contents: Contents) -> None:
    """Write the sheet; the city's columns count a target once, a county's its parts.

    A county's own has the county's column alone.
    """
    bodies = [(body.code, body.short) for body in contents.counties]
    if not contents.body:
        bodies = [(CITY, "全市"), *bodies]
    codes = [code for code, _ in bodies]
    columns = [("序号", 6.0), ("项目名称", NAME_WIDTH)]
    columns += [(body, CELL_WIDTH) for _, body in bodies]
    sheet = open_sheet(workbook, contents, name, "进展汇总表", columns, A4)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, CITY_COLUMN)
    line_across(sheet, FIRST_ROW, f"一、亮灯统计{'' if contents.body else WHOSE}", styles.BAND)
    row = _write_counts(sheet, FIRST_ROW + 1, [counted(contents, code) for code in codes])
    row = _write_matrix(sheet, row, contents, codes)
    line_across(sheet, row, "三、亮灯规则", styles.BAND)
    for number, sentence in enumerate(contents.rules, start=row + 1):
        line_across(sheet, number, sentence, styles.NOTE)
    sign(sheet, row + len(contents.rules) + 1)


def _write_counts(sheet: Worksheet, row: int, counts: Sequence[Count]) -> int:
    """Lamps down, the city and counties across; returns the next free row."""
    for number, lamp in enumerate(LAMPS, start=row):
        numbers = [count.at(lamp) for count in counts]
        _write_row(sheet, number, wording.LAMP_WORDS[lamp], numbers, styles.lamp_style(lamp))
    total = row + len(LAMPS)
    _write_row(sheet, total, "合计", [None for _ in counts])
    for column in range(CITY_COLUMN, CITY_COLUMN + len(counts)):
        letter = get_column_letter(column)
        # Live, so that a reader can check what it adds up.
        sheet.cell(total, column).value = f"=SUM({letter}{row}:{letter}{total - 1})"
    _write_row(sheet, total + 1, "其中适用", [count.applicable for count in counts])
    _write_row(sheet, total + 2, "其中达标", [count.met for count in counts])
    rates = [exact(count.rate) for count in counts]
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


def _write_matrix(sheet: Worksheet, row: int, contents: Contents, bodies: Sequence[str]) -> int:
    """Projects down, the city and counties across; returns the next free row."""
    text = "二、项目 × 县（市、区）（取最差的灯；后为达标数/适用数）"
    line_across(sheet, row, text, styles.BAND)
    for number, project in enumerate(contents.projects, start=row + 1):
        put(sheet, number, 1, project.number, styles.CENTRE)
        put(sheet, number, 2, project.name, styles.TEXT)
        for column, body in enumerate(bodies, start=CITY_COLUMN):
            count = contents.count(project.number, body)
            style = styles.lamp_style(count.lamp) if count.total else styles.CENTRE
            put(sheet, number, column, cell_words(count), style)
        height = text_height(project.name, NAME_WIDTH, BODY_POINTS)
        sheet.row_dimensions[number].height = max(height, LEAST_HEIGHT)
    return row + len(contents.projects) + 1
