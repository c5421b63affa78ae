"""manage.py import_plan takes what was changed in the plan's workbook, all of it or nothing."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError

from projects.models import Plan, Target
from projects.terms.amending import Grounds, amend, apply_due, terms_on
from projects.terms.content import TermDifference, load_content
from projects.terms.export_stamp import Stamp
from projects.terms.models import PlanChange
from projects.terms.plan_workbook import plan_workbook
from tests.dashboards.import_plan.plan_book import (
    KEYS,
    Book,
    brought,
    explain,
    made,
    rows_written,
    run,
)
from tests.reports.excel_form.libreoffice import LibreOffice

TODAY = date(2026, 11, 26)
pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]


NO_DIFFERENCE = ["文件与方案内容没有差别，没有登记任何变动。"]


def test_what_was_exported_says_nothing_new(book: Book) -> None:
    assert brought(book) == NO_DIFFERENCE
    assert rows_written() == [0, 0, 0]


@pytest.mark.databases("sqlite")
def test_rows_may_stand_in_any_order_with_empty_ones_between(book: Book) -> None:
    for name in KEYS:
        sheet = book.book[name]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        sheet.delete_rows(2, len(rows))
        for row in reversed(rows):
            sheet.append(row)
            sheet.append([])

    assert brought(book) == NO_DIFFERENCE


def test_libreoffice_saves_what_it_opened(book: Book, plan: Plan, libreoffice: LibreOffice) -> None:
    Target.objects.filter(number=2, project__number=3).update(
        counting="=1+1\n“引号”<标签>&_x0041_", tolerance="0.25"
    )
    stamp = Stamp(plan.pk, 0, TODAY, TODAY)
    content = plan_workbook(load_content(plan), stamp).getvalue()

    book.path.write_bytes(libreoffice.saved_again({"plan": content})["plan"])

    assert run(book.path) == NO_DIFFERENCE


TEXT = "全面实施《揭阳教育高质量发展三年提升行动方案（2022-2024年）》"
CHANGED: dict[str, tuple[str, tuple[Any, ...], dict[str, Any], dict[str, Any]]] = {
    "the plan's title": ("方案", (), {"标题": "新的方案"}, {"title": "新的方案"}),
    "the plan's number": (
        "方案",
        (),
        {"文号": "新〔2026〕1号"},
        {"document_number": "新〔2026〕1号"},
    ),
    "the day of issue": ("方案", (), {"印发日期": date(2023, 9, 5)}, {"issued_on": "2023-09-05"}),
    "the plan's end": ("方案", (), {"结束日期": "2028年12月31日"}, {"end": "2028-12-31"}),
    "yellow": ("方案", (), {"黄灯界限（百分点）": 12.5}, {"yellow_points": "12.5"}),
    "red": ("方案", (), {"红灯界限（百分点）": 25}, {"red_points": "25"}),
    "jumps": ("方案", (), {"变化界限（%）": "２０"}, {"jump_limit": "20"}),
    "a county's name": ("县（市、区）", ("445281",), {"名称": "普宁区"}, {"name": "普宁区"}),
    "a county's towns": (
        "县（市、区）",
        ("445281",),
        {"街道数": 8, "镇数": 17, "乡数": 2, "常住人口（2020年普查）": "1,998,619"},
        {"subdistricts": 8, "towns": 17, "townships": 2, "population": 1_998_619},
    ),
    "a department": (
        "部门",
        ("finance",),
        {"名称": "市财政和国资局", "排序": 99},
        {"name": "市财政和国资局", "order": 99},
    ),
    "a project": (
        "项目",
        (7,),
        {"项目名称": "新的名称", "主题": "职业教育", "责任部门（原文）": "市教育局"},
        {"name": "新的名称", "theme": "vocational", "responsibility_text": "市教育局"},
    ),
    "no theme": ("项目", (6,), {"主题": None}, {"theme": ""}),
    "a reason": (
        "不设目标的语句",
        (5, 0),
        {"不设目标的理由": "工作要求。"},
        {"reason": "工作要求。"},
    ),
    "a part": (
        "责任分工",
        (3, "puning"),
        {"分工": "配合", "原文次序": 7},
        {"role": "support", "order": 7},
    ),
    "a target": (
        "目标",
        (3, 2),
        {"目标": "改名的目标", "要求": "左右", "节奏": "每年", "范围": "每个县区", "单位": "个"}
        | {"允许偏差": "1.5", "填报口径": "按本自然年计，只计公办学校。"},
        {"name": "改名的目标", "bound": "about", "rhythm": "each_year", "scope": "each_county"}
        | {"unit": "个", "tolerance": "1.5", "counting": "按本自然年计，只计公办学校。"},
    ),
    "a target's kind": (
        "目标",
        (3, 1),
        {"计量方式": "计数", "可超过100%": "是", "可有小数": True, "适用的最低人口数": 1000},
        {"measure": "count", "can_exceed": True, "has_decimals": True, "minimum_population": 1000},
    ),
    "a quote": (
        "目标",
        (1, 1),
        {"原文": TEXT.removeprefix("全面"), "起始位置": 2},
        {"quote": TEXT.removeprefix("全面"), "start": 2},
    ),
    "a goal": ("节点", (3, 1, 1), {"目标值": 44}, {"target_value": "44"}),
    "a due day": ("节点", (3, 1, 1), {"完成时限": "2026/6/30"}, {"due": "2026-06-30"}),
    "an inferred day": ("节点", (2, 1, 1), {"时限为推定": "是"}, {"is_inferred": True}),
    "an assignment": (
        "任务分解",
        (2, 2, "puning"),
        {"本部门目标值": 90, "基数": "１２.５", "固定分母": 7},
        {"target_value": "90", "baseline": "12.5", "denominator": 7},
    ),
    "an exemption": (
        "任务分解",
        (3, 1, "puning"),
        {"不适用的理由": "没有此类学校"},
        {"exemption_reason": "没有此类学校"},
    ),
}
"""What is typed into a row, and what becomes of its fields."""


def test_what_is_typed_becomes_a_difference(book: Book, plan: Plan) -> None:
    old = load_content(plan)
    expected: set[TermDifference] = set()
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for sheet, typed_key, typed, fields in CHANGED.values():
        key = " ".join(map(str, typed_key))
        book.put(sheet, typed_key, **typed)
        expected |= {
            TermDifference(sheet, key, field, old[sheet][key][field], value)
            for field, value in fields.items()
        }
        rows[sheet, key] = rows.get((sheet, key), old[sheet][key]) | fields

    brought(book)

    assert set(made()) == expected
    new = load_content(plan)
    for (sheet, key), row in rows.items():
        # A part that changes is a row of its own from that day on.
        assert new[sheet][key] | {"id": 0} == row | {"id": 0}


def test_the_plan_s_start_is_corrected(book: Book, plan: Plan) -> None:
    book.put("方案", (), 开始日期=date(2023, 9, 5))

    brought(book, "--correct")

    assert Plan.objects.get().start == date(2023, 9, 5)


def test_what_changes_is_said_line_by_line(book: Book) -> None:
    book.put("节点", (3, 1, 1), 目标值=44, 完成时限=date(2027, 6, 30))
    book.put("任务分解", (3, 2, "puning"), 不适用的理由="没有此类学校")
    book.remove("责任分工", 3, "finance")

    assert brought(book) == [
        "与现行方案内容比较，有4处变动：",
        "责任分工 3 市财政局：删除（分工 配合，原文次序 7）",
        "节点 3-1 第1个：完成时限 2027-12-31 → 2027-06-30",
        "节点 3-1 第1个：目标值 100 → 44",
        "任务分解 3-2 普宁市人民政府：不适用的理由 空 → 没有此类学校",
        "有以下内容需要核对（不影响导入）：",
        (
            "工作表“目标”第9行“填报口径”：目标3-1 多媒体教室上网率："
            "填报口径写“达到100%”，但目标值为44%。请核对，两处应一致。"
        ),
        "今天有1处亮灯变化：",
        "3-2 普宁市：灰·未报 → 不适用",
        "已登记方案调整，自2026-11-26起，依据：揭府办函〔2026〕9号。",
    ]


def test_of_long_texts_what_differs_is_said(book: Book, plan: Plan) -> None:
    old = load_content(plan)["项目"]["3"]["text"]
    book.put("项目", (3,), 目标任务=old.replace("缩小城乡“", "消除城乡“"))

    (line,) = [line for line in brought(book) if line.startswith("项目 3")]

    assert line == (
        "项目 3：目标任务 "
        "“…育资源的可及性，缩小城乡“数字鸿沟”…” → “…育资源的可及性，消除城乡“数字鸿沟”…”"
    )


def test_rows_come_with_all_that_belongs_to_them(book: Book, plan: Plan) -> None:
    book.add("部门", "water", "市水利局", "市直部门", None, 99)
    book.add("责任分工", 3, "water", "配合", 99)
    old = load_content(plan)["目标"]["3 2"]
    target = [cell.value for cell in book.book["目标"][book.row("目标", 3, 2)]]
    book.add("目标", 3, 99, "新的目标", *target[3:])
    book.add("节点", 3, 99, 1, "2027-06-30", 30, "是")
    for code in ("rongcheng", "jiedong", "jiexi", "huilai", "puning"):
        book.add("任务分解", 3, 99, code)

    lines = brought(book)

    now = load_content(plan)
    assert now["目标"]["3 99"] | {"id": old["id"]} == old | {"name": "新的目标"}
    assert len([key for key in now["任务分解"] if key.startswith("3 99 ")]) == 5
    assert "部门 市水利局：新增（名称 市水利局，类别 市直部门，排序 99）" in lines
    assert "责任分工 3 市水利局：新增（分工 配合，原文次序 99）" in lines
    assert "节点 3-99 第1个：新增（完成时限 2027-06-30，目标值 30，时限为推定 是）" in lines
    assert "3-99 普宁市：新增 → 灰·未报" in lines


def test_a_target_without_figures_goes_with_all_that_belongs_to_it(book: Book, plan: Plan) -> None:
    old = load_content(plan)["目标"]["5 2"]
    book.remove_target(5, 2)
    explain(book, 5, 2)

    lines = brought(book)

    assert "5 2" not in load_content(plan)["目标"]
    assert terms_on(plan, date(2026, 11, 25))["目标"]["5 2"] == old
    assert "5-2 全市：灰·未报 → 不再考核" in lines


def test_a_dry_run_writes_nothing(book: Book, plan: Plan) -> None:
    before, logged = load_content(plan), Target.history.count()
    book.put("节点", (3, 1, 1), 目标值=44, 完成时限=date(2026, 6, 30))
    book.add("责任分工", 3, "industry-information", "配合", 99)
    book.saved()

    tried = run(book.path, "--dry-run")

    assert tried[-1] == "试运行，没有写入任何内容。"
    assert rows_written() == [0, 0, 0]
    assert load_content(plan) == before
    assert Target.history.count() == logged
    assert run(book.path)[:-1] == tried[:-1]
    book.stamp("2026-11-26")
    assert brought(book) == NO_DIFFERENCE


def test_an_amendment_of_a_later_day_moves_no_lamp_today(book: Book, plan: Plan) -> None:
    before = load_content(plan)
    book.put("节点", (3, 1, 1), 完成时限=date(2026, 6, 30))

    lines = brought(book, day="2027-01-01")

    assert "自2027-01-01起生效，今天的亮灯不变。" in lines
    number = PlanChange.objects.get().pk
    said = f"已登记方案调整，自2027-01-01起，依据：揭府办函〔2026〕9号，编号{number}。"
    assert lines[-1] == said
    assert load_content(plan) == before
    assert PlanChange.objects.get().applied_at is None


def set_goal(plan: Plan, value: str, day: date = TODAY) -> None:
    before = load_content(plan)["节点"]["3 1 1"]["target_value"]
    change = TermDifference("节点", "3 1 1", "target_value", before, value)
    amend(plan, [change], Grounds(day, "文件", "原因"), None)


def test_a_correction_is_compared_with_the_terms_of_its_day(book: Book, plan: Plan) -> None:
    set_goal(plan, "44")
    book.put("节点", (3, 1, 1), 完成时限="2027-06-30")
    book.put("目标", (3, 2), 单位="个")

    lines = brought(book, "--correct", day="2026-01-01")

    assert lines == [
        "与2026-01-01当日的方案内容比较，有2处变动：",
        "目标 3-2：单位 所 → 个",
        "节点 3-1 第1个：完成时限 2027-12-31 → 2027-06-30",
        "今天没有亮灯变化。",
        "2026-01-01以来各月末没有亮灯变化。",
        "已登记更正，自2026-01-01起，依据：揭府办函〔2026〕9号。",
    ]
    goals = {
        day: [terms_on(plan, day)["节点"]["3 1 1"][name] for name in ("due", "target_value")]
        for day in (date(2025, 12, 31), date(2026, 1, 1), TODAY)
    }
    assert list(goals.values()) == [
        ["2027-12-31", "100"],
        ["2027-06-30", "100"],
        ["2027-06-30", "44"],
    ]


def test_an_amendment_is_compared_with_the_terms_that_fall_due_today(
    book: Book, plan: Plan
) -> None:
    set_goal(plan, "44", date(2026, 11, 27))
    book.put("节点", (3, 1, 1), 目标值=44)

    with time_machine.travel("2026-11-27 09:00+08:00"):
        apply_due(date(2026, 11, 27))
        book.stamp("2026-11-27", exported_on="2026-11-27")
        assert brought(book, day="2026-11-27") == NO_DIFFERENCE


@pytest.mark.parametrize(
    ("day", "arguments", "sentence"),
    [
        ("2026-11-25", (), "方案调整只能从今天或以后的日期起生效，不能从2026-11-25起。"),
        ("2026-11-27", ("--correct",), "更正的起始日期不能晚于今天；"),
        ("昨天", (), "“昨天”不是日期，请按 2026-10-31 的样子填写。"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    book: Book, day: str, arguments: tuple[str, ...], sentence: str
) -> None:
    book.put("节点", (3, 1, 1), 目标值=44)

    with pytest.raises(CommandError) as refused:
        brought(book, *arguments, day=day)

    assert str(refused.value).startswith(sentence)
    assert rows_written() == [0, 0, 0]
