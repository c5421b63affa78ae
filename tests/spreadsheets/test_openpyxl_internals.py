"""The names that openpyxl keeps to itself, which this program uses all the same."""

from zipfile import ZipFile

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from spreadsheets.openpyxl_internals import append_placed_cells, set_normal_font
from spreadsheets.workbook import CalculatedWorkbook


def test_this_version_has_the_names() -> None:
    """With a new version read again what the module names, then put its number here."""
    assert openpyxl.__version__ == "3.1.5"
    book = openpyxl.Workbook(write_only=True)
    assert book._fonts[0] == book._named_styles["Normal"].font
    assert callable(book.create_sheet()._values_to_row)


def test_the_normal_font_is_the_first_of_the_file() -> None:
    book = CalculatedWorkbook()
    book.create_sheet("a")
    set_normal_font(book, Font(name="Courier", size=7))

    with ZipFile(book.written()) as archive:
        styles = archive.read("xl/styles.xml").decode()

    first = styles[styles.index("<font>") : styles.index("</font>")]
    assert 'name val="Courier"' in first
    assert 'sz val="7"' in first


def test_cells_stand_in_the_columns_that_they_know(tmp_path: object) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    append_placed_cells(sheet)
    cell = WriteOnlyCell(sheet, "here")
    cell.column = 3
    sheet.append([cell])
    path = f"{tmp_path}/placed.xlsx"
    book.save(path)

    read: Worksheet = openpyxl.load_workbook(path).worksheets[0]

    assert [(item.coordinate, item.value) for item in read[1] if item.value] == [("C1", "here")]
