"""The report form: nothing typed is lost to a server, a line, a session or a tab."""

import json

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Officer
from reports.models import Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import (
    FORM,
    SAVED,
    UNSAVED,
    enter,
    excuse,
    expect_all_saved,
    expect_nothing_kept,
    field,
    report,
    values,
    wrong,
)
from tests.browser.site import Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.databases("sqlite", "postgres")
def test_a_killed_server_loses_no_letter(page: Page, site: Site, browser_errors: list[str]) -> None:
    enter(page, site.url)
    page.goto(f"{site.url}{FORM}")
    page.get_by_label("进展情况").fill("先写的一段。")
    expect(page.locator("#saving")).to_contain_text(SAVED)
    site.kill()
    page.get_by_label("进展情况").press_sequentially("服务器断了之后写的一段，\n还有第二行。")
    page.fill(field(0, "numerator"), "11")
    page.fill(field(1, "value"), "三所")
    page.get_by_label("下一步措施").fill("继续写")
    expect(page.locator("#saving")).to_contain_text(UNSAVED)
    page.close()

    site.start()
    again = page.context.new_page()
    again.goto(f"{site.url}{FORM}")
    offer = again.locator("#copies")
    expect(offer).to_contain_text("未保存的内容")
    assert again.get_by_label("下一步措施").input_value() == ""
    assert wrong(again) == []
    offer.get_by_role("button", name="恢复").click()

    assert again.get_by_label("进展情况").input_value() == (
        "先写的一段。服务器断了之后写的一段，\n还有第二行。"
    )
    assert again.input_value(field(0, "numerator")) == "11"
    assert again.input_value(field(1, "value")) == "三所"
    assert again.get_by_label("下一步措施").input_value() == "继续写"
    expect(again.locator("#saving")).to_contain_text(SAVED)
    assert report().next_steps == "继续写"
    excuse(browser_errors, "ERR_CONNECTION_REFUSED")


def test_a_broken_line_is_shown_and_saving_goes_on_when_it_is_back(
    form: Page, browser_errors: list[str]
) -> None:
    form.context.set_offline(True)
    form.get_by_label("进展情况").fill("断线时写的")
    expect(form.locator("#saving")).to_contain_text(UNSAVED)
    form.get_by_role("button", name="保存草稿").click()
    form.wait_for_timeout(300)
    assert form.url.endswith(FORM)
    assert Report.objects.count() == 0

    form.context.set_offline(False)
    expect(form.locator("#saving")).to_contain_text(SAVED)
    assert report().progress == "断线时写的"
    expect_nothing_kept(form)
    excuse(browser_errors, "ERR_INTERNET_DISCONNECTED")


def test_a_draft_saves_itself_before_the_tab_is_closed(form: Page) -> None:
    form.get_by_label("进展情况").fill("写到一半")
    form.fill(field(1, "value"), "4")
    expect_all_saved(form)
    form.close()

    assert (report().progress, values()) == ("写到一半", [{"value": "4"}])
    again = form.context.new_page()
    again.goto(form.url)
    expect(again.get_by_label("进展情况")).to_have_value("写到一半")
    expect(again.locator("#copies")).to_be_hidden()


def test_a_tab_closed_in_mid_word_loses_no_letter(form: Page) -> None:
    form.get_by_label("进展情况").fill("话还没说")
    address = form.url
    form.close()

    again = form.context.new_page()
    again.goto(address)
    restore = again.get_by_role("button", name="恢复")
    if again.get_by_label("进展情况").input_value() == "":
        restore.click()
    expect(again.get_by_label("进展情况")).to_have_value("话还没说")


def test_what_was_kept_may_be_discarded_and_is_not_offered_to_another(
    form: Page, live_server: LiveServer, sign_in: SignIn, officers: dict[str, Officer]
) -> None:
    officer = officers["puning"]
    key = f"copy:{officer.pk}:{officer.department_id}:{FORM}:abc"
    marks = {"version": "0", "opened": ""}
    at = form.evaluate("Date.now()")
    copy = {"at": at, "fields": {"progress": "某人所写"}, "marks": marks}
    form.evaluate("pair => localStorage.setItem(...pair)", [key, json.dumps(copy)])
    form.reload()
    expect(form.locator("#copies")).to_contain_text("有 1 处与现在不同")
    sign_in("rongcheng")
    form.goto(f"{live_server.url}{FORM}")
    expect(form.locator("#copies")).to_be_hidden()
    sign_in("puning")
    form.goto(f"{live_server.url}{FORM}")
    form.once("dialog", lambda dialog: dialog.accept())
    form.get_by_role("button", name="丢弃").click()
    expect(form.locator("#copies")).to_be_hidden()
    expect_nothing_kept(form)


def test_a_lost_session_is_shown_and_saving_goes_on_after_the_sign_in_in_another_tab(
    form: Page, live_server: LiveServer, browser_errors: list[str]
) -> None:
    form.get_by_label("进展情况").fill("登录失效前")
    expect(form.locator("#saving")).to_contain_text(SAVED)
    form.context.clear_cookies(name="sessionid")
    form.get_by_label("存在问题").fill("登录失效后")
    expect(form.get_by_role("alert").filter(has_text="登录已失效")).to_be_visible()
    assert report().problems == ""
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_role("alert").filter(has_text="登录已失效")).to_be_visible()

    with form.context.expect_page() as opened:
        form.get_by_role("link", name="在新窗口重新登录").click()
    enter(opened.value, live_server.url)
    form.bring_to_front()
    form.evaluate("dispatchEvent(new Event('focus'))")
    expect(form.locator("#saving")).to_contain_text(SAVED)
    expect(form.get_by_role("alert").filter(has_text="登录已失效")).to_be_hidden()
    assert report().problems == "登录失效后"
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()
    assert report().state == Report.State.SUBMITTED
    excuse(browser_errors, "403")  # once: the token of the session before


def test_another_officer_signed_in_on_the_computer_saves_nothing_in_one_s_name(
    form: Page, live_server: LiveServer, browser_errors: list[str]
) -> None:
    form.context.clear_cookies()
    other = form.context.new_page()
    enter(other, live_server.url, "rongcheng")
    form.get_by_label("进展情况").fill("普宁所写")
    expect(form.get_by_role("alert").filter(has_text="另一个账号")).to_be_visible()
    assert Report.objects.count() == 0
    excuse(browser_errors, "403")
