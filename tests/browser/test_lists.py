"""Lists change without a new page; the address, the way back and trouble are as ever."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn
from tests.browser.form_page import enter, excuse, wrong

pytestmark = pytest.mark.django_db(transaction=True)

TARGETS = "/targets/"
CITY = re.compile(r"/targets/\?level=city$")


@pytest.fixture
def targets(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    """目标明细, opened by a leader."""
    sign_in("leader")
    page.goto(live_server.url + TARGETS)
    page.evaluate("window.isSamePage = true")
    return page


def is_same_page(page: Page) -> bool:
    return bool(page.evaluate("window.isSamePage === true"))


def total(page: Page) -> int:
    return int(page.locator("#list [data-total]").get_attribute("data-total") or 0)


def hold(page: Page) -> list[Route]:
    """Keep back what is asked of the whole city; the requests that came."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(CITY, keep)
    return held


def news(page: Page) -> str:
    return page.locator("[aria-live=polite].visually-hidden").inner_text()


def test_a_choice_changes_the_list_and_the_address_alone(targets: Page) -> None:
    before = total(targets)
    level = targets.get_by_label("层级")
    level.focus()
    level.select_option("city")
    targets.wait_for_url(CITY)

    expect(targets.locator("#list")).not_to_have_attribute("aria-busy", "true")
    assert 0 < total(targets) < before
    assert news(targets) == f"结果已更新，共 {total(targets)} 条"
    assert is_same_page(targets)
    expect(level).to_be_focused()
    expect(level).to_have_value("city")


def test_the_way_back_restores_the_list_and_the_filters(targets: Page) -> None:
    before = total(targets)
    targets.get_by_label("层级").select_option("city")
    targets.wait_for_url(CITY)
    city = total(targets)
    targets.get_by_label("亮灯").select_option("stale")
    targets.wait_for_url(re.compile("lamp=stale"))

    for address, level, lamp, number in ((CITY, "city", "", city), (TARGETS, "", "", before)):
        targets.go_back()
        expect(targets).to_have_url(re.compile(f"{getattr(address, 'pattern', address)}$"))
        expect(targets.locator("#list [data-total]")).to_have_attribute("data-total", str(number))
        expect(targets.get_by_label("层级")).to_have_value(level)
        expect(targets.get_by_label("亮灯")).to_have_value(lamp)
    targets.go_forward()
    expect(targets.locator("#list [data-total]")).to_have_attribute("data-total", str(city))
    expect(targets.get_by_label("层级")).to_have_value("city")
    assert is_same_page(targets)


def test_order_and_pages_keep_the_filters_and_the_focus(targets: Page) -> None:
    measure = targets.get_by_label("计量方式")
    measure.select_option("count")
    targets.wait_for_url(re.compile("measure=count"))
    due = targets.get_by_role("link", name="要求和时限")
    due.press("Enter")
    targets.wait_for_url(re.compile("measure=count&sort=due|sort=due&measure=count"))
    expect(due).to_be_focused()
    expect(targets.get_by_role("columnheader", name="要求和时限")).to_have_attribute(
        "aria-sort", "ascending"
    )
    targets.get_by_role("link", name="下一页").press("Enter")
    targets.wait_for_url(re.compile("page=2"))

    expect(measure).to_have_value("count")
    expect(targets.locator("#list .scroll")).to_be_focused()
    expect(targets.get_by_role("columnheader", name="要求和时限")).to_be_in_viewport()
    expect(targets.get_by_role("link", name="2", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    targets.get_by_role("button", name="筛选").click()
    expect(targets).not_to_have_url(re.compile("page="))
    assert is_same_page(targets)


def test_clearing_empties_the_fields(targets: Page) -> None:
    targets.get_by_label("层级").select_option("city")
    targets.wait_for_url(CITY)
    targets.get_by_role("link", name="清除").click()

    expect(targets).to_have_url(re.compile(f"{TARGETS}$"))
    expect(targets.get_by_label("层级")).to_have_value("")
    expect(targets.get_by_role("link", name="清除")).to_be_focused()
    assert is_same_page(targets)


def test_a_slow_answer_shows_that_the_list_is_on_its_way(targets: Page) -> None:
    held = hold(targets)
    targets.get_by_label("层级").select_option("city")
    waiting = targets.locator("#list[aria-busy=true]")

    expect(waiting).to_have_count(1)
    expect(waiting.locator(".data")).to_have_css("opacity", "0.55")
    held[0].continue_()
    expect(waiting).to_have_count(0)
    expect(targets).to_have_url(CITY)


def test_what_is_chosen_while_the_list_is_on_its_way_is_kept(targets: Page) -> None:
    held = hold(targets)
    targets.get_by_label("层级").select_option("city")
    expect(targets.locator("#list[aria-busy=true]")).to_have_count(1)
    # Without the event that a hand would cause, which would ask for the list again.
    targets.get_by_label("计量方式").evaluate("field => { field.value = 'count' }")
    held[0].continue_()

    expect(targets).to_have_url(CITY)
    expect(targets.get_by_label("计量方式")).to_have_value("count")


def test_a_second_choice_overtakes_the_first(targets: Page) -> None:
    hold(targets)
    targets.get_by_label("层级").select_option("city")
    expect(targets.locator("#list[aria-busy=true]")).to_have_count(1)
    targets.get_by_label("计量方式").select_option("count")

    expect(targets).to_have_url(re.compile("level=city&measure=count"))
    expect(targets.locator("#list[aria-busy=true]")).to_have_count(0)
    expect(targets.locator("#list-trouble")).to_have_count(0)


@pytest.mark.parametrize(
    ("trouble", "words"), [("500", "服务器出错"), ("ERR_FAILED", "连不上服务器")]
)
def test_trouble_is_shown_and_the_list_stays_until_a_second_try(
    targets: Page, browser_errors: list[str], trouble: str, words: str
) -> None:
    before = total(targets)
    targets.route(
        CITY, lambda route: route.fulfill(status=500) if trouble == "500" else route.abort()
    )
    targets.get_by_label("层级").select_option("city")
    alert = targets.get_by_role("alert")
    expect(alert).to_contain_text(words)
    expect(alert).to_contain_text("下面仍是原来的列表")
    expect(targets.locator("#list[aria-busy=true]")).to_have_count(0)
    expect(targets).to_have_url(re.compile(f"{TARGETS}$"))
    assert total(targets) == before
    assert wrong(targets) == []
    targets.unroute(CITY)
    alert.get_by_role("button", name="重试").click()

    expect(targets).to_have_url(CITY)
    expect(alert).to_have_count(0)
    assert total(targets) < before
    excuse(browser_errors, "500", "ERR_FAILED", "Failed to fetch")


def test_trouble_on_the_way_back_is_shown_too(targets: Page, browser_errors: list[str]) -> None:
    before = total(targets)
    targets.get_by_label("层级").select_option("city")
    targets.wait_for_url(CITY)
    home = re.compile(f"{TARGETS}$")
    targets.route(home, lambda route: route.fulfill(status=500))
    targets.go_back()
    alert = targets.get_by_role("alert")
    expect(alert).to_contain_text("服务器出错")
    targets.unroute(home)
    alert.get_by_role("button", name="重试").click()

    expect(targets.locator("#list [data-total]")).to_have_attribute("data-total", str(before))
    expect(targets.get_by_label("层级")).to_have_value("")
    targets.go_forward()
    expect(targets.get_by_label("层级")).to_have_value("city")
    excuse(browser_errors, "500")


def test_who_is_signed_out_signs_in_and_sees_the_list_requested(
    targets: Page, live_server: LiveServer
) -> None:
    targets.context.clear_cookies()
    targets.get_by_label("层级").select_option("city")
    targets.wait_for_url(re.compile("/accounts/login/"))
    targets.get_by_label("用户名").fill("leader")
    targets.get_by_label("密码").fill("long-enough-for-a-test")
    targets.get_by_role("button", name="登录").click()

    expect(targets).to_have_url(CITY)


def test_a_row_leads_to_its_page(targets: Page) -> None:
    targets.locator("#list tbody a").first.click()
    targets.wait_for_url(re.compile("/projects/"))

    assert not is_same_page(targets)


@pytest.mark.usefixtures("officers")
def test_without_scripts_lists_change_with_the_page(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    plain = new_context(java_script_enabled=False).new_page()
    enter(plain, live_server.url, "leader")
    plain.goto(live_server.url + TARGETS)
    before = total(plain)
    plain.get_by_label("层级").select_option("city")
    plain.get_by_role("button", name="筛选").click()
    plain.wait_for_url(re.compile("level=city"))
    assert total(plain) < before
    plain.get_by_role("link", name="要求和时限").click()
    plain.wait_for_url(re.compile("sort=due"))
    expect(plain.get_by_label("层级")).to_have_value("city")


def test_the_choice_of_the_day_keeps_what_was_narrowed_in_place(targets: Page) -> None:
    targets.get_by_label("层级").select_option("city")
    targets.wait_for_url(CITY)
    targets.get_by_role("link", name="上月末").click()
    targets.wait_for_url(re.compile("as_of="))
    expect(targets.get_by_label("层级")).to_have_value("city")
    targets.go_back()
    targets.wait_for_url(CITY)
    targets.go_back()
    expect(targets).to_have_url(re.compile(f"{TARGETS}$"))
    expect(targets.get_by_label("层级")).to_have_value("")
    targets.get_by_role("link", name="上月末").click()
    targets.wait_for_url(re.compile(r"/targets/\?as_of="))


def test_the_way_back_holds_before_the_script_has_started(targets: Page) -> None:
    targets.get_by_label("层级").select_option("city")
    targets.wait_for_url(CITY)
    targets.get_by_role("link", name="上月末").click()
    targets.wait_for_url(re.compile("as_of="))
    targets.route(re.compile(r"/main(\.\w+)?\.js"), lambda script: None)
    targets.go_back(wait_until="commit")
    expect(targets.get_by_label("层级")).to_have_value("city")
    targets.go_back(wait_until="commit")
    expect(targets).to_have_url(re.compile(f"{TARGETS}$"))
    targets.unroute_all()

    expect(targets.get_by_label("层级")).to_have_value("")


def test_the_workbook_follows_the_filters_and_keeps_its_name(targets: Page) -> None:
    targets.get_by_label("层级").select_option("city")
    targets.wait_for_url(CITY)
    number = total(targets)
    with targets.expect_download() as started:
        targets.get_by_role("link", name="导出 Excel").click()
    file = started.value

    assert file.suggested_filename == "目标明细_2026-11-23.xlsx"
    (sheet,) = load_workbook(BytesIO(file.path().read_bytes())).worksheets
    assert sheet.max_row == 4 + number
    assert "筛选：层级：全市的目标" in str(sheet["A3"].value)
    expect(targets).to_have_url(CITY)
    assert is_same_page(targets)


@pytest.mark.usefixtures("officers")
def test_without_scripts_a_list_is_exported_too(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> None:
    plain = new_context(java_script_enabled=False).new_page()
    enter(plain, live_server.url, "leader")
    plain.goto(f"{live_server.url}/departments/?kind=county")
    with plain.expect_download() as started:
        plain.get_by_role("link", name="导出 Excel").click()

    assert started.value.suggested_filename == "部门_2026-11-23.xlsx"
