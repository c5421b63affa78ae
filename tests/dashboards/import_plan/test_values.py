"""Values that nobody can mean are refused, doubtful ones told, and each cause is told once."""

from typing import Any

import pytest

from projects.models import Plan, Target
from tests.dashboards.import_plan.plan_book import Book, brought, faults, refused

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),  # cells of workbooks, refused before any row is written
    pytest.mark.on("2026-11-26 09:00"),
]
ASKED = "有以下内容需要核对（不影响导入）："

VALUES: dict[str, tuple[str, tuple[Any, ...], dict[str, Any], str]] = {
    "an own goal of a milestone": (
        "任务分解",
        (2, 1, "puning"),
        {"本部门目标值": 3},
        "普宁市人民政府的目标值3没有用处：计量方式为“里程碑”。请删去。",
    ),
    "a reason that says nothing": (
        "任务分解",
        (3, 2, "puning"),
        {"不适用的理由": "无"},
        "普宁市人民政府不适用的理由“无”没有说明情况。请写明为什么不适用，如“没有乡镇”。",
    ),
    "a goal as a fraction": (
        "节点",
        (3, 1, 1),
        {"目标值": 1},
        "完成时限2027-12-31的目标值1会按1%计。比率按百分数填写，如 50 表示 50%，请改正。",
    ),
    "no counting": (
        "目标",
        (3, 2),
        {"填报口径": None},
        "没有填报口径。请写明填什么、怎样计算、截至哪一天。",
    ),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_that_nobody_can_mean(book: Book, plan: Plan, name: str) -> None:
    sheet, key, typed, said = VALUES[name]
    book.put(sheet, key, **typed)
    (heading,) = typed
    target = Target.objects.get(project__number=key[0], number=key[1])

    assert faults(book) == [
        f"工作表“{sheet}”第{book.row(sheet, *key)}行“{heading}”：目标{target}：{said}"
    ]


def test_a_name_is_one_line(book: Book) -> None:
    book.put("部门", ("finance",), 名称="市财政局\n（新）")

    assert faults(book) == [
        f"工作表“部门”第{book.row('部门', 'finance')}行“名称”：只能写一行，请删去换行。"
    ]


@pytest.mark.parametrize("option", ["--document", "--reason"])
def test_grounds_are_one_line(book: Book, option: str) -> None:
    book.saved()

    assert refused(book, option, "揭府办函\n〔2026〕9号") == [f"{option} 只能写一行，请删去换行。"]


def test_a_cell_in_per_cent(book: Book) -> None:
    book.put("节点", (3, 1, 1), 目标值=0.5)
    book.book["节点"].cell(book.row("节点", 3, 1, 1), 5).number_format = "0%"

    assert faults(book) == [
        (
            "工作表“节点”第9行“目标值”：请只填数字，不带百分号；比率按百分数填写，如 50 表示 50%。"
            "单元格格式为百分比的，请先改为“常规”。"
        )
    ]


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
def test_a_counting_that_repeats_the_goal_so_far(book: Book, arguments: tuple[str, ...]) -> None:
    book.put("节点", (3, 2, 1), 目标值=25)

    lines = brought(book, *arguments)

    assert lines[lines.index(ASKED) + 1] == (
        "工作表“目标”第10行“填报口径”：目标3-2 市级信息化中心学校："
        "填报口径写“不少于22所”，但目标值为25所。请核对，两处应一致。"
    )


def test_a_counting_that_changes_with_the_goal(book: Book) -> None:
    counting = Target.objects.get(project__number=3, number=2).counting
    book.put("节点", (3, 2, 1), 目标值=25)
    book.put("目标", (3, 2), 填报口径=counting.replace("22所", "25所"))

    assert ASKED not in brought(book)


def test_what_was_doubtful_before_is_not_told_again(book: Book, plan: Plan) -> None:
    Target.objects.filter(project__number=3, number=2).update(counting="不少于20所。")
    book.put("目标", (3, 2), 填报口径="不少于20所。")
    book.put("节点", (3, 1, 1), 完成时限="2027-06-30")

    assert ASKED not in brought(book)


def test_the_row_of_a_checkpoint_that_stands_out_of_turn(book: Book) -> None:
    book.add("节点", 3, 2, 2, "2025-12-31", 8.5, "是")

    (line,) = faults(book)

    assert line.startswith(
        "工作表“节点”第31行“目标值”：目标3-2 市级信息化中心学校：完成时限2025-12-31"
    )


def test_a_code_that_is_gone_is_told_once(book: Book) -> None:
    book.book["部门"].cell(book.row("部门", "puning"), 1).value = "puning-city"
    book.put("部门", ("puning-city",), 名称="普宁市政府")

    (line,) = (each for each in faults(book) if "普宁市" in each)

    assert line.startswith(
        "工作表“部门”：缺少“部门 普宁市人民政府”这一行。部门不能删除，代号不能改。"
    )
    assert line.endswith("另有34行引用它：“责任分工”7行、“任务分解”27行。")


def test_a_target_s_number_that_is_gone_is_told_once(book: Book) -> None:
    book.book["目标"].cell(book.row("目标", 3, 2), 2).value = 9

    assert faults(book) == [
        (
            "工作表“节点”第10行“项目序号、目标序号”：工作表“目标”中没有“3-2”。"
            "撤销目标的，请一并删除它在其他各表中的行；不撤销的，请恢复“目标”表中的这一行和序号。"
            "另有5行引用它：“任务分解”5行。"
        )
    ]


def test_a_project_s_number_that_is_gone_is_told_once(book: Book) -> None:
    book.book["项目"].cell(book.row("项目", 3), 1).value = 33

    (line,) = faults(book)

    assert line.startswith("工作表“项目”：缺少“项目 3”这一行。项目不能删除，序号不能改。")


def test_the_same_in_several_rows_is_told_once(book: Book) -> None:
    for number in (3, 4, 5, 9):
        book.book["节点"].cell(number, 4).value = "年底"

    assert faults(book) == [
        "工作表“节点”第3—5、9行“完成时限”：不是日期，请按 2026-12-31 的样子填写。"
    ]


def test_an_end_of_the_plan_that_is_too_early_is_told_once(book: Book) -> None:
    book.put("方案", (), 结束日期="2027-06-30")

    (line,) = faults(book)

    assert line.startswith("工作表“节点”第2、")
    assert "完成时限2027-12-31不在方案的起止日期2023-09-04至2027-06-30之内。" in line
