"""The main job, end to end: a county reports, two review, and the figure stands everywhere."""

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from projects.models import Assignment
from reports.models import Evidence
from tests.browser.conftest import SignIn
from tests.browser.form_page import excuse
from tests.factories import PDF

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "/reports/2026-10/project/3/"
REASON = "多媒体教室数与台账不符，请核对。"
FIGURES = [(pytest.approx(98.33, abs=0.01), 1180, 1200), (4, None, None), (7, None, None)]


def fill_lines(page: Page, first: str, whole: str, second: str, third: str) -> None:
    """Fill the three figures 普宁市 reports on project 3, by their assignments' keys."""
    classrooms, schools, pilots = Assignment.objects.filter(
        department__code="puning", target__project__number=3
    ).order_by("target__number")
    page.fill(f'[name="line-{classrooms.pk}-numerator"]', first)
    page.fill(f'[name="line-{classrooms.pk}-denominator"]', whole)
    page.fill(f'[name="line-{schools.pk}-value"]', second)
    page.fill(f'[name="line-{pilots.pk}-value"]', third)


def report(page: Page, live_server: LiveServer, classrooms: str, words: str) -> None:
    """Fill and submit 普宁市's form as it stands."""
    page.goto(f"{live_server.url}{FORM}")
    fill_lines(page, classrooms, "1200", "4", "7")
    page.get_by_label("进展情况").fill(words)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("已提交，等待单位审核")).to_be_visible()


def decide(page: Page, live_server: LiveServer, button: str, outcome: str) -> None:
    """Open the first report of the queue, press a button, and read what became of it."""
    page.goto(f"{live_server.url}/queue/")
    page.locator("table tbody a").filter(has_text="打开").first.click()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(outcome)


def return_with(page: Page, live_server: LiveServer, reason: str) -> None:
    page.goto(f"{live_server.url}/queue/")
    page.locator("table tbody a").filter(has_text="打开").first.click()
    page.get_by_label("退回理由").fill(reason)
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已退回")


@pytest.fixture
def approved(page: Page, live_server: LiveServer, sign_in: SignIn, tmp_path: Path) -> None:
    """普宁市 reports with a PDF, is sent back, corrects, and both reviewers pass it."""
    pdf = tmp_path / "上网台账.pdf"
    pdf.write_bytes(PDF)
    sign_in("puning")
    page.goto(f"{live_server.url}{FORM}")
    page.set_input_files('[name="files"]', pdf)
    expect(page.get_by_role("link", name="上网台账.pdf")).to_be_visible()
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("草稿已保存").first).to_be_visible()
    report(page, live_server, "1100", "10月新增40间多媒体教室接入网络。")
    sign_in("puning-approver")
    decide(page, live_server, "审核通过", "待市局审核")
    sign_in("reviewer")
    return_with(page, live_server, REASON)
    sign_in("puning")
    page.goto(live_server.url)
    expect(page.get_by_text(REASON).first).to_be_visible()
    page.goto(f"{live_server.url}{FORM}")
    expect(page.get_by_text(REASON).first).to_be_visible()
    expect(page.get_by_text("上网台账.pdf").first).to_be_visible()
    report(page, live_server, "1180", "10月新增40间多媒体教室接入网络，台账已核对。")
    sign_in("puning-approver")
    decide(page, live_server, "审核通过", "待市局审核")
    sign_in("reviewer")
    decide(page, live_server, "通过", "已通过")


@pytest.mark.usefixtures("approved")
def test_approved_figures_stand_on_every_dashboard_and_in_the_workbook(
    page: Page, live_server: LiveServer, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in("leader")
    for path in ("projects/3", "counties/puning"):
        page.goto(f"{live_server.url}/{path}/")
        for figure in ("98.3%（1180/1200）", "4 所", "7 个"):
            expect(page.locator("td").get_by_text(figure).first).to_be_visible()
    page.goto(f"{live_server.url}/departments/education/")
    led = page.get_by_role("row").filter(has_text="加强教育信息化建设").first
    expect(led).to_contain_text("0/5 达标")
    page.goto(f"{live_server.url}/overview/")
    row = page.get_by_role("row").filter(has_text="加强教育信息化建设").first
    cells = row.get_by_role("link")
    expect(cells.last).to_contain_text("正常")
    expect(cells.nth(5)).to_contain_text("未报")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载汇总表").click()
    summary = tmp_path / "summary.xlsx"
    download.value.save_as(summary)

    assert download.value.suggested_filename == "项目进展汇总表_2026-11-23.xlsx"
    assert figures_of_puning(summary) == FIGURES


@pytest.mark.usefixtures("approved")
def test_another_county_cannot_open_the_evidence_file(
    page: Page, live_server: LiveServer, sign_in: SignIn, browser_errors: list[str]
) -> None:
    address = f"{live_server.url}/evidence/{Evidence.objects.get().pk}/"
    sign_in("puning")
    own = page.request.get(address)
    sign_in("rongcheng")
    foreign = page.request.get(address)

    assert (own.status, own.body()) == (200, PDF)
    assert own.headers["content-disposition"].startswith("attachment")
    assert foreign.status == 404


def figures_of_puning(path: Path) -> list[tuple[object, object, object]]:
    """填报值, 分子, 分母 of 普宁市's lines of project 3 in the workbook."""
    sheet = openpyxl.load_workbook(path)["目标明细"]
    rows = list(sheet.iter_rows(values_only=True))
    head = next(index for index, row in enumerate(rows) if row[0] == "项目序号")
    column = {name: number for number, name in enumerate(rows[head])}
    return [
        (row[column["填报值"]], row[column["分子"]], row[column["分母"]])
        for row in rows[head + 1 :]
        if row[column["项目序号"]] == 3 and row[column["县区"]] == "普宁市"
    ]


def test_a_text_far_too_long_comes_back_whole_with_the_reason(
    page: Page, live_server: LiveServer, sign_in: SignIn, browser_errors: list[str]
) -> None:
    sign_in("puning")
    page.goto(f"{live_server.url}{FORM}")
    page.get_by_label("进展情况").fill("长" * 20_000)
    page.get_by_role("button", name="提交审核").click()

    expect(page.get_by_role("alert")).to_contain_text("5000")
    assert page.get_by_label("进展情况").input_value() == "长" * 20_000
    excuse(browser_errors, "422")
