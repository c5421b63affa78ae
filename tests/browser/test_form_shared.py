"""The report form: two people at one report."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.form_page import (
    excuse,
    expect_all_saved,
    expect_nothing_kept,
    field,
    report,
    values,
    wrong,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.databases("sqlite", "postgres"),
]


def test_of_two_editors_the_second_chooses_field_by_field(
    form: Page, colleague: Page, browser_errors: list[str]
) -> None:
    colleague.get_by_label("进展情况").fill("同事的进展")
    colleague.get_by_label("存在问题").fill("同事的问题")
    colleague.fill(field(1, "value"), "5")
    expect_all_saved(colleague)
    form.get_by_label("进展情况").fill("我的进展")
    form.get_by_label("存在问题").fill("我的问题")
    form.get_by_label("下一步措施").fill("我的措施")
    form.fill(field(1, "value"), "6")
    trouble = form.get_by_role("alert").filter(has_text="同事甲于")
    expect(trouble).to_be_visible()
    assert wrong(form) == []
    form.get_by_role("button", name="对照并逐项选定").click()

    for name, texts in {
        "进展情况": ("我的进展", "同事的进展"),
        "存在问题": ("我的问题", "同事的问题"),
    }.items():
        for text in texts:
            expect(form.get_by_role("group", name=name)).to_contain_text(text)
    assert wrong(form) == []
    form.get_by_role("group", name="进展情况").get_by_label("用我填写的").check()
    form.get_by_role("group", name="存在问题").get_by_label("用已保存的").check()
    form.get_by_role("group", name="目标 3-").get_by_label("用已保存的").check()
    form.get_by_role("button", name="按以上选择保存草稿").click()
    expect(form.get_by_text("已按您的选择保存草稿")).to_be_visible()

    saved = report()
    assert (saved.progress, saved.problems, saved.next_steps) == (
        "我的进展",
        "同事的问题",
        "我的措施",
    )
    assert values() == [{"value": "5"}]
    expect(form.get_by_label("存在问题")).to_have_value("同事的问题")
    expect_nothing_kept(form)
    excuse(browser_errors, "409")


def test_what_a_colleague_handed_in_is_shown_and_what_was_typed_is_offered_after_the_withdrawal(
    form: Page, colleague: Page, browser_errors: list[str]
) -> None:
    colleague.get_by_label("进展情况").fill("同事的进展")
    colleague.get_by_role("button", name="提交审核").click()
    expect(colleague.get_by_text("已提交，等待单位审核")).to_be_visible()
    form.get_by_label("进展情况").fill("我的进展")
    form.get_by_role("button", name="保存草稿").click()
    expect(form.get_by_role("alert").filter(has_text="这份报告已提交")).to_be_visible()
    expect(form.get_by_label("进展情况")).to_have_value("我的进展")
    expect(form.get_by_role("button", name="保存草稿")).to_have_count(0)

    colleague.goto(form.url)
    colleague.get_by_label("我已了解，仍要撤回").check()
    colleague.get_by_role("button", name="撤回").click()
    expect(colleague.get_by_text("草稿").first).to_be_visible()
    form.goto(form.url)
    form.get_by_role("button", name="恢复").click()
    expect(form.get_by_label("进展情况")).to_have_value("我的进展")
    expect(form.get_by_role("alert").filter(has_text="同事甲于")).to_be_visible()
    assert report().progress == "同事的进展"
    excuse(browser_errors, "409")
