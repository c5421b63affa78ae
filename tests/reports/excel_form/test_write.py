"""The filling form as it is downloaded: what it shows, what may be typed, what is locked."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from projects.models import Responsibility
from reports.excel_form.row_key import Key, SheetKind, read_key
from reports.excel_form.write import CUT, KEY_WIDTH
from reports.models import Report, Unlock
from tests.factories import (
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
)
from tests.reports.excel_form.forms import Form, Office

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-03 10:00", tick=False),
]

State = Report.State
INPUTS = ("数值", "分子", "分母", "是否完成", "完成日期", "依据文件", "情况说明")


def unlocked(form: Form, code: str) -> list[str]:
    """The headings of a row's cells that are open to typing."""
    cells = {heading: form.cell(code, heading) for heading in INPUTS}
    assert all(
        (cell.fill.fgColor.rgb == "00FFF8D8") is not cell.protection.locked
        for cell in cells.values()
    )
    return [heading for heading, cell in cells.items() if not cell.protection.locked]


def test_the_file_is_named_after_the_county_and_the_period() -> None:
    office = Office()
    address = reverse("excel_form", args=["2026-10"])
    whole, one = office.client.get(address), office.client.get(address, {"project": "1"})

    assert whole["Content-Type"].endswith("spreadsheetml.sheet")
    assert "%E6%99%AE%E5%AE%81%E5%B8%82_2026%E5%B9%B410%E6%9C%88_" in whole["Content-Disposition"]
    assert "%E9%A1%B9%E7%9B%AE1" in one["Content-Disposition"]
    assert whole.getvalue()[:2] == one.getvalue()[:2] == b"PK"


def test_each_row_opens_just_the_cells_that_apply_to_it() -> None:
    form = Office().download()

    assert form.book.sheetnames == ["数据", "文字", "填报说明"]
    assert unlocked(form, "1-1") == ["数值", "情况说明"]
    assert unlocked(form, "1-2") == ["分子", "分母", "情况说明"]
    assert unlocked(form, "1-3") == ["分子", "情况说明"]
    assert unlocked(form, "1-4") == ["是否完成", "完成日期", "依据文件", "情况说明"]
    assert unlocked(form, "1-5") == unlocked(form, "1-6") == []
    assert form.cell("1-3", "分母").value == 12
    assert form.cell("1-6", "要求").value == "不适用"
    assert "没有此类学校" in form.cell("1-6", "怎么填").value
    assert all(sheet.protection.sheet for sheet in form.book)
    assert all(sheet.protection.password is None for sheet in form.book)


def test_last_period_stands_beside_the_inputs_with_its_name() -> None:
    office = Office()
    office.reported_before()
    form = office.download()

    assert form.cell("1-1", "上期").value == "3 所\n（2026年9月）"
    assert form.cell("1-2", "上期").value == "80.0%（40/50）\n（2026年9月）"
    assert form.cell("1-4", "上期").value == "—"
    assert form.words(1, "上期进展情况").value == "（2026年9月）按计划推进。"
    assert form.cell("1-1", "数值").value is None
    assert form.cell("1-1", "要求").value == "≥22 所"


def test_a_draft_already_stands_in_its_cells() -> None:
    office = Office()
    draft = office.report(progress="=1+1", problems="缺教师")
    make_measurement(draft, office.assignment("1-1"), 4)
    make_measurement(draft, office.assignment("1-2"), numerator="4.5", denominator=50)
    make_measurement(
        draft,
        office.assignment("1-4"),
        is_done=True,
        done_on=date(2026, 10, 1),
        document="3-1",
        reason="已验收",
    )
    form = office.download()

    assert form.cell("1-1", "数值").value == 4
    assert (form.cell("1-2", "分子").value, form.cell("1-2", "分母").value) == (4.5, 50)
    assert form.cell("1-4", "是否完成").value == "已完成"
    assert form.cell("1-4", "完成日期").value.date() == date(2026, 10, 1)
    assert (form.cell("1-4", "依据文件").value, form.cell("1-4", "情况说明").value) == (
        "3-1",
        "已验收",
    )
    words = form.words(1, "进展情况")
    assert (words.value, words.data_type, words.quotePrefix) == ("=1+1", "s", True)
    assert form.words(1, "存在问题").value == "缺教师"


def test_what_was_handed_in_is_shown_but_locked() -> None:
    office = Office(2)
    handed_in = office.report(state=State.SUBMITTED)
    make_measurement(handed_in, office.assignment("1-1"), 4)
    form = office.download()

    assert unlocked(form, "1-1") == []
    assert form.cell("1-1", "数值").value == 4
    assert form.cell("1-1", "怎么填").value == "不填：报告待单位审核"
    assert form.words(1, "报告状态").value.startswith("待单位审核\n")
    assert form.words(1, "进展情况").protection.locked
    assert unlocked(form, "2-1") == ["数值", "情况说明"]


def test_a_returned_report_is_open_and_shows_why_it_came_back() -> None:
    office = Office()
    office.report(state=State.RETURNED)
    form = office.download()

    assert unlocked(form, "1-1") == ["数值", "情况说明"]
    assert form.words(1, "报告状态").value == "已退回\n退回理由：请补充数据。"


def test_the_key_stands_at_the_left_and_says_whose_row_it_is() -> None:
    office = Office()
    form = office.download()
    assignment = office.assignment("1-2")
    heading = "识别码（数据，请勿改动）"
    key = read_key(form.cell("1-2", heading).value)
    column = form.figures.column_dimensions["A"]

    assert form.cell("1-2", heading).column_letter == "A"
    assert (column.hidden, column.width) == (False, KEY_WIDTH)
    assert key is not None
    expected = Key("2026-10", office.county.pk, SheetKind.FIGURE, assignment.pk, key.digest)
    assert key == expected.showing(key.identity, key.facts)
    assert form.cell("1-2", "填报单位和报告期").value == "普宁市\n2026年10月"


def test_cells_have_drop_downs_and_limits() -> None:
    form = Office().download()
    rules = {
        str(rule.sqref): (rule.type, rule.formula1)
        for rule in (
            *form.figures.data_validations.dataValidation,
            *form.texts.data_validations.dataValidation,
        )
    }

    assert (rules["L5:L10"], rules["O5:O10"]) == (("whole", "0"), ("list", '"已完成,未完成"'))
    assert (rules["Q5:Q10"], rules["R5:R10"]) == (("textLength", "200"), ("textLength", "300"))
    assert (rules["H5"], rules["I5"]) == (("list", '"是"'), ("textLength", "5000"))


def test_sheets_print_landscape_one_page_wide_with_their_header() -> None:
    for sheet in (Office().download()).book:
        setup = sheet.page_setup
        assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == ("landscape", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_row_is_as_high_as_its_longest_text_as_far_as_rows_go() -> None:
    office = Office()
    office.reported_before()
    Report.objects.update(progress="按月推进。" * 1000)
    form = office.download()
    shown = form.words(1, "上期进展情况").value
    height = form.texts.row_dimensions[5].height

    assert shown.endswith(CUT)
    assert 390 < height <= 400


def test_a_quarter_s_form_is_for_words_alone() -> None:
    office = Office()
    finance = make_department("municipal", name="市财政局")
    make_responsibility(office.projects[0], finance, Responsibility.Involvement.SUPPORT)
    make_period("2026-Q3")
    officer = make_officer(Officer.Role.REPORTER, finance)
    office.client.force_login(officer)
    office.period.code = "2026-Q3"
    form = office.download()

    assert form.book.sheetnames == ["文字", "填报说明"]
    assert "本季无变化" in [cell.value for cell in form.texts[4]]


def test_one_project_can_be_downloaded_by_itself() -> None:
    form = Office(2).download(project=2)

    assert [form.words(2, "项目").value, form.texts.max_row] == ["2 项目之2", 5]


@pytest.mark.parametrize("number", ["9", "x", "-1", "１", "99999999999999999999"])
def test_a_project_the_department_does_not_lead_does_not_exist(number: str) -> None:
    office = Office()
    make_project()
    address = reverse("excel_form", args=["2026-10"])

    assert office.client.get(address, {"project": number}).status_code == 404
    assert office.client.get(address, {"project": "2"}).status_code == 404


def test_a_period_that_takes_no_reports_says_so() -> None:
    office = Office()
    make_period("2026-11")
    make_period("2026-Q3")
    for code, sentence in (
        ("2026-11", "2026年11月从2026-11-25起填报，现在还未开始。"),
        ("2026-Q3", "本部门在2026年第3季度没有需要填报的项目。"),
    ):
        for name in ("excel_form", "excel_import"):
            response = office.client.get(reverse(name, args=[code]))
            assert (response.status_code, response.context["sentence"]) == (409, sentence)
    office.report(state=State.SUBMITTED)
    response = office.client.get(reverse("excel_form", args=["2026-10"]))
    assert response.status_code == 409
    assert response.context["sentence"].startswith("2026年10月的报告都已提交")


def test_a_locked_period_opens_for_what_came_back_and_for_whom_it_was_unlocked() -> None:
    office = Office(2)
    office.period.is_locked = True
    office.period.save()
    address = reverse("excel_form", args=["2026-10"])
    assert office.client.get(address).status_code == 409
    office.report(state=State.RETURNED)
    form = office.download()
    assert unlocked(form, "1-1") == ["数值", "情况说明"]
    assert unlocked(form, "2-1") == []
    Unlock.objects.create(
        period=office.period,
        department=office.county,
        reason="补报",
        until=date(2026, 11, 30),
        granted_by=make_officer(Officer.Role.REVIEWER),
    )
    assert unlocked(office.download(), "2-1") == ["数值", "情况说明"]


def test_another_department_s_drafts_are_in_no_form() -> None:
    office = Office()
    make_report(office.projects[0], period=office.period, progress="保密的进展")
    form = office.download()
    values = {cell.value for sheet in form.book for row in sheet.iter_rows() for cell in row}

    assert not [value for value in values if "保密" in str(value)]


@pytest.mark.parametrize("projects", [1, 4])
def test_a_form_takes_as_many_queries_whatever_the_number_of_projects(
    projects: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = Office(projects)
    for number in range(1, projects + 1):
        office.reported_before(number)
        make_measurement(office.report(number), office.assignment(f"{number}-1"), 4)
    address = reverse("excel_form", args=["2026-10"])

    with django_assert_num_queries(13):
        office.client.get(address)


@pytest.mark.parametrize("role", [role for role in Officer.Role if role != "reporter"])
def test_forms_are_for_reporters(role: str) -> None:
    office = Office()
    office.client.force_login(make_officer(role, office.county))

    for name in ("excel_form", "excel_import"):
        assert office.client.get(reverse(name, args=["2026-10"])).status_code == 404


def test_a_form_is_fetched_not_sent() -> None:
    office = Office()
    address = reverse("excel_form", args=["2026-10"])

    assert office.client.post(address).status_code == 405
    assert office.client.delete(office.address).status_code == 405
    assert office.client.get(reverse("excel_form", args=["2030-01"])).status_code == 404
