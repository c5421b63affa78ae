"""A leader's first screen: what an office PC shows without scrolling."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Officer
from projects.models import Assignment
from reports.models import Period, Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import enter
from tests.factories import make_measurement, make_report

pytestmark = pytest.mark.django_db(transaction=True)
FIRST_SCREEN: ViewportSize = {"width": 1366, "height": 768}


@pytest.fixture(autouse=True)
def _figures(officers: dict[str, Officer]) -> None:
    """Every county has all of each share, but 揭西县 12 of 16."""
    period = Period.objects.get(code="2026-10")
    reports: dict[tuple[int, int], Report] = {}
    own = Assignment.objects.reported().filter(
        department__county__isnull=False, target__measure="ratio"
    )
    for line in own.select_related("target__project", "department"):
        key = line.department_id, line.target.project_id
        if key not in reports:
            reports[key] = make_report(
                line.target.project,
                line.department,
                period,
                state=Report.State.APPROVED,
                author=officers["puning"],
            )
        numerator = 12 if line.department.code == "jiexi" else 16
        make_measurement(reports[key], line, numerator=numerator, denominator=16)


def is_on_screen(page: Page, selector: str) -> bool:
    """Whether the last of these stands wholly within the window, unscrolled."""
    box = page.locator(selector).last.bounding_box()
    assert box
    return box["y"] >= 0 and box["y"] + box["height"] <= FIRST_SCREEN["height"]


def test_the_overview_is_one_screen(page: Page, live_server: LiveServer, sign_in: SignIn) -> None:
    page.set_viewport_size(FIRST_SCREEN)
    sign_in("leader")
    page.goto(f"{live_server.url}/overview/")

    expect(page.locator(".matrix tbody tr")).to_have_count(22)
    for selector in (
        ".opening",
        ".first-row .headline",
        ".matrix tbody tr",
        ".lacking-rest summary",
    ):
        assert is_on_screen(page, selector), selector
    assert page.locator(".first-columns").evaluate("it => it.scrollWidth <= it.clientWidth")


def test_a_leader_reads_the_county_and_its_gap_without_a_click(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    page.set_viewport_size(FIRST_SCREEN)
    sign_in("leader")
    page.goto(live_server.url)

    expect(page).to_have_url(f"{live_server.url}/overview/")
    expect(page.locator(".opening")).to_contain_text("滞后和逾期最多的是揭西县（")
    lacking = page.locator(".lacking li", has_text="12/16，还差4").first
    expect(lacking).to_contain_text("揭西县：")
    expect(lacking).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(
    ("path", "selectors"),
    [
        ("/counties/jiexi/", [".opening", ".places", "#trouble", "#trouble ~ .scroll thead"]),
        ("/departments/education/", [".opening", ".standing", "#trouble"]),
        ("/projects/6/", [".opening", ".standing", "#lacking", ".lacking li"]),
    ],
)
def test_other_pages_begin_with_how_it_stands_and_what_is_missing(
    page: Page, live_server: LiveServer, sign_in: SignIn, path: str, selectors: list[str]
) -> None:
    page.set_viewport_size(FIRST_SCREEN)
    sign_in("leader")
    page.goto(f"{live_server.url}{path}")

    for selector in selectors:
        assert is_on_screen(page, selector), selector


def test_the_kinds_of_missing_data_open_without_a_script(
    new_context: Callable[..., BrowserContext],
    live_server: LiveServer,
    officers: dict[str, Officer],
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    enter(page, live_server.url, "leader")
    page.goto(f"{live_server.url}/overview/")
    kinds = page.locator(".kinds", has_text="暂无有效数据")
    expect(kinds.get_by_role("link")).to_have_count(0)
    kinds.locator("summary").click()
    kinds.get_by_role("link", name="灰·未报").click()

    expect(page).to_have_url(f"{live_server.url}/targets/?level=city&lamp=unreported")
