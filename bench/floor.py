"""How far the dashboards are from a bare page: the same figures, without what is made of them.

``make bench`` ends with this. On a PostgreSQL server of its own, in production settings, it fills
48 months with figures for every assignment of the plan and compares, in turns and in one process:

- a floor: one GROUP BY over all figures, and as many table cells as the page in a plain template,
  behind the same sign-in and middleware;
- 总览 and a project's page.

Then the same months are told ten times over, as reports reopened nine times each would, and the
pages are asked again. It prints medians and 95th percentiles in milliseconds, each page's share of
its floor (at most 1.5) and of its own time with a tenth of the history (at most 1.1).
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from statistics import median, quantiles
from time import perf_counter
from typing import Any

import time_machine

from tests.postgres import Cluster

TODAY = date(2027, 9, 10)
MONTHS, REVISIONS = 48, 10
FIRST = (2023, 9)
PAGES = ("/overview/", "/projects/10/")
REPEATS = 60
WARM = 3
FLOOR_LIMIT, GROWTH_LIMIT = 1.5, 1.1
TEMPLATE = (
    "<!doctype html><title>Floor</title><table>{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)
WIDTH = 8
Times = dict[str, list[float]]
write = sys.stdout.write


@contextmanager
def server() -> Iterator[None]:
    """An empty site on a PostgreSQL server of its own, in production settings."""
    cluster = Cluster()
    try:
        cluster.start()
        os.environ |= {
            "ALLOWED_HOSTS": "testserver",
            "DATABASE_URL": cluster.url,
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "INSECURE_HTTP": "1",
            "SECRET_KEY": "for-the-bench-only",
        }
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import override_settings

        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        storages = settings.STORAGES | {"staticfiles": plain}
        with (
            time_machine.travel(f"{TODAY:%Y-%m-%d} 09:00+08:00"),
            override_settings(STORAGES=storages, ROOT_URLCONF="bench.floor_urls"),
        ):
            call_command("migrate", verbosity=0)
            call_command("loaddata", "plan", verbosity=0)
            yield
    finally:
        cluster.stop()


class History:
    """Approved figures of every assignment, month by month."""

    def __init__(self, author: Any) -> None:
        from collection.periods.generate import usual_periods
        from projects.models import Assignment

        periods = usual_periods(FIRST, MONTHS)
        for period in periods:
            period.save()
        self.periods = [period for period in periods if "Q" not in period.code]
        self.author = author
        chosen = Assignment.objects.filter(exemption_reason="")
        self.assignments = list(chosen.select_related("target__project", "department"))

    def tell(self, revisions: int) -> None:
        """Write so many revisions of each month's reports, each in force until the next one."""
        days = [
            (period, revision, period.end + timedelta(days=revision))
            for period in self.periods
            for revision in range(1, revisions + 1)
        ]
        ends = [day for _, _, day in days[1:]]
        for (period, revision, day), end in zip(days, [*ends, None], strict=True):
            revised_on = end if revision < revisions else None
            self._write(period, revision, day, {"valid_to": end, "revised_on": revised_on})
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def forget(self) -> None:
        """Take all figures and reports away."""
        from reports.models import Report

        Report.objects.all().delete()

    def _write(self, period: Any, revision: int, day: date, until: dict[str, date | None]) -> None:
        from departments.moments import end_of
        from reports.models import Measurement, Report

        at = end_of(day - timedelta(days=1))
        keys = {(item.target.project, item.department) for item in self.assignments}
        reports = {
            (project.pk, department.pk): Report(
                project=project,
                department=department,
                period=period,
                revision=revision,
                state=Report.State.APPROVED,
                author=self.author,
                progress="按计划推进。",
                submitted_at=at,
                endorsed_at=at,
                approved_at=at,
            )
            for project, department in keys
        }
        Report.objects.bulk_create(reports.values())
        Measurement.objects.bulk_create(
            Measurement(
                report=reports[item.target.project_id, item.department_id],
                assignment=item,
                period_end=period.end,
                valid_from=day,
                is_first=period is self.periods[0],
                **until,
                **self._figure(item, period),
            )
            for item in self.assignments
        )

    def _figure(self, assignment: Any, period: Any) -> dict[str, Any]:
        number = self.periods.index(period) + assignment.pk % 7
        if assignment.target.is_ratio:
            return {"numerator": Decimal(min(number, 60)), "denominator": Decimal(60)}
        if assignment.target.is_count:
            return {"value": Decimal(number)}
        if assignment.target.is_milestone:
            return {"is_done": number > MONTHS / 2}
        return {"rating": "on_track"}


def floor(cells: int) -> Callable[[Any], Any]:
    """A view that adds all figures up by project and department, and shows so many cells."""
    from django.db.models import Count, Sum
    from django.http import HttpResponse
    from django.template import engines

    from reports.models import Measurement

    template = engines["django"].from_string(TEMPLATE)

    def view(request: Any) -> HttpResponse:
        groups = Measurement.objects.values_list("report__project", "report__department").annotate(
            Count("pk"), Sum("value"), Sum("numerator"), Sum("denominator")
        )
        values = [value for group in groups for value in group]
        shown = [values[number % len(values)] for number in range(cells)]
        rows = [shown[start : start + WIDTH] for start in range(0, cells, WIDTH)]
        return HttpResponse(template.render({"rows": rows}, request))

    return view


def measure(client: Any, paths: tuple[str, ...]) -> Times:
    """Ask for the paths in turns; milliseconds of each."""
    times: Times = {path: [] for path in paths}
    for number in range(WARM + REPEATS):
        for path in paths:
            start = perf_counter()
            page = client.get(path)
            spent = (perf_counter() - start) * 1000
            if page.status_code != 200:  # noqa: PLR2004
                sys.exit(f"{path}: {page.status_code}")
            if number >= WARM:
                times[path].append(spent)
    return times


def told(name: str, times: list[float], *shares: str) -> None:
    """Print one line."""
    write(f"{median(times):8.1f} {quantiles(times, n=20)[-1]:8.1f}  {name}{''.join(shares)}\n")


def compare(client: Any, history: History) -> list[str]:
    """Measure, print, and name what is over its limit."""
    from bench import floor_urls

    over = []
    history.tell(1)
    for path in PAGES:
        body = client.get(path).content.decode()
        floor_urls.floors[path] = floor(body.count("<td") + body.count("<th"))
    asked = tuple(part for path in PAGES for part in (path, f"/floor{path}"))
    short = measure(client, asked)
    write(f"{'median':>8} {'95 %':>8}  page (milliseconds, {MONTHS} months of figures)\n")
    for path in PAGES:
        share = median(short[path]) / median(short[f"/floor{path}"])
        told(path, short[path], f"  {share:.2f} of its floor")
        told(f"floor of {path}", short[f"/floor{path}"])
        if share > FLOOR_LIMIT:
            over.append(f"{path} takes {share:.2f} of its floor, not {FLOOR_LIMIT}")
    history.forget()
    history.tell(REVISIONS)
    long = measure(client, PAGES)
    write(f"{'median':>8} {'95 %':>8}  with {REVISIONS} times the history\n")
    for path in PAGES:
        share = median(long[path]) / median(short[path])
        told(path, long[path], f"  {share:.2f} of its time before")
        if share > GROWTH_LIMIT:
            over.append(f"{path} takes {share:.2f} of its time before, not {GROWTH_LIMIT}")
    return over


def main() -> None:
    """Measure and print; the exit status says whether a limit is passed."""
    with server():
        from django.test import Client

        from departments.models import Department, Officer

        leader = Officer.objects.create_user(
            "leader",
            name="领导",
            role=Officer.Role.LEADER,
            department=Department.objects.get(code="education"),
        )
        client = Client()
        client.force_login(leader)
        over = compare(client, History(leader))
    if over:
        sys.exit("; ".join(over))


if __name__ == "__main__":
    main()
