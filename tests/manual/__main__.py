"""Take the pictures of the user manual from the running application.

``python -m tests.manual FOLDER`` makes the demonstration in a temporary database, serves it on a
free port of this computer as of 2026-11-23, walks through the scenes in a real Chromium and writes
one PNG for each into FOLDER. It fails when a scene cannot be played, or when the manual shows a
picture that no scene takes or leaves one out, so that words and pictures keep to what is there.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import django
import time_machine
from playwright.sync_api import Browser, sync_playwright

TODAY = "2026-11-23 09:30+08:00"
MANUAL = Path(__file__).resolve().parents[2] / "docs" / "用户手册.md"
PICTURE = re.compile(r"!\[[^\]]+\]\(images/([a-z-]+)\.png\)")


def prepare(place: Path) -> None:
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
def served() -> Iterator[str]:
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


def play(browser: Browser, address: str, folder: Path) -> set[str]:
    """Play every scene and write its picture; their names."""
    from tests.manual.scenes import SCENES, Stage

    stage = Stage(browser, address)
    for scene in SCENES:
        page = stage.enter(scene)
        scene.act(page)
        page.screenshot(path=folder / f"{scene.name}.png", animations="disabled")
        sys.stdout.write(f"{scene.name}\n")
    return {scene.name for scene in SCENES}


def check(taken: set[str]) -> None:
    """Stop unless the manual shows exactly the pictures taken."""
    shown = set(PICTURE.findall(MANUAL.read_text(encoding="utf-8")))
    if shown != taken:
        odd = ", ".join(sorted(shown ^ taken))
        raise SystemExit(f"{MANUAL.name} and the scenes differ: {odd}.")


def main(folder: Path) -> None:
    """Take all pictures into ``folder``, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as place, time_machine.travel(TODAY):
        prepare(Path(place))
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        with served() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
            taken = play(browser, address, folder)
            browser.close()
    check(taken)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
