"""The site in a real browser, on the plan and with accounts to sign in with."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from departments.models import Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Project
from reports.models import Period, Report
from tests.browser.form_page import FORM, PASSWORD, enter, lines
from tests.browser.kept_cases import CASES, fill
from tests.browser.site import Site, set_password
from tests.factories import make_bulletin, make_measurement, make_officer, make_period, make_report
from tests.plan import load_plan

SignIn = Callable[[str], None]


@pytest.fixture(scope="session", autouse=True)
def _database_first(django_db_setup: None) -> None:
    """Have the test database before the server: it shares an in-memory one between threads."""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """Monday 2026-11-23 without a sign-in so far that day, and the clock runs on."""
    cache.clear()
    with time_machine.travel("2026-11-23 09:00+08:00"):
        yield


@pytest.fixture
def officers(transactional_db: None) -> dict[str, Officer]:
    """The plan, its periods around today, and one officer for each part."""
    load_plan()
    for code in ("2026-09", "2026-10", "2026-Q3"):
        make_period(code)
    role = Officer.Role
    parts = {
        "reviewer": (role.REVIEWER, "education"),
        "leader": (role.LEADER, "education"),
        "puning": (role.REPORTER, "puning"),
        "puning-approver": (role.APPROVER, "puning"),
        "rongcheng": (role.REPORTER, "rongcheng"),
        "finance": (role.REPORTER, "finance"),
    }
    officers = {
        name: make_officer(
            part,
            Department.objects.get(code=code),
            username=name,
            name=f"{name}同志",
            password=PASSWORD,
        )
        for name, (part, code) in parts.items()
    }
    for name, part in (("auditor", role.AUDITOR), ("admin", role.ADMINISTRATOR)):
        officers[name] = make_officer(part, username=name, name=name, password=PASSWORD)
    return officers


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer, officers: dict[str, Officer]) -> SignIn:
    """Sign in by the session's cookie; whoever was signed in before is signed out.

    No page is opened. What tests the signing in does it through the page: ``enter``.
    """

    def sign_in(name: str) -> None:
        client = Client()
        client.force_login(officers[name])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return sign_in


@pytest.fixture
def form(page: Page, live_server: LiveServer, sign_in: SignIn) -> Page:
    """普宁市's form of project 3, opened by its reporter."""
    sign_in("puning")
    page.goto(f"{live_server.url}{FORM}")
    return page


@pytest.fixture
def september(officers: dict[str, Officer]) -> Report:
    """What 普宁市 reported before: 1100/1200, 4 and 7."""
    first, second, third = lines()
    before = make_report(
        first.target.project,
        first.department,
        Period.objects.get(code="2026-09"),
        state=Report.State.APPROVED,
        author=officers["puning"],
        progress="九月已接入。",
    )
    make_measurement(before, first, numerator=1100, denominator=1200)
    make_measurement(before, second, 4)
    make_measurement(before, third, 7)
    return before


@pytest.fixture
def site(officers: dict[str, Officer]) -> Iterator[Site]:
    """The site in a process of its own, whose clock is the true one."""
    set_password(officers["puning"], PASSWORD)
    Period.objects.update(opens=date(2024, 1, 1))
    site = Site()
    site.start()
    yield site
    site.kill()


@pytest.fixture
def colleague(
    new_context: Callable[..., BrowserContext], live_server: LiveServer, page: Page
) -> Page:
    """A second reporter of 普宁市 in a browser of their own, at the same form."""
    make_officer(
        Officer.Role.REPORTER,
        Department.objects.get(code="puning"),
        username="colleague",
        name="同事甲",
        password=PASSWORD,
    )
    other = new_context().new_page()
    enter(other, live_server.url, "colleague")
    other.goto(f"{live_server.url}{FORM}")
    return other


@pytest.fixture
def kept_keys(officers: dict[str, Officer], unfrozen: None) -> dict[str, object]:
    """A report for each step, a locked period, a request, a bulletin."""
    puning, author = Department.objects.get(code="puning"), officers["puning"]
    period, state = Period.objects.get(code="2026-10"), Report.State
    Period.objects.filter(code="2026-09").update(is_locked=True)
    for key, number, at in (
        (1, 2, state.SUBMITTED),
        (2, 9, state.ENDORSED),
        (5, 4, state.ENDORSED),
        (3, 7, state.DRAFT),
        (4, 16, state.SUBMITTED),
    ):
        project = Project.objects.get(number=number)
        report = make_report(project, puning, period, pk=key, state=at, author=author)
        Report.objects.filter(pk=report.pk).update(problems="资金不足。")
    assignment = puning.assignments.filter(target__project__number=2)[0]
    closing = ChangeRequest.Kind.CLOSING
    ChangeRequest.objects.create(
        pk=1, assignment=assignment, kind=closing, reason="已经建成。", asked_by=author
    )
    ChangeRequest.objects.create(
        pk=2,
        assignment=puning.assignments.filter(target__project__number=3)[0],
        kind=closing,
        reason="已经建成。",
        asked_by=author,
        state=ChangeRequest.State.ACCEPTED,
        decided_at=timezone.now(),
    )
    make_bulletin()
    return {"assignment": assignment.pk}


@pytest.fixture
def returning(
    page: Page, live_server: LiveServer, sign_in: SignIn, kept_keys: dict[str, object]
) -> Page:
    """A reason half typed by the approver, on the page of report 1."""
    sign_in("puning-approver")
    page.goto(f"{live_server.url}/reports/1/")
    fill(page, CASES["report_step"])
    return page
