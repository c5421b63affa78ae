"""The plan's marked words: what they tell to pointer and keyboard, and where they lead."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn
from tests.browser.form_page import excuse

PROJECT = "/projects/2/"
TARGET = "/projects/2/targets/1/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    sign_in("leader")
    page.goto(f"{live_server.url}{PROJECT}")
    return page


def test_pointing_at_a_promise_shows_figure_and_rule_and_leaving_it_hides_them(
    project: Page,
) -> None:
    pledge, told = project.locator(".pledge").first, project.get_by_role("tooltip")

    pledge.locator("mark").hover()
    expect(told).to_contain_text("红·逾期：要求每县")
    told.hover()
    expect(told).to_be_visible()
    project.get_by_role("heading", level=1).hover()

    expect(told).to_have_count(0)


def test_the_keyboard_gets_the_same_and_escape_puts_it_away(
    project: Page, live_server: LiveServer
) -> None:
    link, told = project.locator(".pledge a").first, project.get_by_role("tooltip")

    link.focus()
    expect(told).to_contain_text("2-1 城乡学校布局专项规划")
    expect(link).to_have_accessible_description(told.inner_text().replace("\n", " "))
    project.keyboard.press("Escape")
    expect(told).to_have_count(0)
    project.keyboard.press("Tab")
    expect(told).to_contain_text("2-2")
    project.keyboard.press("Shift+Tab")
    expect(told).to_contain_text("2-1")
    project.keyboard.press("Enter")

    project.wait_for_url(f"{live_server.url}{TARGET}")


def test_messages_fit_a_phone(project: Page) -> None:
    project.set_viewport_size({"width": 390, "height": 844})

    for number in range(project.locator(".pledge").count()):
        project.locator(".pledge").nth(number).locator("a").first.focus()
        box = project.get_by_role("tooltip").bounding_box()
        assert box is not None
        assert (box["x"] >= 0, box["x"] + box["width"] <= 390) == (True, True)
        assert project.evaluate("document.documentElement.scrollWidth") == 390


def test_without_script_pointing_and_leading_work_too(
    project: Page, live_server: LiveServer, browser_errors: list[str]
) -> None:
    project.route("**/*.js", lambda route: route.abort())
    project.reload()
    project.locator(".pledge mark").first.hover()
    expect(project.get_by_role("tooltip")).to_be_visible()
    project.locator(".pledge mark").first.click()

    project.wait_for_url(f"{live_server.url}{TARGET}")
    excuse(browser_errors, "ERR_FAILED")
