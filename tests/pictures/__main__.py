"""Take pictures of every page from the running demonstration, to be looked at.

``python -m tests.pictures FOLDER [PART]`` writes, for each place (or those with PART in their
name), a PNG at three widths in light and dark, and each sheet that it prints on A4, in colour and
in grey. It prints what is wider than its window or its sheet, and fails if a page does not open.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.demonstration import demonstrated, signed_in

WIDTHS = (1440, 1024, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHT = 900
SHEETS = {False: 688, True: 1017}
"""Pixels between the margins of an A4 sheet: upright, and (True) across."""
DOTS = 80
"""Dots an inch of a printed sheet's picture."""
FULL_WIDTH = "document.documentElement.scrollWidth"
IS_ACROSS = "document.body.classList.contains('landscape')"


def main(folder: Path, part: str = "") -> None:
    """Take the pictures into ``folder``, which is emptied first unless only a part is wanted."""
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        raise SystemExit("pdftoppm is missing: apt-get install poppler-utils")
    if not part:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    with demonstrated() as (browser, address):
        wide = list(_walk(browser, address, folder, part, pdftoppm))
    sys.stdout.write("".join(f"{line}\n" for line in wide) or "Nothing is wider than its window.\n")


def _walk(browser: Browser, address: str, folder: Path, part: str, pdftoppm: str) -> Iterator[str]:
    """Go through the places; gives a line for each picture in which something is too wide."""
    from django.test import override_settings

    from tests.pictures.places import places

    officer, page = None, None
    for place in places():
        if part not in place.name:
            continue
        if page is None or officer != place.officer:
            officer, page = place.officer, signed_in(browser, address, place.officer)
        # Refusals are shown as they are in production.
        with override_settings(DEBUG=place.status < HTTPStatus.BAD_REQUEST):
            answer = page.goto(f"{address}{place.path}")
        if answer is None or answer.status != place.status:
            raise SystemExit(f"{place.name}: {place.path} did not open.")
        yield from _screens(page, folder / place.name)
        yield from _sheets(page, folder / place.name, pdftoppm)


def _screens(page: Page, stem: Path) -> Iterator[str]:
    """The page in each width and scheme, whole."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            shown = f"{stem.name}-{width}-{scheme}.png"
            page.screenshot(path=stem.with_name(shown), full_page=True, animations="disabled")
        if page.evaluate(FULL_WIDTH) > width:
            yield f"{stem.name}: wider than a window of {width} pixels"


def _sheets(page: Page, stem: Path, pdftoppm: str) -> Iterator[str]:
    """The page as it is printed, without the backgrounds that browsers leave out."""
    width = SHEETS[page.evaluate(IS_ACROSS)]
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(media="print", color_scheme="light")
    if page.evaluate(FULL_WIDTH) > width:
        yield f"{stem.name}: wider than its sheet"
    paper = stem.with_suffix(".pdf")
    page.pdf(path=paper, prefer_css_page_size=True)
    page.emulate_media(media="screen")
    for name, colour in (("print", []), ("grey", ["-gray"])):
        picture = stem.with_name(f"{stem.name}-{name}")
        for old in stem.parent.glob(f"{picture.name}-*.png"):
            old.unlink()
        subprocess.run([pdftoppm, "-r", str(DOTS), "-png", *colour, paper, picture], check=True)
    paper.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
