"""Sheets 县区汇总, 部门汇总 and 报送情况 of the Excel summary: who stands where, who reports."""

from dataclasses import replace
from datetime import date

import pytest

from bulletins.document.frozen import BulletinDocument
from departments.models import Department
from projects import wording
from projects.models import Plan, Responsibility
from reports.models import Report
from tests.bulletins.workbook.summaries import document, drawn, lead, record, row_of, values
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)

APPROVED = Report.State.APPROVED
SUPPORT = Responsibility.Involvement.SUPPORT

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


@pytest.fixture
def told() -> BulletinDocument:
    """Two counties lead a project, one has done its part; an office supports it."""
    project = make_project(name="学位供给")
    target = make_target(project)
    first, second = lead(project, "甲县"), lead(project, "乙县")
    month = make_period()
    report = make_report(
        project, first, month, state=APPROVED, submitted_at=moment(date(2026, 11, 2))
    )
    make_measurement(report, make_assignment(target, first), 22)
    make_assignment(target, second)
    make_responsibility(project, make_department(Department.Kind.MUNICIPAL, "市财政局"), SUPPORT)
    return replace(document(project.plan), ranks_timeliness=True)


def test_counties_have_their_counts_their_shares_and_their_places(told: BulletinDocument) -> None:
    sheet = drawn(told)["县区汇总"]

    shown = ("县（市、区）", "灰·未报", "✓完成", "适用", "达标", "达标率名次", "及时率名次")
    assert [[record(sheet, row)[key] for key in shown] for row in (5, 6)] == [
        ["甲县", 0, 1, 1, 1, "第 1 名", "第 1 名"],
        ["乙县", 1, 0, 1, 0, "第 2 名", "第 2 名"],
    ]
    assert [record(sheet, row)["达标率"] for row in (5, 6, 7)] == [
        f"=P{row}/O{row}" for row in (5, 6, 7)
    ]
    assert [record(sheet, row)["及时率"] for row in (5, 6, 7)] == [
        f"=T{row}/S{row}" for row in (5, 6, 7)
    ]
    assert sheet["Q5"].number_format == "0.0%"
    assert record(sheet, 7)["适用"] == "=SUM(O5:O6)"
    assert sheet.cell(8, 1).value == wording.RANKING_RULE


def test_places_by_timeliness_are_left_out_unless_the_bureau_wants_them(
    told: BulletinDocument,
) -> None:
    sheet = drawn(replace(told, ranks_timeliness=False))["县区汇总"]

    assert "及时率名次" not in record(sheet, 5)
    assert record(sheet, 5)["达标率名次"] == "第 1 名"
    assert sheet.cell(8, 1).value == wording.RATE_RANKING_RULE


def test_results_are_kept_beside_the_formulas_of_counties(told: BulletinDocument) -> None:
    sheet = drawn(told, results=True)["县区汇总"]

    shown = ("合计", "适用", "达标", "达标率", "月报应报", "按时报送", "及时率")
    assert [[record(sheet, row)[key] for key in shown] for row in (5, 6, 7)] == [
        [1, 1, 1, 1, 1, 1, 1],
        [1, 1, 0, 0, 1, 0, 0],
        [2, 2, 1, 0.5, 2, 1, 0.5],
    ]


def test_county_without_anything_applicable_has_no_share_and_no_place() -> None:
    project = make_project()
    county = lead(project, "甲县")
    make_assignment(make_target(project), county, exemption_reason="没有高中")
    other = lead(project, "乙县")
    make_assignment(make_target(project), other)

    row = record(drawn(document(project.plan))["县区汇总"], 5)

    assert (row["达标率"], row["达标率名次"], row["适用"]) == ("—", "不排名", 0)


def test_departments_have_what_they_lead_and_what_they_support_apart() -> None:
    project = make_project()
    other = make_project(project.plan)
    office = make_department(Department.Kind.MUNICIPAL, "市财政局")
    make_responsibility(project, office)
    make_responsibility(other, office, SUPPORT)
    for owed in (project, other, other):
        make_assignment(make_target(owed), lead(owed))

    sheet = drawn(document(project.plan))["部门汇总"]

    found = [record(sheet, row) for row in range(5, sheet.max_row) if sheet.cell(row, 3).value]
    own = [item for item in found if item["部门"] == "市财政局"]
    shown = ("职责", "项目数", "灰·未报", "适用", "达标", "报送种类")
    assert [[item[key] for key in shown] for item in own] == [
        ["牵头", 1, 1, 1, 0, "月报"],
        ["配合", 1, 2, 2, 0, "季报"],
    ]


def test_filings_name_what_is_missing_and_add_up_by_kind(told: BulletinDocument) -> None:
    sheet = drawn(told)["报送情况"]

    assert [record(sheet, row)["单位"] for row in (5, 6)] == ["甲县", "乙县"]
    assert [record(sheet, row)["未报项目"] for row in (5, 6)] == [None, "项目1 学位供给"]
    total = row_of(sheet, "月报合计")
    assert record(sheet, total)["12个月应报"] == "=SUM(J5:J6)"
    assert record(sheet, total)["完整率"] == f"=K{total}/J{total}"


def test_filings_totals_are_shares_of_sums(told: BulletinDocument) -> None:
    sheet = drawn(told, results=True)["报送情况"]

    total = record(sheet, row_of(sheet, "月报合计"))
    shown = ("应报", "按时", "迟报", "未报", "12个月应报", "12个月已报", "完整率", "及时率")
    assert [total[key] for key in shown] == [2, 1, 0, 1, 2, 1, 0.5, 0.5]


@pytest.mark.usefixtures("told")
def test_months_and_quarters_have_their_totals_and_one_of_both() -> None:
    make_period("2026-Q3")

    sheet = drawn(document(Plan.objects.get()))["报送情况"]

    rows = [row_of(sheet, words) for words in ("月报合计", "季报合计", "总计")]
    assert record(sheet, rows[2])["应报"] == f"=SUM(E{rows[0]},E{rows[1]})"
    results = drawn(document(Plan.objects.get()), results=True)["报送情况"]
    assert [record(results, row)["应报"] for row in rows] == [2, 1, 3]


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("县区汇总", "没有县（市、区）承担任务。"),
        ("部门汇总", "没有部门牵头或配合项目。"),
        ("报送情况", "还没有到期的报告期。"),
        ("目标明细", "没有分解到单位的目标。"),
        ("存在问题清单", "各单位最近一期已通过审核的报告没有提出问题。"),
        ("较上次变化", "没有更早的会议材料，本表没有可比较的内容。"),
    ],
)
def test_sheet_without_anything_says_so(sheet: str, sentence: str) -> None:
    book = drawn(document(make_project().plan))

    assert values(book[sheet], 5)[0] == sentence
