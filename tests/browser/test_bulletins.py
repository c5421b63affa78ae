"""Bulletins in a real browser: made, downloaded under their Chinese name, withdrawn."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unfrozen")]


def test_a_bulletin_is_made_downloaded_and_withdrawn(
    page: Page, live_server: LiveServer, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in("reviewer")
    page.goto(live_server.url)
    page.get_by_role("link", name="会议材料").first.click()
    page.get_by_role("link", name="制作一期").click()
    page.get_by_label("期号").fill("11")
    page.get_by_role("button", name="查看内容").click()
    page.get_by_role("button", name="制作 2026年第11期").click()
    expect(page.get_by_role("heading", name="2026年第11期", exact=True)).to_be_visible()

    page.get_by_label("单个县区").select_option("普宁市")
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(r"下载\s*单个县区")).click()
    file = tmp_path / "saved.xlsx"
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename == "会议材料_2026年第11期_普宁市.xlsx"
    assert "普宁市" in str(load_workbook(file).worksheets[0]["A1"].value)

    page.get_by_text("自选范围和工作表").click()
    page.get_by_label("目标明细").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载所选").click()
    waiting.value.save_as(file)
    assert waiting.value.suggested_filename == "会议材料_2026年第11期_全市.xlsx"
    assert load_workbook(file).sheetnames == ["目标明细"]

    page.get_by_label("理由").fill("普宁市的数据有误。")
    page.get_by_label("我知道").check()
    page.get_by_role("button", name="撤回2026年第11期").click()
    expect(page.get_by_text("这一期已撤回，请不要引用。")).to_be_visible()
