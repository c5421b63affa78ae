"""On a small screen a table's columns stay in view; on a phone it says that there are more."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn
from tests.browser.form_page import violations

PAGES = (
    "/overview/",
    "/projects/",
    "/projects/6/",
    "/projects/3/targets/1/",
    "/counties/",
    "/counties/puning/",
    "/departments/",
    "/departments/education/",
    "/targets/",
    "/targets/?level=city",
)
CUT = """[...document.querySelectorAll(".scroll")]
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => part.ariaLabel)"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_no_table_of_a_dashboard_is_cut_at_its_right_edge(
    page: Page, live_server: LiveServer, sign_in: SignIn, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in("leader")
    cut = {}
    for path in PAGES:
        page.goto(live_server.url + path)
        cut[path] = page.evaluate(CUT)

    assert cut == {path: [] for path in PAGES}


SIGNS = """[...document.querySelectorAll(".scroll")].map((part) => {
  const words = getComputedStyle(part, "::before").visibility == "visible";
  const fades = getComputedStyle(part).maskImage.includes("transparent")
    || getComputedStyle(part).maskImage.includes("rgba(0, 0, 0, 0)");
  const isCut = part.scrollWidth > part.clientWidth + 1;
  const isNamed = part.tabIndex === 0 && part.role === "group"
    && Boolean(part.ariaLabel || part.getAttribute("aria-labelledby"));
  return { isCut, words, fades, isNamed };
})"""
SIGNED = ({"isCut": True, "words": True, "fades": True, "isNamed": True},)
WHOLE = ({"isCut": False, "words": False, "fades": False, "isNamed": True},)


def test_a_table_that_is_cut_on_a_phone_says_that_there_is_more(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    sign_in("leader")
    cut = set()
    for path in (*PAGES, "/meeting/?slide=project-3"):
        page.goto(live_server.url + path)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        page.wait_for_timeout(200)
        signs = page.evaluate(SIGNS)
        assert [sign for sign in signs if sign not in (*SIGNED, *WHOLE)] == [], path
        cut |= {path for sign in signs if sign in SIGNED}
    assert {"/overview/", "/projects/6/", "/projects/3/targets/1/"} <= cut


def test_at_its_end_a_table_fades_no_more(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    sign_in("leader")
    page.goto(f"{live_server.url}/overview/")
    page.locator(".matrix-scroll").evaluate("(part) => part.scrollTo(part.scrollWidth, 0)")
    page.wait_for_timeout(200)

    (matrix,) = [sign for sign in page.evaluate(SIGNS) if sign["isCut"]]
    assert (matrix["words"], matrix["fades"]) == (True, False)
    assert violations(page) == []
