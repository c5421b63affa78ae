"""Sheet 项目进展汇总表 of the Excel summary: the annex's rows, their targets, and the texts."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from departments.models import Department, Officer
from projects.rules.values import Measure, Scope
from reports.models import Report
from tests.bulletins.workbook.summaries import document, drawn, lead, record, summary, values
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
from tests.plan import load_plan

PLAN_END = datetime(2027, 12, 31)  # noqa: DTZ001 - workbooks know no zones
APPROVED = Report.State.APPROVED
ANNEX = ["序号", "项目名称", "目标任务", "责任部门"]
OF_TARGETS = ["目标", "目标值", "完成值", "完成率", "序时进度", "偏差", "完成时限", "亮灯"]
TEXTS = ["进展情况", "存在问题", "下一步措施"]
"""The share of the plan's days that have passed on the test day."""

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


def test_annexs_own_columns_come_first_and_unaltered() -> None:
    printed_plan = load_plan()
    sheet = drawn(document(printed_plan))["项目进展汇总表"]

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
    make_assignment(target, second, target_value=6)

    row = record(summary(project)["项目进展汇总表"], 5)

    assert [row[key] for key in ("目标值", "完成值", "完成率", "完成时限", "亮灯")] == [
        "每个县区≥1 所\n乙县≥6 所",
        "1/2 达标",
        "分县计",
        PLAN_END,
        "灰·未报",
    ]
    assert row["备注"].startswith("已报 1/2 县区；")


@pytest.mark.parametrize(
    ("measure", "figures", "then", "now"),
    [
        (Measure.COUNT, [{"value": 11}, {"value": 0}], "合计 11 次\n1/2 达标", "1/2 达标"),
        (
            Measure.RATIO,
            [{"numerator": 99, "denominator": 100}, {"numerator": 1, "denominator": 2}],
            "98.0%（100/102）\n1/2 达标",
            "1/2 达标",
        ),
        (Measure.MILESTONE, [{"value": 1}, {"value": 0}], "1/2 已完成", "1/2 已完成"),
        (Measure.COUNT, [{}, {}], "0/2 达标", "0/2 达标"),
    ],
)
def test_what_each_county_must_meet_has_no_sum_but_in_a_bulletin_kept_with_one(
    measure: Measure, figures: list[dict[str, int]], then: str, now: str
) -> None:
    project = make_project()
    value = {Measure.COUNT: 1, Measure.RATIO: 99}.get(measure)
    goals = [(PLAN_END.date(), value)]
    target = make_target(project, measure=measure, unit="次", checkpoints=goals)
    period = make_period()
    for figure in figures:
        county = lead(project)
        assignment = make_assignment(target, county)
        if figure:
            report = make_report(project, county, period, state=APPROVED)
            make_measurement(report, assignment, **figure)
    made = document(project.plan)

    sheets = [drawn(each)["项目进展汇总表"] for each in (replace(made, format=1), made)]
    shown = [record(sheet, 5)["完成值"] for sheet in sheets]

    assert shown == [then, now]


def test_city_targets_row_holds_real_fractions_and_points() -> None:
    project = make_project()
    bureau = make_department(Department.Kind.BUREAU)
    make_responsibility(project, bureau)
    target = make_target(project, scope=Scope.CITY)
    report = make_report(project, bureau, make_period(), state=APPROVED)
    make_measurement(report, make_assignment(target, bureau), 11)

    row = record(summary(project)["项目进展汇总表"], 5)

    assert [row[key] for key in ("目标值", "完成值", "完成率", "偏差", "亮灯")] == [
        "≥22 所",
        "11 所",
        0.5,
        pytest.approx(50 - 100 * 16 / 22),
        "黄·滞后",
    ]


def test_text_longer_than_a_page_is_continued_on_the_next_and_nothing_lost() -> None:
    project = make_project(name="学位")
    county = lead(project, "甲县")
    make_assignment(make_target(project), county)
    text = "完成选址立项和施工招标。" * 400
    make_report(project, county, make_period(), state=APPROVED, progress=text)

    sheet = summary(project)["项目进展汇总表"]

    breaks = [item.id for item in sheet.row_breaks.brk]
    starts = [5, *(row + 1 for row in breaks)]
    assert [sheet.cell(row, 1).value for row in starts] == [1, *["1（续）"] * len(breaks)]
    assert {sheet.cell(row, 2).value for row in starts} == {"学位"}
    pieces = [sheet.cell(row, 13).value for row in starts]
    assert "".join(pieces) == f"【甲县】{text}"
    assert {piece[-1] for piece in pieces} == {"。"}
    ends = [*breaks, sheet.max_row - 1]
    for first, last, piece in zip(starts, ends, pieces, strict=True):
        heights = [sheet.row_dimensions[row].height for row in range(first, last + 1)]
        # 80 units hold at most 40 characters of 10.5 points, a line of which is at least so high.
        assert len(piece) / 40 * 10.5 < sum(heights) < 1_120
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


def test_blocks_that_fit_a_page_are_not_torn_by_its_end() -> None:
    plan = make_plan()
    # 27 lines of 10.5 points are some 380 points: two blocks fit a page of some 1,100, three not.
    for _ in range(5):
        make_project(plan, text="建" * 432)

    sheet = drawn(document(plan))["项目进展汇总表"]

    assert [item.id for item in sheet.row_breaks.brk] == [6, 8]
