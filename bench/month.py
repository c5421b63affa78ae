"""How long the server takes for each page: a county's month, then what every role opens.

``make bench`` makes the demonstration's database in a temporary folder, goes to the day on which
November falls due, and asks for each page in one process, as production serves it (DEBUG off, no
socket in between). It prints the median and the slowest of each page's times in milliseconds, and
the median of the processor's time, which other work on the machine does not lengthen.
"""

import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import time_machine

TODAY = "2026-12-03 09:00+08:00"
PERIOD, BEFORE = "2026-11", "2026-10"
COUNTIES = ("rongcheng", "jiedong", "jiexi", "puning")
CHANGED, PROJECTS = 7, 22
REPEATS = 7
LIMIT = 500
PAGES = {
    "puning": (
        "/worklist/",
        "/reports/",
        "/change-requests/",
        "/messages/",
        "/calendar/",
    ),
    "puning-approver": ("/worklist/", "/queue/"),
    "reviewer": ("/worklist/", "/queue/", "/reports/"),
    "leader": (
        "/worklist/",
        "/overview/",
        "/overview/?as_of=2025-12-31",
        "/projects/",
        "/projects/3/",
        "/counties/",
        "/counties/puning/",
        "/departments/",
        "/departments/education/",
        "/targets/",
        "/plan-changes/",
    ),
    "admin": ("/worklist/",),
    "auditor": ("/worklist/", "/audit/"),
}
Times = dict[str, list[tuple[float, float]]]
"""By page's name, milliseconds by the clock and of the processor."""


@contextmanager
def demonstration() -> Iterator[None]:
    """The site on a database of its own, with the demonstration and on the day."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "ALLOWED_HOSTS": "testserver",
            "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "INSECURE_HTTP": "1",
            "MEDIA_ROOT": str(Path(folder) / "media"),
            "SECRET_KEY": "for-the-bench-only",
        }
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import override_settings

        from demo import making

        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        storages = settings.STORAGES | {"staticfiles": plain}
        with (
            time_machine.travel(TODAY),
            override_settings(STORAGES=storages, STATIC_ROOT=folder),
        ):
            call_command("migrate", verbosity=0)
            call_command("loaddata", "plan", verbosity=0)
            making.make()
            yield


class Bench:
    """Requests of signed-in officers, with the time of each."""

    def __init__(self) -> None:
        self.times: Times = defaultdict(list)

    def client(self, username: str) -> Any:
        """A client signed in as one of the demonstration's officers."""
        from django.test import Client

        from departments.models import Officer

        client = Client()
        client.force_login(Officer.objects.get(username=username))
        return client

    def time(self, name: str, ask: Callable[[], Any], status: int = 200) -> Any:
        """Ask for a page, note how long it took, and give it back."""
        start, worked = perf_counter(), process_time()
        page = ask()
        if page.streaming:
            page.getvalue()
        spent = (perf_counter() - start) * 1000, (process_time() - worked) * 1000
        self.times[name].append(spent)
        if page.status_code != status:
            sys.exit(f"{name}: {page.status_code} instead of {status}")
        return page

    def month(self, county: str) -> None:
        """Seven reports with new figures through the form, the others unchanged at once."""
        from reports.models import Report

        own = Report.objects.filter(department__code=county, period__code=BEFORE)
        own.exclude(state=Report.State.APPROVED).delete()
        client = self.client(county)
        self.time("worklist, a county's whole month", lambda: client.get("/worklist/"))
        for project in range(1, CHANGED + 1):
            self.report(client, f"/reports/{PERIOD}/project/{project}/")
        choices = [f"{PERIOD}:{project}:0" for project in range(CHANGED + 1, PROJECTS + 1)]
        data = {"do": "repeat", "report": choices}
        self.time(
            f"{len(choices)} reports unchanged at once",
            lambda: client.post("/worklist/submit/", data),
            302,
        )
        self.time("worklist, all handed in", lambda: client.get("/worklist/"))
        made = Report.objects.filter(department__code=county, period__code=PERIOD)
        if made.filter(state=Report.State.SUBMITTED).count() != PROJECTS:
            sys.exit(f"{county}: not all reports were handed in")

    def report(self, client: Any, address: str) -> None:
        """Open a form, save it as a draft, and submit it."""
        page = self.time("form, opened", lambda: client.get(address))
        typed = self.filled(page)
        self.time("form, saved as a draft", lambda: client.post(address, typed), 302)
        page = self.time("form, opened again", lambda: client.get(address))
        typed = self.filled(page) | {"submit": "1"}
        self.time("form, submitted", lambda: client.post(address, typed), 302)

    @staticmethod
    def filled(page: Any) -> dict[str, str]:
        """A form's fields, with a figure and a text where there is none."""
        from tests.html import Fields

        fields = Fields(page.content.decode())
        figures = {"value": "3", "numerator": "1", "denominator": "10"}
        typed = {
            name: value or figures.get(name.rpartition("-")[2], "")
            for name, value in fields.values.items()
        }
        return typed | {"progress": "按计划推进。"}

    def pages(self) -> None:
        """Every role's pages, each several times."""
        for username, paths in PAGES.items():
            client = self.client(username)
            for path in paths:
                for _ in range(REPEATS):
                    self.time(f"{username} {path}", lambda: client.get(path))  # noqa: B023


def main() -> None:
    """Measure and print; the exit status says whether a median is over the limit."""
    bench = Bench()
    with demonstration():
        for county in COUNTIES:
            bench.month(county)
        bench.pages()
    write = sys.stdout.write
    write(f"{'median':>8} {'slowest':>8} {'computed':>9} {'times':>6}  page (milliseconds)\n")
    slow = []
    for name, times in bench.times.items():
        waited, computed = zip(*times, strict=True)
        write(f"{median(waited):8.0f} {max(waited):8.0f} {median(computed):9.0f} ")
        write(f"{len(times):6}  {name}\n")
        if median(waited) >= LIMIT:
            slow.append(name)
    if slow:
        sys.exit(f"Slower than {LIMIT} ms at the median: {', '.join(slow)}")


if __name__ == "__main__":
    main()
