"""What is kept is kept field by field: none is lost, none overwrites what others saved."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Officer
from projects.models import Assignment, Checkpoint, Project, Target
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
from tests.browser.kept_cases import RETURN, press_return, reason, sign_in_again
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
def target(officers: dict[str, Officer]) -> Target:
    return Target.objects.filter(project__number=3, checkpoints__isnull=False)[0]


@pytest.fixture
def adding(page: Page, live_server: LiveServer, sign_in: SignIn, target: Target) -> Page:
    """The administrator adds a checkpoint and changes a text while the session ends."""
    sign_in("admin")
    change = reverse("admin:projects_target_change", args=[target.pk])
    page.goto(f"{live_server.url}{change}")
    page.locator("#checkpoints-group .add-row a").click()
    row = target.checkpoints.count()
    page.locator(f"[name=checkpoints-{row}-due]").fill("2027-06-30")
    page.locator(f"[name=checkpoints-{row}-target_value]").fill("55")
    page.locator("[name=counting]").fill("改过的口径")
    page.context.clear_cookies(name="sessionid")
    save(page)
    return page


def test_a_row_that_was_added_is_added_again(adding: Page, target: Target) -> None:
    sign_in_again(adding, "admin")
    row = target.checkpoints.count()
    expect(adding.locator(f"[name=checkpoints-{row}-due]")).to_have_value("2027-06-30")
    expect(adding.locator(f"[name=checkpoints-{row}-target_value]")).to_have_value("55")
    expect(offers(adding)).to_have_count(1)
    expect_copies(adding, 1)
    save(adding)

    expect(adding.locator(".messagelist .success")).to_be_visible()
    expect_nothing_kept(adding)
    assert target.checkpoints.filter(due=date(2027, 6, 30), target_value=55).exists()
    target.refresh_from_db()
    assert target.counting == "改过的口径"


def test_a_row_whose_number_another_one_has_got_is_shown_to_be_copied(
    adding: Page, target: Target
) -> None:
    Checkpoint.objects.create(target=target, due=date(2027, 3, 31), target_value=50)
    sign_in_again(adding, "admin")

    expect(adding.locator("[name=counting]")).to_have_value("改过的口径")
    gone = offers(adding).filter(has_text=GONE)
    expect(gone).to_contain_text("2027-06-30")
    expect(gone).to_contain_text("55")
    save(adding)
    expect(adding.locator(".messagelist .success")).to_be_visible()
    assert Checkpoint.objects.get(target=target, due=date(2027, 3, 31)).target_value == 50
    expect_copies(adding, 1)


@pytest.fixture
def overtaken(
    page: Page,
    live_server: LiveServer,
    sign_in: SignIn,
    officers: dict[str, Officer],
) -> Page:
    """Two texts of a project left half typed; another saves one and a third."""
    project = Project.objects.get(number=3)
    change = reverse("admin:projects_project_change", args=[project.pk])
    sign_in("admin")
    page.goto(live_server.url + change)
    page.locator("[name=name]").fill("甲改的名称")
    page.locator("[name=text]").fill("甲改的原文")
    page.goto(f"{live_server.url}/admin/")
    another = next(theme for theme in Project.Theme if theme != project.theme)
    Project.objects.filter(pk=project.pk).update(text="乙改的原文", theme=another)
    page.goto(live_server.url + change)
    return page


def test_only_what_one_changed_oneself_is_restored(overtaken: Page) -> None:
    others = overtaken.locator("[name=theme]").input_value()
    mine, changed = offers(overtaken).nth(0), offers(overtaken).nth(1)
    expect(mine).to_contain_text("有 1 处与现在不同：项目名称")
    expect(changed).to_contain_text("后来已改过")
    expect(changed).to_contain_text("甲改的原文")
    mine.get_by_role("button", name="恢复").click()
    expect(overtaken.locator("[name=name]")).to_have_value("甲改的名称")
    expect(overtaken.locator("[name=text]")).to_have_value("乙改的原文")
    save(overtaken)

    expect(overtaken.locator(".messagelist .success")).to_be_visible()
    project = Project.objects.get(number=3)
    assert (project.name, project.text, project.theme) == ("甲改的名称", "乙改的原文", others)
    expect_copies(overtaken, 1)


def test_what_another_changed_is_overwritten_by_a_press_that_says_so(overtaken: Page) -> None:
    overtaken.get_by_role("button", name="覆盖").click()

    expect(overtaken.locator("[name=text]")).to_have_value("甲改的原文")
    assert overtaken.locator("[name=name]").input_value() != "甲改的名称"
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
