"""A bulletin's paper in a real browser: accessible on the screen, whole and numbered on A4."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from departments.models import Department
from projects.models import Assignment, Project
from reports.models import Period, Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import wrong
from tests.factories import make_bulletin, make_measurement, make_report

A4 = "594.96 x 841.92 pts (A4)"
PAPER = "/bulletins/2026/1/print/"

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("unfrozen"),
]


@pytest.fixture
def paper(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    """The paper of a day on which a county had reported with long texts."""
    county = Department.objects.get(code="puning")
    report = make_report(
        Project.objects.get(number=3),
        county,
        Period.objects.get(code="2026-10"),
        state=Report.State.APPROVED,
        problems="设备更新慢，维护经费不足。" * 60,
    )
    for part in Assignment.objects.filter(department=county, target__project__number=3):
        amounts = {"numerator": 9, "denominator": 10} if part.target.is_ratio else {"value": 3}
        make_measurement(report, part, **amounts)
    make_bulletin()
    sign_in("leader")
    page.goto(live_server.url + PAPER)
    return page


def printed(page: Page, folder: Path) -> tuple[list[str], str]:
    """What each sheet says, without spaces, and what the file says of its sheets."""
    file = folder / "paper.pdf"
    file.write_bytes(page.pdf(prefer_css_page_size=True))
    words = subprocess.run(
        ["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True
    )
    told = subprocess.run(["pdfinfo", file], check=True, capture_output=True, text=True)
    sheets = ["".join(sheet.split()) for sheet in words.stdout.split("\f") if sheet.strip()]
    return sheets, told.stdout


def test_the_paper_is_accessible_and_fits_the_window(paper: Page) -> None:
    assert wrong(paper) == []


def test_the_paper_prints_upright_on_a4_with_every_sheet_numbered(
    paper: Page, tmp_path: Path
) -> None:
    sheets, told = printed(paper, tmp_path)

    assert A4 in told
    assert [f"—{number}—" in sheet for number, sheet in enumerate(sheets, start=1)] == [True] * len(
        sheets
    )


def test_no_word_of_the_paper_is_lost_in_print(paper: Page, tmp_path: Path) -> None:
    sheets, _ = printed(paper, tmp_path)
    text = "".join(sheet.replace(f"—{number}—", "") for number, sheet in enumerate(sheets, start=1))
    told = paper.locator("main :is(h1, h2, h3, section > p)").all_inner_texts()

    assert [words for words in told if "".join(words.split()) not in text] == []


def test_the_table_s_head_stands_on_every_sheet_of_it(paper: Page, tmp_path: Path) -> None:
    sheets, _ = printed(paper, tmp_path)
    first = next(at for at, sheet in enumerate(sheets) if "附件1目标进展一览表" in sheet)
    after = next(at for at, sheet in enumerate(sheets) if "附件2亮灯规则" in sheet)

    assert after - first > 1
    assert ["目标要求完成值完成时限亮灯" in sheet for sheet in sheets[first:after]] == [True] * (
        after - first
    )
