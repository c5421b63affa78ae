"""Sheet 目标明细 of the Excel summary: one row for each assignment, in numbers and dates."""

from dataclasses import replace
from datetime import date, datetime

import pytest
import time_machine

from dashboards.snapshots.cache import snapshot_for
from departments.models import Officer
from projects.change_requests.actions import Wish, ask, settle
from projects.models import Project
from projects.rules.values import Measure, Scope
from reports.models import Report
from tests.bulletins.workbook.summaries import TODAY, document, drawn, lead, record, summary, values
from tests.factories import (
    make_assignment,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_target,
    moment,
)
from tests.plan import load_plan

PLAN_END = datetime(2027, 12, 31)  # noqa: DTZ001 - workbooks know no zones
APPROVED = Report.State.APPROVED
Role = Officer.Role
DETAILS = [
    *("项目序号", "目标", "原文", "计量方式", "要求", "目标值", "单位", "完成时限"),
    "原定时限",
    *(
        "责任部门",
        "县区",
        "填报值",
        "分子",
        "分母",
        "完成度",
        "序时进度",
        "偏差",
        "亮灯",
        "更正情况",
    ),
]
"""The share of the plan's days that have passed on the test day."""

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


def test_every_assignment_of_the_plan_has_its_row_under_the_exact_headings() -> None:
    printed_plan = load_plan()
    snapshot = snapshot_for(printed_plan, TODAY)
    sheet = drawn(document(printed_plan))["目标明细"]

    rows = [record(sheet, row) for row in range(5, 5 + 376)]

    assert values(sheet, 4) == DETAILS
    assert [(row["目标"], row["责任部门"]) for row in rows] == [
        (status.title, status.department_name) for status in snapshot.assignments
    ]
    assert {type(row["项目序号"]) for row in rows} == {int}
    assert {type(row["完成时限"]) for row in rows} == {datetime}
    assert sheet.auto_filter.ref == "A4:S380"
    assert sheet["A381"].value.startswith("单位负责人：")


def test_numbers_and_dates_are_numbers_and_dates_on_the_scale_of_their_unit() -> None:
    project = make_project()
    county = lead(project, "甲县")
    target = make_target(project, measure=Measure.RATIO, name="入学率")
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
        "原定时限": None,
        "责任部门": "甲县",
        "县区": "甲县",
        "填报值": 62.5,
        "分子": 50,
        "分母": 80,
        "完成度": 0.625,
        "序时进度": pytest.approx(59 / 80),
        "偏差": pytest.approx(62.5 - 100 * 59 / 80),
        "亮灯": "黄·滞后",
        "更正情况": None,
    }
    assert [sheet.cell(5, column).number_format for column in (8, 12, 15, 17)] == [
        "yyyy-mm-dd",
        "#,##0.00",
        "0.0%",
        "+0.0;-0.0;0.0",
    ]


def of_ratio(numerator: int, denominator: int) -> Project:
    """A project of one ratio, which its lead has reported."""
    project = make_project()
    county = lead(project)
    target = make_target(project, measure=Measure.RATIO)
    report = make_report(project, county, make_period(), state=APPROVED)
    make_measurement(
        report,
        make_assignment(target, county),
        numerator=numerator,
        denominator=denominator,
    )
    return project


def test_a_column_s_shares_have_one_decimal_but_in_a_bulletin_kept_with_more() -> None:
    made = document(of_ratio(1702, 10_000).plan)

    sheets = [drawn(each)["目标明细"] for each in (replace(made, format=1), made)]
    pace = [DETAILS.index(heading) + 1 for heading in ("完成度", "序时进度", "偏差")]
    assert [[sheet.cell(5, column).number_format for column in pace] for sheet in sheets] == [
        ["0.00%", "0.00%", "+0.00;-0.00;0.00"],
        ["0.0%", "0.0%", "+0.0;-0.0;0.0"],
    ]


def test_zero_is_a_number_and_what_is_unknown_or_exempt_says_so() -> None:
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
        (22, "未报", "未报", "灰·未报"),
        ("不适用", "不适用", "不适用", "不适用：没有高中"),
    ]


@pytest.mark.on("2026-11-26 09:00")
@pytest.mark.parametrize(
    ("on", "value", "text"),
    [
        (date(2026, 11, 4), 37, "2026-11-25撤回"),
        (date(2026, 11, 20), 3, "原37 所，2026-11-20更正；2026-11-25撤回"),
        (date(2026, 11, 25), "未报", None),
    ],
)
def test_a_corrected_figure_says_what_it_was_and_became(
    on: date, value: int | str, text: str | None
) -> None:
    project = make_project()
    county = lead(project)
    assignment = make_assignment(make_target(project), county)
    period = make_period("2026-10")
    days = (date(2026, 11, 4), date(2026, 11, 20), date(2026, 11, 25))
    for revision, (day, typed) in enumerate(zip(days, (37, 3, None), strict=True), start=1):
        report = make_report(
            project, county, period, state=APPROVED, revision=revision, approved_at=moment(day)
        )
        make_measurement(report, assignment, typed)

    row = record(summary(project, on=on)["目标明细"], 5)

    assert (row["填报值"], row["更正情况"]) == (value, text)


def test_a_bulletin_made_before_corrections_were_told_has_no_column_of_them() -> None:
    project = make_project()
    make_assignment(make_target(project), lead(project))
    before = replace(document(project.plan), corrections=None)

    assert values(drawn(before)["目标明细"], 4) == DETAILS[:-1]


def test_part_of_a_pooled_target_names_the_citys_goal_and_has_none_itself() -> None:
    project = make_project()
    county = lead(project)
    make_assignment(make_target(project, scope=Scope.POOLED), county)

    row = record(summary(project)["目标明细"], 5)

    assert (row["要求"], row["目标值"], row["序时进度"]) == (
        "各县合计≥22 所",
        "不单独考核",
        "不单独考核",
    )


def test_demand_of_several_checkpoints_names_their_days() -> None:
    project = make_project()
    days = [(date(2023, 12, 31), 80), (date(2025, 12, 31), 100)]
    target = make_target(project, measure=Measure.RATIO, checkpoints=days)
    make_assignment(target, lead(project))

    row = record(summary(project)["目标明细"], 5)

    assert row["要求"] == "2023年12月31日 ≥80%；2025年12月31日 ≥100%"


def test_milestones_and_ratings_figures_are_words() -> None:
    project = make_project()
    county = lead(project)
    done = make_assignment(make_target(project, measure=Measure.MILESTONE), county)
    rated = make_assignment(make_target(project, measure=Measure.RATING), county)
    report = make_report(project, county, make_period(), state=APPROVED)
    make_measurement(report, done, is_done=False)
    make_measurement(report, rated, rating="behind")

    sheet = summary(project)["目标明细"]

    assert [record(sheet, row)["填报值"] for row in (5, 6)] == ["未完成", "滞后"]


def test_ratio_of_nothing_shows_its_parts_and_no_value() -> None:
    row = record(summary(of_ratio(0, 0))["目标明细"], 5)

    assert [row[key] for key in ("填报值", "分子", "分母", "完成度")] == [
        "分母为0",
        0,
        0,
        "分母为0",
    ]


def test_what_is_almost_whole_never_reads_whole() -> None:
    sheet = summary(of_ratio(99_999, 100_000))["目标明细"]

    assert (sheet["L5"].value, sheet["L5"].number_format) == (99.999, "#,##0.000")
    assert (sheet["O5"].value, sheet["O5"].number_format) == (0.9999, "0.00%")


def test_an_agreed_extension_gives_both_days_and_a_closing_its_words() -> None:
    project = make_project()
    reviewer = make_officer(Role.REVIEWER)
    late = make_target(project, scope=Scope.CITY, checkpoints=[(date(2026, 6, 30), 22)])
    later = make_assignment(late, lead(project))
    asked = Wish("extension", "用地审批推迟。", late.checkpoints.get(), date(2026, 12, 31))
    with time_machine.travel("2026-11-23 09:00+08:00"):
        for assignment, wish in (
            (later, asked),
            (make_assignment(make_target(project), lead(project)), Wish("closing", "学校已撤并。")),
        ):
            officer = make_officer(Role.REPORTER, assignment.department)
            settle(ask(assignment, wish, [], officer, None), "accept", reviewer, "", None)

    book = summary(project)

    extended, closed = (record(book["目标明细"], row) for row in (5, 6))
    assert (extended["完成时限"], extended["原定时限"]) == (
        datetime(2026, 12, 31),  # noqa: DTZ001 - workbooks know no zones
        datetime(2026, 6, 30),  # noqa: DTZ001
    )
    words = "2026年11月23日 经市局同意延期至 2026年12月31日（原 2026年6月30日）"
    assert extended["亮灯"] == f"灰·未报\n{words}"
    assert closed["亮灯"] == "灰·办结\n2026年11月23日 经市局同意办结"
    assert words in record(book["项目进展汇总表"], 5)["备注"]
