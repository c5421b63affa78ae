"""Sheets 存在问题清单 and 较上次变化 of the Excel summary: problems, and what became of targets."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bulletins.document.build import document_of
from bulletins.document.frozen import BulletinDocument
from dashboards.changes.compare import Comparison
from dashboards.snapshots.cache import snapshot_for
from projects.models import Project
from reports.models import Period, Report
from reports.reported_problem import ReportedProblem
from tests.bulletins.workbook.summaries import TODAY, document, drawn, lead, record, row_of
from tests.factories import (
    make_assignment,
    make_measurement,
    make_period,
    make_project,
    make_reply,
    make_report,
    make_target,
)

BEFORE = date(2026, 10, 31)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-23 09:00"),
]


def say(project: Project, county: Any, code: str, value: int, **texts: Any) -> Report:
    """An approved report of a month with one figure."""
    period = Period.objects.filter(code=code).first() or make_period(code)
    report = make_report(project, county, period, state=Report.State.APPROVED, **texts)
    assignment = county.assignments.filter(target__project=project).first()
    make_measurement(report, assignment or make_assignment(project.targets.get(), county), value)
    return report


@pytest.fixture
def project() -> Project:
    project = make_project(name="学位供给")
    make_target(project, name="新建学校")
    return project


def test_problems_come_with_project_department_times_and_replies(project: Project) -> None:
    first, second = lead(project, "甲县"), lead(project, "乙县")
    say(project, first, "2026-09", 1, problems="缺地。")
    make_reply(say(project, first, "2026-10", 2, problems="还是缺地。"), "已协调。")
    say(project, second, "2026-10", 1, problems="=缺钱")

    sheet = drawn(document(project.plan))["存在问题清单"]

    answered, open_one = record(sheet, 5), record(sheet, 6)
    assert [
        answered[key] for key in ("序号", "项目", "部门", "报告期", "存在问题", "连续提出")
    ] == [
        *(1, "1 学位供给", "甲县", "2026年10月", "还是缺地。", "至少连续 2 期提出"),
    ]
    assert answered["市局答复"].endswith("：已协调。")
    assert (open_one["存在问题"], open_one["市局答复"]) == ("=缺钱", "未答复")
    assert sheet["E6"].data_type == "s"
    assert sheet["A7"].value == "共 2 条，其中未答复 1 条。"


def test_problem_too_long_for_a_row_takes_several_and_keeps_its_text_whole() -> None:
    long = ReportedProblem(1, 1, "a", "甲县", "2026年10月", "缺地少人。" * 600, "首次提出", ())
    told = replace(document(make_project().plan), problems=(long,))

    sheet = drawn(told)["存在问题清单"]

    area = next(str(area) for area in sheet.merged_cells.ranges if area.coord.startswith("E5:"))
    heights = [sheet.row_dimensions[row].height for row in range(5, int(area[4:]) + 1)]
    assert sheet["E5"].value == "缺地少人。" * 600
    assert max(heights) <= 409.5
    # 46 units hold at most 23 characters of 10.5 points.
    assert sum(heights) > 3000 / 23 * 10.5


def compared(project: Project) -> BulletinDocument:
    plan = project.plan
    before = replace(document_of(snapshot_for(plan, BEFORE), None), issue="2026年第10期")
    return document_of(snapshot_for(plan, TODAY), None, before, "2026年第11期")


def test_shifts_name_the_bulletin_before_and_show_lamps_figures_and_cause(
    project: Project,
) -> None:
    first, second = lead(project, "甲县"), lead(project, "乙县")
    for county in (first, second):
        say(project, county, "2026-09", 4)
    say(project, first, "2026-10", 22)

    sheet = drawn(compared(project))["较上次变化"]

    assert sheet["A5"].value == "与2026年第10期（2026-10-31）比较，到 2026-11-23 的变化："
    part = record(sheet, row_of(sheet, "新达标"))
    assert [part[key] for key in ("目标", "单位", "上期数据", "本期亮灯", "本期数据")] == [
        *("1-1 新建学校", "甲县", "4 所", "✓完成", "22 所"),
    ]
    assert part["原因"] == "2026年10月填报，由4所变为22所"
    assert sheet.cell(row_of(sheet, "新达标"), 6).style == "汇总表-✓完成"
    assert row_of(sheet, "一、全市目标") < row_of(sheet, "二、") < row_of(sheet, "新达标")


def test_without_changes_each_part_says_so(project: Project) -> None:
    say(project, lead(project, "甲县"), "2026-09", 4)

    told = compared(project)
    book = drawn(replace(told, changes=Comparison("", BEFORE, (), ())))

    words = [cell.value for cell in book["较上次变化"]["A"][4:9]]
    assert words == [
        "与2026-10-31比较，到 2026-11-23 的变化：",
        "一、全市目标",
        "没有变化。",
        "二、由几个单位分担的目标，各单位的任务",
        "没有变化。",
    ]


def test_targets_of_one_bulletin_alone_are_named(project: Project) -> None:
    changes = Comparison("2026年第10期", BEFORE, (), (), ("1-9 旧目标",), ("1-1 新建学校",))
    told = replace(document(project.plan), changes=changes)

    sheet = drawn(told)["较上次变化"]

    assert sheet["A10"].value == "本期没有、上期有的目标（不比较）：1-9 旧目标。"
    assert sheet["A11"].value == "本期新有的目标（不比较）：1-1 新建学校。"
