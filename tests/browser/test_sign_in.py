"""Signing in: the password is looked at when wanted, and Caps Lock is told."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Officer
from tests.browser.form_page import PASSWORD


def test_the_password_is_shown_and_hidden_and_sent_all_the_same(
    page: Page, live_server: LiveServer, officers: dict[str, Officer]
) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("用户名").fill("puning")
    field = page.get_by_label("密码")
    field.fill(PASSWORD)
    expect(field).to_have_attribute("type", "password")

    page.get_by_role("button", name="显示密码").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="隐藏密码").click()
    expect(field).to_have_attribute("type", "password")
    page.get_by_role("button", name="显示密码").click()
    page.get_by_role("button", name="登录").click()

    page.wait_for_url(lambda address: "/accounts/login/" not in address)


def test_an_engaged_caps_lock_is_told_until_it_is_off(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    field = page.get_by_label("密码")

    field.dispatch_event("keydown", {"key": "A", "modifierCapsLock": True})
    expect(page.get_by_role("status")).to_have_text("大写锁定已打开，密码区分大小写。")

    field.dispatch_event("keyup", {"key": "CapsLock", "modifierCapsLock": False})
    expect(page.get_by_role("status")).to_be_empty()
