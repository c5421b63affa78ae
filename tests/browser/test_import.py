"""A filled form brought back in a real browser: copies, what is not read, texts old beside new."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from reports.models import Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import wrong
from tests.reports.excel_form.forms import Form

pytestmark = pytest.mark.django_db(transaction=True)

PERIOD = "/reports/2026-10"


@pytest.fixture
def reporter(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    sign_in("puning")
    page.goto(f"{live_server.url}{PERIOD}/import/")
    return page


def download(page: Page, live_server: LiveServer) -> Form:
    return Form(page.request.get(f"{live_server.url}{PERIOD}/excel-form/?project=3").body())


def upload(page: Page, form: Form, folder: Path) -> None:
    file = folder / "填报表.xlsx"
    file.write_bytes(form.saved())
    page.set_input_files("[type=file]", file)
    page.get_by_role("button", name="上传并预览").click()


def test_what_is_not_read_is_named_and_has_to_be_known(
    reporter: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    form = download(reporter, live_server).fill("3-2", 数值="1,180所").say(3, 进展情况="已接入。")
    form.figures["S5"] = "已核"
    upload(reporter, form, tmp_path)
    told = reporter.get_by_role("region", name=re.compile("没有读取的内容"))
    expect(told).to_contain_text("工作表“数据”有 1 行内容没有读取（第5行）：写在S列")
    expect(reporter.get_by_role("status").first).not_to_contain_text("0 行有问题")
    expect(reporter.get_by_role("row", name=re.compile("3 加强"))).to_contain_text("已接入。")
    assert wrong(reporter) == []
    reporter.get_by_role("button", name="导入为草稿").click()
    expect(reporter.locator("[name=knows_unread]:invalid")).to_be_visible()
    assert Report.objects.count() == 0
    reporter.get_by_label("我已知道").check()
    reporter.get_by_role("button", name="导入为草稿").click()

    expect(reporter.get_by_text("已导入 1 份报告，保存为草稿。")).to_be_visible()
    assert [line.value for line in Report.objects.get().measurements.all()] == [1180]


def test_one_of_two_copies_is_chosen(
    reporter: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    form = download(reporter, live_server).fill("3-2", 数值=4)
    form.book.copy_worksheet(form.figures).title = "数据 备份"
    form.fill("3-2", 数值=5)
    upload(reporter, form, tmp_path)
    expect(reporter.get_by_role("heading", name="选定要导入的工作表")).to_be_visible()
    assert wrong(reporter) == []
    reporter.get_by_label("数据 备份").check()
    reporter.get_by_role("button", name="按选定的工作表预览").click()

    expect(reporter.get_by_text("选定的是“数据 备份”")).to_be_visible()
    expect(reporter.get_by_role("row", name=re.compile("3 加强"))).to_contain_text("4 所")
