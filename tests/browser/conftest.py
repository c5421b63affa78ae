"""The site in a real browser, on the plan and with accounts to sign in with."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from departments.models import Department, Officer
from tests.factories import make_officer, make_period

PASSWORD = "long-enough-for-a-test"

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
    call_command("loaddata", "plan", verbosity=0)
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
    """Sign in through the page; whoever was signed in before is signed out."""

    def sign_in(name: str) -> None:
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/accounts/login/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)

    return sign_in
