"""Every page in a real browser, wide and phone-narrow, light and dark, with axe."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import AuditEntry, Delegation, Department, Officer
from projects.models import Assignment, Project
from reports.models import Period, Report
from tests.browser.conftest import SignIn
from tests.browser.form_page import excuse, wrong
from tests.factories import (
    make_bulletin,
    make_delegation,
    make_evidence,
    make_measurement,
    make_report,
    make_withdrawal,
)

PAGES = {
    "leader": [
        "/worklist/",
        "/overview/",
        "/overview/?as_of=2026-10-10",
        "/lamp-rules/",
        "/overview/?as_of=2036-10-10",
        "/overview/?theme=teachers&order=behind",
        "/changes/",
        "/changes/?since=2026-11-30",
        "/meeting/",
        "/meeting/?slide=overview",
        "/meeting/?slide=project-3",
        "/meeting/?slide=county-puning&as_of=2026-10-10",
        "/projects/",
        "/projects/3/",
        "/projects/14/",
        "/projects/3/targets/1/",
        "/projects/3/targets/2/?as_of=2026-10-10",
        "/projects/14/targets/1/",
        "/counties/",
        "/counties/puning/",
        "/departments/",
        "/departments/education/",
        "/departments/finance/",
        "/search/",
        "/search/?q=%E5%AD%A6%E6%A0%A1",
        "/search/?q=%00",
        "/search/?q=nowhere&as_of=2026-10-10",
        "/targets/",
        "/targets/?lamp=stale",
        "/overview/export/",
        "/bulletins/",
        "/bulletins/2026/1/",
        "/bulletins/2026/2/",
        "/bulletins/2026/2/changes/?with=2026-1",
        "/reports/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ],
    "puning": [
        "/worklist/",
        "/counties/puning/",
        "/counties/huilai/",
        "/reports/2026-10/project/3/",
        "/reports/2026-10/project/9/",
        "/reports/2026-10/import/",
        "/reports/",
        "/delegations/",
        "/calendar/",
        "/calendar/?month=2027-12",
        "/calendar/?month=2027-13",
        "/change-requests/",
        "/change-requests/?state=nonsense",
        "/change-requests/new/",
        "/reminders/",
        "/messages/",
    ],
    "finance": ["/worklist/", "/reports/2026-Q3/project/3/"],
    "puning-approver": ["/worklist/", "/queue/", "/queue/?anomalies=yes"],
    "reviewer": [
        "/worklist/",
        "/queue/",
        "/queue/?project=1",
        "/queue/?bulk=yes",
        "/queue/?project=2",
        "/calendar/?month=2025-12",
        "/projects/3/",
        "/counties/puning/",
        "/targets/3-1/counting/",
        "/bulletins/new/",
        "/bulletins/2026/2/",
        "/change-requests/",
        "/periods/",
        "/periods/2026-10/",
        "/reminders/",
        "/reminders/?period=2026-09",
        "/burden/",
    ],
    "auditor": ["/worklist/", "/audit/"],
    "admin": ["/worklist/"],
}
FORM = "/reports/2026-10/project/3/"
MISSING = "/projects/99/"
WRONG_PERIOD = "/reports/2026-Q3/project/3/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reports(officers: dict[str, Officer]) -> dict[str, Report]:
    """Approved, waiting and returned reports of 普宁市."""
    puning = Department.objects.get(code="puning")
    author = officers["puning"]
    state = Report.State
    made = {}
    for number, code, at in (
        (3, "2026-09", state.APPROVED),
        (14, "2026-10", state.APPROVED),
        (2, "2026-10", state.SUBMITTED),
        (1, "2026-10", state.ENDORSED),
        (4, "2026-10", state.RETURNED),
    ):
        project = Project.objects.get(number=number)
        period = Period.objects.get(code=code)
        report = make_report(project, puning, period, state=at, author=author)
        make_evidence(report, "关于进展情况的佐证材料.pdf")
        for line in Assignment.objects.filter(department=puning, target__project=project):
            if line.target.is_ratio:
                whole = line.denominator or 100
                make_measurement(report, line, numerator=whole - 1, denominator=whole)
            elif line.target.is_count:
                make_measurement(report, line, 3)
            elif line.target.is_milestone:
                make_measurement(report, line, is_done=True, done_on=date(2023, 10, 20))
        made[at.value] = report
    AuditEntry.objects.create(
        officer=author, action="提交", subject="一份报告", subject_key="report:1", reason="测试"
    )
    return made


@pytest.fixture
def bulletins(reports: dict[str, Report], unfrozen: None) -> None:
    """Two of them, the first withdrawn."""
    make_withdrawal(make_bulletin(on=date(2026, 9, 30)))
    make_bulletin(on=date(2026, 10, 31))


@pytest.fixture
def delegation(officers: dict[str, Officer]) -> Delegation:
    """普宁市's reporting lies with 榕城区's reporter too."""
    puning = Department.objects.get(code="puning")
    return make_delegation(puning, officers["rongcheng"], delegated_by=officers["puning"])


def check_page(page: Page, live_server: LiveServer, path: str) -> list[str]:
    """What is wrong with a page."""
    page.goto(f"{live_server.url}{path}")
    return [f"{path} {line}" for line in wrong(page)]


@pytest.mark.usefixtures("bulletins")
@pytest.mark.parametrize("name", sorted(PAGES))
def test_pages_of_an_officer_are_accessible_and_fit_the_window(
    page: Page, live_server: LiveServer, sign_in: SignIn, name: str
) -> None:
    sign_in(name)

    assert [line for path in PAGES[name] for line in check_page(page, live_server, path)] == []


def test_reports_in_every_state_are_accessible_and_fit_the_window(
    page: Page, live_server: LiveServer, sign_in: SignIn, reports: dict[str, Report]
) -> None:
    found = []
    for name, states in {
        "reviewer": ("approved", "endorsed", "returned"),
        "puning-approver": ("submitted",),
        "puning": ("approved", "submitted", "returned"),
    }.items():
        sign_in(name)
        for state in states:
            found += check_page(page, live_server, f"/reports/{reports[state].pk}/")
            found += check_page(
                page, live_server, f"/reports/{reports[state].pk}/?from=changes%3Dyes"
            )
    assert found == []


@pytest.mark.usefixtures("delegation")
def test_pages_of_a_delegate_are_accessible_and_fit_the_window(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("rongcheng")
    found = check_page(page, live_server, "/delegations/")
    page.locator("main").get_by_role("button", name="代 普宁市人民政府 填报", exact=True).click()
    expect(page.get_by_role("complementary", name="代填")).to_contain_text("普宁市人民政府")
    for path in ("/worklist/", FORM):
        found += check_page(page, live_server, path)
    page.get_by_role("button", name="返回本人身份").click()
    expect(page.get_by_role("complementary", name="代填")).to_have_count(0)

    assert found == []


def test_a_calendar_s_address_is_made_and_copied(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    # As whole browsers allow it to whoever presses.
    page.context.grant_permissions(["clipboard-write"])
    sign_in("puning")
    page.goto(f"{live_server.url}/calendar/")
    page.get_by_role("button", name="生成订阅地址").click()
    found = check_page(page, live_server, "/calendar/")
    page.get_by_role("button", name="复制地址").click()

    expect(page.get_by_text("已复制。")).to_be_visible()
    file = page.request.get(page.get_by_label("您的订阅地址").input_value())
    assert (file.status, file.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert found == []


def test_sign_in_and_refusals_are_accessible_and_fit_the_window(
    page: Page, live_server: LiveServer, sign_in: SignIn, browser_errors: list[str]
) -> None:
    found = check_page(page, live_server, "/accounts/login/")
    sign_in("leader")
    found += check_page(page, live_server, MISSING)
    found += check_page(page, live_server, "/overview/export/?of=nowhere&sheets=none")
    sign_in("reviewer")
    found += check_page(page, live_server, "/bulletins/new/?on=2036-10-31&number=0")
    sign_in("puning")
    found += check_page(page, live_server, WRONG_PERIOD)
    excuse(browser_errors, "404", "409", "422")

    assert found == []


@pytest.mark.urls("tests.tracker.styleguide_urls")
def test_the_styleguide_is_accessible_and_fits_the_window(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("leader")

    assert check_page(page, live_server, "/styleguide/") == []


@pytest.mark.usefixtures("reports")
def test_administration_keeps_to_the_content_security_policy(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    """Every browser fails its test on any console error and any breach of the policy."""
    sign_in("admin")
    for path in ("", "departments/officer/", "projects/target/302/change/", "reports/period/"):
        page.goto(f"{live_server.url}/admin/{path}")
        assert "系统管理" in page.title()
