"""The report form in a real browser: nothing typed is lost, whatever breaks."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Officer
from projects.models import Assignment, Target
from projects.rules.values import Scope
from reports.models import Report
from tests.browser.form_page import (
    FORM,
    SAVED,
    enter,
    excuse,
    expect_all_saved,
    expect_copies,
    expect_nothing_kept,
    field,
    lines,
    report,
    values,
    wrong,
)
from tests.factories import PDF

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("september")
def test_warnings_come_and_go_as_one_types_and_block_nothing(form: Page) -> None:
    ratio, count = (form.locator(".line").nth(number) for number in (0, 1))
    expect(ratio).to_contain_text("91.7%（1100/1200）")
    form.fill(field(0, "numerator"), "1201")
    form.fill(field(0, "denominator"), "1200")
    expect(ratio.locator("output")).to_have_text("100.1%")
    form.locator("body").click(position={"x": 1, "y": 1})
    expect(ratio.locator(".field-errors")).to_have_text(
        "分子不能大于分母（1200），请核对这两个数。"
    )
    form.fill(field(0, "numerator"), "1000")
    expect(ratio.locator(".caution")).to_contain_text("比上期减少")
    expect(ratio.get_by_label("情况说明")).to_be_visible()
    form.fill(field(0, "numerator"), "0")
    form.fill(field(0, "denominator"), "0")
    expect(ratio.locator("output")).to_have_text("")
    told = ratio.locator(".caution span:visible")
    expect(told).to_have_text(["分母为0；", "分母比上期减少；"])
    form.fill(field(0, "denominator"), "1200")
    form.fill(field(0, "numerator"), "1200")
    expect(ratio.locator(".caution")).to_be_hidden()
    expect(ratio.get_by_label("情况说明")).to_be_hidden()
    form.fill(field(1, "value"), "３")
    expect(ratio.locator(".field-errors")).to_have_count(0)
    expect(count.locator(".caution")).to_contain_text("比上期减少")
    expect(count.locator(".caution")).not_to_contain_text("变化过大", use_inner_text=True)
    count.get_by_label("情况说明").fill("合并一所。")
    assert wrong(form) == []
    form.get_by_label("进展情况").fill("十月已接入。")
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()

    assert report().state == Report.State.SUBMITTED
    assert values() == [
        {"numerator": "1200", "denominator": "1200"},
        {"value": "3", "reason": "合并一所。"},
    ]


def test_an_answer_finds_no_fault_with_what_is_typed_meanwhile(form: Page) -> None:
    held: list[Route] = []
    form.route(f"**{FORM}", lambda route: held.append(route))  # noqa: PLW0108 (marks its handler)
    saving = form.locator("#saving")
    form.fill(field(0, "numerator"), "1100")
    form.fill(field(0, "denominator"), "1200")
    form.locator("body").click(position={"x": 1, "y": 1})
    expect(saving).to_have_text("正在保存…")
    held.pop().continue_()
    expect(saving).to_contain_text(SAVED)
    expect(form.locator(".field-errors")).to_have_count(0)
    expect(saving).to_have_text("正在保存…")
    held.pop().continue_()
    expect_all_saved(form)
    assert values()[0] == {"numerator": "1100", "denominator": "1200"}


@pytest.mark.usefixtures("september")
def test_nothing_changed_is_one_press_and_leaves_what_is_written(form: Page) -> None:
    same = "本期（2026年10月）各项数据与上期（2026年9月）相同，无新的进展。"
    form.get_by_role("button", name="本月无变化").click()
    expect(form.get_by_text("已沿用2026年9月的数据")).to_be_visible()
    expect(form.get_by_label("进展情况")).to_have_value(same)
    form.get_by_label("进展情况").fill("十月另写")
    form.get_by_role("button", name="本月无变化").click()
    expect(form.get_by_text("您已填写的内容没有改动")).to_be_visible()
    expect(form.get_by_label("进展情况")).to_have_value("十月另写")
    assert report().progress == "十月另写"
    expect(form.locator("#copies")).to_be_hidden()


def test_the_form_is_filled_and_sent_by_keyboard_alone(
    form: Page, browser_errors: list[str]
) -> None:
    keyboard = form.keyboard
    form.locator("main").focus()

    def reach(selector: str) -> None:
        for _ in range(60):
            keyboard.press("Tab")
            if form.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached")

    reach(field(0, "numerator"))
    keyboard.type("1100")
    reach(field(0, "denominator"))
    keyboard.type("1200")
    reach(field(1, "value"))
    keyboard.type("四所")
    reach("#id_progress")
    keyboard.type("已接入。")
    keyboard.press("Control+s")
    expect(form.locator("#errors")).to_be_focused()
    reach("#errors a")
    keyboard.press("Enter")
    expect(form.locator(field(1, "value"))).to_be_focused()
    keyboard.press("Control+a")
    keyboard.type("4")
    keyboard.press("Control+Enter")
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()

    assert report().state == Report.State.SUBMITTED
    assert values() == [{"numerator": "1100", "denominator": "1200"}, {"value": "4"}]
    excuse(browser_errors, "422")


def test_a_line_is_carried_over_at_one_press_and_says_so(form: Page, september: Report) -> None:
    form.reload()
    ratio, count = (form.locator(".line").nth(number) for number in (0, 1))
    expect(form.locator(field(0, "denominator"))).to_have_value("1200")
    expect(form.locator(field(0, "numerator"))).to_have_value("")
    expect_nothing_kept(form)
    count.get_by_role("button", name="沿用上期").click()
    expect(form.locator(field(1, "value"))).to_have_value("4")
    expect(count.locator(".carried")).to_have_text("沿用9月数据")
    expect(ratio.locator(".carried")).to_have_text("")
    expect_all_saved(form)
    assert (values(), report().carried_from) == ([{"value": "4"}], september)
    form.reload()
    expect(count.locator(".carried")).to_have_text("沿用9月数据")
    form.fill(field(1, "value"), "5")
    expect(count.locator(".carried")).to_have_text("")
    ratio.get_by_role("button", name="沿用上期").click()
    expect(ratio.locator("output")).to_have_text("91.7%")
    expect_all_saved(form)
    assert values() == [{"numerator": "1100", "denominator": "1200"}, {"value": "5"}]
    assert wrong(form) == []


def test_a_finished_line_is_folded_and_opens_for_what_is_wrong(
    form: Page, september: Report, browser_errors: list[str]
) -> None:
    Target.objects.filter(project=september.project).update(scope=Scope.EACH_COUNTY)
    Assignment.objects.filter(pk=lines()[1].pk).update(target_value=4)
    form.reload()
    line = form.locator(".line").nth(1)
    expect(line.get_by_text("不用再填")).to_be_visible()
    expect(form.locator(field(1, "value"))).to_be_hidden()
    assert wrong(form) == []
    form.get_by_label("进展情况").fill("十月已接入。")
    form.get_by_label("进展情况").blur()
    expect_all_saved(form)
    assert values() == [{"value": "4"}]
    line.locator("summary").first.click()
    form.fill(field(1, "value"), "三所")
    form.get_by_role("button", name="保存草稿").last.click()
    expect(form.locator("#errors")).to_be_visible()
    expect(form.locator(field(1, "value"))).to_be_visible()
    form.fill(field(1, "value"), "3")
    expect(line.locator(".caution")).to_contain_text("比上期减少")
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()
    assert values() == [{"value": "3"}]
    excuse(browser_errors, "422")


@pytest.mark.usefixtures("september")
def test_enter_in_a_figure_saves_the_draft_and_carries_nothing_over(form: Page) -> None:
    form.locator(field(1, "value")).fill("5")
    form.locator(field(1, "value")).press("Enter")
    expect(form.get_by_text("草稿已保存。")).to_be_visible()
    assert values() == [{"value": "5"}]


@pytest.mark.usefixtures("september")
def test_on_a_phone_nothing_is_wider_than_the_window_and_no_field_is_covered(form: Page) -> None:
    form.set_viewport_size({"width": 390, "height": 844})
    form.reload()
    form.locator("main").focus()
    form.emulate_media(reduced_motion="reduce")  # no smooth scrolling, so that one can measure
    covered, is_in_bar = [], False
    while not is_in_bar:
        form.keyboard.press("Tab")
        name, is_in_bar, is_covered = form.evaluate(
            """() => {
                const [field, bar] = [document.activeElement, document.querySelector(".act")];
                const {top, height} = field.getBoundingClientRect();
                const isIn = bar.contains(field);
                const shown = top + Math.min(height, 60);
                return [field.name, isIn, !isIn && shown > bar.getBoundingClientRect().top];
            }"""
        )
        covered += [name] if is_covered else []
    assert covered == []
    assert form.evaluate("document.documentElement.scrollWidth") == 390
    for name in ("numerator", "denominator"):
        assert form.get_attribute(field(0, name), "inputmode") == "decimal"


def test_signing_out_clears_the_officer_s_copies(form: Page, browser_errors: list[str]) -> None:
    form.get_by_label("进展情况").fill("写到一半")
    form.fill(field(1, "value"), "三所")
    expect_copies(form, 1)
    form.once("dialog", lambda dialog: dialog.dismiss())
    with form.expect_event("dialog"):
        form.get_by_role("button", name="退出").click()
    expect(form.locator("#saving")).to_contain_text("1 处填写有误")
    expect_copies(form, 1)
    form.once("dialog", lambda dialog: dialog.accept())
    form.get_by_role("button", name="退出").click()
    form.wait_for_url("**/accounts/login/**")

    expect_nothing_kept(form)
    assert report().progress == "写到一半"


def test_a_report_handed_in_leaves_no_copy_behind(form: Page, context: BrowserContext) -> None:
    form.get_by_label("进展情况").fill("已接入。")
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()
    expect_nothing_kept(form)


def test_without_a_script_the_form_saves_keeps_files_and_lets_two_choose(
    new_context: Callable[..., BrowserContext],
    live_server: LiveServer,
    officers: dict[str, Officer],
    colleague: Page,
    browser_errors: list[str],
    tmp_path: Path,
) -> None:
    pdf = tmp_path / "批复.pdf"
    pdf.write_bytes(PDF)
    page = new_context(java_script_enabled=False).new_page()
    enter(page, live_server.url)
    page.goto(f"{live_server.url}{FORM}")
    colleague.get_by_label("进展情况").fill("同事的进展")
    colleague.get_by_role("button", name="保存草稿").click()
    expect(colleague.get_by_text("草稿已保存。")).to_be_visible()
    page.get_by_label("进展情况").fill("我的进展")
    page.set_input_files('[name="files"]', pdf)
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_label("两段都保留").check()
    page.get_by_role("button", name="按以上选择保存草稿").click()
    expect(page.get_by_text("已按您的选择保存草稿")).to_be_visible()
    expect(page.get_by_role("link", name="批复.pdf")).to_be_visible()
    page.get_by_role("button", name=re.compile("移除.*批复.pdf")).click()
    expect(page.get_by_text("已移除“批复.pdf”。")).to_be_visible()

    assert report().progress.splitlines() == ["我的进展", "同事的进展"]
    assert report().evidence.count() == 0
    excuse(browser_errors, "409")
