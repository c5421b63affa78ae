"""The bureau urges, moves a due day, locks and unlocks; the county sees it: in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from reports.models import Period
from tests.browser.conftest import SignIn
from tests.browser.form_page import excuse
from tests.browser.test_every_page import check_page

pytestmark = pytest.mark.django_db(transaction=True)

PERIOD = "/periods/2026-10/"
FORM = "/reports/2026-10/project/3/"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_one_click_urges_a_county_whose_pages_then_show_it(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("reviewer")
    page.goto(f"{live_server.url}/reminders/?period=2026-10")
    page.get_by_role("row").filter(has_text="普宁市").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("已催报：普宁市人民政府（2026年10月）")
    page.get_by_role("row").filter(has_text="普宁市").get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("今天 09:00 已催报")
    page.get_by_role("button", name="催报全部逾期部门").click()
    expect(page.get_by_role("status")).to_contain_text("榕城区人民政府（2026年10月）")
    wrong = check_page(page, live_server, "/reminders/")
    sign_in("puning")
    wrong += check_page(page, live_server, "/worklist/")
    page.get_by_role("link", name="看未报的项目").click()
    expect(page.get_by_role("table", name="未报的部门和报告期")).to_contain_text("22 / 22")

    assert wrong == []


def test_a_due_day_put_into_the_past_is_kept_after_a_warning(
    page: Page, live_server: LiveServer, sign_in: SignIn, browser_errors: list[str]
) -> None:
    sign_in("reviewer")
    page.goto(live_server.url + PERIOD)
    due = page.get_by_label("截止日期", exact=True)
    due.fill("2026-11-25")
    press(page, "保存")
    expect(page.get_by_role("status")).to_contain_text("2026-11-25截止")
    due.fill("2026-11-22")
    press(page, "保存")
    expect(page.get_by_role("alert")).to_contain_text("这一天已经过去")
    page.get_by_label("我已了解，仍要这样修改").check()
    press(page, "保存")
    expect(page.get_by_role("status")).to_contain_text("2026-11-22截止")
    excuse(browser_errors, "422")


def test_after_the_lock_only_the_county_it_was_unlocked_for_reports(
    page: Page, live_server: LiveServer, sign_in: SignIn, browser_errors: list[str]
) -> None:
    sign_in("reviewer")
    page.goto(live_server.url + PERIOD)
    press(page, "锁定")
    press(page, "解锁")
    expect(page.get_by_role("alert")).to_contain_text("请选择部门")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    page.get_by_label("部门", exact=True).select_option("puning")
    page.get_by_label("有效期至").fill("2026-11-30")
    page.get_by_label("理由").fill("机构调整，数据核对延后。")
    press(page, "解锁")
    expect(page.get_by_role("status")).to_contain_text("可补报到2026-11-30（含当日）")
    expect(page.get_by_role("status")).to_be_in_viewport()
    wrong = check_page(page, live_server, PERIOD) + check_page(page, live_server, "/periods/")
    sign_in("puning")
    page.goto(live_server.url + FORM)
    expect(page.get_by_role("button", name="提交审核")).to_be_visible()
    sign_in("rongcheng")
    page.goto(live_server.url + FORM)
    expect(page.get_by_text("2026年10月已锁定，不再接收新的报告")).to_be_visible()
    excuse(browser_errors, "409", "422")

    assert wrong == []


def test_after_a_refused_unlock_the_days_are_still_changed_from_their_own_form(
    page: Page, live_server: LiveServer, sign_in: SignIn, browser_errors: list[str]
) -> None:
    Period.objects.filter(code="2026-09").update(is_locked=True)
    sign_in("reviewer")
    page.goto(f"{live_server.url}/periods/2026-09/")
    press(page, "解锁")
    expect(page.get_by_role("alert")).to_contain_text("请选择部门")
    assert page.url.endswith("/unlock/")
    expect(page.locator("#copies")).to_be_hidden()
    page.get_by_label("截止日期", exact=True).fill("2026-12-28")
    press(page, "保存")

    expect(page.get_by_role("status")).to_contain_text("2026-12-28截止")
    excuse(browser_errors, "422")
