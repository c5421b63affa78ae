"""The Excel summary of one county, department or project: its own alone, and it says whose."""

import pytest

from bulletins.document.frozen import BulletinDocument
from bulletins.document.narrow import of_department, of_project
from departments.models import Department
from projects.models import Plan, Responsibility
from reports.models import Report
from tests.bulletins.workbook.summaries import document, drawn, record, row_of, values
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_plan,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

SUPPORT = Responsibility.Involvement.SUPPORT

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    """Two counties lead project 1 alike and 甲县 project 2; the treasury supports project 1."""
    plan = make_plan()
    first, second = make_department(name="甲县"), make_department(name="乙县")
    one, two = make_project(plan, name="学位"), make_project(plan, name="师资")
    month = make_period()
    for project, counties in ((one, (first, second)), (two, (first,))):
        target = make_target(project)
        for county in counties:
            make_responsibility(project, county)
            report = make_report(
                project, county, month, state=Report.State.APPROVED, problems="缺地"
            )
            make_measurement(report, make_assignment(target, county), 22)
    make_responsibility(one, make_department(Department.Kind.MUNICIPAL, "市财政局"), SUPPORT)
    return plan


@pytest.fixture
def whole(plan: Plan) -> BulletinDocument:
    return document(plan)


def code(whole: BulletinDocument, name: str) -> str:
    return next(item.code for item in whole.departments if item.name == name)


def test_a_county_s_workbook_has_its_own_column_parts_and_problems(whole: BulletinDocument) -> None:
    book = drawn(of_department(whole, code(whole, "乙县")), results=True)

    assert {sheet["A1"].value.split("\n")[1][:2] for sheet in book} == {"乙县"}
    assert values(book["总览"], 4) == ["序号", "项目名称", "乙县"]
    assert values(book["总览"], row_of(book["总览"], "合计"))[2] == 1
    assert [record(book["目标明细"], 5)[key] for key in ("目标", "责任部门")] == [
        "1-1 目标之1",
        "乙县",
    ]
    assert book["目标明细"]["A6"].value.startswith("单位负责人：")
    assert record(book["存在问题清单"], 5)["部门"] == "乙县"
    assert "甲县" not in everything(book)


def test_a_county_is_not_ranked_against_itself(whole: BulletinDocument) -> None:
    sheet = drawn(of_department(whole, code(whole, "乙县")))["县区汇总"]

    assert record(sheet, 5)["县（市、区）"] == "乙县"
    assert "达标率名次" not in values(sheet, 4)
    assert sheet["A6"].value.startswith("各县（市、区）计其承担的任务")


def test_a_department_s_workbook_counts_its_projects_alone(whole: BulletinDocument) -> None:
    book = drawn(of_department(whole, code(whole, "市财政局")), results=True)

    assert book["总览"]["A1"].value.endswith("\n市财政局　进展汇总表")
    sheet = book["总览"]
    assert values(sheet, row_of(sheet, "合计"))[2:] == [1, 1, 1]
    assert record(book["部门汇总"], 5)["部门"] == "市财政局"
    assert record(book["部门汇总"], 5)["适用"] == 1
    assert book["部门汇总"]["A6"].value.startswith("市直部门计")
    assert "及时率" not in values(book["县区汇总"], 4)
    assert "师资" not in everything(book)


def test_a_project_s_workbook_is_of_it_alone(whole: BulletinDocument) -> None:
    book = drawn(of_project(whole, 2), results=True)

    assert book["总览"]["A1"].value.endswith("\n项目2 师资　进展汇总表")
    assert values(book["总览"], row_of(book["总览"], "2")) == [
        *(2, "师资", "✓完成 1/1", "✓完成 1/1", "—"),
    ]
    assert record(book["县区汇总"], 5)["县（市、区）"] == "甲县"
    assert book["存在问题清单"]["A6"].value == "共 1 条，其中未答复 1 条。"


def everything(book: object) -> str:
    """All texts of a workbook in one."""
    return "\n".join(
        str(cell.value)
        for sheet in book  # type: ignore[attr-defined]
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )
