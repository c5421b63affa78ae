"""Merged cells are openpyxl's own, whichever were merged before."""

from io import BytesIO
from itertools import product
from zipfile import ZipFile

import time_machine
from openpyxl import Workbook
from openpyxl.styles import Border, NamedStyle, Protection, Side

from spreadsheets.cells import Area
from spreadsheets.openpyxl_internals import merge

AREAS: list[Area] = [(1, 1, 1, 4), (2, 1, 5, 1), (6, 1, 8, 3), (9, 1, 9, 2), (10, 1, 11, 2)]
"""Across, down, both, and with no cell that lies at no edge."""
THIN, THICK = Side("thin", "00112233"), Side("thick")
STYLES = [
    NamedStyle("framed", border=Border(THIN, THIN, THIN, THIN)),
    NamedStyle("ruled", border=Border(top=THICK, bottom=THIN), protection=Protection(locked=False)),
    NamedStyle("bare"),
]


def made(merging: bool) -> dict[str, bytes]:
    """The files of a workbook that merges each area with each style, a few over filled cells."""
    book = Workbook()
    for number in range(3):
        sheet = book.create_sheet(str(number))
        for right, (style, area) in enumerate(product(STYLES, AREAS)):
            row, column, last_row, last_column = area
            column, last_column = column + right * 5, last_column + right * 5
            if number == 1 and right % 3 == 0:
                sheet.cell(last_row, last_column).style = STYLES[0]
            sheet.cell(row, column).style = style
            if merging:
                merge(sheet, row, column, last_row, last_column)
            else:
                sheet.merge_cells(
                    start_row=row, start_column=column, end_row=last_row, end_column=last_column
                )
    file = BytesIO()
    book.save(file)
    # Not the archive itself: it holds when openpyxl wrote its temporary files.
    with ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_file_of_a_workbook_is_the_same_as_openpyxl_s() -> None:
    with time_machine.travel("2026-11-23", tick=False):
        assert made(merging=True) == made(merging=False)
