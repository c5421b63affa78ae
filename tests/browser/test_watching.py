"""What a browser complains of fails its test, in whichever browser of the test it happens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.browser.form_page import excuse

BREACH = """() => {
    const script = document.createElement("script");
    script.textContent = "window.isBroken = true";
    document.body.append(script);
}"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (BREACH, "Content Security Policy"),
        ("() => document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("() => console.error('broken')", "broken"),
        ("() => { setTimeout(() => { throw new Error('thrown') }) }", "thrown"),
        ("() => fetch('/nowhere/')", "404"),
    ],
)
def test_trouble_in_any_browser_is_noted(
    new_context: Callable[..., BrowserContext],
    live_server: LiveServer,
    browser_errors: list[str],
    trouble: str,
    words: str,
) -> None:
    page = new_context().new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate(trouble)
    for _ in range(900):
        if browser_errors:
            break
        page.wait_for_timeout(100)

    assert [words in text for text in browser_errors] == [True]
    browser_errors.clear()


def test_a_breach_of_the_policy_has_no_excuse() -> None:
    browser_errors = ["Refused, as it breaks the Content Security Policy: 404"]

    with pytest.raises(AssertionError):
        excuse(browser_errors, "404")


def test_no_test_opens_a_browser_that_is_not_watched() -> None:
    tests = [path.read_text() for path in Path(__file__).parent.glob("*.py")]

    assert not [text for text in tests if "browser" + ".new_context" in text]
