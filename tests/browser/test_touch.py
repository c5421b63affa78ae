"""On a phone everything that is pressed to act is as high as a finger needs."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn

PRESSED = ".btn, .menu-button, .menu a, summary, .field input, .field select, .filter select"
# Of what is shown and is no tick or file, as the text that stands on it.
LOW = """
    (selector) => [...document.querySelectorAll(selector)]
      .filter((one) => one.offsetParent && !["checkbox", "radio", "file"].includes(one.type))
      .filter((one) => one.getBoundingClientRect().height < 44)
      .map((one) => one.textContent.trim() || one.name)
"""


@pytest.mark.parametrize(
    ("officer", "path"),
    [
        ("puning", "/reports/2026-10/project/3/"),
        ("puning", "/worklist/"),
        ("puning", "/delegations/"),
        ("leader", "/overview/"),
        ("leader", "/targets/"),
        ("reviewer", "/queue/"),
    ],
)
def test_what_is_pressed_on_a_phone_is_44_pixels_high(
    page: Page, live_server: LiveServer, sign_in: SignIn, officer: str, path: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(officer)

    page.goto(f"{live_server.url}{path}")
    page.locator(".menu-button").click()

    assert page.evaluate(LOW, PRESSED) == []
