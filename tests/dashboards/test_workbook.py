"""The Excel summary: what its sheets say, how they print, and what they keep to themselves."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import DjangoAssertNumQueries

from dashboards.standings import Board
from dashboards.workbook import summary_workbook
from dashboards.workbook.text import CELL_LIMIT, clean, line_count
from departments.models import Department, Officer
from projects.models import Plan, Project, Responsibility, Target
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_plan,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)

TODAY = date(2026, 11, 23)
PLAN_END = datetime(2027, 12, 31)  # noqa: DTZ001 - workbooks know no zones
APPROVED = Report.State.APPROVED
SHEETS = ["总览", "项目进展汇总表", "目标明细"]
ANNEX = ["序号", "项目名称", "目标任务", "责任部门"]
OF_TARGETS = ["目标", "目标值", "完成值", "完成率", "序时进度", "偏差", "完成时限", "亮灯"]
TEXTS = ["进展情况", "存在问题", "下一步措施"]
DETAILS = [
    *("项目序号", "目标", "原文", "计量方式", "要求", "目标值", "单位", "完成时限"),
    *("责任部门", "县区", "填报值", "分子", "分母", "完成度", "序时进度", "偏差", "亮灯"),
]
EXPECTED = 1176 / 1579
"""The share of the plan's days that have passed on the test day."""

pytestmark = pytest.mark.django_db


def summary(project: Project, officer: Officer | None = None, on: date = TODAY) -> Workbook:
    return load_workbook(summary_workbook(Board(project.plan, on), officer))


def values(sheet: Worksheet, row: int) -> list[Any]:
    return [cell.value for cell in sheet[row]]


def record(sheet: Worksheet, row: int) -> dict[str, Any]:
    return dict(zip(values(sheet, 4), values(sheet, row), strict=True))


def lead(project: Project, name: str = "") -> Department:
    department = make_department(name=name)
    make_responsibility(project, department)
    return department


@pytest.fixture
def printed_plan() -> Plan:
    call_command("loaddata", "plan", verbosity=0)
    return Plan.objects.get()


def test_sheets_are_the_overview_the_projects_and_the_targets() -> None:
    assert summary(make_project()).sheetnames == SHEETS


def test_annexs_own_columns_come_first_and_unaltered(printed_plan: Plan) -> None:
    sheet = load_workbook(summary_workbook(Board(printed_plan, TODAY), None))["项目进展汇总表"]

    blocks = [
        tuple(cell.value for cell in row[:4])
        for row in sheet.iter_rows(min_row=5)
        if isinstance(row[0].value, int)
    ]

    assert values(sheet, 4) == [*ANNEX, *OF_TARGETS, *TEXTS, "备注"]
    assert blocks == list(
        printed_plan.projects.values_list("number", "name", "text", "responsibility_text")
    )
    assert len(blocks) == 22


def test_every_assignment_of_the_plan_has_its_row_under_the_exact_headings(
    printed_plan: Plan,
) -> None:
    board = Board(printed_plan, TODAY)
    sheet = load_workbook(summary_workbook(board, None))["目标明细"]

    rows = [record(sheet, row) for row in range(5, 5 + 345)]

    assert values(sheet, 4) == DETAILS
    assert [(row["目标"], row["责任部门"]) for row in rows] == [
        (str(line.target), str(line.department)) for parts in board.parts.values() for line in parts
    ]
    assert {type(row["项目序号"]) for row in rows} == {int}
    assert {type(row["完成时限"]) for row in rows} == {datetime}
    assert sheet.auto_filter.ref == "A4:Q349"
    assert sheet["A350"].value.startswith("单位负责人：")


def test_numbers_and_dates_are_numbers_and_dates_on_the_scale_of_their_unit() -> None:
    project = make_project()
    county = lead(project, "甲县")
    target = make_target(project, measure=Target.Measure.RATIO, name="入学率")
    report = make_report(project, county, make_period(), state=APPROVED)
    make_measurement(report, make_assignment(target, county), numerator=50, denominator=80)

    sheet = summary(project)["目标明细"]

    assert record(sheet, 5) == {
        "项目序号": 1,
        "目标": "1-1 入学率",
        "原文": project.text,
        "计量方式": "比率",
        "要求": "≥100%",
        "目标值": 100,
        "单位": "%",
        "完成时限": PLAN_END,
        "责任部门": "甲县",
        "县区": "甲县",
        "填报值": 62.5,
        "分子": 50,
        "分母": 80,
        "完成度": 0.625,
        "序时进度": pytest.approx(EXPECTED),
        "偏差": pytest.approx(62.5 - 100 * EXPECTED),
        "亮灯": "黄·滞后",
    }
    assert [sheet.cell(5, column).number_format for column in (8, 11, 14, 16)] == [
        "yyyy-mm-dd",
        "#,##0.0#",
        "0.0%",
        "+0.0;-0.0;0.0",
    ]


def test_zero_is_a_number_unknown_is_empty_and_an_exemption_gives_its_reason() -> None:
    project = make_project()
    zero, silent, exempt = lead(project), lead(project), lead(project)
    target = make_target(project)
    report = make_report(project, zero, make_period(), state=APPROVED)
    make_measurement(report, make_assignment(target, zero), 0)
    make_assignment(target, silent)
    make_assignment(target, exempt, exemption_reason="没有高中")

    sheet = summary(project)["目标明细"]

    shown = ("目标值", "填报值", "完成度", "亮灯")
    assert [tuple(record(sheet, row)[key] for key in shown) for row in (5, 6, 7)] == [
        (22, 0, 0, "红·严重滞后"),
        (22, None, None, "灰·未报"),
        (None, None, None, "不适用：没有高中"),
    ]


def test_part_of_a_pooled_target_counts_into_the_sum_and_has_no_goal() -> None:
    project = make_project()
    county = lead(project)
    make_assignment(make_target(project, scope=Target.Scope.POOLED), county)

    row = record(summary(project)["目标明细"], 5)

    assert (row["要求"], row["目标值"], row["序时进度"]) == ("计入全市合计（≥22 所）", None, None)


def test_demand_of_several_checkpoints_names_their_days() -> None:
    project = make_project()
    days = [(date(2023, 12, 31), 80), (date(2025, 12, 31), 100)]
    target = make_target(project, measure=Target.Measure.RATIO, checkpoints=days)
    make_assignment(target, lead(project))

    row = record(summary(project)["目标明细"], 5)

    assert row["要求"] == "2023-12-31 ≥80%；2025-12-31 ≥100%"


def test_milestones_and_ratings_figures_are_words() -> None:
    project = make_project()
    county = lead(project)
    done = make_assignment(make_target(project, measure=Target.Measure.MILESTONE), county)
    rated = make_assignment(make_target(project, measure=Target.Measure.RATING), county)
    report = make_report(project, county, make_period(), state=APPROVED)
    make_measurement(report, done, is_done=False)
    make_measurement(report, rated, rating="behind")

    sheet = summary(project)["目标明细"]

    assert [record(sheet, row)["填报值"] for row in (5, 6)] == ["未完成", "滞后"]


def test_what_is_almost_whole_never_reads_whole() -> None:
    project = make_project()
    county = lead(project)
    target = make_target(project, measure=Target.Measure.RATIO)
    report = make_report(project, county, make_period(), state=APPROVED)
    assignment = make_assignment(target, county)
    make_measurement(report, assignment, numerator=99_999, denominator=100_000)

    sheet = summary(project)["目标明细"]

    assert (sheet["K5"].value, sheet["K5"].number_format) == (99.999, "#,##0.0000")
    assert (sheet["N5"].value, sheet["N5"].number_format) == (0.9999, "0.00%")


def test_text_that_begins_like_a_formula_stays_text() -> None:
    project = make_project(name="=1+1", text="@SUM(A1)", responsibility_text="-2")
    make_assignment(make_target(project, name="甲"), lead(project, "#N/A"))

    book = summary(project)
    cells = [*book["项目进展汇总表"][5][1:4], book["目标明细"]["C5"], book["目标明细"]["I5"]]

    assert [cell.value for cell in cells] == ["=1+1", "@SUM(A1)", "-2", "@SUM(A1)", "#N/A"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells[:4]] == [True] * 4


def test_characters_that_no_workbook_holds_are_left_out() -> None:
    project = make_project()
    county = lead(project, "甲县")
    progress = "竣工\x0b2所\ufffe\r\n验收"
    make_report(project, county, make_period(), state=APPROVED, progress=progress)

    assert record(summary(project)["项目进展汇总表"], 5)["进展情况"] == "【甲县】竣工2所\n验收"


def test_project_spans_its_targets_rows() -> None:
    project = make_project()
    county = lead(project)
    for _ in range(2):
        make_assignment(make_target(project), county)
    make_project(project.plan)

    sheet = summary(project)["项目进展汇总表"]

    assert {str(area) for area in sheet.merged_cells.ranges if 4 < area.min_row < 8} == {
        f"{column}5:{column}6" for column in "ABCDMNO"
    }
    assert [sheet.cell(row, 5).value for row in (5, 6, 7)] == ["1-1 目标之1", "1-2 目标之2", None]
    assert sheet["A7"].value == 2


def test_target_row_says_whose_goal_it_is_and_who_met_it() -> None:
    project = make_project()
    first, second = lead(project), lead(project, "乙县")
    target = make_target(project, checkpoints=[(date(2027, 12, 31), 1)])
    report = make_report(project, first, make_period(), state=APPROVED)
    make_measurement(report, make_assignment(target, first), 1)
    make_assignment(target, second, goal=6)

    row = record(summary(project)["项目进展汇总表"], 5)

    assert [row[key] for key in ("目标值", "完成值", "完成率", "完成时限", "亮灯")] == [
        "每个县区≥1 所\n乙县≥6 所",
        "合计 1 所\n1/2 达标",
        None,
        PLAN_END,
        "灰·未报",
    ]
    assert row["备注"].startswith("已报 1/2 县区；")


def test_city_targets_row_holds_real_fractions_and_points() -> None:
    project = make_project()
    bureau = make_department(Department.Kind.BUREAU)
    make_responsibility(project, bureau)
    target = make_target(project, scope=Target.Scope.CITY)
    report = make_report(project, bureau, make_period(), state=APPROVED)
    make_measurement(report, make_assignment(target, bureau), 11)

    row = record(summary(project)["项目进展汇总表"], 5)

    assert [row[key] for key in ("目标值", "完成值", "完成率", "偏差", "亮灯")] == [
        "≥22 所",
        "11 所",
        0.5,
        pytest.approx(50 - 100 * EXPECTED),
        "黄·滞后",
    ]


def test_long_texts_get_rows_that_show_all_of_them_within_excels_limit() -> None:
    project = make_project()
    county = lead(project, "甲县")
    make_assignment(make_target(project), county)
    text = "完成选址立项和施工招标。" * 400
    make_report(project, county, make_period(), state=APPROVED, progress=text)

    sheet = summary(project)["项目进展汇总表"]

    area = next(str(area) for area in sheet.merged_cells.ranges if area.coord.startswith("E5:"))
    heights = [sheet.row_dimensions[row].height for row in range(5, int(area[4:]) + 1)]
    assert sheet["M5"].value == f"【甲县】{text}"
    # 52 units hold at most 26 characters of 10.5 points, a line of which is at least so high.
    assert sum(heights) > len(text) / 26 * 10.5
    assert max(heights) <= 409.5


def test_texts_are_the_newest_approved_of_the_last_two_due_months_of_each_department() -> None:
    project = make_project()
    newest, older, oldest, drafting = (lead(project, name) for name in "甲乙丙丁")
    july, august, october = (make_period(code) for code in ("2026-08", "2026-09", "2026-10"))
    make_report(project, newest, august, state=APPROVED, progress="旧文")
    make_report(project, newest, october, state=APPROVED, progress="新文", problems="缺地")
    make_report(project, older, august, state=APPROVED, progress="九月文", next_steps="征地")
    make_report(project, oldest, july, state=APPROVED, progress="过时")
    make_report(project, drafting, october, progress="草稿")

    row = record(summary(project)["项目进展汇总表"], 5)

    assert [row[key] for key in TEXTS] == [
        "【甲】新文\n【乙】（2026年9月）九月文",
        "【甲】缺地",
        "【乙】（2026年9月）征地",
    ]


def test_texts_approved_after_the_day_are_not_yet_there() -> None:
    project = make_project()
    county = lead(project, "甲县")
    late = moment(date(2026, 11, 20))
    make_report(project, county, make_period(), state=APPROVED, approved_at=late)

    shown = [
        record(summary(project, on=on)["项目进展汇总表"], 5)["进展情况"]
        for on in (date(2026, 11, 19), date(2026, 11, 20))
    ]

    assert shown == [None, "【甲县】按计划推进。"]


def test_officer_gets_only_the_texts_they_may_open() -> None:
    project = make_project()
    own, other = lead(project, "甲县"), lead(project, "乙县")
    period = make_period()
    make_report(project, own, period, state=APPROVED, progress="本县情况")
    make_report(project, other, period, state=APPROVED, progress="邻县情况")
    reporter = make_officer(Officer.Role.REPORTER, own)
    leader = make_officer(Officer.Role.LEADER)

    shown = [
        record(summary(project, officer)["项目进展汇总表"], 5)["进展情况"]
        for officer in (reporter, leader, None)
    ]

    everything = "【甲县】本县情况\n【乙县】邻县情况"
    assert shown == ["【甲县】本县情况", everything, everything]


def test_overview_counts_by_lamp_with_a_live_total() -> None:
    project = make_project()
    counties = [lead(project, name) for name in ("甲县", "乙县")]
    target = make_target(project)
    for county in counties:
        make_assignment(target, county)

    sheet = summary(project)["总览"]

    assert values(sheet, 4) == ["序号", "项目名称", "全市", "甲县", "乙县"]
    counts = {sheet.cell(row, 1).value: values(sheet, row)[2:] for row in range(6, 19)}
    assert counts["灰·未报"] == [1, 1, 1]
    assert counts["红·逾期"] == [0, 0, 0]
    assert counts["合计"] == ["=SUM(C6:C14)", "=SUM(D6:D14)", "=SUM(E6:E14)"]
    assert (counts["其中适用"], counts["其中达标"]) == ([1, 1, 1], [0, 0, 0])
    assert counts["达标率"] == [0, 0, 0]


def test_overviews_matrix_gives_each_cell_its_lamps_word_and_count() -> None:
    project = make_project()
    reporting, exempt, idle = (lead(project, name) for name in ("甲县", "乙县", "丙县"))
    done, open_target = make_target(project), make_target(project)
    report = make_report(project, reporting, make_period(), state=APPROVED)
    make_measurement(report, make_assignment(done, reporting), 22)
    make_assignment(open_target, reporting)
    make_assignment(done, exempt, exemption_reason="没有学校")

    sheet = summary(project)["总览"]

    assert values(sheet, 20) == [
        *(1, project.name, "灰·未报 1/2", "灰·未报 1/2", "不适用", "—"),
    ]
    assert sheet["C20"].fill.fgColor.rgb == sheet["A9"].fill.fgColor.rgb == "00DAD7D1"
    assert idle.name == sheet["F4"].value


def test_overview_shows_all_projects_by_all_counties_and_every_rule(printed_plan: Plan) -> None:
    board = Board(printed_plan, TODAY)
    sheet = load_workbook(summary_workbook(board, None))["总览"]

    names = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(20, 42)]

    assert values(sheet, 4)[3:] == ["榕城区", "揭东区", "揭西县", "惠来县", "普宁市"]
    assert names == [(project.number, project.name) for project in board.projects]
    assert all(sheet.cell(row, column).value for row in range(20, 42) for column in range(3, 9))
    assert sheet["A42"].value == "三、亮灯规则"
    assert sheet["A45"].value.startswith("红·严重滞后：落后序时进度超过30个百分点")


def test_sheets_print_fit_to_width_with_their_header_on_every_page() -> None:
    book = summary(make_project())

    papers = [(sheet.title, int(sheet.page_setup.paperSize)) for sheet in book]
    assert papers == [("总览", 9), ("项目进展汇总表", 8), ("目标明细", 8)]
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$4:$4"
        assert sheet.freeze_panes == "C5"
        assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"


def test_blocks_that_fit_a_page_are_not_torn_by_its_end() -> None:
    plan = make_plan()
    # 30 lines of 18 characters and more: some 420 points, so two blocks fill most of a page.
    for _ in range(5):
        make_project(plan, text="建" * 18 * 30)

    sheet = load_workbook(summary_workbook(Board(plan, TODAY), None))["项目进展汇总表"]

    assert [item.id for item in sheet.row_breaks.brk] == [6, 8]


def test_frame_names_who_fills_in_the_day_and_who_signs() -> None:
    project = make_project()
    bureau = make_department(Department.Kind.BUREAU, "市教育局")
    make_responsibility(project, bureau, Responsibility.Role.LEAD)
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

    assert ["演示数据" in sheet["A2"].value for sheet in (*real, *demo)] == [False] * 3 + [True] * 3
    assert [sheet.oddHeader.center.text for sheet in demo] == ["演示数据"] * 3
    assert [sheet.oddFooter.left.text for sheet in demo] == ["演示数据"] * 3
    assert [sheet.oddHeader.center.text for sheet in real] == [None] * 3


def test_properties_name_the_document_and_its_day() -> None:
    project = make_project()

    properties = summary(project).properties

    assert properties.title == f"{project.plan.title}项目进展汇总表"
    assert properties.subject == "统计截止日期 2026-11-23"
    assert properties.creator == "教育行动方案进展跟踪系统"
    assert properties.created == datetime(2026, 11, 23)  # noqa: DTZ001 - workbooks know no zones


def test_same_data_give_the_same_bytes_whenever_it_is_written() -> None:
    board = Board(make_project().plan, TODAY)

    with time_machine.travel(datetime(2026, 11, 23, 8, 0).astimezone(), tick=False):
        first = summary_workbook(board, None).read()
    with time_machine.travel(datetime(2027, 5, 1, 9, 30).astimezone(), tick=False):
        second = summary_workbook(board, None).read()

    assert first == second


@pytest.mark.parametrize("months", [1, 3])
def test_queries_are_three_and_one_for_the_officers_department_whatever_the_history(
    months: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    project = make_project()
    counties = [lead(project) for _ in range(months)]
    target = make_target(project)
    assignments = [make_assignment(target, county) for county in counties]
    for code in ["2026-10", "2026-09", "2026-08"][:months]:
        period = make_period(code)
        for assignment in assignments:
            report = make_report(project, assignment.department, period, state=APPROVED)
            make_measurement(report, assignment, 5)
    reporter = make_officer(Officer.Role.REPORTER, counties[0])
    board = Board(project.plan, TODAY)

    with django_assert_num_queries(3):
        summary_workbook(board, None)
    with django_assert_num_queries(4):
        summary_workbook(board, Officer.objects.get(pk=reporter.pk))


def test_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    fitting = "建" * CELL_LIMIT
    shown = clean("😀" * CELL_LIMIT)

    assert clean(fitting) == fitting
    assert len(shown.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert shown.endswith("……（文字过长，其余请在系统中查看）")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("建", 1),
        ("建" * 10, 1),
        ("建" * 11, 2),
        ("建" * 10 + "。", 2),
        ("a" * 20, 1),
        ("建" * 6 + "a" * 10, 2),
        ("a" * 45, 3),
        ("建\n\n建", 3),
    ],
)
def test_lines_of_a_text_are_counted_at_the_columns_width(text: str, lines: int) -> None:
    # A column of 22 units shows 10.1 Chinese characters of 10.5 points.
    assert line_count(text, 22, 10.5) == lines
