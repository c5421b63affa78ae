"""On paper: what is folded on the screen is there, and no heading stands without its table."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)

FILL = """([before, height]) => {
    document.querySelector("main").innerHTML = `<div class="before"></div>
        <section><h2>标题</h2><p>说明</p><div class="scroll"><table class="data">
        <caption>表名</caption><thead><tr><th>列</th></tr></thead>
        <tbody><tr><td class="tall">一</td></tr></tbody></table></div></section>`;
    document.querySelector(".before").style.height = `${before}mm`;
    document.querySelector(".tall").style.height = `${height}mm`;
}"""
ROOM = 267
"""Millimetres between the margins of an upright A4 sheet."""


@pytest.fixture
def reader(page: Page, sign_in: SignIn) -> Page:
    sign_in("leader")
    return page


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("path", ["/overview/", "/counties/puning/", "/projects/3/targets/1/"])
def test_the_table_behind_a_chart_is_printed_without_being_opened(
    reader: Page, live_server: LiveServer, path: str
) -> None:
    reader.goto(live_server.url + path)
    table = reader.locator(".behind table")
    expect(table).not_to_be_visible()

    reader.emulate_media(media="print")

    expect(table).to_be_visible()
    expect(reader.get_by_text("数据表", exact=True)).not_to_be_visible()


@pytest.mark.parametrize("left", range(15, 75, 10))
def test_a_heading_and_a_caption_go_to_the_next_sheet_with_their_table(
    reader: Page, live_server: LiveServer, left: int
) -> None:
    """The row fills what a sheet has beside the heading: had that stayed behind, two would do."""
    reader.goto(f"{live_server.url}/departments/")
    reader.evaluate(FILL, [ROOM - left, 60])
    before = sheets(reader)
    reader.evaluate(FILL, [ROOM - left, ROOM - 25])

    assert (before, sheets(reader)) == (2, 3)


ORPHAN = """(before) => {
    document.querySelector("main").innerHTML = `<div class="before"></div>
        <section><div class="scroll"><table class="data"><thead><tr><th>列</th></tr></thead>
        <tbody><tr><td>一行</td></tr><tr><td>二行</td></tr></tbody></table></div>
        <p class="small after">原文</p></section>`;
    document.querySelector(".before").style.height = `${before}mm`;
    Object.assign(document.querySelector(".after").style, { height: "20mm", breakInside: "avoid" });
}"""


def test_the_source_below_a_table_takes_the_last_row_along(
    reader: Page, live_server: LiveServer, tmp_path: Path
) -> None:
    reader.goto(f"{live_server.url}/departments/")
    reader.evaluate(ORPHAN, ROOM - 35)
    reader.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)

    done = subprocess.run(
        ["pdftotext", tmp_path / "page.pdf", "-"], check=True, capture_output=True, text=True
    )

    first, second = done.stdout.split("\f")[:2]
    assert "一行" in first
    assert re.findall("一行|二行|原文", second) == ["二行", "原文"]
