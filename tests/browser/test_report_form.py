"""The report form in a real browser: nothing typed is lost, whatever breaks."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Department, Officer
from projects.models import Assignment
from reports.models import Evidence, Period, Report
from tests.browser.conftest import PASSWORD, SignIn
from tests.browser.site import Site, set_password
from tests.browser.test_every_page import LOOKS
from tests.factories import PDF, make_measurement, make_officer, make_report

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "/reports/2026-10/project/3/"
SAVED = "已自动保存"
UNSAVED = "未能保存，内容已存在本机"


def lines() -> list[Assignment]:
    """普宁市's lines of project 3: a ratio, and two counts."""
    return list(
        Assignment.objects.filter(department__code="puning", target__project__number=3).order_by(
            "target__number"
        )
    )


def field(number: int, name: str) -> str:
    return f'[name="line-{lines()[number].pk}-{name}"]'


def report() -> Report:
    return Report.objects.get(period__code="2026-10", project__number=3)


def values() -> list[dict[str, str]]:
    return [line.as_record() for line in report().measurements.all()]


def enter(page: Page, url: str, name: str = "puning") -> None:
    """Sign in at a site of any address."""
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


@pytest.fixture
def form(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    """普宁市's form of project 3, opened by its reporter."""
    sign_in("puning")
    page.goto(f"{live_server.url}{FORM}")
    return page


@pytest.fixture
def september(officers: dict[str, Officer]) -> Report:
    """What 普宁市 reported before: 1100/1200, 4 and 7."""
    first, second, third = lines()
    before = make_report(
        first.target.project,
        first.department,
        Period.objects.get(code="2026-09"),
        state=Report.State.APPROVED,
        author=officers["puning"],
        progress="九月已接入。",
    )
    make_measurement(before, first, numerator=1100, denominator=1200)
    make_measurement(before, second, 4)
    make_measurement(before, third, 7)
    return before


@pytest.fixture
def site(officers: dict[str, Officer]) -> Iterator[Site]:
    """The site in a process of its own, whose clock is the true one."""
    set_password(officers["puning"], PASSWORD)
    Period.objects.update(opens=date(2024, 1, 1))
    site = Site()
    site.start()
    yield site
    site.kill()


@pytest.fixture
def colleague(
    browser: Browser, browser_context_args: dict[str, str], live_server: LiveServer, page: Page
) -> Iterator[Page]:
    """A second reporter of 普宁市 in a browser of their own, at the same form."""
    make_officer(
        Officer.Role.REPORTER,
        Department.objects.get(code="puning"),
        username="colleague",
        name="同事甲",
        password=PASSWORD,
    )
    context = browser.new_context(**browser_context_args)  # type: ignore[arg-type]
    other = context.new_page()
    enter(other, live_server.url, "colleague")
    other.goto(f"{live_server.url}{FORM}")
    yield other
    context.close()


def expect_all_saved(page: Page) -> None:
    """Wait until the server has all that was typed: then the local copy is gone."""
    expect(page.locator("#saving")).to_contain_text(SAVED, timeout=10_000)
    for _ in range(100):
        if not page.evaluate("localStorage.length"):
            return
        page.wait_for_timeout(100)
    raise AssertionError("a copy is left")


def wrong(page: Page) -> list[str]:
    """What axe finds, and whether the page is too wide: wide and light, narrow and dark."""
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [
            f"{width} {item['id']}: {item['nodes'][0]['html'][:160]}"
            for item in Axe().run(page).response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: too wide")
    return found


def excuse(complaints: list[str], *expected: str) -> None:
    """Strike the complaints that the test meant to provoke."""
    complaints[:] = [text for text in complaints if not any(word in text for word in expected)]


def test_a_killed_server_loses_no_letter(page: Page, site: Site, complaints: list[str]) -> None:
    enter(page, site.url)
    page.goto(f"{site.url}{FORM}")
    page.get_by_label("进展情况").fill("先写的一段。")
    expect(page.locator("#saving")).to_contain_text(SAVED, timeout=10_000)
    site.kill()
    page.get_by_label("进展情况").press_sequentially("服务器断了之后写的一段，\n还有第二行。")
    page.fill(field(0, "numerator"), "11")
    page.fill(field(1, "value"), "三所")
    page.get_by_label("下一步措施").fill("继续写")
    expect(page.locator("#saving")).to_contain_text(UNSAVED, timeout=10_000)
    page.close()

    site.start()
    again = page.context.new_page()
    again.goto(f"{site.url}{FORM}")
    offer = again.locator("#copies")
    expect(offer).to_contain_text("未保存的内容")
    assert again.get_by_label("下一步措施").input_value() == ""
    assert wrong(again) == []
    offer.get_by_role("button", name="恢复").click()

    assert again.get_by_label("进展情况").input_value() == (
        "先写的一段。服务器断了之后写的一段，\n还有第二行。"
    )
    assert again.input_value(field(0, "numerator")) == "11"
    assert again.input_value(field(1, "value")) == "三所"
    assert again.get_by_label("下一步措施").input_value() == "继续写"
    expect(again.locator("#saving")).to_contain_text(SAVED, timeout=10_000)
    assert report().next_steps == "继续写"
    excuse(complaints, "ERR_CONNECTION_REFUSED")


def test_a_broken_line_is_told_and_saving_goes_on_when_it_is_back(
    form: Page, complaints: list[str]
) -> None:
    form.context.set_offline(True)
    form.get_by_label("进展情况").fill("断线时写的")
    expect(form.locator("#saving")).to_contain_text(UNSAVED, timeout=10_000)
    form.get_by_role("button", name="保存草稿").click()
    form.wait_for_timeout(300)
    assert form.url.endswith(FORM)
    assert Report.objects.count() == 0

    form.context.set_offline(False)
    expect(form.locator("#saving")).to_contain_text(SAVED, timeout=15_000)
    assert report().progress == "断线时写的"
    assert form.evaluate("localStorage.length") == 0
    excuse(complaints, "ERR_INTERNET_DISCONNECTED")


def test_a_draft_saves_itself_before_the_tab_is_closed(form: Page) -> None:
    form.get_by_label("进展情况").fill("写到一半")
    form.fill(field(1, "value"), "4")
    expect_all_saved(form)
    form.close()

    assert (report().progress, values()) == ("写到一半", [{"value": "4"}])
    again = form.context.new_page()
    again.goto(form.url)
    expect(again.get_by_label("进展情况")).to_have_value("写到一半")
    expect(again.locator("#copies")).to_be_hidden()


def test_a_tab_closed_in_mid_word_loses_no_letter(form: Page) -> None:
    form.get_by_label("进展情况").fill("话还没说")
    address = form.url
    form.close()

    again = form.context.new_page()
    again.goto(address)
    restore = again.get_by_role("button", name="恢复")
    if again.get_by_label("进展情况").input_value() == "":
        restore.click()
    expect(again.get_by_label("进展情况")).to_have_value("话还没说")


def test_what_was_kept_may_be_discarded_and_is_not_offered_to_another(
    form: Page, live_server: LiveServer, sign_in: SignIn, officers: dict[str, Officer]
) -> None:
    officer = officers["puning"]
    key = f"report-copy:{officer.pk}:{officer.department_id}/2026-10/3:abc"
    copy = {"at": 0, "fields": {"progress": "某人所写"}, "version": "0", "opened": ""}
    form.evaluate("pair => localStorage.setItem(...pair)", [key, json.dumps(copy)])
    form.reload()
    expect(form.locator("#copies")).to_contain_text("有 1 处与现在不同")
    sign_in("rongcheng")
    form.goto(f"{live_server.url}{FORM}")
    expect(form.locator("#copies")).to_be_hidden()
    sign_in("puning")
    form.goto(f"{live_server.url}{FORM}")
    form.once("dialog", lambda dialog: dialog.accept())
    form.get_by_role("button", name="丢弃").click()
    expect(form.locator("#copies")).to_be_hidden()
    assert form.evaluate("localStorage.length") == 0


def test_a_lost_session_is_told_and_saving_goes_on_after_the_sign_in_in_another_tab(
    form: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    form.get_by_label("进展情况").fill("登录失效前")
    expect(form.locator("#saving")).to_contain_text(SAVED, timeout=10_000)
    form.context.clear_cookies(name="sessionid")
    form.get_by_label("存在问题").fill("登录失效后")
    expect(form.get_by_role("alert").filter(has_text="登录已失效")).to_be_visible(timeout=10_000)
    assert report().problems == ""
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_role("alert").filter(has_text="登录已失效")).to_be_visible()

    with form.context.expect_page() as opened:
        form.get_by_role("link", name="在新窗口重新登录").click()
    enter(opened.value, live_server.url)
    form.bring_to_front()
    form.evaluate("dispatchEvent(new Event('focus'))")
    expect(form.locator("#saving")).to_contain_text(SAVED, timeout=10_000)
    expect(form.get_by_role("alert").filter(has_text="登录已失效")).to_be_hidden()
    assert report().problems == "登录失效后"
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()
    assert report().state == Report.State.SUBMITTED
    excuse(complaints, "403")  # once: the token of the session before


def test_another_officer_signed_in_on_the_computer_saves_nothing_in_one_s_name(
    form: Page, live_server: LiveServer, complaints: list[str]
) -> None:
    form.context.clear_cookies()
    other = form.context.new_page()
    enter(other, live_server.url, "rongcheng")
    form.get_by_label("进展情况").fill("普宁所写")
    expect(form.get_by_role("alert").filter(has_text="另一个账号")).to_be_visible(timeout=10_000)
    assert Report.objects.count() == 0
    excuse(complaints, "403")


def test_of_two_editors_the_second_chooses_field_by_field(
    form: Page, colleague: Page, complaints: list[str]
) -> None:
    colleague.get_by_label("进展情况").fill("同事的进展")
    colleague.get_by_label("存在问题").fill("同事的问题")
    colleague.fill(field(1, "value"), "5")
    expect_all_saved(colleague)
    form.get_by_label("进展情况").fill("我的进展")
    form.get_by_label("存在问题").fill("我的问题")
    form.get_by_label("下一步措施").fill("我的措施")
    form.fill(field(1, "value"), "6")
    trouble = form.get_by_role("alert").filter(has_text="同事甲于")
    expect(trouble).to_be_visible(timeout=10_000)
    assert wrong(form) == []
    form.get_by_role("button", name="对照并逐项选定").click()

    for name, texts in {
        "进展情况": ("我的进展", "同事的进展"),
        "存在问题": ("我的问题", "同事的问题"),
    }.items():
        for text in texts:
            expect(form.get_by_role("group", name=name)).to_contain_text(text)
    assert wrong(form) == []
    form.get_by_role("group", name="进展情况").get_by_label("用我填写的").check()
    form.get_by_role("group", name="存在问题").get_by_label("用已保存的").check()
    form.get_by_role("group", name="目标 3-").get_by_label("用已保存的").check()
    form.get_by_role("button", name="按以上选择保存草稿").click()
    expect(form.get_by_text("已按您的选择保存草稿")).to_be_visible()

    saved = report()
    assert (saved.progress, saved.problems, saved.next_steps) == (
        "我的进展",
        "同事的问题",
        "我的措施",
    )
    assert values() == [{"value": "5"}]
    expect(form.get_by_label("存在问题")).to_have_value("同事的问题")
    assert form.evaluate("localStorage.length") == 0
    excuse(complaints, "409")


def test_what_a_colleague_handed_in_is_told_and_what_was_typed_is_offered_after_the_withdrawal(
    form: Page, colleague: Page, complaints: list[str]
) -> None:
    colleague.get_by_label("进展情况").fill("同事的进展")
    colleague.get_by_role("button", name="提交审核").click()
    expect(colleague.get_by_text("已提交，等待单位审核")).to_be_visible()
    form.get_by_label("进展情况").fill("我的进展")
    form.get_by_role("button", name="保存草稿").click()
    expect(form.get_by_role("alert").filter(has_text="这份报告已提交")).to_be_visible()
    expect(form.get_by_label("进展情况")).to_have_value("我的进展")
    expect(form.get_by_role("button", name="保存草稿")).to_have_count(0)

    colleague.goto(form.url)
    colleague.get_by_role("button", name="撤回").click()
    form.goto(form.url)
    form.get_by_role("button", name="恢复").click()
    expect(form.get_by_label("进展情况")).to_have_value("我的进展")
    expect(form.get_by_role("alert").filter(has_text="同事甲于")).to_be_visible(timeout=10_000)
    assert report().progress == "同事的进展"
    excuse(complaints, "409")


DROP = """([files, target]) => {
    const data = new DataTransfer();
    for (const [name, text] of files) data.items.add(new File([text], name));
    const options = {dataTransfer: data, bubbles: true, cancelable: true};
    for (const kind of ["dragover", "drop"]) {
        document.querySelector(target).dispatchEvent(new DragEvent(kind, options));
    }
}"""


def drop(page: Page, files: list[tuple[str, str]], target: str = "#evidence") -> None:
    page.evaluate(DROP, [files, target])


def test_files_are_dropped_one_is_refused_and_one_removed(
    form: Page, complaints: list[str]
) -> None:
    form.get_by_label("进展情况").fill("还没有保存的话")
    drop(form, [("批复.pdf", PDF.decode()), ("改名.pdf", "MZ")])
    rows = form.locator(".files li")
    expect(rows.filter(has_text="批复.pdf").get_by_role("link")).to_be_visible()
    expect(rows.filter(has_text="改名.pdf")).to_contain_text("内容与扩展名不符")
    assert wrong(form) == []
    assert [file.name for file in Evidence.objects.all()] == ["批复.pdf"]
    drop(form, [("台账.pdf", PDF.decode())])
    expect(rows.filter(has_text="台账.pdf").get_by_role("link")).to_be_visible()
    form.get_by_role("button", name=re.compile("移除.*批复.pdf")).click()
    expect(rows.filter(has_text="批复.pdf")).to_have_count(0)
    form.get_by_role("button", name=re.compile("关闭.*改名.pdf")).click()
    expect(rows).to_have_count(1)

    assert [file.name for file in Evidence.objects.all()] == ["台账.pdf"]
    assert form.get_by_label("进展情况").input_value() == "还没有保存的话"
    form.get_by_role("button", name="保存草稿").click()
    expect(form.get_by_text("草稿已保存。")).to_be_visible()
    assert (report().progress, report().evidence.count()) == ("还没有保存的话", 1)
    expect(rows).to_have_count(1)
    excuse(complaints, "422")


def test_a_file_dropped_beside_the_section_neither_leaves_the_page_nor_is_sent(
    form: Page,
) -> None:
    form.get_by_label("进展情况").fill("还没有保存的话")
    drop(form, [("批复.pdf", PDF.decode())], "h1")
    form.wait_for_timeout(500)
    assert form.get_by_label("进展情况").input_value() == "还没有保存的话"
    assert Evidence.objects.count() == 0


def test_a_large_file_shows_its_progress_and_can_be_stopped(form: Page, tmp_path: Path) -> None:
    big = tmp_path / "扫描件.pdf"
    big.write_bytes(PDF + b"\0" * 3_000_000)
    network = form.context.new_cdp_session(form)
    network.send("Network.enable")
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000},
    )
    form.set_input_files('[name="files"]', big)
    bar = form.get_by_role("progressbar", name="“扫描件.pdf”的上传进度")
    expect(bar).to_be_visible()
    seen = []
    for _ in range(20):
        seen.append(bar.evaluate("bar => bar.value"))
        form.wait_for_timeout(100)
    form.get_by_role("button", name="保存草稿").click()
    expect(form.locator("#saving")).to_contain_text("文件还在上传")
    form.get_by_role("button", name=re.compile("取消.*扫描件.pdf")).click()
    expect(form.locator(".files li")).to_have_count(0)

    assert seen == sorted(seen)
    assert any(0 < value < 100 for value in seen)
    assert Evidence.objects.count() == 0


def test_a_file_too_large_is_told_without_being_sent(form: Page, tmp_path: Path) -> None:
    huge = tmp_path / "视频.pdf"
    huge.write_bytes(PDF + b"\0" * 21 * 1024 * 1024)
    form.set_input_files('[name="files"]', huge)
    expect(form.locator(".files li")).to_contain_text("“视频.pdf”超过20 MB")
    assert Report.objects.count() == 0


def test_an_upload_broken_off_can_be_tried_again(
    form: Page, tmp_path: Path, complaints: list[str]
) -> None:
    pdf = tmp_path / "批复.pdf"
    pdf.write_bytes(PDF)
    form.context.set_offline(True)
    form.set_input_files('[name="files"]', pdf)
    row = form.locator(".files li")
    expect(row).to_contain_text("线路中断，没有传完")
    form.context.set_offline(False)
    row.get_by_role("button", name="重试").click()
    expect(row.get_by_role("link", name="批复.pdf")).to_be_visible()
    assert Evidence.objects.count() == 1
    excuse(complaints, "ERR_INTERNET_DISCONNECTED")


@pytest.mark.usefixtures("september")
def test_warnings_come_and_go_as_one_types_and_block_nothing(form: Page) -> None:
    ratio, count = (form.locator(".line").nth(number) for number in (0, 1))
    expect(ratio).to_contain_text("91.7%（1100/1200）")
    form.fill(field(0, "numerator"), "1201")
    form.fill(field(0, "denominator"), "1200")
    expect(ratio.locator("output")).to_have_text("100.1%")
    expect(ratio.locator(".caution")).to_contain_text("超过100%")
    expect(ratio.get_by_label("情况说明")).to_be_visible()
    form.fill(field(0, "numerator"), "1200")
    expect(ratio.locator(".caution")).to_be_hidden()
    expect(ratio.get_by_label("情况说明")).to_be_hidden()
    form.fill(field(1, "value"), "３")
    expect(count.locator(".caution")).to_contain_text("比上期减少")
    expect(count.locator(".caution")).not_to_contain_text("变化过大", use_inner_text=True)
    count.get_by_label("情况说明").fill("合并一所。")
    assert wrong(form) == []
    form.get_by_label("进展情况").fill("十月已接入。")
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()

    assert report().state == Report.State.SUBMITTED
    assert values() == [
        {"numerator": "1200", "denominator": "1200"},
        {"value": "3", "reason": "合并一所。"},
    ]


@pytest.mark.usefixtures("september")
def test_nothing_changed_is_one_press_and_two_where_something_is_written(form: Page) -> None:
    form.get_by_role("button", name="本月无变化").click()
    expect(form.get_by_text("已沿用2026年9月的数据和文字")).to_be_visible()
    expect(form.get_by_label("进展情况")).to_have_value("九月已接入。")
    form.get_by_label("进展情况").fill("十月另写")
    form.get_by_role("button", name="本月无变化").click()
    expect(form.get_by_label("进展情况")).to_have_value("十月另写")
    form.get_by_role("button", name="确认替换").click()
    expect(form.get_by_label("进展情况")).to_have_value("九月已接入。")
    assert report().progress == "九月已接入。"
    expect(form.locator("#copies")).to_be_hidden()


def test_the_form_is_filled_and_sent_by_keyboard_alone(form: Page, complaints: list[str]) -> None:
    keyboard = form.keyboard
    form.locator("main").focus()

    def reach(selector: str) -> None:
        for _ in range(60):
            keyboard.press("Tab")
            if form.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached")

    reach(field(0, "numerator"))
    keyboard.type("1100")
    reach(field(0, "denominator"))
    keyboard.type("1200")
    reach(field(1, "value"))
    keyboard.type("四所")
    reach("#id_progress")
    keyboard.type("已接入。")
    keyboard.press("Control+s")
    expect(form.locator("#errors")).to_be_focused()
    reach("#errors a")
    keyboard.press("Enter")
    expect(form.locator(field(1, "value"))).to_be_focused()
    keyboard.press("Control+a")
    keyboard.type("4")
    keyboard.press("Control+Enter")
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()

    assert report().state == Report.State.SUBMITTED
    assert values() == [{"numerator": "1100", "denominator": "1200"}, {"value": "4"}]
    excuse(complaints, "422")


@pytest.mark.usefixtures("september")
def test_enter_in_a_figure_saves_the_draft_and_carries_nothing_over(form: Page) -> None:
    form.locator(field(1, "value")).fill("5")
    form.locator(field(1, "value")).press("Enter")
    expect(form.get_by_text("草稿已保存。")).to_be_visible()
    assert values() == [{"value": "5"}]


@pytest.mark.usefixtures("september")
def test_on_a_phone_nothing_is_wider_than_the_window_and_no_field_is_covered(form: Page) -> None:
    form.set_viewport_size({"width": 390, "height": 844})
    form.reload()
    form.locator("main").focus()
    form.emulate_media(reduced_motion="reduce")  # no smooth scrolling, so that one can measure
    covered, is_in_bar = [], False
    while not is_in_bar:
        form.keyboard.press("Tab")
        name, is_in_bar, is_covered = form.evaluate(
            """() => {
                const [field, bar] = [document.activeElement, document.querySelector(".act")];
                const {top, height} = field.getBoundingClientRect();
                const isIn = bar.contains(field);
                const shown = top + Math.min(height, 60);
                return [field.name, isIn, !isIn && shown > bar.getBoundingClientRect().top];
            }"""
        )
        covered += [name] if is_covered else []
    assert covered == []
    assert form.evaluate("document.documentElement.scrollWidth") == 390
    for name in ("numerator", "denominator"):
        assert form.get_attribute(field(0, name), "inputmode") == "decimal"


def test_signing_out_clears_the_officer_s_copies(form: Page, complaints: list[str]) -> None:
    form.get_by_label("进展情况").fill("写到一半")
    form.fill(field(1, "value"), "三所")
    form.wait_for_timeout(200)
    assert form.evaluate("localStorage.length") == 1
    form.once("dialog", lambda dialog: dialog.dismiss())
    form.get_by_role("button", name="退出").click()
    expect(form.locator("#saving")).to_contain_text("1 处填写有误")
    assert form.evaluate("localStorage.length") == 1
    form.once("dialog", lambda dialog: dialog.accept())
    form.get_by_role("button", name="退出").click()
    form.wait_for_url("**/accounts/login/**")

    assert form.evaluate("localStorage.length") == 0
    assert report().progress == "写到一半"


def test_a_report_handed_in_leaves_no_copy_behind(form: Page, context: BrowserContext) -> None:
    form.get_by_label("进展情况").fill("已接入。")
    form.get_by_role("button", name="提交审核").click()
    expect(form.get_by_text("已提交，等待单位审核")).to_be_visible()
    assert form.evaluate("localStorage.length") == 0


def test_without_a_script_the_form_saves_keeps_files_and_lets_two_choose(
    browser: Browser,
    browser_context_args: dict[str, str],
    live_server: LiveServer,
    officers: dict[str, Officer],
    colleague: Page,
    tmp_path: Path,
) -> None:
    pdf = tmp_path / "批复.pdf"
    pdf.write_bytes(PDF)
    context = browser.new_context(**browser_context_args, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    enter(page, live_server.url)
    page.goto(f"{live_server.url}{FORM}")
    colleague.get_by_label("进展情况").fill("同事的进展")
    colleague.get_by_role("button", name="保存草稿").click()
    expect(colleague.get_by_text("草稿已保存。")).to_be_visible()
    page.get_by_label("进展情况").fill("我的进展")
    page.set_input_files('[name="files"]', pdf)
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_label("两段都保留").check()
    page.get_by_role("button", name="按以上选择保存草稿").click()
    expect(page.get_by_text("已按您的选择保存草稿")).to_be_visible()
    expect(page.get_by_role("link", name="批复.pdf")).to_be_visible()
    page.get_by_role("button", name=re.compile("移除.*批复.pdf")).click()
    expect(page.get_by_text("已移除“批复.pdf”。")).to_be_visible()
    context.close()

    assert report().progress.splitlines() == ["我的进展", "同事的进展"]
    assert report().evidence.count() == 0
