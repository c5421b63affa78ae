"""A reviewer's month: more than a hundred reports, forty to rate, with every key counted."""

from itertools import groupby

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import AuditEntry, Department, Officer
from projects.models import Assignment
from projects.rules.values import Measure
from reports.models import Measurement, Period, Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import wrong
from tests.browser.test_month import report_before
from tests.factories import make_report

pytestmark = pytest.mark.django_db(transaction=True)

State = Report.State
RATED, MOST = 40, 60


@pytest.fixture
def waiting(officers: dict[str, Officer]) -> None:
    """All counties' reports of October wait, as in September; 40 targets are to be rated."""
    periods = {
        State.APPROVED: Period.objects.get(code="2026-09"),
        State.ENDORSED: Period.objects.get(code="2026-10"),
    }
    rated = Assignment.objects.reported().filter(target__measure=Measure.RATING)
    more = rated.filter(department__kind=Department.Kind.COUNTY).order_by("pk")[RATED:]
    Assignment.objects.filter(pk__in=[line.pk for line in more]).update(
        exemption_reason="本期不评定此目标"
    )
    owed = Assignment.objects.filter(department__kind=Department.Kind.COUNTY)
    lines = owed.select_related("target__project", "department").order_by(
        "department", "target__project", "target__number"
    )
    for (department, project), own in groupby(
        lines, lambda line: (line.department, line.target.project)
    ):
        assignments = list(own)
        for state, period in periods.items():
            report = make_report(project, department, period, state=state)
            for line in assignments:
                is_to_rate = line.target.is_rating and state == State.ENDORSED
                if line.is_reported and not is_to_rate:
                    report_before(report, line)


def test_a_hundred_reports_with_forty_ratings_take_at_most_sixty_keys(
    page: Page, live_server: LiveServer, sign_in: SignIn, waiting: None
) -> None:
    endorsed = Report.objects.filter(state=State.ENDORSED)
    number, keys = endorsed.count(), 0
    assert number >= 100
    sign_in("reviewer")
    page.goto(f"{live_server.url}/queue/")
    page.get_by_role("link", name="逐行评定").press("Enter")
    page.wait_for_url("**/queue/ratings/")
    page.locator("[data-ratings-keys]").wait_for()
    for _ in range(RATED):
        page.keyboard.press("1")
    page.get_by_role("button", name="通过已评定的").press("Enter")
    expect(page.get_by_role("heading", name="待审核")).to_be_visible()
    keys += RATED + 2
    while left := endorsed.count():
        page.get_by_label("全选本页可批量的").press("Space")
        page.get_by_role("button", name="通过所选").press("Enter")
        expect(page.get_by_role("status").first).to_contain_text("已审核通过")
        keys += 2
        assert endorsed.count() < left

    print(f"{number} reports with {RATED} ratings: {keys} keys.")  # noqa: T201
    assert keys <= MOST
    assert AuditEntry.objects.filter(action="通过").count() == number
    assert Measurement.objects.filter(report__period__code="2026-10", rating="on_track").exists()


def test_a_key_is_taken_back_and_nothing_is_sent_before_the_button(
    page: Page, live_server: LiveServer, sign_in: SignIn, waiting: None
) -> None:
    sign_in("reviewer")
    page.goto(f"{live_server.url}/queue/ratings/")
    page.locator("[data-ratings-keys]").wait_for()
    chosen = page.locator("[data-rating] :checked")
    button = page.get_by_role("button", name="通过已评定的")
    for key in ("3", "1", "2"):
        page.keyboard.press(key)
    expect(chosen).to_have_count(3)
    page.keyboard.press("u")
    expect(chosen).to_have_count(2)
    page.keyboard.press("4")
    assert [box.get_attribute("data-digit") for box in chosen.all()] == ["3", "1", "4"]
    page.keyboard.press("p")
    page.keyboard.press("2")
    assert [box.get_attribute("data-digit") for box in chosen.all()] == ["3", "1", "2"]
    page.keyboard.press("u")
    assert [box.get_attribute("data-digit") for box in chosen.all()] == ["3", "1", "4"]
    expect(button).to_contain_text("份")
    assert not Report.objects.filter(state=State.APPROVED, period__code="2026-10").exists()
    assert wrong(page) == []
