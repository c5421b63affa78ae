"""The day shown moves by month with a slider, by links without one, and filters stay."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn
from tests.browser.form_page import enter

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_slider_goes_to_a_month_s_end_by_keyboard_and_keeps_the_filter(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("leader")
    page.goto(f"{live_server.url}/overview/?theme=teachers")
    page.get_by_text("截至2026年11月23日").click()
    slider = page.get_by_role("slider", name="月末")
    slider.focus()
    expect(slider).to_have_attribute("aria-valuetext", "2026年11月23日")
    slider.press("ArrowLeft")

    expect(page).to_have_url(f"{live_server.url}/overview/?theme=teachers&as_of=2026-10-31")
    expect(page.get_by_role("status").first).to_contain_text("2026年10月31日")
    expect(page.locator("#as-of summary")).to_have_text("截至2026年10月31日")
    expect(page.locator("#id_month")).to_have_attribute("aria-valuetext", "2026年10月31日")
    assert page.locator(".matrix tbody tr").count() == 5
    page.go_back()
    expect(page).to_have_url(f"{live_server.url}/overview/?theme=teachers")


def test_without_scripts_links_go_from_month_to_month(
    new_context: Callable[..., BrowserContext], live_server: LiveServer, sign_in: SignIn
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    enter(page, live_server.url, "leader")
    page.goto(f"{live_server.url}/overview/?as_of=2026-10-31")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.get_by_role("link", name="上月末").click()
    expect(page).to_have_url(f"{live_server.url}/overview/?as_of=2026-09-30")
    page.get_by_role("link", name="下月末").click()
    expect(page).to_have_url(f"{live_server.url}/overview/?as_of=2026-10-31")


def test_the_matrix_narrows_without_a_new_page_and_goes_back(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("leader")
    page.goto(f"{live_server.url}/overview/")
    page.get_by_text("筛选和排序").click()
    page.get_by_label("主题").select_option("care")

    expect(page.locator(".matrix tbody tr")).to_have_count(2)
    expect(page).to_have_url(f"{live_server.url}/overview/?theme=care")
    expect(page.get_by_label("主题")).to_be_visible()
    page.go_back()
    expect(page.locator(".matrix tbody tr")).to_have_count(22)
    expect(page.get_by_label("主题")).to_have_value("")
