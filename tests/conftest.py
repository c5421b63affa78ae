"""For all tests: which database they run on, where files go, the browser, LibreOffice."""

import gc
import os
from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.template import TemplateDoesNotExist
from django.test import override_settings
from playwright.sync_api import BrowserContext, expect
from pytest_django import DjangoDbBlocker

from dashboards.snapshots.cache import clear_cache
from projects.models import Plan
from tests.demonstration import CHROMIUM
from tests.explore import EXPLORES
from tests.module_rows import module_rows
from tests.plan import load_plan
from tests.reports.excel_form.libreoffice import LibreOffice

# Each run tries the same examples, so that it fails of what was changed alone. EXPLORE=1 tries new
# ones, and more of them.
hypothesis.settings.register_profile(
    "tracker",
    deadline=None,
    derandomize=not EXPLORES,
    max_examples=2000 if EXPLORES else 100,
)
hypothesis.settings.load_profile("tracker")

# What waits for the site waits as long as a busy machine may take: two suites on two cores, or
# more beside them. Nothing here says how fast the site is.
PATIENCE = 90_000  # milliseconds
expect.set_options(timeout=PATIENCE)

CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--js-flags=--single-threaded",  # a tenth less work: pages close before it pays to compile more
    "--no-first-run",
]


PROGRAMS = ("browser", "libreoffice")
"""Fixtures that are programs: what uses one is marked with its name."""
WITH_DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what starts a program, and run on each database only what belongs there."""
    here, elsewhere = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        for name in used(item) & set(PROGRAMS):
            item.add_marker(name)
        if item.get_closest_marker("browser") and "browser" not in item.path.parts:
            raise pytest.UsageError(f"{item.nodeid} drives a browser: put it into tests/browser.")
        runs = os.environ["TEST_DATABASE"] in databases_of(item)
        (here if runs else elsewhere).append(item)
    items[:] = here
    config.hook.pytest_deselected(items=elsewhere)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end: a seventh of the tests' time."""
    gc.collect()
    gc.freeze()


def databases_of(item: pytest.Item) -> tuple[str, ...]:
    """Both, but for what says otherwise and for what does not depend on the database."""
    chosen = item.get_closest_marker("databases")
    if chosen:
        return chosen.args
    uses_database = item.get_closest_marker("django_db") or used(item) & WITH_DATABASE
    once = any(map(item.get_closest_marker, (*PROGRAMS, "hypothesis")))
    return ("sqlite", "postgres") if uses_database and not once else ("sqlite",)


def used(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Put SQLite's test database into a file, as in production, so that locks are real."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Drop no database: SQLite's file and PostgreSQL's server go as a whole when all is over.

    A server that a test has killed may still have a session there.
    """
    return True


@pytest.fixture(scope="session", autouse=True)
def _settings_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        # Without a manifest, so that no test waits for collectstatic.
        STORAGES={
            **settings.STORAGES,
            "staticfiles": {
                "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
            },
        },
        # Fast, for the many sign-ins.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def _no_amendments_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process's first request of a day: that takes a query, which tests of queries leave out."""
    monkeypatch.setattr("tracker.middleware.apply_due_once", lambda _: None)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Each test writes a past of its own: no snapshot of another test's past is kept."""
    clear_cache()


@pytest.fixture(autouse=True)
def _on(request: pytest.FixtureRequest) -> Iterator[None]:
    """What the clock says: ``on("2026-11-23 09:00")``, which runs on unless ``tick=False``."""
    mark = request.node.get_closest_marker("on")
    if mark is None:
        yield
        return
    (moment,) = mark.args
    with time_machine.travel(f"{moment}+08:00", **mark.kwargs):
        yield


@pytest.fixture(scope="module")
def _plan_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with module_rows(django_db_blocker, load_plan):
        yield


@pytest.fixture
def plan(_plan_rows: None, db: None) -> Plan:
    """The real plan. It stays for the module's tests, of which none may be transactional."""
    return Plan.objects.get()


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """403 and 404 come without their page, which with its menu takes longer than refusing."""

    def missing(name: str) -> None:
        raise TemplateDoesNotExist(name)

    monkeypatch.setattr("django.views.defaults.loader", SimpleNamespace(get_template=missing))


FREEZING = (
    "bulletins.migrations.0002_frozen",
    "projects.migrations.0006_change_withdrawals",
    "projects.migrations.0005_frozen_terms",
)
"""The migrations that freeze tables, first those whose rows refer to the others'."""


@pytest.fixture
def unfrozen(transactional_db: None) -> Iterator[None]:
    """Let what is frozen go when the test is over: its database is emptied, which it refuses."""
    yield
    for frozen in (import_module(name).FROZEN for name in FREEZING):
        frozen.thaw(connection)
        for table in reversed(frozen.names):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table}")
        frozen.freeze(connection)


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    return LibreOffice(tmp_path_factory.mktemp("libreoffice"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive Debian's Chromium, headless; root cannot have Chromium's sandbox."""
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def browser_errors() -> Iterator[list[str]]:
    """What browsers complain of, which fails the test; one that means to provoke it strikes it."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(
    browser_errors: list[str], new_context: Callable[..., BrowserContext]
) -> Callable[..., BrowserContext]:
    """Opens browsers, each watched for console errors, script errors and breaches of the CSP."""

    def opened(**kwargs: Any) -> BrowserContext:
        context = new_context(**kwargs)
        context.set_default_timeout(PATIENCE)
        context.on(
            "console",
            lambda message: (
                browser_errors.append(message.text) if message.type == "error" else None
            ),
        )
        context.on("weberror", lambda trouble: browser_errors.append(str(trouble.error)))
        return context

    return opened
