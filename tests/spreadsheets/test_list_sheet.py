"""A list's workbook: how its cells, heights and pages are, and that LibreOffice prints it whole."""

import re
import subprocess
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from projects.lamp_styles import lamp_style, lamp_styles
from projects.rules.values import Lamp
from spreadsheets.columns import CENTRE, DATE, NUMBER, POINTS, SHARE, TEXT, Column
from spreadsheets.list_sheet import Listing, write_list
from spreadsheets.text_metrics import line_count, text_height
from spreadsheets.theme import BODY_POINTS
from tests.reports.excel_form.libreoffice import LibreOffice

LONG = "各县（市、区）要在年底前完成建设任务，并把进展情况按月报送市教育局；" * 6


def written(rows: Iterable[Any], *columns: Column[Any], **fields: Any) -> bytes:
    """A list of rows, by default of one column of text."""
    given = {
        "title": "行动方案",
        "document_number": "文件〔2023〕1号",
        "name": "名单[甲/乙]",
        "notes": ["导出人：甲", "筛选：全部"],
        "columns": columns or [Column("内容", 30, TEXT, lambda row: row)],
        "rows": rows,
        "nothing": "没有内容。",
        "is_demo": False,
        "written_by": "甲",
        "styles": lamp_styles(),
        "time_zone": ZoneInfo("Asia/Shanghai"),
    }
    file = BytesIO()
    write_list(Listing(**given | fields), file)
    return file.getvalue()


def sheet_of(content: bytes) -> Worksheet:
    (sheet,) = load_workbook(BytesIO(content)).worksheets
    return sheet


def test_numbers_days_and_shares_are_real_with_their_formats() -> None:
    columns = [
        Column(name, 12, style, itemgetter(place))
        for place, (name, style) in enumerate(
            {"数": NUMBER, "率": SHARE, "差": POINTS, "日": DATE, "无": NUMBER}.items()
        )
    ]
    row = (Fraction(7, 2), Fraction(1, 2), Fraction(-63, 10), date(2026, 11, 23), None)
    cells = sheet_of(written([row, (1000, Fraction(9996, 10000), 0, None, None)], *columns))[5]

    assert [cell.value for cell in cells[:3]] == [3.5, 0.5, -6.3]
    assert [cell.number_format for cell in cells[:4]] == [
        "#,##0.0#",
        "0.0%",
        "+0.0;-0.0;0.0",
        "yyyy-mm-dd",
    ]
    assert cells[3].is_date
    assert (cells[4].value, cells[4].border.left.style) == (None, "thin")


def test_a_share_just_under_all_does_not_read_100_percent() -> None:
    column = Column("率", 12, SHARE, lambda row: row)
    cell = sheet_of(written([Fraction(9996, 10000)], column))["A5"]
    assert (cell.value, cell.number_format) == (0.9996, "0.00%")


def test_a_lamp_s_cell_has_the_lamp_s_look() -> None:
    column = Column("亮灯", 12, CENTRE, lambda row: "红", styled=lamp_style)
    sheet = sheet_of(written([Lamp.RED, Lamp.GREEN], column))
    assert [sheet["A5"].style, sheet["A6"].style] == [lamp_style(Lamp.RED), lamp_style(Lamp.GREEN)]


def test_a_row_shows_the_whole_of_its_longest_text() -> None:
    columns = [
        Column("短", 30, TEXT, lambda row: "短"),
        Column("长", 30, TEXT, lambda row: row),
    ]
    sheet = sheet_of(written(["一行", LONG], *columns))
    assert sheet.row_dimensions[5].height == 18
    assert sheet.row_dimensions[6].height == pytest.approx(
        text_height(LONG, 30, BODY_POINTS), abs=0.01
    )


def test_a_row_too_high_for_excel_is_as_high_as_it_may_be() -> None:
    assert sheet_of(written([LONG * 20])).row_dimensions[5].height == 400


def test_a_cell_does_not_keep_what_the_row_before_put_there() -> None:
    sheet = sheet_of(written(["=1", "1", None, "+2"]))
    cells = [sheet.cell(row, 1) for row in range(5, 9)]
    assert [cell.value for cell in cells] == ["=1", "1", None, "+2"]
    assert [bool(cell.quotePrefix) for cell in cells] == [True, False, False, True]
    assert {cell.style for cell in cells} == {TEXT}


def test_what_a_sheet_cannot_hold_is_left_out() -> None:
    sheet = sheet_of(written(["铃\x07响\ud800"], name="[甲]:*?/\\乙" + "长" * 40))
    assert sheet["A5"].value == "铃响"
    assert sheet.title == "甲乙" + "长" * 29


def test_heads_are_frozen_filtered_and_printed_on_every_page() -> None:
    sheet = sheet_of(written(["一", "二"]))
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:A6"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1", "A2", "A3"}


@pytest.mark.parametrize(("width", "paper"), [(149, 9), (150, 8)])
def test_what_is_too_wide_for_a4_is_printed_on_a3(width: float, paper: int) -> None:
    sheet = sheet_of(written([], Column("宽", width, TEXT, str)))
    assert int(sheet.page_setup.paperSize) == paper


def test_rows_are_drawn_one_by_one() -> None:
    drawn: list[int] = []

    def rows() -> Iterable[str]:
        for number in range(3):
            drawn.append(number)
            yield f"{number}"

    assert sheet_of(written(rows())).max_row == 7
    assert drawn == [0, 1, 2]


@given(st.text(alphabet="学校a1，。 é\n·", max_size=80), st.integers(4, 60))
def test_a_text_said_to_fit_one_line_does(text: str, width: int) -> None:
    """The quick look at a text's length never says one line where there are more.

    Narrow characters take 0.64 of a Chinese one's width, which fonts that stand in for officials'
    own need.
    """
    ems = sum(0.64 if ord(character) < 0x2000 else 1.0 for character in text)
    room = (width * 7 - 8) * 0.97 / (BODY_POINTS * 96 / 72)
    if ems <= room and "\n" not in text:
        assert line_count(text, width, BODY_POINTS) == 1
    if ems > room * max(1, text.count("\n") + 1):
        assert line_count(text, width, BODY_POINTS) > 1


def test_libreoffice_prints_it_one_page_wide_with_its_heads_on_every_page(
    libreoffice: LibreOffice, tmp_path: Path
) -> None:
    columns = [
        Column("序号", 9, CENTRE, lambda row: row),
        Column("内容", 120, TEXT, lambda row: f"第{row}行"),
        Column("末列", 60, TEXT, lambda row: f"末{row}"),
    ]
    printed = libreoffice.converted(written(range(1, 101), *columns), "pdf")
    (tmp_path / "list.pdf").write_bytes(printed)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "list.pdf"), "-"], check=True, capture_output=True
    ).stdout.decode()
    pages = text.removesuffix("\f").split("\f")

    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert re.search(r"序号\s+内容\s+末列", page)
        assert f"第{number}页共{len(pages)}页" in page.replace(" ", "")
    assert [int(row) for row in re.findall(r"末(\d+)", text)] == list(range(1, 101))
