"""What may stand in a form's cells: each is taken as it was meant, or told why not."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from projects.models import Target
from reports.excel_form.parse import ALTERED, MERGED, letters
from spreadsheets.reader import Area, area
from tests.reports.excel_form.forms import (
    ALL_FIGURES,
    Office,
    counts,
    reasons,
    standing_office,
    told,
    unread,
)
from tests.reports.excel_form.test_files import SHEET, replaced

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-03 10:00", tick=False),
]

# As a workbook holds it: without a time zone.
AFTERNOON = datetime.combine(date(2026, 10, 9), time(15, 30))


@pytest.fixture(scope="module")
def _office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    with standing_office(django_db_blocker) as office:
        yield office


@pytest.fixture
def office(_office: Office) -> Office:
    return _office.signed_in_anew()


def test_a_form_filled_as_instructed_is_taken_whole(office: Office) -> None:
    preview = office.upload(office.first_form().filled())

    assert counts(preview) == (5, 5, 0)
    assert office.confirm(preview).status_code == 302
    assert office.figures() == ALL_FIGURES


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (15, "15"),
        (15.0, "15"),
        ("15", "15"),
        ("１５", "15"),
        (" 1,500 ", "1500"),
        ("１，５００", "1500"),
        (0, "0"),
        ("0", "0"),
        (1e11, "100000000000"),
    ],
)
def test_counts_are_read_however_they_were_typed(office: Office, value: Any, kept: str) -> None:
    office.bring(office.first_form().fill("1-1", 数值=value))

    assert office.figures() == {"1-1": {"value": kept}}


@pytest.mark.parametrize(
    ("value", "shown", "reason"),
    [
        ("约五所", "约五所", "请填准确的数，不要写“约”“以上”“左右”等字样或符号。"),
        ("5个", "5个", "请填写数字，不要带单位或其他文字。"),
        (4.5, "4.5", "请填写整数。"),
        (-3, "-3", "不能是负数。"),
        ("80%", "80%", "请填写数字，不要填百分数；比率请分别填分子和分母。"),
        (1e15, "1000000000000000", "数字太大，请核对。"),
        (True, "TRUE", "请填写数字，不要带单位或其他文字。"),
        (AFTERNOON, "2026-10-09", "这是日期，不是数。请把单元格格式改为“常规”，重新填写数字。"),
        ("nan", "nan", "请填写数字，不要带单位或其他文字。"),
        ("=1+1", "=1+1", "公式没有计算结果，请粘贴为数值。"),
        ("#REF!", "#REF!", "公式出错（#REF!），请改为数值或文字。"),
    ],
)
def test_what_is_no_count_is_shown_and_left_out(
    office: Office, value: Any, shown: str, reason: str
) -> None:
    form = office.first_form().filled().fill("1-1", 数值=value)
    preview = office.upload(form)

    assert told(preview) == [("数据", form.row("1-1"), "数值（L列）", shown, reason)]
    assert counts(preview) == (5, 4, 1)
    office.confirm(preview)
    assert office.figures() == {
        code: figure for code, figure in ALL_FIGURES.items() if code != "1-1"
    }


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [("98%", 50), ("９８％", 50), (0.98, None), ("98 %", None)],
)
def test_a_percentage_is_no_numerator(office: Office, numerator: Any, denominator: Any) -> None:
    form = office.first_form().fill("1-2", 分子=numerator, 分母=denominator)
    if numerator == 0.98:
        form.cell("1-2", "分子").number_format = "0%"
    preview = office.upload(form)

    ((_, _, column, content, reason),) = told(preview)
    assert (column, reason) == ("分子（M列）", "请填写数字，不要填百分数；比率请分别填分子和分母。")
    assert content in {"98%", "９８％", "98 %"}


def test_a_percentage_in_the_wrong_column_says_where_it_belongs(office: Office) -> None:
    preview = office.upload(office.first_form().fill("1-2", 数值="98%"))

    assert reasons(preview) == ["这一行填“分子”和“分母”。请清空这一格。"]


def test_amounts_of_money_and_points_have_two_decimals(office: Office) -> None:
    Target.objects.filter(number=2).update(has_decimals=True)
    preview = office.bring(office.download().fill("1-2", 分子=4.35, 分母=1180.1))

    assert preview.status_code == 302
    assert office.figures() == {"1-2": {"numerator": "4.35", "denominator": "1180.1"}}
    assert reasons(office.upload(office.download().fill("1-2", 分子=4.355))) == [
        "最多保留两位小数。"
    ]


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 10, 9),
        AFTERNOON,
        "2026-10-09",
        "2026/10/9",
        "2026年10月9日",
        "２０２６．１０．９",
    ],
)
def test_days_are_read_however_they_were_typed(office: Office, day: Any) -> None:
    form = office.first_form().fill("1-4", 是否完成="已完成", 完成日期=day, 依据文件="文")
    if isinstance(day, str):
        form.cell("1-4", "完成日期").number_format = "General"
    office.bring(form)

    assert office.figures()["1-4"]["done_on"] == "2026-10-09"


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("十月", "请按 2026-10-31 的样子填写日期。"),
        (46000, "请按 2026-10-31 的样子填写日期。"),
        ("2026-02-30", "请按 2026-10-31 的样子填写日期。"),
        (date(2026, 11, 20), "完成日期不能晚于今天。"),
        (
            date(2006, 10, 9),
            (
                "完成日期早于方案开始的 2023-09-04，请核对年份。方案开始前已完成的，"
                "填方案开始的日期，并在情况说明里写明。"
            ),
        ),
        (date(2026, 11, 2), "完成日期晚于本报告期末（2026-10-31），请在下期填报。"),
        (None, "请填写完成日期。"),
    ],
)
def test_what_is_no_day_of_the_period_is_shown(office: Office, day: Any, reason: str) -> None:
    form = office.first_form().fill("1-4", 是否完成="已完成", 完成日期=day, 依据文件="文")
    if day == 46000:
        form.cell("1-4", "完成日期").number_format = "General"

    assert reasons(office.upload(form)) == [reason]


@pytest.mark.parametrize(
    ("typed", "kept"), [("已完成", "True"), ("是", "True"), (True, "True"), ("未完成", "False")]
)
def test_done_is_read_however_it_was_said(office: Office, typed: Any, kept: str) -> None:
    more = {"完成日期": date(2026, 10, 9), "依据文件": "文"} if kept == "True" else {}
    office.bring(office.first_form().fill("1-4", 是否完成=typed, **more))

    assert office.figures()["1-4"]["is_done"] == kept


@pytest.mark.parametrize("mark", ["—", "/", "无", "－－", "\u200b无\u3000"])
@pytest.mark.parametrize("heading", ["是否完成", "完成日期", "依据文件"])
def test_what_is_not_there_is_left_empty(office: Office, heading: str, mark: str) -> None:
    preview = office.upload(office.first_form().fill("1-4", **{heading: mark}))

    shown = mark.strip("\u200b\u3000").replace("－", "-")
    assert reasons(preview) == [f"没有就清空留空，不要填“{shown}”。"]


def test_done_is_one_of_two_words(office: Office) -> None:
    preview = office.upload(office.first_form().fill("1-4", 是否完成="快了"))

    assert reasons(preview) == ["请选择“已完成”或“未完成”。"]


@pytest.mark.parametrize(
    ("code", "heading", "reason"),
    [
        ("1-1", "分子", "这一行填“数值”。请清空这一格。"),
        ("1-3", "分母", "分母固定为 12，不用填。请改回 12，或清空这一格。"),
        ("1-3", "数值", "这一行填“分子”。请清空这一格。"),
        ("1-4", "数值", "这一行填“是否完成”。请清空这一格。"),
        ("1-5", "情况说明", "这个目标由市教育局审核时评定，不用填。请清空这一格。"),
        ("1-6", "数值", "这个目标不适用于本部门，不用填。请清空这一格。"),
    ],
)
def test_what_is_typed_where_nothing_is_expected_is_named(
    office: Office, code: str, heading: str, reason: str
) -> None:
    preview = office.upload(office.first_form().filled().fill(code, **{heading: 7}))

    assert reasons(preview) == [reason]


@pytest.mark.parametrize("denominator", [12, "１２", None])
def test_a_fixed_denominator_may_stand_or_be_emptied(office: Office, denominator: Any) -> None:
    office.bring(office.first_form().fill("1-3", 分子=6, 分母=denominator))

    assert office.figures() == {"1-3": {"numerator": "6", "denominator": "12"}}


def test_a_fixed_denominator_is_no_word(office: Office) -> None:
    preview = office.upload(office.first_form().fill("1-3", 分子=6, 分母="十二"))

    assert reasons(preview) == ["分母固定为 12，不用填。请改回 12，或清空这一格。"]


@pytest.mark.parametrize("reason", [None, "台账还在整理"])
@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("1-1", {"数值": "约五所"}),
        ("1-1", {"数值": "—"}),
        ("1-1", {"分子": 3}),
        ("1-2", {"分子": "约45", "分母": 50}),
        ("1-2", {"分子": 45, "分母": "五十"}),
        ("1-2", {"分子": 45}),
        ("1-2", {"分母": 50}),
        ("1-2", {"分子": 51, "分母": 50}),
        ("1-2", {"分子": 1, "分母": 0}),
        ("1-2", {"分子": 0.5, "分母": 50}),
        ("1-3", {"分子": 13}),
        ("1-3", {"分子": 6, "分母": 13}),
        ("1-4", {"是否完成": "快了", "完成日期": date(2026, 12, 9)}),
        ("1-4", {"是否完成": "未完成", "完成日期": date(2026, 12, 9)}),
        ("1-4", {"是否完成": "已完成", "完成日期": date(2026, 12, 9), "依据文件": "文"}),
        ("1-4", {"是否完成": "已完成", "完成日期": "十月", "依据文件": "文"}),
        ("1-4", {"是否完成": "已完成", "完成日期": date(2026, 10, 9)}),
        ("1-4", {"依据文件": "文"}),
    ],
)
def test_one_mistake_is_shown_with_one_reason(
    office: Office, code: str, typed: dict[str, Any], reason: str | None
) -> None:
    preview = office.upload(office.first_form().fill(code, **typed, 情况说明=reason))

    assert len(reasons(preview)) == 1
    assert counts(preview) == (1, 0, 1)


def test_a_reason_without_a_figure_is_shown_since_it_cannot_be_kept(office: Office) -> None:
    preview = office.upload(office.first_form().fill("1-1", 情况说明="台账还在整理"))

    assert reasons(preview) == ["有情况说明但没有数据：请填写数据，或清空情况说明。"]


def test_numbers_where_words_belong_are_words(office: Office) -> None:
    office.bring(office.first_form().say(1, 进展情况=2026, 存在问题=1.5, 下一步措施=True))

    report = office.report_now()
    assert (report.progress, report.problems, report.next_steps) == ("2026", "1.5", "TRUE")


def test_words_keep_their_lines_and_lose_what_no_page_can_show(office: Office) -> None:
    office.bring(office.first_form().say(1, 进展情况="　　一、竣工2所\n二、_x0041_=1+1_x000D_"))

    assert office.report_now().progress == "一、竣工2所\n二、A=1+1"


def test_a_text_that_is_too_long_is_shown(office: Office) -> None:
    preview = office.upload(office.first_form().say(1, 进展情况="长" * 5001))

    ((sheet, _, column, content, reason),) = told(preview)
    assert (sheet, column, content) == ("文字", "进展情况（I列）", "长" * 5001)
    assert "5000" in reason


def test_blank_cells_and_rows_are_not_reported_and_never_zero(office: Office) -> None:
    form = office.first_form().fill("1-1", 数值=0).fill("1-2", 分子="  ", 分母="\n")
    form.figures.insert_rows(7, 3)
    office.bring(form)

    assert office.figures() == {"1-1": {"value": "0"}}


def test_formulas_count_by_the_result_that_the_program_kept(office: Office) -> None:
    content = office.first_form().fill("1-1", 数值="=2+2", 情况说明='=""').saved()
    number, text = rb"<f>2\+2</f><v ?/>", rb'<c r="R5"([^>]*)><f>""</f><v ?/>'
    content = replaced(content, SHEET, lambda data: re.sub(number, b"<f>2+2</f><v>4</v>", data))
    content = replaced(
        content,
        SHEET,
        lambda data: re.sub(text, rb'<c r="R5"\1 t="str"><f>""</f><v></v>', data),
    )
    office.confirm(office.upload(content))

    assert office.figures() == {"1-1": {"value": "4"}}


@pytest.mark.parametrize("cells", ["L5:L6", "L5:M5", "K5:L5"])
def test_merged_inputs_are_shown(office: Office, cells: str) -> None:
    form = office.first_form().fill("1-1", 数值=4)
    form.figures.merge_cells(cells)
    preview = office.upload(form)

    assert set(reasons(preview)) == {MERGED}
    assert not office.confirm(preview).context


def test_merged_cells_that_are_no_inputs_do_no_harm(office: Office) -> None:
    form = office.first_form().filled()
    form.figures.merge_cells("F5:F8")
    preview = office.upload(form)

    assert counts(preview) == (5, 5, 0)
    assert unread(preview) == [("数据", [6, 7, 8], ALTERED)]


def test_areas_are_read_as_they_are_written() -> None:
    assert area("B2:D9") == Area(2, 2, 9, 4)
    assert area("$AB$12") == Area(12, 28, 12, 28)
    assert [letters(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
    with pytest.raises(ValueError, match="not an area"):
        area("B2:D")
