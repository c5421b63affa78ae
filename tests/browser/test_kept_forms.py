"""Every form with something typed in it: the session ends, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import AuditEntry, Officer
from projects.change_requests.models import ChangeRequest
from reports.models import Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import enter, excuse, expect_copies, expect_nothing_kept, wrong
from tests.browser.kept_cases import (
    CASES,
    DECLINED,
    NOTHING_TYPED,
    PUT_BACK,
    REASON,
    RETURN,
    contents,
    fill,
    press_return,
    reason,
    sign_in_again,
)
from tests.tracker.test_unsent import SENT
from tracker.middleware import UNSENT_SENTENCE

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_form_is_a_case_or_has_nothing_typed() -> None:
    assert set(CASES) | set(NOTHING_TYPED) == set(SENT)


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_is_sent_after_the_session_has_ended_is_back_in_its_form(
    page: Page, live_server: LiveServer, sign_in: SignIn, kept_keys: dict[str, object], name: str
) -> None:
    case = CASES[name]
    address = live_server.url + case.page.format(**kept_keys)
    sign_in(case.officer)
    page.goto(address)
    typed = contents(fill(page, case))
    page.context.clear_cookies(name="sessionid")
    page.locator(case.form).locator(case.button).first.click()
    sign_in_again(page, case.officer)

    assert page.url == address
    expect(page.get_by_text(UNSENT_SENTENCE)).to_be_visible()
    expect(page.locator("#copies")).to_contain_text(PUT_BACK)
    assert contents(page.locator(case.form)) == typed
    page.get_by_role("button", name="去核对").click()
    expect(page.locator(f"{case.form} :focus")).to_have_count(1)
    assert not AuditEntry.objects.exists()
    assert wrong(page) == []


def test_the_administrator_s_pages_keep_what_is_typed_too(
    page: Page, live_server: LiveServer, sign_in: SignIn, officers: dict[str, Officer]
) -> None:
    account = officers["puning"]
    address = f"{live_server.url}{reverse('admin:departments_officer_change', args=[account.pk])}"
    sign_in("admin")
    page.goto(address)
    page.locator("[name=name]").fill("改过的姓名")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存", exact=True).click()
    sign_in_again(page, "admin")

    assert page.url == address
    expect(page.get_by_text(UNSENT_SENTENCE)).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value("改过的姓名")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect_nothing_kept(page)
    account.refresh_from_db()
    assert account.name == "改过的姓名"


def test_what_the_server_has_taken_is_kept_no_longer(returning: Page) -> None:
    expect_copies(returning, 1)
    press_return(returning)
    expect(returning.get_by_text("已退回。")).to_be_visible()

    expect_nothing_kept(returning)
    assert Report.objects.get(pk=1).return_reason.splitlines() == REASON.splitlines()
    assert not [cookie for cookie in returning.context.cookies() if "saved" in cookie["name"]]


def test_what_is_to_be_put_right_is_kept_on(returning: Page, browser_errors: list[str]) -> None:
    reason(returning).fill("长" * 2001)
    press_return(returning)
    expect(returning.locator(f"{RETURN} .field-errors")).to_be_visible()
    expect(reason(returning)).to_have_value("长" * 2001)
    excuse(browser_errors, "422")
    returning.goto(returning.url.removesuffix("return/"))

    offer = returning.locator("#copies")
    expect(offer).to_contain_text("未保存的内容")
    offer.get_by_role("button", name="恢复").click()
    expect(reason(returning)).to_have_value("长" * 2001)


def test_a_closed_tab_offers_what_was_typed_to_the_same_officer_only(
    returning: Page, live_server: LiveServer, new_context: Callable[..., BrowserContext]
) -> None:
    address = returning.url
    page = returning.context.new_page()
    returning.close()
    page.context.clear_cookies()
    enter(page, live_server.url, "reviewer")
    page.goto(address)
    expect(page.locator("#copies")).to_be_hidden()
    page.context.clear_cookies()
    enter(page, live_server.url, "puning-approver")
    page.goto(address)
    expect(reason(page)).to_have_value("")
    page.get_by_role("button", name="恢复").click()

    expect(reason(page)).to_have_value(REASON)
    expect(page.locator("#copies")).to_be_hidden()


def test_a_sign_in_in_another_window_costs_no_word(
    returning: Page, live_server: LiveServer, browser_errors: list[str]
) -> None:
    returning.context.clear_cookies(name="sessionid")
    other = returning.context.new_page()
    enter(other, live_server.url, "puning-approver")
    press_return(returning)
    expect(returning.get_by_role("heading", name="没有提交")).to_be_visible()
    assert wrong(returning) == []
    excuse(browser_errors, "403")
    returning.get_by_role("link", name="回到刚才的页面").click()

    expect(returning.get_by_text(UNSENT_SENTENCE)).to_be_visible()
    expect(reason(returning)).to_have_value(REASON)
    press_return(returning)
    expect(returning.get_by_text("已退回。")).to_be_visible()
    expect_nothing_kept(returning)


def test_a_text_whose_form_is_gone_can_still_be_copied(
    returning: Page, live_server: LiveServer
) -> None:
    """A colleague passes the report while one is signed out with half a reason."""
    returning.context.clear_cookies(name="sessionid")
    Report.objects.filter(pk=1).update(state=Report.State.ENDORSED)
    press_return(returning)
    sign_in_again(returning, "puning-approver")

    orphan = returning.locator("#copies")
    expect(orphan).to_contain_text("已没有填写它的地方")
    expect(orphan.locator("[data-text]")).to_contain_text(REASON)
    assert wrong(returning) == []
    returning.once("dialog", lambda dialog: dialog.accept())
    orphan.get_by_role("button", name="丢弃").click()
    expect(orphan).to_be_hidden()
    expect_nothing_kept(returning)


def test_a_decision_overtaken_by_a_colleague_s_is_shown_again(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    kept_keys: dict[str, object],
    browser_errors: list[str],
) -> None:
    sign_in("reviewer")
    page.goto(f"{live_server.url}/change-requests/1/")
    form = fill(page, CASES["change_request_step"])
    ChangeRequest.objects.update(state=ChangeRequest.State.WITHDRAWN)
    form.get_by_role("button", name="不同意").click()

    expect(page.get_by_text(DECLINED)).to_have_count(1)
    excuse(browser_errors, "409")


def test_signing_out_warns_of_what_is_typed_and_clears_it(returning: Page) -> None:
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    returning.once("dialog", accept)
    returning.get_by_role("button", name="退出").first.click()
    returning.wait_for_url("**/accounts/login/**")

    assert "没有提交" in asked[0]
    expect_nothing_kept(returning)
