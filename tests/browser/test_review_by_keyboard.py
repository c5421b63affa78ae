"""A reviewer's morning without a mouse: filter, open, pass, return, skip, pass many at once."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import AuditEntry, Department, Officer
from projects.models import Assignment, Project
from reports.models import Period, Report
from tests.browser.conftest import SignIn
from tests.factories import make_measurement, make_report

pytestmark = pytest.mark.django_db(transaction=True)

State = Report.State
REASON = "在园幼儿数与台账不符，请核对。"
WAIT = 700
"""A decision's key sleeps for the first 0.6 seconds of a page."""


@pytest.fixture
def waiting(officers: dict[str, Officer]) -> list[Report]:
    """Five reports of projects with figures wait for the bureau; that of project 2 has jumped."""
    reports = []
    department = Department.objects.get(code="puning")
    for number in (2, 3, 9, 13, 14):
        project = Project.objects.get(number=number)
        for code, state in (("2026-09", State.APPROVED), ("2026-10", State.ENDORSED)):
            period = Period.objects.get(code=code)
            report = make_report(project, department, period, state=state)
            for line in Assignment.objects.filter(department=department, target__project=project):
                fill(report, line, is_odd=number == 2 and state == State.ENDORSED)
        reports.append(report)
    return reports


def fill(report: Report, line: Assignment, is_odd: bool) -> None:
    if line.target.is_ratio:
        whole = line.denominator or 100
        make_measurement(report, line, numerator=0 if is_odd else whole, denominator=whole)
    elif line.target.is_count:
        make_measurement(report, line, 900 if is_odd else 3)
    elif line.target.is_milestone:
        make_measurement(report, line, is_done=False)


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other, once the page listens."""
    for key in keys:
        page.locator("html[data-keys]").wait_for(state="attached")
        page.keyboard.press(key)


def decide(page: Page) -> None:
    """Press A as soon as it is awake."""
    page.wait_for_timeout(WAIT)
    page.keyboard.press("a")


def open_report(page: Page, live_server: LiveServer, number: int) -> Report:
    report = Report.objects.get(project__number=number, state=State.ENDORSED)
    page.goto(f"{live_server.url}/reports/{report.pk}/?from=")
    return report


def states() -> dict[int, str]:
    found = Report.objects.filter(period__code="2026-10").order_by("project__number")
    return {report.project.number: report.state for report in found}


def return_the_odd_one(page: Page) -> None:
    """Filter, open the first, and return it with a reason."""
    page.get_by_label("异常").focus()
    press(page, "ArrowDown", "Enter")
    page.get_by_role("button", name="筛选").press("Enter")
    page.wait_for_url("**/queue/?**anomalies=yes**")
    press(page, "j", "Enter")
    expect(page.get_by_text("1 / 1")).to_be_visible()
    expect(page.get_by_text("未说明原因").first).to_be_visible()
    # R leads into the reason, where letters are letters; the button is the next stop.
    press(page, "r")
    page.keyboard.type(REASON + "qna")
    press(page, "Backspace", "Backspace", "Backspace", "Tab", "Enter")
    page.wait_for_url("**/queue/?**anomalies=yes**")
    expect(page.get_by_role("status")).to_contain_text("已退回")


def pass_the_second_one(page: Page) -> None:
    """Take the filter off, go back and forth between reports, and pass one."""
    page.get_by_role("link", name="待审 4").press("Enter")
    page.wait_for_url(lambda url: "anomalies" not in url)
    press(page, "j", "Enter")
    expect(page.get_by_text("1 / 4")).to_be_visible()
    for key, place in (("n", "2 / 4"), ("p", "1 / 4"), ("j", "2 / 4"), ("k", "1 / 4")):
        press(page, key)
        expect(page.get_by_text(place)).to_be_visible()
    press(page, "n")
    expect(page.get_by_text("2 / 4")).to_be_visible()
    decide(page)
    expect(page.get_by_role("status")).to_contain_text("已通过。下面是下一份。")
    expect(page.get_by_text("2 / 3")).to_be_visible()
    press(page, "q")
    expect(page.get_by_role("heading", name="待审核")).to_be_visible()


def pass_the_others_at_once(page: Page) -> None:
    """Tick one, then all that can be."""
    press(page, "j", "x")
    expect(page.get_by_role("button", name="通过所选 1 份")).to_be_visible()
    page.get_by_label("全选本页可批量的").press("Space")
    page.get_by_role("button", name="通过所选 3 份").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已审核通过 3 份")


def test_the_whole_morning(
    page: Page, live_server: LiveServer, sign_in: SignIn, waiting: list[Report]
) -> None:
    sign_in("reviewer")
    page.goto(f"{live_server.url}/queue/")
    return_the_odd_one(page)
    pass_the_second_one(page)
    pass_the_others_at_once(page)

    assert states() == {2: "returned", 3: "approved", 9: "approved", 13: "approved", 14: "approved"}
    assert Report.objects.get(pk=waiting[0].pk).return_reason == REASON
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert sorted(actions) == ["退回", "通过", "通过", "通过", "通过"]


@pytest.mark.usefixtures("waiting")
def test_keys_can_be_looked_up_and_switched_off(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("reviewer")
    open_report(page, live_server, 3)
    button = page.get_by_role("button", name="通过", exact=True)
    assert button.get_attribute("aria-keyshortcuts") == "A"
    press(page, "?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    decide(page)
    press(page, "?")
    expect(dialog).to_be_hidden()
    press(page, "?")
    page.get_by_label("使用单键快捷键").press("Space")
    page.keyboard.press("Escape")
    assert button.get_attribute("aria-keyshortcuts") is None
    decide(page)
    press(page, "n", "q", "?")
    expect(dialog).to_be_hidden()
    page.reload()
    decide(page)
    page.get_by_role("button", name="快捷键").press("Enter")
    expect(page.get_by_label("使用单键快捷键")).not_to_be_checked()
    assert set(states().values()) == {"endorsed"}


@pytest.mark.usefixtures("waiting")
def test_a_key_decides_neither_at_once_nor_with_another_key_held(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("reviewer")
    first = open_report(page, live_server, 3)
    decide(page)
    page.wait_for_url(lambda url: f"/{first.pk}/" not in url)
    # With the clock at rest no machine is too slow to press at once.
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    page.reload()
    press(page, "a")
    page.wait_for_timeout(WAIT)
    page.clock.run_for(WAIT)
    page.keyboard.down("Control")
    page.keyboard.press("a")
    page.keyboard.up("Control")
    assert list(states().values()).count("approved") == 1


@pytest.mark.usefixtures("waiting")
def test_a_judgement_has_to_be_made_before_the_key_passes_a_report(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    department = Department.objects.get(code="puning")
    project = Project.objects.get(number=16)
    make_report(project, department, Period.objects.get(code="2026-10"), state=State.ENDORSED)
    sign_in("reviewer")
    report = open_report(page, live_server, 16)
    decide(page)
    first = page.locator("#pass select").first
    expect(first).to_be_focused()
    assert Report.objects.get(pk=report.pk).state == "endorsed"
    for select in page.locator("#pass select").all():
        select.select_option("on_track")
    page.locator("h1").click()
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("已通过")


@pytest.mark.usefixtures("waiting")
def test_a_queue_narrowed_in_place_still_ticks_all_and_goes_by_keys(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("reviewer")
    page.goto(f"{live_server.url}/queue/")
    page.evaluate("window.isSamePage = true")
    page.get_by_role("link", name="可批量").click()
    page.wait_for_url("**/queue/?bulk=yes")
    page.get_by_label("全选本页可批量的").check()
    expect(page.get_by_role("button", name="通过所选 4 份")).to_be_visible()
    page.get_by_role("heading", name="待审核").click()
    press(page, "j", "x", "?")

    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    expect(page.get_by_role("button", name="通过所选 3 份")).to_be_attached()
    assert page.evaluate("window.isSamePage")
