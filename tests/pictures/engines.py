"""Open the main pages in the Chromium of older machines, beside today's.

``python -m tests.pictures.engines ENGINES FOLDER`` takes each engine of ENGINES, where `make
old-engines` makes one folder for each, and writes pictures of the pages at two widths into FOLDER.
It fails if a page throws an error, crashes, or is wider than its window.

Playwright asks old engines for what they lack once it looks for elements by itself, so officers
come in by their session's cookie, and menus are opened by scripts.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.demonstration import CHROMIUM, demonstrated

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-zygote"]
WIDTHS = (1366, 390)
HEIGHT = 768
TALLEST = 4000
PAGES = {
    "sign-in": ("", "/accounts/login/"),
    "overview": ("leader", "/overview/"),
    "project": ("leader", "/projects/3/"),
    "county": ("leader", "/counties/puning/"),
    "meeting": ("leader", "/meeting/?slide=overview"),
    "form": ("puning", "/reports/2026-10/project/3/"),
    "worklist": ("reviewer", "/worklist/"),
    "queue": ("reviewer", "/queue/"),
}
SIZE = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
PRESS_MENU = "document.querySelector('.menu-button')?.click()"
MENU_IS_SHOWN = "getComputedStyle(document.getElementById('menu')).display !== 'none'"


def main(engines: Path, folder: Path) -> None:
    """Take the pictures; tell what went wrong, and fail then."""
    folder.mkdir(parents=True, exist_ok=True)
    programs = [Path(CHROMIUM), *sorted(engines.glob("*/chromium"))]
    with demonstrated() as (today, address):
        wrong = [line for each in programs for line in _open_all(today, address, each, folder)]
    sys.stdout.writelines(f"{line}\n" for line in wrong or ["Nothing is wrong."])
    if wrong:
        raise SystemExit(1)


def _open_all(today: Browser, address: str, program: Path, folder: Path) -> Iterator[str]:
    """Go through the pages in one engine, each officer in one window."""
    browser = today.browser_type.launch(executable_path=program, args=FLAGS)
    engine = browser.version.split(".")[0]
    officer, page = None, None
    errors: list[str] = []
    for name, (who, path) in PAGES.items():
        if page is None or officer != who:
            officer, page = who, _page_of(browser, address, who)
            page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.goto(f"{address}{path}")
        troubles = [*_look_at(page, folder / f"{name}-{engine}"), *errors]
        yield from (f"Chromium {engine}, {name}: {trouble}" for trouble in troubles)
        errors.clear()
    browser.close()


def _page_of(browser: Browser, address: str, officer: str) -> Page:
    """A window in which an officer, if any, has signed in."""
    from django.test import Client

    from departments.models import Officer

    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
    if officer:
        client = Client()
        client.force_login(Officer.objects.get(username=officer))
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return context.new_page()


def _look_at(page: Page, stem: Path) -> Iterator[str]:
    """Take the page's pictures; gives what is wrong with it."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wide, high = page.evaluate(SIZE)
        if wide > width:
            yield f"wider than a window of {width} pixels"
        # Old engines take a picture of the window alone.
        page.set_viewport_size({"width": width, "height": min(high, TALLEST)})
        page.screenshot(path=stem.with_name(f"{stem.name}-{width}.png"))
    if page.evaluate("document.getElementById('menu') !== null"):
        before = page.evaluate(MENU_IS_SHOWN)
        page.evaluate(PRESS_MENU)
        if before or not page.evaluate(MENU_IS_SHOWN):
            yield "the menu does not open on a phone"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
