"""The Excel summary as a whole: how it looks and prints, what it holds, what it costs."""

from dataclasses import replace
from datetime import datetime

import pytest
import time_machine
from openpyxl import load_workbook

from bench.workbook import Plain
from bulletins.workbook.summary import summary_workbook
from departments.models import Department, Officer
from projects.models import Responsibility
from reports.models import Report
from tests.bulletins.workbook.summaries import document, drawn, lead, record, summary, values
from tests.factories import (
    make_assignment,
    make_department,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

APPROVED = Report.State.APPROVED
SHEETS = [
    *("总览", "项目进展汇总表", "县区汇总", "部门汇总", "目标明细"),
    *("存在问题清单", "报送情况", "较上次变化"),
]
A3, A4 = 8, 9
PAPERS = [A4, A3, A4, A4, A3, A4, A4, A4]

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


def test_sheets_are_eight_in_the_order_of_a_meeting() -> None:
    assert summary(make_project()).sheetnames == SHEETS


def test_sheets_requested_come_alone_in_the_workbooks_order() -> None:
    told = document(make_project().plan)

    book = load_workbook(summary_workbook(told, ["targets", "overview"]))

    assert book.sheetnames == ["总览", "目标明细"]
    with pytest.raises(ValueError, match="nonsense"):
        summary_workbook(told, ["nonsense"])


def test_titles_name_what_it_is_about_and_of_which_bulletin() -> None:
    told = document(make_project().plan)

    sheet = drawn(replace(told, about="甲县", issue="2026年第11期"))["总览"]

    assert sheet["A1"].value == f"{told.title}\n甲县　进展汇总表（2026年第11期）"


def test_text_that_begins_like_a_formula_stays_text() -> None:
    project = make_project(name="=1+1", text="@SUM(A1)", responsibility_text="-2")
    make_assignment(make_target(project, name="甲"), lead(project, "#N/A"))

    book = summary(project)
    cells = [*book["项目进展汇总表"][5][1:4], book["目标明细"]["C5"], book["目标明细"]["J5"]]

    assert [cell.value for cell in cells] == ["=1+1", "@SUM(A1)", "-2", "@SUM(A1)", "#N/A"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells[:4]] == [True] * 4


def test_characters_that_no_workbook_holds_are_left_out() -> None:
    project = make_project()
    county = lead(project, "甲县")
    progress = "竣工\x0b2所\ufffe\r\n验收"
    make_report(project, county, make_period(), state=APPROVED, progress=progress)

    assert record(summary(project)["项目进展汇总表"], 5)["进展情况"] == "【甲县】竣工2所\n验收"


def test_sheets_print_fit_to_width_with_their_header_on_every_page() -> None:
    book = summary(make_project())

    assert [int(sheet.page_setup.paperSize) for sheet in book] == PAPERS
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes == ("D5" if sheet.title == "部门汇总" else "C5")
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_frame_names_who_fills_in_the_day_and_who_signs() -> None:
    project = make_project()
    bureau = make_department(Department.Kind.BUREAU, "市教育局")
    make_responsibility(project, bureau, Responsibility.Involvement.LEAD)
    officer = make_officer(Officer.Role.REVIEWER, bureau, name="陈某", phone="0663-1234567")

    sheet = summary(project, officer)["总览"]

    assert sheet["A1"].value == f"{project.plan.title}\n进展汇总表"
    assert sheet["A2"].value == project.plan.document_number
    assert sheet["A3"].value.split() == [
        *(
            "填报单位：市教育局",
            "统计截止日期：2026-11-23",
            "填报人：陈某",
            "联系电话：0663-1234567",
        ),
    ]
    assert values(sheet, sheet.max_row)[0].split() == ["单位负责人：", "审核人：", "填报人："]
    assert summary(project)["总览"]["A3"].value.split()[0] == "填报单位：市教育局"


def test_fonts_are_those_officials_print_with() -> None:
    sheet = summary(make_project())["项目进展汇总表"]

    fonts = [(cell.font.name, cell.font.size) for cell in (sheet["A1"], sheet["A4"], sheet["C5"])]

    assert fonts == [("方正小标宋简体", 22), ("黑体", 11), ("仿宋_GB2312", 10.5)]
    assert sheet["C5"].style == "汇总表-文字"


def test_demonstration_says_so_on_every_sheet_and_every_printed_page() -> None:
    project = make_project()
    real = summary(project)
    make_officer(is_demo=True)

    demo = summary(project)

    assert ["演示数据" in sheet["A2"].value for sheet in (*real, *demo)] == [False] * 8 + [True] * 8
    assert [sheet.oddHeader.center.text for sheet in demo] == ["演示数据"] * 8
    assert [sheet.oddFooter.left.text for sheet in demo] == ["演示数据"] * 8
    assert [sheet.oddHeader.center.text for sheet in real] == [None] * 8


def test_properties_name_the_document_and_its_day() -> None:
    project = make_project()

    properties = summary(project).properties

    assert properties.title == f"{project.plan.title}项目进展汇总表"
    assert properties.subject == "统计截止日期 2026-11-23"
    assert properties.creator == "揭阳教育行动方案进展管理"
    assert properties.created == datetime(2026, 11, 23)  # noqa: DTZ001 - workbooks know no zones


def test_same_data_give_the_same_bytes_whenever_it_is_written() -> None:
    told = document(make_project().plan)

    with time_machine.travel(datetime(2026, 11, 23, 8, 0).astimezone(), tick=False):
        first = summary_workbook(told).read()
    with time_machine.travel(datetime(2027, 5, 1, 9, 30).astimezone(), tick=False):
        second = summary_workbook(told).read()

    assert first == second


def test_the_measurement_writes_the_same_cells_with_openpyxl_alone() -> None:
    made = summary_workbook(document(make_project().plan)).getvalue()

    plain = Plain(made)

    again = Plain(plain.written().getvalue())
    assert [sheet.cells for sheet in again.sheets] == [sheet.cells for sheet in plain.sheets]
