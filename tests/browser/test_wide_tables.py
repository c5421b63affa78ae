"""Beside the menu of a small screen all of a table's columns stay in view."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn

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
