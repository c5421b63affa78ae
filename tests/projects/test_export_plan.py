"""manage.py export_plan writes the plan's terms of a day, or says why not."""

from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from projects.models import Plan, Target
from projects.terms.amending import Grounds, amend
from projects.terms.content import TABLES, TermDifference, load_content

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]


def export(path: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("export_plan", str(path), *arguments, stdout=out)
    return out.getvalue()


def exported(folder: Path, *arguments: str) -> Workbook:
    export(folder / "方案.xlsx", *arguments)
    return load_workbook(folder / "方案.xlsx")


def rows(book: Workbook, sheet: str) -> list[list[object]]:
    return [list(row) for row in book[sheet].values]


def set_goal(value: str, day: date) -> None:
    """Amend the goal of 3-1."""
    plan = Plan.objects.get()
    before = load_content(plan)["节点"]["3 1 1"]["target_value"]
    change = TermDifference("节点", "3 1 1", "target_value", before, value)
    amend(plan, [change], Grounds(day, "文件", "原因"), None)


@pytest.mark.databases("sqlite")
def test_each_table_is_a_sheet_with_its_headings_in_view(plan: Plan, tmp_path: Path) -> None:
    book = exported(tmp_path)

    assert book.sheetnames == ["说明", *(table.name for table in TABLES)]
    assert {name: rows(book, name)[0] for name in book.sheetnames[1:]} == {
        "方案": [
            *("标题", "文号", "印发日期", "开始日期", "结束日期"),
            *("黄灯界限（百分点）", "红灯界限（百分点）", "变化界限（%）"),
        ],
        "县（市、区）": ["区划代码", "名称", "街道数", "镇数", "乡数", "常住人口（2020年普查）"],
        "部门": ["代号", "名称", "类别", "县（市、区）", "排序"],
        "项目": ["序号", "项目名称", "主题", "目标任务", "责任部门（原文）"],
        "不设目标的语句": ["项目序号", "起始位置", "原文", "结束位置", "不设目标的理由"],
        "责任分工": ["项目序号", "部门代号", "分工", "原文次序"],
        "目标": [
            *("项目序号", "目标序号", "目标", "原文", "起始位置", "结束位置", "计量方式", "要求"),
            *("节奏", "范围", "单位", "允许偏差", "可超过100%", "可有小数", "适用的最低人口数"),
            "填报口径",
        ],
        "节点": ["项目序号", "目标序号", "节点次序", "完成时限", "目标值", "时限为推定"],
        "任务分解": [
            *("项目序号", "目标序号", "部门代号"),
            *("本部门目标值", "基数", "固定分母", "不适用的理由"),
        ],
        "勾稽关系": ["项目序号", "目标序号", "对照项目序号", "对照目标序号", "关系"],
    }
    panes = [book[table.name].freeze_panes for table in TABLES]
    assert panes == ["A2", "B2", "B2", "B2", "C2", "C2", "C2", "D2", "D2", "E2"]


@pytest.mark.databases("sqlite")
def test_values_are_days_numbers_and_words(plan: Plan, tmp_path: Path) -> None:
    Target.objects.filter(number=2, project__number=3).update(tolerance="0.5", counting="=1+1")

    book = exported(tmp_path)

    assert rows(book, "方案")[1][1:] == [
        *("揭府办函〔2023〕58号", datetime(2023, 9, 4), datetime(2023, 9, 4)),  # noqa: DTZ001
        *(datetime(2027, 12, 31), 10, 30, 30),  # noqa: DTZ001
    ]
    assert ["puning", "普宁市人民政府", "县（市、区）人民政府", "445281", 15] in rows(book, "部门")
    assert [3, 1, 1, datetime(2027, 12, 31), 100, "是"] in rows(book, "节点")  # noqa: DTZ001
    assert rows(book, "勾稽关系")[1:] == [
        [2, 5, 15, 4, "等于"],
        [2, 5, 15, 5, "等于"],
        [13, 2, 13, 3, "不大于"],
    ]
    (target,) = [row for row in rows(book, "目标") if row[:2] == [3, 2]]
    assert target[2:] == [
        *("市级信息化中心学校", "建设22所市级信息化中心学校", 51, 65, "计数", "不少于"),
        *("按节点完成", "各县合计", "所", 0.5, "否", "否", None, "=1+1"),
    ]
    (cell,) = [cell for cell in book["目标"]["P"] if cell.value == "=1+1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.databases("sqlite")
def test_the_first_sheet_says_whose_day_it_is_and_what_to_do(plan: Plan, tmp_path: Path) -> None:
    lines = [row[0] for row in rows(exported(tmp_path, "--as-of", "2026-10-31"), "说明")]

    assert lines[0] == "方案内容表说明"
    assert "（揭府办函〔2023〕58号）在2026年10月31日有效的全部内容" in str(lines[1])
    assert any("manage.py import_plan" in str(line) for line in lines)


def test_the_same_terms_give_the_same_bytes(plan: Plan, tmp_path: Path) -> None:
    """Past terms come from JSON, which PostgreSQL keeps in an order of its own."""
    set_goal("90", date(2026, 11, 26))
    set_goal("100", date(2026, 11, 26))
    today, again, past = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))

    export(today)
    export(again)
    export(past, "--as-of", "2026-11-25")

    assert today.read_bytes() == again.read_bytes()
    cells = [
        {name: rows(book, name) for name in book.sheetnames[1:]}
        for book in map(load_workbook, (today, past))
    ]
    assert cells[0] == cells[1]


def test_a_past_day_shows_the_terms_of_that_day(plan: Plan, tmp_path: Path) -> None:
    set_goal("90", date(2026, 11, 26))

    goals = {
        day: [
            row[4] for row in rows(exported(tmp_path, "--as-of", day), "节点") if row[:2] == [3, 1]
        ]
        for day in ("2026-11-25", "2026-11-26")
    }

    assert goals == {"2026-11-25": [100], "2026-11-26": [90]}


def test_an_amendment_whose_day_has_come_is_in_force(plan: Plan, tmp_path: Path) -> None:
    set_goal("90", date(2026, 11, 27))

    with time_machine.travel("2026-11-27 09:00+08:00"):
        book = exported(tmp_path)

    assert [3, 1, 90] in [[*row[:2], row[4]] for row in rows(book, "节点")]


def test_it_says_what_it_wrote(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "方案.xlsx"

    assert export(path) == (
        f"已导出 {path}，内容为2026-11-26当日有效的方案：22个项目、87个目标、376项任务分解。\n"
    )


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("昨天", "“昨天”不是日期，请按 2026-10-31 的样子填写。"),
        ("2026-11-27", "2026-11-27还没有到，最晚为今天（2026-11-26）。"),
        ("2023-09-03", "方案自2023-09-04开始，请写这一天或以后的日期。"),
    ],
)
def test_a_day_it_cannot_answer_for_is_refused(
    plan: Plan, tmp_path: Path, day: str, reason: str
) -> None:
    with pytest.raises(CommandError) as refused:
        export(tmp_path / "方案.xlsx", "--as-of", day)

    assert str(refused.value) == reason
    assert list(tmp_path.iterdir()) == []
