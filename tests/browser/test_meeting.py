"""A meeting in the browser: by keyboard, legible from the back row, and on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Officer
from projects.models import Assignment, Responsibility
from reports.models import Period, Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import enter
from tests.factories import make_measurement, make_report

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = [(1366, 768), (1920, 1080)]
MISFITS = """() => {
  const wrong = [];
  const main = document.querySelector("main");
  if (main.scrollHeight > main.clientHeight) wrong.push("higher than the screen");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility()) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < 24) wrong.push(`${size}px: ${text.data.trim()}`);
    range.selectNodeContents(text);
    const { right, bottom } = range.getBoundingClientRect();
    const cell = element.closest("td, th")?.getBoundingClientRect();
    if (right > (cell?.right ?? innerWidth) + 1 || bottom > innerHeight) {
      wrong.push(`cut: ${text.data.trim()}`);
    }
  }
  return wrong;
}"""

PAPER = 1016
"""A4 across without its margins, 269 mm, in pixels."""
CUT = """() => [...document.querySelectorAll(".slide")]
  .filter((slide) => slide.scrollHeight > slide.clientHeight || slide.scrollWidth > innerWidth)
  .map((slide) => slide.dataset.slide)"""


@pytest.fixture
def figures(officers: dict[str, Officer]) -> None:
    """Every county reported every project: long ratios, some of them short of the goal."""
    period = Period.objects.get(code="2026-10")
    for item in Responsibility.objects.filter(department__county__isnull=False):
        report = make_report(
            item.project,
            item.department,
            period,
            state=Report.State.APPROVED,
            author=officers["puning"],
        )
        owed = Assignment.objects.reported().filter(
            target__project=item.project, department=item.department
        )
        for line in owed.select_related("target"):
            if line.target.is_ratio:
                make_measurement(report, line, numerator=33095, denominator=34176)
            elif line.target.is_count:
                make_measurement(report, line, 1234)


@pytest.fixture
def meeting(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    """The leader's meeting on its first slide, all slides at hand."""
    page.set_viewport_size({"width": 1366, "height": 768})
    sign_in("leader")
    page.goto(f"{live_server.url}/meeting/")
    page.locator("html[data-deck]").wait_for(state="attached")
    return page


def total(page: Page) -> int:
    return int(page.locator("html").get_attribute("data-deck") or 0)


def expect_slide(page: Page, key: str, heading: str) -> None:
    expect(page.locator("[data-slide]")).to_have_attribute("data-slide", key)
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(page).to_have_url(re.compile(rf"slide={key}(&|$)"))


@pytest.mark.usefixtures("figures")
@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_every_slide_fits_its_screen_and_is_legible_from_the_back_row(
    meeting: Page, width: int, height: int
) -> None:
    meeting.set_viewport_size({"width": width, "height": height})
    wrong = {}
    seen = set()
    for place in range(1, total(meeting) + 1):
        expect(meeting.locator("[data-place]")).to_have_text(f"{place} / {total(meeting)}")
        key = meeting.locator("[data-slide]").get_attribute("data-slide")
        seen.add(key)
        if found := meeting.evaluate(MISFITS):
            wrong[key] = found
        meeting.keyboard.press("PageDown")

    assert wrong == {}
    assert len(seen) == total(meeting) > 28


def test_keys_lead_through_the_slides(meeting: Page) -> None:
    for key, slide, heading in (
        ("ArrowRight", "contents", "教育行动方案"),
        ("Space", "project-1", "1 实施教育高质量发展提升工程"),
        ("PageDown", "project-2", "2 实施城乡中小学校布局优化工程"),
        ("ArrowLeft", "project-1", "1 实施教育高质量发展提升工程"),
        ("PageUp", "contents", "教育行动方案"),
        ("Home", "overview", "全市总体进展"),
    ):
        meeting.keyboard.press(key)
        expect_slide(meeting, slide, heading)
    meeting.keyboard.press("End")
    expect(meeting.get_by_role("heading", level=1)).to_contain_text("普宁市")
    expect(meeting.locator("[data-place]")).to_have_text(f"{total(meeting)} / {total(meeting)}")
    meeting.keyboard.press("ArrowRight")
    expect(meeting.get_by_role("heading", level=1)).to_contain_text("普宁市")
    meeting.keyboard.press("Shift+Space")
    expect(meeting.locator("[data-place]")).to_have_text(f"{total(meeting) - 1} / {total(meeting)}")


def test_a_number_and_enter_lead_to_a_project(meeting: Page) -> None:
    meeting.keyboard.type("19")
    expect(meeting.get_by_text("转到项目 19")).to_be_visible()
    meeting.keyboard.press("Enter")
    expect_slide(meeting, "project-19", "19 实施中职学校办学条件达标工程")
    expect(meeting).to_have_title(re.compile("^19 实施中职学校办学条件达标工程 · "))

    meeting.keyboard.type("99")
    meeting.keyboard.press("Enter")
    expect(meeting.get_by_text("没有第 99 个项目")).to_be_visible()
    meeting.keyboard.type("13")
    meeting.keyboard.press("Backspace")
    meeting.keyboard.press("Enter")
    expect_slide(meeting, "project-1", "1 实施教育高质量发展提升工程")


def test_the_way_back_is_the_way_one_came(meeting: Page) -> None:
    meeting.keyboard.type("3")
    meeting.keyboard.press("Enter")
    meeting.keyboard.press("ArrowRight")
    expect_slide(meeting, "project-4", "4 深化城乡教师管理体制")

    meeting.go_back()
    expect_slide(meeting, "project-3", "3 加强教育信息化建设")
    meeting.go_forward()
    expect_slide(meeting, "project-4", "4 深化城乡教师管理体制")
    meeting.reload()
    expect_slide(meeting, "project-4", "4 深化城乡教师管理体制")


def test_the_way_back_holds_before_the_script_has_started(meeting: Page) -> None:
    meeting.keyboard.press("ArrowRight")
    meeting.keyboard.press("ArrowRight")
    expect_slide(meeting, "project-1", "1 实施教育高质量发展提升工程")
    meeting.route(re.compile(r"/main(\.\w+)?\.js"), lambda script: None)
    meeting.reload(wait_until="commit")
    expect_slide(meeting, "project-1", "1 实施教育高质量发展提升工程")
    meeting.go_back(wait_until="commit")
    meeting.unroute_all()

    expect_slide(meeting, "contents", "教育行动方案")


def test_a_meeting_goes_on_without_the_line(meeting: Page) -> None:
    meeting.context.set_offline(True)
    meeting.get_by_role("link", name="目录").click()
    meeting.get_by_role("link", name="12 实施城乡教育共同体创建工程").click()
    expect_slide(meeting, "project-12", "12 实施城乡教育共同体创建工程")
    meeting.get_by_role("link", name="下一页").click()
    expect_slide(meeting, "project-13", "13 推进集团化办学模式")
    meeting.context.set_offline(False)


def test_the_keys_are_shown_and_the_single_ones_can_be_switched_off(meeting: Page) -> None:
    meeting.keyboard.press("?")
    dialog = meeting.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    meeting.keyboard.press("ArrowRight")
    dialog.get_by_label("使用单键快捷键").uncheck()
    meeting.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(meeting.get_by_role("heading", level=1)).to_be_focused()

    meeting.keyboard.press("Space")
    meeting.keyboard.press("7")
    meeting.keyboard.press("?")
    expect(dialog).to_be_hidden()
    meeting.keyboard.press("ArrowRight")
    expect_slide(meeting, "contents", "教育行动方案")


def test_full_screen_lasts_over_the_slides_and_escape_leaves(meeting: Page) -> None:
    meeting.get_by_role("button", name="全屏").click()
    expect(meeting.get_by_role("button", name="退出全屏")).to_be_visible()
    meeting.keyboard.press("Space")
    expect_slide(meeting, "contents", "教育行动方案")
    assert meeting.evaluate("document.fullscreenElement !== null")

    meeting.keyboard.press("f")
    expect(meeting.get_by_role("button", name="全屏", exact=True)).to_be_visible()
    meeting.keyboard.press("Escape")
    meeting.wait_for_url("**/overview/")


def test_without_a_script_each_slide_is_a_page(
    new_context: Callable[..., BrowserContext],
    live_server: LiveServer,
    officers: dict[str, Officer],
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    enter(page, live_server.url, "leader")
    page.goto(f"{live_server.url}/meeting/?as_of=2026-10-31")
    page.get_by_role("link", name="目录").click()
    page.get_by_role("link", name="22 深化中职学校产教融合校企合作").click()
    expect_slide(page, "project-22", "22 深化中职学校产教融合校企合作")
    page.get_by_role("link", name="下一页").click()
    expect_slide(page, "county-rongcheng", "榕城区")
    expect(page.locator(".meeting-bar").get_by_text("截至2026年10月31日")).to_be_visible()
    expect(page.get_by_role("button", name="全屏")).to_be_hidden()
    page.get_by_role("link", name="退出").click()
    page.wait_for_url("**/overview/?as_of=2026-10-31")


@pytest.mark.usefixtures("figures")
def test_all_slides_are_printed_one_on_a_page(meeting: Page, live_server: LiveServer) -> None:
    slides = total(meeting)
    meeting.get_by_role("link", name="打印").click()
    meeting.wait_for_url("**/meeting/print/")
    printed = meeting.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type /Page\b", printed)) == slides
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)[.\d]* (\d+)", printed)) == {(b"841", b"594")}
    meeting.emulate_media(media="print")
    meeting.set_viewport_size({"width": PAPER, "height": 680})
    assert meeting.evaluate(CUT) == []
    expect(meeting.locator(".slide .reason").first).to_be_visible()
