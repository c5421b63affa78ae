"""What is kept is kept field by field: none is lost, none overwrites what others saved."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Officer
from projects.models import Assignment
from tests.browser.conftest import SignIn
from tests.browser.form_page import (
    FORM,
    SAVED,
    UNSAVED,
    copies,
    excuse,
    expect_copies,
    expect_nothing_kept,
    field,
    lines,
    wrong,
)
from tests.browser.kept_cases import RETURN, press_return, reason
from tests.browser.test_server_away import take_away

pytestmark = pytest.mark.django_db(transaction=True)

GONE = "这一页上已没有填写它的地方"
LONG = "长" * 2001
MONTH = 30 * 24 * 60 * 60 * 1000


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()


def offers(page: Page) -> Locator:
    return page.locator("#copies > div")


@pytest.fixture
def overtaken(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    officers: dict[str, Officer],
) -> Page:
    """Two texts of an account left half typed; another saves one and a third."""
    account = officers["puning"]
    change = reverse("admin:departments_officer_change", args=[account.pk])
    sign_in("admin")
    page.goto(live_server.url + change)
    page.locator("[name=name]").fill("甲改的姓名")
    page.locator("[name=phone]").fill("0663-1000000")
    page.goto(f"{live_server.url}/admin/")
    Officer.objects.filter(pk=account.pk).update(phone="0663-2000000", email="b@example.org")
    page.goto(live_server.url + change)
    return page


def test_only_what_one_changed_oneself_is_restored(overtaken: Page) -> None:
    mine, changed = offers(overtaken).nth(0), offers(overtaken).nth(1)
    expect(mine).to_contain_text("有 1 处与现在不同：姓名")
    expect(changed).to_contain_text("后来已改过")
    expect(changed).to_contain_text("0663-1000000")
    mine.get_by_role("button", name="恢复").click()
    expect(overtaken.locator("[name=name]")).to_have_value("甲改的姓名")
    expect(overtaken.locator("[name=phone]")).to_have_value("0663-2000000")
    save(overtaken)

    expect(overtaken.locator(".messagelist .success")).to_be_visible()
    account = Officer.objects.get(username="puning")
    saved = (account.name, account.phone, account.email)
    assert saved == ("甲改的姓名", "0663-2000000", "b@example.org")
    expect_copies(overtaken, 1)


def test_what_another_changed_is_overwritten_by_a_press_that_says_so(overtaken: Page) -> None:
    overtaken.get_by_role("button", name="覆盖").click()

    expect(overtaken.locator("[name=phone]")).to_have_value("0663-1000000")
    expect(overtaken.locator("[name=name]")).not_to_have_value("甲改的姓名")
    expect(offers(overtaken)).to_have_count(1)


def test_the_text_of_a_line_closed_meanwhile_is_shown_and_kept(
    form: Page, browser_errors: list[str]
) -> None:
    closed, text = lines()[1], field(1, "reason")
    address = form.url
    with pytest.MonkeyPatch.context() as patch:
        take_away(patch)
        form.get_by_label("进展情况").fill("断线时写的")
        form.locator(text).evaluate("field => { field.closest('details').open = true; }")
        form.locator(text).fill("写了很久的情况说明。")
        expect(form.locator("#saving")).to_contain_text(UNSAVED)
        form.goto("about:blank")
        form.wait_for_timeout(500)
    Assignment.objects.filter(pk=closed.pk).update(closed_on=date(2026, 11, 20))
    form.goto(address)

    expect(form.locator(text)).to_have_count(0)
    gone = offers(form).filter(has_text=GONE)
    expect(gone).to_contain_text("写了很久的情况说明。")
    form.get_by_role("button", name="恢复").click()
    expect(form.get_by_label("进展情况")).to_have_value("断线时写的")
    expect(form.locator("#saving")).to_contain_text(SAVED)
    expect(gone).to_be_visible()
    assert wrong(form) == []
    form.reload()
    expect(gone).to_contain_text("写了很久的情况说明。")
    form.once("dialog", lambda dialog: dialog.accept())
    gone.get_by_role("button", name="丢弃").click()
    expect_nothing_kept(form)
    excuse(browser_errors, "503")


def test_what_nobody_came_back_for_in_a_month_goes_at_the_next_visit(
    page: Page, live_server: LiveServer, sign_in: SignIn, officers: dict[str, Officer]
) -> None:
    sign_in("rongcheng")
    page.goto(live_server.url)
    officer = officers["puning"]
    for age, name in ((MONTH + 60_000, "old"), (MONTH - 600_000, "young")):
        key = f"copy:{officer.pk}:{officer.department_id}:{FORM}:{name}"
        page.evaluate(
            """([key, age]) => localStorage.setItem(
              key, JSON.stringify({ at: Date.now() - age, fields: { progress: "某人所写" } }))""",
            [key, age],
        )
    page.goto(f"{live_server.url}/worklist/")

    assert [key.rpartition(":")[2] for key in copies(page)] == ["young"]


def test_what_was_refused_of_one_form_is_not_offered_in_another(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    kept_keys: object,
    browser_errors: list[str],
) -> None:
    sign_in("reviewer")
    page.goto(f"{live_server.url}/reports/2/")
    reason(page).evaluate("field => { const o = field.closest('details'); if (o) o.open = true; }")
    reason(page).fill(LONG)
    press_return(page)
    expect(page.locator(f"{RETURN} .field-errors")).to_be_visible()
    expect(page.locator("#copies")).to_be_hidden()
    expect(page.locator("[action*='/reply/'] [name=text]")).to_have_value("")
    page.goto(f"{live_server.url}/reports/2/")
    expect(offers(page)).to_have_count(1)
    page.get_by_role("button", name="恢复").click()
    expect(reason(page)).to_have_value(LONG)
    expect(page.locator("[action*='/reply/'] [name=text]")).to_have_value("")
    page.goto(f"{live_server.url}/reports/4/")
    expect(page.locator("#copies")).to_be_hidden()
    excuse(browser_errors, "422")
