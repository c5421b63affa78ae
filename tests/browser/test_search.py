"""The search field by keyboard."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)

FIELD = "搜索内容"


def test_a_stroke_leads_into_the_field_and_enter_to_what_is_found(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("leader")
    page.goto(live_server.url)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name=FIELD)).to_be_focused()
    page.keyboard.type("3-1/")
    expect(page.get_by_role("searchbox", name=FIELD)).to_have_value("3-1/")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="3-1 多媒体教室上网率").click()

    page.wait_for_url("**/projects/3/targets/1/")


def test_the_stroke_sleeps_when_single_keys_are_switched_off(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("leader")
    page.goto(f"{live_server.url}/search/")
    page.get_by_label("使用单键快捷键").uncheck()
    page.goto(f"{live_server.url}/projects/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name=FIELD)).not_to_be_focused()

    page.goto(f"{live_server.url}/search/")
    page.get_by_label("使用单键快捷键").check()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name=FIELD)).to_be_focused()


def test_on_a_phone_the_field_is_in_the_menu(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in("puning")
    page.goto(live_server.url)
    page.get_by_text("菜单").click()
    page.get_by_role("searchbox", name=FIELD).fill("财政")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="市财政局")).to_be_visible()
