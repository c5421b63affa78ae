"""The demonstration in a temporary database, served on a free port, for pictures of its pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import django
import time_machine
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium-headless-shell"
TODAY = "2026-11-23 09:30+08:00"


@contextmanager
def demonstrated() -> Iterator[tuple[Browser, str]]:
    """The demonstration as of 2026-11-23: a real Chromium, and the site's address.

    Nothing of Django's may be imported before, since this sets the environment of its settings.
    """
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with TemporaryDirectory() as place, time_machine.travel(TODAY):
        _prepare(Path(place))
        with _served() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
            yield browser, address
            browser.close()


def signed_in(browser: Browser, address: str, officer: str) -> Page:
    """A page of its own in which an officer has signed in; of nobody where there is no name."""
    from demo.accounts import password

    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
    page = context.new_page()
    page.set_default_timeout(90_000)
    if not officer:
        return page
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("用户名").fill(officer)
    page.get_by_label("密码").fill(password())
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


def _prepare(place: Path) -> None:
    """Set the environment of the settings, and make the demonstration's database."""
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{place / 'demo.sqlite3'}",
        "DEBUG": "1",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "MEDIA_ROOT": str(place / "media"),
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("loaddata", "plan", verbosity=0)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        call_command("demo", stdout=nowhere)


@contextmanager
def _served() -> Iterator[str]:
    """Serve the site from a thread; gives its address."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.core.wsgi import get_wsgi_application
    from django.test.testcases import QuietWSGIRequestHandler

    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
