"""The report form: files dropped, in progress, refused, removed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from reports.models import Evidence, Report
from tests.browser.form_page import excuse, report, wrong
from tests.factories import PDF

pytestmark = pytest.mark.django_db(transaction=True)


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
    form: Page, browser_errors: list[str]
) -> None:
    form.get_by_label("进展情况").fill("还没有保存的话")
    drop(form, [("批复.pdf", PDF.decode()), ("改名.pdf", "MZ")])
    rows = form.locator(".files li")
    expect(rows.filter(has_text="批复.pdf").get_by_role("link")).to_be_visible()
    expect(rows.filter(has_text="改名.pdf")).to_contain_text("内容与扩展名不符")
    assert wrong(form) == []
    assert [file.name for file in Evidence.objects.all()] == ["批复.pdf"]
    drop(form, [("台账.pdf", PDF.decode() * 2)])
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
    excuse(browser_errors, "422")


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
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 40_000},
    )
    form.set_input_files('[name="files"]', big)
    bar = form.get_by_role("progressbar", name="“扫描件.pdf”的上传进度")
    expect(bar).to_be_visible()
    seen = [0]
    while len(seen) < 900 and len(set(seen)) < 3:
        seen.append(bar.evaluate("bar => bar.value"))
        form.wait_for_timeout(100)
    form.get_by_role("button", name="保存草稿").click()
    expect(form.locator("#saving")).to_contain_text("文件还在上传")
    form.get_by_role("button", name=re.compile("取消.*扫描件.pdf")).click()
    expect(form.locator(".files li")).to_have_count(0)

    assert seen == sorted(seen)
    assert any(0 < value < 100 for value in seen)
    assert Evidence.objects.count() == 0


def test_a_file_too_large_is_shown_without_being_sent(form: Page, tmp_path: Path) -> None:
    huge = tmp_path / "视频.pdf"
    huge.write_bytes(PDF + b"\0" * 21 * 1024 * 1024)
    form.set_input_files('[name="files"]', huge)
    expect(form.locator(".files li")).to_contain_text("“视频.pdf”超过20 MB")
    assert Report.objects.count() == 0


def test_an_upload_broken_off_can_be_tried_again(
    form: Page, tmp_path: Path, browser_errors: list[str]
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
    excuse(browser_errors, "ERR_INTERNET_DISCONNECTED")


def test_the_page_shows_what_the_server_could_not_do(
    form: Page, browser_errors: list[str], settings: Settings
) -> None:
    settings.DISK_RESERVE = 10**15
    form.get_by_label("进展情况").fill("还没有保存的话")
    drop(form, [("批复.pdf", PDF.decode())])
    row = form.locator(".files li")
    expect(row).to_contain_text("服务器磁盘空间不足，“批复.pdf”没有保存")
    settings.DISK_RESERVE = 0
    row.get_by_role("button", name="重试").click()
    expect(row.get_by_role("link", name="批复.pdf")).to_be_visible()
    drop(form, [("批复（副本）.pdf", PDF.decode())])
    repeated = row.filter(has_text="批复（副本）.pdf").first
    expect(repeated).to_contain_text("与已添加的“批复.pdf”内容完全相同")
    expect(repeated.get_by_role("button", name="重试")).to_be_hidden()
    assert wrong(form) == []
    assert [file.name for file in Evidence.objects.all()] == ["批复.pdf"]
    assert form.get_by_label("进展情况").input_value() == "还没有保存的话"
    excuse(browser_errors, "507", "409")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (413, "“批复.pdf”超过20 MB"),
        (502, "服务器正在重启或太忙"),
        (500, "服务器出错，没有传成功"),
    ],
)
def test_what_a_proxy_or_a_broken_server_answers_is_not_called_a_broken_line(
    form: Page, browser_errors: list[str], status: int, told: str
) -> None:
    form.route("**/files/", lambda route: route.fulfill(status=status, body="<html></html>"))
    drop(form, [("批复.pdf", PDF.decode())])
    expect(form.locator(".files li")).to_contain_text(told)
    excuse(browser_errors, str(status))


def test_the_dialogue_offers_what_is_taken(form: Page) -> None:
    files = form.get_by_label("添加文件")
    assert ".ofd,.docx,.doc,.wps," in (files.get_attribute("accept") or "")
    expect(form.locator("#id_files_helptext")).to_contain_text("OFD、DOCX、DOC、WPS")
