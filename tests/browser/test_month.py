"""A month of one county, with every click and every field counted that is no figure or text."""

from collections.abc import Iterable
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Department, Officer
from projects.models import Assignment, Project
from projects.rules.values import Rating
from reports.models import Measurement, Period, Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import PASSWORD
from tests.factories import make_measurement, make_report

MOST = 60
CHANGED_REPORTS = 22
CHANGED = (1, 2, 3, 4, 5, 6, 8)
"""Projects with new figures; they have targets of every measure."""

pytestmark = pytest.mark.django_db(transaction=True)


class Hand:
    """An official's hand: it counts what it does beside typing figures and texts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, target: Locator) -> None:
        target.click()
        self.count += 1

    def type(self, name: str, words: str) -> None:
        """Type into a field that is neither a figure nor a text."""
        self.page.fill(f'[name="{name}"]', words)
        self.count += 1

    def choose(self, name: str, value: str) -> None:
        self.page.select_option(f'[name="{name}"]', value)
        self.count += 1

    def write(self, name: str, words: str) -> None:
        """Type a figure or a text: what a report is made for is not counted."""
        self.page.fill(f'[name="{name}"]', words)


@pytest.fixture
def september(officers: dict[str, Officer]) -> list[Assignment]:
    """普宁市's approved reports of September for all 22 projects, with every figure."""
    puning = Department.objects.get(code="puning")
    period = Period.objects.get(code="2026-09")
    lines = list(
        Assignment.objects.reported()
        .filter(department=puning)
        .select_related("target__project")
        .order_by("target__project__number", "target__number")
    )
    for project in Project.objects.all():
        report = make_report(project, puning, period, state=Report.State.APPROVED)
        for line in lines:
            if line.target.project == project:
                report_before(report, line)
    return lines


def report_before(report: Report, line: Assignment) -> Measurement:
    if line.target.is_ratio:
        whole = line.denominator or 100
        return make_measurement(report, line, numerator=whole - 2, denominator=whole)
    if line.target.is_count:
        return make_measurement(report, line, 3)
    if line.target.is_milestone:
        done = {"is_done": True, "done_on": date(2026, 9, 10), "document": "市府〔2026〕1号"}
        return make_measurement(report, line, **done)  # type: ignore[arg-type]
    return make_measurement(report, line, rating=Rating.ON_TRACK)


def is_asked(hand: Hand, line: Assignment) -> bool:
    """Whether a line is open to be filled: a finished one is folded."""
    return hand.page.locator(f'[name^="line-{line.pk}-"]:visible').count() > 0


def report_anew(hand: Hand, project: Project, lines: Iterable[Assignment]) -> None:
    """Open a project from the list, write new figures and a text, and hand it in."""
    row = hand.page.locator(".dues > li").filter(has_text=project.name)
    hand.press(row.get_by_role("link", name="填报"))
    for line in lines:
        name = f"line-{line.pk}"
        if not is_asked(hand, line):
            continue
        if line.target.is_ratio:
            whole = line.denominator or 100
            hand.write(f"{name}-numerator", str(whole - 1))
        elif line.target.is_count:
            hand.write(f"{name}-value", "4")
        elif line.target.is_milestone:
            hand.choose(f"{name}-is_done", "yes")
            hand.type(f"{name}-done_on", "2026-09-10")
            hand.write(f"{name}-document", "市府〔2026〕1号")
    hand.write("progress", "本月新增一所，台账已核对。")
    hand.press(hand.page.get_by_role("button", name="提交审核"))
    expect(hand.page.get_by_text("已提交，等待单位审核")).to_be_visible()


def test_a_month_of_22_reports_with_15_unchanged_takes_at_most_60_clicks_and_fields(
    page: Page, live_server: LiveServer, september: list[Assignment]
) -> None:
    hand = Hand(page)
    page.goto(f"{live_server.url}/")
    hand.type("login", "puning")
    hand.type("password", PASSWORD)
    hand.press(page.get_by_role("button", name="登录"))
    for project in Project.objects.filter(number__in=CHANGED):
        own = [line for line in september if line.target.project == project]
        report_anew(hand, project, own)
    hand.press(page.get_by_role("button", name="全选未填"))
    expect(page.get_by_text("已选 15 份")).to_be_visible()
    hand.press(page.get_by_role("button", name="所选本月无变化"))
    hand.press(page.get_by_role("button", name="提交 15 份"))
    expect(page.get_by_text("已提交 15 份，等待单位审核")).to_be_visible()
    expect(page.locator("#period-2026-10 + p")).to_contain_text("22 / 22 已提交")

    print(f"A month of 22 reports: {hand.count} clicks and fields beside figures and texts.")  # noqa: T201
    assert hand.count <= MOST
    reports = Report.objects.filter(period__code="2026-10", state=Report.State.SUBMITTED)
    assert reports.count() == 22
    figures = Measurement.objects.filter(report__in=reports)
    owed = [line for line in september if not line.target.is_rating]
    assert figures.count() == len(owed)
    carried = reports.exclude(project__number__in=CHANGED)
    assert (
        carried.filter(carried_from__isnull=False, progress__endswith="无新的进展。").count() == 15
    )
    changed = figures.filter(value=4).values_list("report__project__number", flat=True)
    assert set(changed) <= set(CHANGED)


def figures_of(hand: Hand, line: Assignment) -> None:
    """New figures of a line; a milestone's fields count as figures, too."""
    name = f"line-{line.pk}"
    if not is_asked(hand, line):
        return
    if line.target.is_ratio:
        whole = line.denominator or 100
        hand.write(f"{name}-numerator", str(whole - 1))
    elif line.target.is_count:
        hand.write(f"{name}-value", "4")
    elif line.target.is_milestone:
        hand.page.select_option(f'[name="{name}-is_done"]', "yes")
        hand.write(f"{name}-done_on", "2026-09-10")
        hand.write(f"{name}-document", "市府〔2026〕1号")


def test_22_changed_reports_take_one_press_each(
    page: Page, live_server: LiveServer, sign_in: SignIn, september: list[Assignment]
) -> None:
    """From the address of the next report; from the list, 填报 would be one press more."""
    hand, county = Hand(page), september[0].department.name
    sign_in("puning")
    page.goto(f"{live_server.url}/worklist/next/")
    for project in Project.objects.order_by("number"):
        expect(page.get_by_role("heading", level=1)).to_have_text(str(project))
        for line in september:
            if line.target.project == project:
                figures_of(hand, line)
        hand.write("progress", "本月新增一所，台账已核对。")
        hand.press(page.get_by_role("button", name="提交并填下一份"))
        told = f"2026年10月 项目{project.number} {county}已提交，等待单位审核。"
        expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_text("这一期没有待填的报告了。")).to_be_visible()

    print(f"22 changed reports: {hand.count} clicks beside figures and texts.")  # noqa: T201
    assert hand.count <= CHANGED_REPORTS
    reports = Report.objects.filter(period__code="2026-10", state=Report.State.SUBMITTED)
    assert reports.count() == CHANGED_REPORTS
    owed = [line for line in september if not line.target.is_rating]
    assert Measurement.objects.filter(report__in=reports).count() == len(owed)
