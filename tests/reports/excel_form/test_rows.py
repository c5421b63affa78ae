"""Where a form's rows may stand: moved, sorted, added, repeated, among those of others."""

import pytest

from reports.excel_form.parse import BESIDE, NO_FORM, NO_KEY
from tests.reports.excel_form.forms import ALL_FIGURES, Form, Office, counts, reasons, told, unread

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-03 10:00", tick=False),
]


@pytest.fixture
def office() -> Office:
    return Office()


def test_columns_may_move_and_rows_may_be_sorted_added_and_deleted(office: Office) -> None:
    form = office.download().filled()
    sheet = form.figures
    sheet.insert_cols(3, 2)
    sheet.cell(4, 3).value = "经办人"
    sheet.cell(5, 3).value = "张三"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for number, row in enumerate(reversed(rows), start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    sheet.move_range("N4:T10", cols=10)
    sheet.delete_rows(form.row("1-2"))
    sheet.cell(20, 1).value = "以上数据由教育局提供"
    preview = office.upload(form)

    assert counts(preview) == (4, 4, 0)
    assert unread(preview) == [
        ("数据", [20], NO_KEY),
        ("数据", [9], BESIDE.format("“经办人”（C列）")),
    ]
    office.confirm(preview)
    assert office.figures() == {
        code: figure for code, figure in ALL_FIGURES.items() if code != "1-2"
    }


def test_sheets_may_be_renamed_and_joined_by_others(office: Office) -> None:
    form = office.download().filled()
    form.figures.title = "10月数据"
    form.book.create_sheet("草稿", 0)["A1"] = "随手记"
    for row in range(1, 100):
        form.book["草稿"].cell(row, 1).value = row
    preview = office.upload(form)

    assert counts(preview) == (5, 5, 0)
    assert unread(preview) == [("草稿", list(range(1, 100)), NO_FORM)]


def test_an_added_row_with_figures_is_shown(office: Office) -> None:
    form = office.download().filled()
    form.figures.cell(20, Form.column(form.figures, "数值")).value = 9
    preview = office.upload(form)

    assert counts(preview) == (6, 5, 1)
    assert told(preview) == [
        (
            "数据",
            20,
            "识别码",
            "9",
            "这一行不是填报表原有的行，无法确定属于哪一项。请填在原有的行里。",
        )
    ]


def test_a_page_lists_as_many_problems_as_it_can_show(office: Office) -> None:
    form = office.download().filled()
    for row in range(20, 320):
        form.figures.cell(row, Form.column(form.figures, "数值")).value = 9
    preview = office.upload(form)

    assert counts(preview) == (305, 5, 300)
    assert "共 300 行" in preview.content.decode()
    assert "只列出前 200 条" in preview.content.decode()
    assert preview.content.decode().count("这一行不是填报表原有的行") == 200


def test_a_row_that_is_there_twice_and_differs_is_taken_neither_time(office: Office) -> None:
    form = office.download().filled()
    for column, cell in enumerate(form.figures[form.row("1-1")], start=1):
        form.figures.cell(20, column).value = cell.value
    assert counts(office.upload(form)) == (5, 5, 0)
    form.figures.cell(20, Form.column(form.figures, "数值")).value = 9
    preview = office.upload(form)

    assert counts(preview) == (6, 4, 2)
    assert reasons(preview) == [
        "与“数据”第20行是同一项，内容不同。请只保留一行，删去其他的。",
        "与“数据”第5行是同一项，内容不同。请只保留一行，删去其他的。",
    ]


def test_a_row_of_another_form_among_one_s_own_is_shown(office: Office) -> None:
    form = office.download().filled()
    key = form.cell("1-1", "识别码（数据，请勿改动）")
    key.value = f"{key.value}x"
    preview = office.upload(form)

    assert told(preview)[0][3:] == (
        "4",
        "这一行的识别码不属于这张填报表（可能是从别的表粘贴来的）。请填在原有的行里。",
    )
