"""On a slow line a pressed button says that it was heard."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn

# The page is left at once, and with it all that could be asked of it.
NOTE_DOWN = """button => new MutationObserver(
  () => sessionStorage.setItem("busy", button.getAttribute("aria-busy"))
).observe(button, {attributes: true})"""

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_pressed_button_is_busy_until_the_next_page(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("leader")
    page.goto(f"{live_server.url}/targets/")
    page.locator(".as-of-choice > summary").click()
    button = page.get_by_role("button", name="查看")
    button.evaluate(NOTE_DOWN)

    button.click()
    page.wait_for_url("**/targets/?*")

    assert page.evaluate("sessionStorage.getItem('busy')") == "true"
    pressed = page.locator(".as-of-choice button")
    expect(pressed).not_to_have_attribute("aria-busy", "true")
    page.go_back()
    expect(pressed).not_to_have_attribute("aria-busy", "true")
