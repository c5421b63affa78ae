"""What import_plan cannot take, it names by row, column and reason, and changes nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError

from projects.models import Plan
from tests.dashboards.import_plan.plan_book import Book, faults, refused, run

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),  # cells of workbooks, refused before any row is written
    pytest.mark.on("2026-11-26 09:00"),
]


def drop_sheet(book: Book) -> None:
    del book.book["节点"]


def add_sheet(book: Book) -> None:
    book.book.create_sheet("备注")


def drop_column(book: Book) -> None:
    book.book["节点"].delete_cols(5)


def add_column(book: Book) -> None:
    book.book["节点"]["G1"] = "备注"


def name_twice(book: Book) -> None:
    book.book["节点"]["G1"] = "目标值"


def write_beside(book: Book) -> None:
    book.book["节点"]["H2"] = "请核对"


def merge(book: Book) -> None:
    book.book["任务分解"].merge_cells("G2:G3")


def empty_sheet(book: Book) -> None:
    book.book["方案"].delete_rows(1, 5)


SHEETS: dict[str, tuple[Callable[[Book], None], str]] = {
    "a missing sheet": (drop_sheet, "工作表“节点”：缺少这张工作表。"),
    "an unknown sheet": (add_sheet, "工作表“备注”：不是方案的工作表，请删去。"),
    "a missing column": (drop_column, "工作表“节点”第1行“目标值”：缺少这一列。"),
    "an unknown column": (add_column, "工作表“节点”第1行“备注”：不是这张表的列，请删去。"),
    "a column twice": (name_twice, "工作表“节点”第1行“目标值”：表头中出现了两次。"),
    "no heading": (write_beside, "工作表“节点”第2行“H列”：这一列没有表头，请删去内容。"),
    "merged cells": (
        merge,
        "工作表“任务分解”第2行：合并了单元格，无法确定各行的内容，请取消合并。",
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_is_not_as_exported(book: Book, name: str) -> None:
    spoil, line = SHEETS[name]
    spoil(book)

    assert faults(book) == [line]


def test_an_empty_sheet_lacks_all_its_columns(book: Book) -> None:
    empty_sheet(book)

    assert faults(book)[:2] == [
        "工作表“方案”第1行“标题”：缺少这一列。",
        "工作表“方案”第1行“文号”：缺少这一列。",
    ]


CHOICES = "计数、比率、里程碑、评定"
VALUES = {
    "no choice": (
        ("目标", (3, 1), "计量方式", "件数"),
        f"第9行“计量方式”：没有“件数”这个选项，应为：{CHOICES}。",
    ),
    "neither yes nor no": (
        ("节点", (3, 1, 1), "时限为推定", "也许"),
        "第9行“时限为推定”：没有“也许”这个选项，应为：是、否。",
    ),
    "no day": (
        ("节点", (3, 1, 1), "完成时限", "2026年底"),
        "第9行“完成时限”：不是日期，请按 2026-12-31 的样子填写。",
    ),
    "no such day": (
        ("节点", (3, 1, 1), "完成时限", "2026-02-30"),
        "第9行“完成时限”：不是日期，请按 2026-12-31 的样子填写。",
    ),
    "no number": (
        ("节点", (3, 1, 1), "目标值", "约100"),
        "第9行“目标值”：请填准确的数，不要写“约”“以上”“左右”等字样或符号。",
    ),
    "no whole number": (
        ("任务分解", (3, 1, "puning"), "固定分母", 7.5),
        "第42行“固定分母”：请填写整数。",
    ),
    "too much": (
        ("节点", (3, 1, 1), "目标值", 99_999_999_999),
        "第9行“目标值”：确认总共不超过 12 个数字。",
    ),
    "left empty": (("目标", (3, 1), "单位", None), "第9行“单位”：不能留空。"),
    "too long": (
        ("目标", (3, 1), "单位", "一二三四五六七八九十一"),
        "第9行“单位”：确保该变量包含不超过 10 字符 (目前字符数 11)。",
    ),
    "a formula": (
        ("节点", (3, 1, 1), "目标值", "=1+1"),
        "第9行“目标值”：公式没有计算结果，请粘贴为数值。",
    ),
    "an unknown county": (
        ("部门", ("puning",), "县（市、区）", "445299"),
        "第7行“县（市、区）”：工作表“县（市、区）”中没有“445299”。",
    ),
    "a county of no county government": (
        ("部门", ("finance",), "类别", "县（市、区）人民政府"),
        "第10行：县（市、区）人民政府必须选定所属县区，其他部门不得选。",
    ),
    "a name twice": (
        ("部门", ("finance",), "名称", "市科技局"),
        "第11行“名称”：与第10行重复。",
    ),
    "red before yellow": (
        ("方案", (), "红灯界限（百分点）", 5),
        "第2行：红灯界限不得小于黄灯界限，且都应大于0。",
    ),
    "an end before the start": (
        ("方案", (), "结束日期", "2022-12-31"),
        "第2行：结束日期必须晚于开始日期。",
    ),
    "a quote that is elsewhere": (
        ("目标", (3, 2), "起始位置", 52),
        "第10行“原文”：引文与项目原文在该位置的文字不一致，原文中这段文字的起止位置是 51 和 65。",
    ),
    "a quote that is nowhere": (
        ("不设目标的语句", (5, 0), "原文", "别的话"),
        "第2行“原文”：引文与项目原文在该位置的文字不一致，请核对引文和起止位置。",
    ),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_that_cannot_be(book: Book, name: str) -> None:
    (sheet, key, heading, typed), line = VALUES[name]
    book.put(sheet, key, **{heading: typed})

    assert faults(book) == [f"工作表“{sheet}”{line}"]


ADDED = {
    "a key twice": (
        ("节点", 3, 1, 1, "2027-12-31", 100, "是"),
        "第31行“项目序号、目标序号、节点次序”：与第9行重复。",
    ),
    "a key without a part": (
        ("节点", 3, None, 2, "2027-12-31", 100, "是"),
        "第31行“目标序号”：不能留空。",
    ),
    "a key that is no number": (
        ("节点", "三", 1, 2, "2027-12-31", 100, "是"),
        "第31行“项目序号”：请用阿拉伯数字写出完整的数，例如“1.2万”写成 12000。",
    ),
    "a day twice": (
        ("节点", 3, 1, 2, "2027-12-31", 100, "是"),
        "第31行“完成时限”：与第9行重复。",
    ),
    "an unknown target": (
        ("节点", 3, 9, 1, "2027-12-31", 100, "是"),
        "第31行“项目序号、目标序号”：工作表“目标”中没有“3-9”。",
    ),
    "an unknown department": (
        ("责任分工", 3, "nobody", "配合", 99),
        "第64行“部门代号”：工作表“部门”中没有“nobody”。",
    ),
    "a county's code": (
        ("县（市、区）", "4452", "新的县", 1, 1, 1, 1000),
        "第7行“区划代码”：区划代码是6位数字。",
    ),
    "a department's code": (
        ("部门", "市水利局", "市水利局", "市直部门", None, 99),
        "第29行“代号”：输入由字母，数字，下划线或连字符号组成的有效“字段”。",
    ),
}


@pytest.mark.parametrize("name", ADDED)
def test_a_row_that_cannot_be(book: Book, name: str) -> None:
    (sheet, *values), line = ADDED[name]
    book.add(str(sheet), *values)

    assert faults(book) == [f"工作表“{sheet}”{line}"]


def test_all_faults_are_named_in_the_order_of_the_sheets(book: Book) -> None:
    book.put("任务分解", (3, 1, "puning"), 基数="约3", 固定分母="无")
    book.put("节点", (3, 1, 1), 完成时限="年底")
    book.put("节点", (2, 1, 1), 目标值="x")
    book.put("方案", (), 标题=None)
    book.add("责任分工", 3, "nobody", "配合", 99)
    add_sheet(book)

    assert [line.partition("：")[0] for line in faults(book)] == [
        "工作表“备注”",
        "工作表“方案”第2行“标题”",
        "工作表“责任分工”第64行“部门代号”",
        "工作表“节点”第3行“目标值”",
        "工作表“节点”第9行“完成时限”",
        "工作表“任务分解”第42行“基数”",
        "工作表“任务分解”第42行“固定分母”",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b,c\n", "这是 .csv 一类的文本文件。"),
        (b"PK\x03\x04", "文件已损坏。"),
        (b"%PDF-1.7", "这不是 .xlsx 工作簿。"),
    ],
)
def test_a_file_that_is_no_workbook(
    plan: Plan, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "方案.xlsx"
    path.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        run(path)

    assert str(refusal.value) == f"{sentence}请用 manage.py export_plan 导出的 .xlsx 文件。"


def test_a_file_that_is_not_there(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"无法读取文件 .*（No such file or directory），请核对"):
        run(tmp_path / "方案.xlsx")


@pytest.mark.parametrize("option", ["document", "reason"])
@pytest.mark.parametrize("text", [" ", "长" * 501])
def test_grounds_are_needed(book: Book, option: str, text: str) -> None:
    book.put("节点", (3, 1, 1), 目标值=44)

    (line,) = refused(book, f"--{option}", text)

    assert line.startswith(f"--{option} 应为1至")


def test_an_end_before_what_the_plan_still_demands(book: Book) -> None:
    book.put("方案", (), 结束日期="2026-12-30")

    found = faults(book)

    assert any("2027-12-31" in each for each in found), found
