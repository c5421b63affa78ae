"""What a form holds and is not read: told by place and reason, and imported on one's word alone."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from openpyxl.comments import Comment
from pytest_django import DjangoDbBlocker

from departments.models import AuditEntry
from reports.excel_form.copies import NOT_CHOSEN
from reports.excel_form.layout import KEY_COLUMN
from reports.excel_form.parse import (
    ABOVE,
    ALTERED,
    BESIDE,
    COMMENT,
    KEYS_LOST,
    MIXED_UP,
    NO_FORM,
    NO_KEY,
    OTHER_KEY,
    ROW_FOREIGN,
)
from reports.excel_form.validate import LOST, LOST_BESIDE
from reports.excel_form.views import NOT_CHOSEN as NONE_CHOSEN
from reports.excel_form.views import NOT_READ, NOTHING_TYPED
from reports.models import Report
from tests.factories import make_period
from tests.reports.excel_form.forms import (
    Form,
    Office,
    counts,
    reasons,
    refusal,
    sentences,
    standing_office,
    unread,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-03 10:00", tick=False),
]


@pytest.fixture(scope="module")
def _office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    with standing_office(django_db_blocker, 2) as office:
        yield office


@pytest.fixture
def office(_office: Office) -> Office:
    return _office.signed_in_anew()


def sorted_without_keys(form: Form) -> None:
    sheet = form.figures
    rows = [[cell.value for cell in row[KEY_COLUMN:]] for row in sheet.iter_rows(min_row=5)]
    for number, row in enumerate(reversed(rows), start=5):
        for column, value in enumerate(row, start=KEY_COLUMN + 1):
            sheet.cell(number, column).value = value


def swapped_keys(form: Form) -> None:
    one, other = form.figures.cell(5, KEY_COLUMN), form.figures.cell(11, KEY_COLUMN)
    one.value, other.value = other.value, one.value


def key_copied_down(form: Form) -> None:
    form.figures.cell(11, KEY_COLUMN).value = form.figures.cell(5, KEY_COLUMN).value


def code_typed_over(form: Form) -> None:
    form.cell("2-1", "目标编号").value = "1-1"


def unit_typed_over(form: Form) -> None:
    form.cell("2-1", "单位").value = "万元"


@pytest.mark.parametrize(
    "spoil",
    [sorted_without_keys, swapped_keys, key_copied_down, code_typed_over, unit_typed_over],
)
def test_a_sheet_whose_keys_and_rows_disagree_is_not_read(
    office: Office, spoil: Callable[[Form], None]
) -> None:
    form = office.first_form().fill("1-1", 数值=4).fill("2-1", 数值=7).say(1, 进展情况="推进中")
    spoil(form)
    preview = office.upload(form)

    ((sheet, rows, reason),) = unread(preview)
    assert (sheet, len(rows)) == ("数据", 2)
    assert reason.startswith(MIXED_UP.partition("{}")[0])
    assert "重新下载填报表" in reason
    assert counts(preview) == (1, 1, 0)
    office.confirm(preview)
    assert office.figures(1) == office.figures(2) == {}
    assert office.report_now(1).progress == "推进中"


def test_keys_of_another_month_beside_this_month_s_rows_are_seen(office: Office) -> None:
    make_period("2026-09")
    october = office.download().fill("1-1", 数值=4).say(2, 进展情况="推进中")
    office.period.code = "2026-09"
    september = office.download()
    office.period.code = "2026-10"
    for row in range(5, 9):
        key = september.figures.cell(row, KEY_COLUMN).value
        october.figures.cell(row, KEY_COLUMN).value = key

    assert unread(office.upload(october))[0][2].startswith("整张表没有读取")


def test_last_month_s_rows_pasted_over_this_month_s_are_seen(office: Office) -> None:
    make_period("2026-09")
    october = office.download().fill("2-1", 数值=7).say(2, 进展情况="推进中")
    office.period.code = "2026-09"
    september = office.download().fill("1-1", 数值=4)
    office.period.code = "2026-10"
    for column in range(KEY_COLUMN + 1, 19):
        october.figures.cell(5, column).value = september.figures.cell(5, column).value
    preview = office.upload(october)

    assert unread(preview)[0][:2] == ("数据", [5, 11])
    # Their keys along with them, they are known for what they are.
    october.figures.cell(5, KEY_COLUMN).value = september.figures.cell(5, KEY_COLUMN).value
    preview = office.upload(october)
    assert (unread(preview), reasons(preview)) == ([], [ROW_FOREIGN])
    assert counts(preview) == (3, 2, 1)


def test_a_row_emptied_but_for_its_key_does_no_harm(office: Office) -> None:
    form = office.first_form().fill("2-1", 数值=7)
    for column in range(KEY_COLUMN + 1, 19):
        form.figures.cell(5, column).value = None
    preview = office.upload(form)

    assert (unread(preview), counts(preview)) == ([], (1, 1, 0))


def without_keys(form: Form) -> None:
    form.figures.delete_cols(KEY_COLUMN)


def renamed_with_another_heading(form: Form) -> None:
    form.figures.cell(4, KEY_COLUMN).value = "序号"
    form.figures.title = "数据"


@pytest.mark.parametrize("spoil", [without_keys, renamed_with_another_heading])
def test_a_sheet_that_lost_its_keys_is_shown_with_the_rows_filled_in(
    office: Office, spoil: Callable[[Form], None]
) -> None:
    form = office.first_form().fill("1-1", 数值=4).fill("1-2", 分子=45, 分母=50).filled(2)
    spoil(form)
    preview = office.upload(form)

    ((sheet, rows, reason),) = unread(preview)
    # Fixed denominators stand in two more rows: without keys nobody knows that they are given.
    assert (sheet, reason) == ("数据", KEYS_LOST)
    assert {5, 6, 11, 12, 13, 14} <= set(rows)
    assert counts(preview) == (1, 1, 0)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Z2", ("数据", [2], ABOVE)),
        ("E30", ("数据", [30], NO_KEY)),
        ("S5", ("数据", [5], BESIDE.format("S列"))),
        ("H5", ("数据", [5], ALTERED)),
        ("J5", ("数据", [5], ALTERED)),
    ],
)
def test_a_figure_beside_the_cells_for_it_is_shown(
    office: Office, place: str, found: tuple[str, list[int], str]
) -> None:
    form = office.first_form().fill("2-1", 数值=7)
    form.figures[place] = 4
    preview = office.upload(form)

    assert unread(preview) == [found]
    assert counts(preview) == (1, 1, 0)
    assert str(preview.context["checked"].unread[0]) in preview.content.decode()


def test_the_form_s_own_lines_and_instructions_are_nothing_unread(office: Office) -> None:
    preview = office.upload(office.first_form().fill("1-1", 数值=4))

    assert unread(preview) == []
    assert "knows_unread" not in preview.content.decode()


def test_what_is_written_among_the_instructions_is_shown(office: Office) -> None:
    form = office.first_form().fill("1-1", 数值=4)
    form.book["填报说明"]["B3"] = 12
    form.book["填报说明"].cell(40, 1).value = "1-2 本月 45/50"

    assert unread(office.upload(form)) == [("填报说明", [3, 40], NO_FORM)]


def test_nothing_is_imported_until_the_officer_knows_what_is_not_read(office: Office) -> None:
    form = office.first_form().fill("1-1", 数值=4)
    form.figures["S6"] = "已核"
    preview = office.upload(form)
    sealed = {"sealed": preview.context["sealed"], "choice": "draft"}
    again = office.client.post(office.address, sealed)

    assert (again.status_code, again.context["error"]) == (409, NOT_READ)
    assert Report.objects.count() == 0
    done = office.client.post(office.address, sealed | {"knows_unread": "1"}, follow=True)
    assert sentences(done)[1].startswith("工作表“数据”有 1 行内容没有读取（第6行）")
    assert AuditEntry.objects.get(action="导入填报表").after["未读取行数"] == 1


def test_a_form_in_which_nothing_can_be_read_says_what_stands_where(office: Office) -> None:
    form = office.first_form()
    form.figures["S6"] = 12
    response = office.upload(form)

    assert response.status_code == 422
    first, second = response.context["form"].errors["file"]
    assert first == NOTHING_TYPED
    assert "S列" in second
    assert refusal(office.upload(office.first_form())) == NOTHING_TYPED


def backup(form: Form, **typed: Any) -> Form:
    """A copy of sheet 数据, changed or not in the row of target 1-1."""
    copied = form.book.copy_worksheet(form.figures)
    copied.title = "数据 备份"
    for heading, value in typed.items():
        copied.cell(form.row("1-1"), Form.column(copied, heading)).value = value
    return form


def test_a_copied_sheet_that_says_the_same_is_the_same(office: Office) -> None:
    preview = office.upload(backup(office.first_form().filled()))

    assert (unread(preview), counts(preview)) == ([], (5, 5, 0))


@pytest.mark.parametrize(("sheet", "value"), [("数据", "4"), ("数据 备份", "9")])
def test_of_copies_that_differ_the_officer_chooses_one(
    office: Office, sheet: str, value: str
) -> None:
    page = office.upload(backup(office.first_form().filled(), 数值=9))
    (copies,) = page.context["copies"]
    assert (dict(copies.filled), copies.differing) == ({"数据": 4, "数据 备份": 4}, 1)
    sealed = page.context["sealed"]
    asked = office.client.post(office.address, {"sealed": sealed, "choice": "draft"})
    assert (asked.status_code, asked.context["error"]) == (409, NONE_CHOSEN)
    assert Report.objects.count() == 0
    other = {"数据": "数据 备份", "数据 备份": "数据"}[sheet]
    preview = office.client.post(office.address, {"sealed": sealed, "sheet-figure": sheet})

    assert unread(preview) == [(other, [5], NOT_CHOSEN.format(sheet))]
    assert counts(preview) == (5, 5, 0)
    office.confirm(preview)
    assert office.figures()["1-1"] == {"value": value}


def test_a_backup_made_before_anything_was_typed_needs_no_choice(office: Office) -> None:
    form = backup(office.first_form())
    preview = office.upload(form.filled())

    assert (unread(preview), counts(preview)) == ([], (5, 5, 0))


def test_a_figure_taken_out_again_does_not_come_back_from_a_copy(office: Office) -> None:
    form = backup(office.first_form().fill("2-1", 数值=7), 数值=9)
    page = office.upload(form)
    sealed = page.context["sealed"]
    preview = office.client.post(office.address, {"sealed": sealed, "sheet-figure": "数据"})

    assert unread(preview) == [("数据 备份", [5], NOT_CHOSEN.format("数据"))]
    office.confirm(preview)
    assert (office.figures(1), office.figures(2)) == ({}, {"2-1": {"value": "7"}})


def test_comments_and_lines_written_over_are_shown(office: Office) -> None:
    form = office.first_form().fill("1-1", 数值=4)
    form.cell("1-2", "分子").comment = Comment("分子45，分母50", "经办人")
    form.figures["B2"] = "本月另外完成12所"
    form.texts["B3"] = "填报单位：另一个县"
    form.book["填报说明"]["A1"] = "3-2 共12所"
    preview = office.upload(form)

    assert unread(preview) == [
        ("数据", [form.row("1-2")], COMMENT),
        ("数据", [2], ABOVE),
        ("文字", [3], ABOVE),
        ("填报说明", [1], NO_FORM),
    ]


def test_a_copy_of_the_instructions_is_nothing_unread(office: Office) -> None:
    form = office.first_form().fill("1-1", 数值=4)
    form.book.copy_worksheet(form.book["填报说明"])

    assert unread(office.upload(form)) == []


def test_a_due_day_or_a_plan_s_title_may_have_changed_since(office: Office) -> None:
    form = office.first_form().fill("1-1", 数值=4)
    office.period.__class__.objects.update(due=date(2026, 11, 9))
    office.projects[0].plan.__class__.objects.update(title="改过的方案名称")

    assert unread(office.upload(form)) == []


def test_rows_of_the_other_table_are_shown_as_such(office: Office) -> None:
    form = office.first_form().fill("1-1", 数值=4).say(1, 进展情况="推进中")
    for row in form.texts.iter_rows(min_row=5):
        form.figures.append([cell.value for cell in row])
    preview = office.upload(form)

    assert unread(preview) == [("数据", [17, 18], OTHER_KEY)]


def test_a_report_whose_figures_were_not_read_is_not_handed_in(office: Office) -> None:
    form = office.first_form().fill("1-1", 数值=4).say(1, 进展情况="推进中")
    swapped_keys(form)
    preview = office.upload(form)

    (finding,) = preview.context["checked"].shown
    assert (finding.can_submit, finding.no_submitting) == (False, LOST)
    office.confirm(preview, "submit")
    assert office.report_now().state == Report.State.DRAFT


def test_nothing_is_carried_over_beside_figures_that_were_not_read(office: Office) -> None:
    office.reported_before()
    form = office.download().fill("1-1", 数值=4).say(1, 本月无变化="是").say(2, 进展情况="推进中")
    swapped_keys(form)
    preview = office.upload(form)

    assert reasons(preview) == [LOST_BESIDE.format("数据")]
    office.confirm(preview)
    assert list(Report.objects.filter(period=office.period).values_list("project__number")) == [
        (2,)
    ]


def test_a_sheet_that_is_not_read_is_shown_though_nothing_is_typed_in_it(office: Office) -> None:
    form = office.first_form().say(1, 进展情况="推进中")
    for row in range(5, 17):
        form.figures.cell(row, Form.column(form.figures, "分母")).value = None
    swapped_keys(form)
    preview = office.upload(form)

    ((sheet, rows, _),) = unread(preview)
    assert (sheet, rows) == ("数据", [])
    page = preview.content.decode()
    assert "工作表“数据”：整张表没有读取" in page
    assert "0 行内容没有读取" not in page
