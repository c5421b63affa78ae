"""import_plan refuses what the plan and its reports cannot bear."""

from datetime import date

import pytest

from projects.models import Assignment, Plan, Responsibility
from projects.terms.amending import Grounds, amend
from projects.terms.content import BY_NAME, TermDifference, load_content
from tests.dashboards.import_plan.plan_book import (
    Book,
    brought,
    explain,
    faults,
    make_request,
    refused,
)
from tests.factories import make_measurement, make_period, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]


@pytest.mark.databases("sqlite")
def test_a_responsibility_stays_while_its_department_has_assignments(book: Book) -> None:
    rows = [
        book.row("任务分解", *key) for key in book.keys("任务分解") if key[::2] == (3, "puning")
    ]
    book.remove("责任分工", 3, "puning")

    assert faults(book) == [
        (
            "工作表“责任分工”：缺少“责任分工 3 普宁市人民政府”这一行。"
            f"该部门在“任务分解”中还有项目3的行（第{'、'.join(map(str, rows))}行），"
            "删除后这些任务无人填报。"
            "不再负责的，请一并删除这些行；仍由其负责的，请恢复这一行。"
        )
    ]


@pytest.mark.databases("sqlite")
def test_an_assignment_needs_a_responsibility(book: Book) -> None:
    book.add("部门", "water", "市水利局", "市直部门", None, 99)
    book.add("任务分解", 3, 2, "water")
    row = book.row("任务分解", 3, 2, "water")

    assert faults(book) == [
        (
            f"工作表“任务分解”第{row}行“部门代号”：“责任分工”中没有该部门在项目3的行，"
            "这项任务无人填报。请在“责任分工”中加上这一行，或删除本行。"
        )
    ]


@pytest.mark.databases("sqlite")
def test_what_lacked_a_responsibility_before_is_no_fault(book: Book, plan: Plan) -> None:
    Responsibility.objects.filter(project__number=3, department__code="puning").delete()
    book.remove("责任分工", 3, "puning")
    book.put("节点", (3, 1, 1), 目标值=44)

    assert brought(book)[-1].startswith("已登记方案调整")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("sheet", "key", "sentence"),
    [
        ("项目", (3,), "缺少“项目 3”这一行。项目不能删除，序号不能改。"),
        (
            "县（市、区）",
            ("445281",),
            "缺少“县（市、区） 普宁市”这一行。县（市、区）不能删除，区划代码不能改。",
        ),
        ("部门", ("finance",), "缺少“部门 市财政局”这一行。部门不能删除，代号不能改。"),
        ("方案", (), "缺少方案这一行。"),
    ],
)
def test_what_stays_in_the_plan(
    book: Book, sheet: str, key: tuple[object, ...], sentence: str
) -> None:
    book.remove(sheet, *key)

    own = [line for line in faults(book) if line.startswith(f"工作表“{sheet}”：")]
    assert [line.removeprefix(f"工作表“{sheet}”：")[: len(sentence)] for line in own] == [sentence]


@pytest.fixture
def figure(plan: Plan) -> Assignment:
    """The assignment 3-2 puning with a figure in a draft."""
    assignment = Assignment.objects.get(
        target__project__number=3, target__number=2, department__code="puning"
    )
    report = make_report(assignment.target.project, assignment.department, make_period())
    make_measurement(report, assignment, 4)
    return assignment


def test_a_target_with_figures_stays_as_it_is_measured(book: Book, figure: Assignment) -> None:
    book.put("目标", (3, 2), 计量方式="比率")
    assert faults(book) == [
        (
            "工作表“目标”第10行“计量方式”：已有填报的数据，不能改变计量方式。请按方案调整登记："
            "删除原目标的各行，另起一行，用下一个目标序号（5）增加新目标。"
        )
    ]


def test_a_correction_takes_no_target_with_figures_away(book: Book, figure: Assignment) -> None:
    book.remove_target(3, 2)
    explain(book, 3, 2)
    assert faults(book, "--correct") == [
        (
            "工作表“目标”：缺少“目标 3-2”这一行。已有填报的数据，不能按更正删除，请恢复这一行。"
            "撤销目标请按方案调整登记。"
        )
    ]


def test_a_correction_takes_no_assignment_with_figures_away(book: Book, figure: Assignment) -> None:
    book.remove("任务分解", 3, 2, "puning")
    assert faults(book, "--correct") == [
        (
            "工作表“任务分解”：缺少“任务分解 3-2 普宁市人民政府”这一行。"
            "已有填报的数据，不能按更正删除，请恢复这一行。撤销任务分解请按方案调整登记。"
        )
    ]


def test_a_checkpoint_whose_extension_was_asked_for_stays(book: Book, figure: Assignment) -> None:
    make_request(figure)
    book.remove("节点", 3, 2, 1)
    book.add("节点", 3, 2, 2, "2028-06-30", 22, "是")

    assert faults(book) == [
        "工作表“节点”：缺少“节点 3-2 第1个”这一行。已有部门申请延期，不能删除，请恢复这一行。"
    ]


def test_checkpoints_that_were_there_do_not_pass_each_other(book: Book, plan: Plan) -> None:
    row = {"due": "2025-12-31", "target_value": "80", "is_inferred": True}
    grounds = Grounds(date(2026, 11, 26), "文件", "原因")
    amend(plan, [TermDifference("节点", "3 1 2", "", None, row)], grounds, None)
    book.stamp("2026-11-26")
    book.put("节点", (3, 1, 1), 完成时限="2027-12-31", 目标值=80)
    book.add("节点", 3, 1, 2, "2025-12-31", 100, "是")

    assert faults(book) == [
        "工作表“节点”第31行“完成时限”：原有节点的完成时限应随节点次序由早到晚。"
    ]


def test_what_the_check_of_the_plan_finds_anew(book: Book) -> None:
    book.add("任务分解", 3, 2, "finance")
    for key in book.keys("责任分工"):
        if key[0] == 7:
            book.put("责任分工", key, 分工="配合")

    assert faults(book) == [
        "工作表“项目”第8行：项目7：没有牵头部门。请在“责任分工”中列出牵头部门。",
        (
            "工作表“任务分解”第142行：目标3-2 市级信息化中心学校："
            "范围为“各县合计”，但“任务分解”中有市财政局。请删除这一行，或改正范围。"
        ),
    ]


def test_a_project_more_than_the_plan_has(book: Book) -> None:
    book.add("项目", 23, "新的项目", None, "另行安排。", "市教育局")

    numbers, *own = faults(book)

    assert numbers.startswith("工作表“项目”：各项目的序号应为1至22各一次")
    assert [line.partition("：")[0] for line in own] == ["工作表“项目”第9行"] * 2


def test_a_deadline_that_the_text_does_not_state(book: Book) -> None:
    book.put("节点", (3, 1, 1), 时限为推定="否", 完成时限="2026-06-30")

    (line,) = faults(book)

    assert line.startswith(
        "工作表“节点”第9行“完成时限”：目标3-1 多媒体教室上网率：完成时限2026-06-30不见于原文"
    )


def test_what_the_check_of_the_plan_found_before_is_no_fault(book: Book, plan: Plan) -> None:
    Assignment.objects.filter(target__project__number=1).delete()
    for key in book.keys("任务分解"):
        if key[0] == 1:
            book.remove("任务分解", *key)
    book.put("节点", (3, 1, 1), 目标值=44)

    assert brought(book)[-1].startswith("已登记方案调整")


def test_a_part_of_what_is_gone_since(book: Book, plan: Plan) -> None:
    rows = load_content(plan)
    gone = [
        TermDifference(name, key, "", {field: row[field] for field in BY_NAME[name].fields}, None)
        for name in ("节点", "任务分解", "目标")
        for key, row in rows[name].items()
        if f"{key} ".startswith("3 2 ")
    ]
    amend(plan, gone, Grounds(date(2026, 11, 26), "文件", "原因"), None)
    book.add("节点", 3, 2, 2, "2025-12-31", 8, "是")

    (line,) = refused(book, "--correct", day="2026-01-01")

    assert line == "“节点 3-2 第2个”所属的“目标 3-2”此后已经取消，不能补登。"


def test_names_that_change_places(book: Book) -> None:
    book.put("部门", ("finance",), 名称="市科技局")
    book.put("部门", ("science-technology",), 名称="市财政局")

    assert faults(book) == [
        (
            f"工作表“部门”第{row}行“名称”：与第{other}行原来的值相同，不能一次登记。"
            "请分两次登记：先改成别的值并导入，再改成这个值。"
        )
        for row, other in ((10, 11), (11, 10))
    ]


def test_what_already_waits_for_its_day(book: Book, plan: Plan) -> None:
    change = TermDifference("节点", "3 1 1", "target_value", "100", "90")
    amend(plan, [change], Grounds(date(2026, 12, 1), "文件", "原因"), None)
    book.put("节点", (3, 1, 1), 目标值=44)

    (line,) = refused(book)

    assert line.startswith("“节点 3-1 第1个”已登记了自2026-12-01起的调整（文件），尚未生效")
