"""A whole month by one form: 22 reports downloaded, filled offline, brought back, handed in."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import AuditEntry, Department, Officer
from projects.models import Assignment, Project
from projects.rules.values import Measure
from reports.models import Period, Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import LOOKS, violations
from tests.factories import make_measurement, make_report

pytestmark = pytest.mark.django_db(transaction=True)

State = Report.State
CHANGED = range(16, 23)
CLICKS = 8
HEADER = 4


@pytest.fixture
def last_month(officers: dict[str, Officer]) -> None:
    """普宁市's 22 approved reports of September, with a figure for each count and ratio."""
    puning = Department.objects.get(code="puning")
    period = Period.objects.get(code="2026-09")
    measure = Measure
    for project in Project.objects.all():
        report = make_report(
            project, puning, period, state=State.APPROVED, author=officers["puning"]
        )
        for line in Assignment.objects.filter(
            department=puning, target__project=project, exemption_reason=""
        ).select_related("target"):
            if line.target.measure == measure.COUNT:
                make_measurement(report, line, 2)
            elif line.target.measure == measure.RATIO:
                whole = line.denominator or 100
                make_measurement(report, line, numerator=whole - 1, denominator=whole)
            elif line.target.measure == measure.MILESTONE:
                make_measurement(
                    report, line, is_done=True, done_on=date(2026, 9, 10), document="文号"
                )


def fill(path: Path) -> None:
    """本月无变化 for the first 15 projects, new figures and words for the last 7."""
    book = openpyxl.load_workbook(path)
    texts, figures = book["文字"], book["数据"]
    for row in range(HEADER + 1, texts.max_row + 1):
        number = number_of(texts, row)
        if number in CHANGED:
            texts.cell(row, column(texts, "进展情况")).value = f"10月项目{number}按计划推进。"
        else:
            texts.cell(row, column(texts, "本月无变化")).value = "是"
    for row in range(HEADER + 1, figures.max_row + 1):
        if number_of(figures, row) in CHANGED:
            for heading, value in (("数值", 3), ("分子", 99), ("是否完成", "未完成")):
                cell = figures.cell(row, column(figures, heading))
                if not cell.protection.locked:
                    cell.value = value
            denominator = figures.cell(row, column(figures, "分母"))
            if not denominator.protection.locked:
                denominator.value = 100
    book.save(path)


def column(sheet: Worksheet, heading: str) -> int:
    return next(int(cell.column) for cell in sheet[HEADER] if cell.value == heading)


def number_of(sheet: Worksheet, row: int) -> int:
    return int(str(sheet.cell(row, column(sheet, "项目")).value).partition(" ")[0])


class Hand:
    """Clicks and counts."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()


@pytest.mark.usefixtures("last_month")
def test_a_whole_month_is_handed_in_by_one_form_in_a_few_clicks(
    page: Page, live_server: LiveServer, sign_in: SignIn, tmp_path: Path
) -> None:
    hand = Hand()
    form = tmp_path / "form.xlsx"
    sign_in("puning")
    page.goto(f"{live_server.url}/worklist/")
    with page.expect_download() as download:
        hand.click(page.get_by_role("link", name="下载本期填报表"))
    download.value.save_as(form)
    fill(form)

    hand.click(page.get_by_role("link", name="导入填报表"))
    with page.expect_file_chooser() as chooser:
        hand.click(page.get_by_label("填好的填报表"))
    chooser.value.set_files(form)
    hand.click(page.get_by_role("button", name="上传并预览"))
    expect(page.get_by_text("0 行有问题")).to_be_visible()
    hand.click(page.get_by_role("button", name="导入并提交没有问题的报告（22 份）"))
    expect(page.get_by_text("已导入 22 份报告，其中 22 份已提交，等待单位审核。")).to_be_visible()

    print(f"a whole month by one form: {hand.clicks} clicks")  # noqa: T201
    assert download.value.suggested_filename == "普宁市_2026年10月_填报表.xlsx"
    assert hand.clicks <= CLICKS
    october = Report.objects.filter(period__code="2026-10", state=State.SUBMITTED)
    assert october.count() == 22
    carried = october.exclude(project__number__in=CHANGED)
    said = {report.progress for report in carried}
    assert said <= {
        "本期（2026年10月）各项数据与上期（2026年9月）相同，无新的进展。",
        "本期（2026年10月）与上期（2026年9月）相比，无新的进展。",
    }
    assert AuditEntry.objects.filter(action="导入填报表").count() == 1


@pytest.mark.usefixtures("last_month")
def test_the_preview_is_accessible_and_fits_the_window_whatever_is_wrong(
    page: Page, live_server: LiveServer, sign_in: SignIn, tmp_path: Path
) -> None:
    """Problems, changes, reminders and the choice of what counts, all on one page."""
    form = tmp_path / "form.xlsx"
    sign_in("puning")
    answer = page.request.get(f"{live_server.url}/reports/2026-10/excel-form/")
    form.write_bytes(answer.body())
    fill(form)
    book = openpyxl.load_workbook(form)
    book["数据"].cell(HEADER + 3, column(book["数据"], "分子")).value = "98%"
    book.save(form)
    draft = make_report(
        Project.objects.get(number=20),
        Department.objects.get(code="puning"),
        Period.objects.get(code="2026-10"),
        progress="网上填的进展",
    )
    page.goto(f"{live_server.url}/reports/2026-10/import/")
    page.set_input_files('[name="file"]', form)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("请填写数字，不要填百分数；比率请分别填分子和分母。")).to_be_visible()
    expect(page.get_by_text(f"下载之后，系统里已改为“{draft.progress}”")).to_be_visible()
    expect(page.get_by_label("以文件为准")).to_be_visible()

    wrong = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        wrong += [
            f"{width} {scheme}: {item['id']} {item['nodes'][0]['html'][:160]}"
            for item in violations(page)
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{width}: wider than the window")
    assert wrong == []
