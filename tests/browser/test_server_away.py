"""A server or database that is away: what is pressed is said not to have got through."""

import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from playwright.sync_api import Page, expect

from tests.browser.form_page import SAVED, excuse, expect_copies, expect_nothing_kept, report, wrong
from tests.browser.kept_cases import REASON, press_return, reason

pytestmark = pytest.mark.django_db(transaction=True)

UNREACHED = "没有提交，也没有保存到服务器"


def take_away(patch: pytest.MonkeyPatch) -> None:
    """Let the database answer nothing, to the server or to anybody."""

    def refused(*_: object) -> None:
        raise OperationalError("connection refused")

    patch.setattr(CursorWrapper, "execute", refused)


@pytest.mark.parametrize("button", ["提交审核", "保存草稿"])
def test_pressing_says_so_as_plainly_as_an_error(
    form: Page, browser_errors: list[str], button: str
) -> None:
    form.get_by_label("进展情况").fill("全部建成。")
    expect(form.locator("#saving")).to_contain_text(SAVED)
    with pytest.MonkeyPatch.context() as patch:
        take_away(patch)
        form.get_by_role("button", name=button).last.click()
        told = form.locator(".notice-error").filter(has_text=UNREACHED)
        expect(told).to_have_count(2)
        beside = form.get_by_role("alert").filter(has_text=UNREACHED)
        expect(beside).to_be_in_viewport()
        expect(beside).to_contain_text("已存在这台电脑上")
        assert form.url.endswith("/reports/2026-10/project/3/")
        expect_copies(form, 1)
        assert wrong(form) == []

    expect(beside).to_be_hidden()
    expect(form.locator("#saving")).to_contain_text(SAVED)
    excuse(browser_errors, "503")
    assert (report().progress, report().state) == ("全部建成。", "draft")
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()
    expect_nothing_kept(form)


def test_a_line_that_is_cut_is_shown_to_whoever_presses(
    form: Page, browser_errors: list[str]
) -> None:
    form.get_by_label("进展情况").fill("断线前写的。")
    expect(form.locator("#saving")).to_contain_text(SAVED)
    form.context.set_offline(True)
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_role("alert").filter(has_text=UNREACHED)).to_be_visible()

    form.context.set_offline(False)
    expect(form.get_by_role("alert").filter(has_text=UNREACHED)).to_be_hidden()
    excuse(browser_errors, "ERR_INTERNET_DISCONNECTED")


def test_another_form_s_text_is_offered_back_when_the_database_is_there_again(
    returning: Page, browser_errors: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        take_away(patch)
        press_return(returning)
        expect(returning.get_by_role("alert")).to_contain_text("刚才的内容没有提交成功")
        assert wrong(returning) == []
    excuse(browser_errors, "503")
    returning.get_by_role("link", name="回到刚才的页面").click()

    expect(reason(returning)).to_have_value("")
    returning.get_by_role("button", name="恢复").click()
    expect(reason(returning)).to_have_value(REASON)
