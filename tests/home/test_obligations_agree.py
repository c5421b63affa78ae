"""Every page counts the same reports as missing, whatever became of the plan."""

import re
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import Department, Officer
from projects.models import Project, Responsibility
from reports.models import Period, Report
from tests.explore import EXPLORES
from tests.factories import (
    make_department,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    moment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00", tick=False)]

Role = Officer.Role
State = Report.State
LEAD, SUPPORT = Responsibility.Involvement.LEAD, Responsibility.Involvement.SUPPORT
MONTHS, QUARTERS = ("2026-08", "2026-09", "2026-10"), ("2026-Q2", "2026-Q3")
NEWEST = {"2026-10", "2026-Q3"}
Counts = dict[str, int]
"""How many reports are missing, by the period's code; periods without one are left out."""


def page(officer: Officer, address: str, **query: str) -> Any:
    client = Client()
    client.force_login(officer)
    return client.get(address, query).context


def on_period_page(reviewer: Officer) -> Counts:
    found = page(reviewer, reverse("period_list"))
    rows = (*found["running"], *found["locked"])
    return {row.period.code: row.punctuality.missing for row in rows}


def on_calendar(reviewer: Officer) -> Counts:
    found = {}
    for month in ("2026-07", "2026-09", "2026-10", "2026-11"):
        for day in page(reviewer, reverse("calendar"), month=month)["month"].days:
            for event in day[1]:
                missing = re.search(r"还有 (\d+) 份未报", event.detail)
                if event.key.startswith("due-") and missing:
                    found[event.key.removeprefix("due-")] = int(missing[1])
    return found


def on_overview(reviewer: Officer) -> Counts:
    counted: Counter[str] = Counter()
    for row in page(reviewer, reverse("overview"))["discipline"]:
        counted[row.period.code] += row.punctuality.missing
    return counted


def on_worklist(reviewer: Officer) -> Counts:
    counted: Counter[str] = Counter()
    for row in page(reviewer, reverse("worklist"))["missing"]:
        counted[row.period.code] += len(row.missing)
    return counted


def on_reminders(reviewer: Officer) -> Counts:
    counted: Counter[str] = Counter()
    for code in Period.objects.values_list("code", flat=True):
        for row in page(reviewer, reverse("reminder_list"), period=code)["rows"]:
            counted[code] += len(row.missing)
    return counted


def on_worklists(departments: list[Department]) -> Counts:
    counted: Counter[str] = Counter()
    for department in departments:
        reporter = make_officer(Role.REPORTER, department)
        for group in page(reporter, reverse("worklist"))["groups"]:
            counted[group.dues.period.code] += len(group.dues.overdue)
    return counted


def on_project_pages(reviewer: Officer) -> Counts:
    counted: Counter[str] = Counter()
    for project in Project.objects.all():
        shown = page(reviewer, reverse("project_detail", args=[project.number]))["reporting"]
        owed = [status.obligation for status in shown.statuses if status.obligation]
        counted.update(item.period.code for item in owed if item.is_missing)
    return counted


def compare(departments: list[Department]) -> Counts:
    """What all pages say; fails where one says something else."""
    reviewer = make_officer(Role.REVIEWER)
    expected = _counts(on_period_page(reviewer))
    assert _counts(on_calendar(reviewer)) == expected
    assert _counts(on_reminders(reviewer)) == expected
    assert _counts(on_worklists(departments)) == expected
    newest = {code: number for code, number in expected.items() if code in NEWEST}
    assert _counts(on_overview(reviewer)) == newest
    assert _counts(on_worklist(reviewer)) == newest
    assert _counts(on_project_pages(reviewer)) == newest
    return expected


def _counts(found: Counts) -> Counts:
    return {code: number for code, number in found.items() if number}


def test_what_a_supporting_department_reported_counts_no_more_once_it_leads() -> None:
    project = make_project()
    departments = [make_department(Department.Kind.MUNICIPAL) for _ in range(3)]
    first, *_ = (make_responsibility(project, item, SUPPORT) for item in departments)
    for code in NEWEST:
        make_period(code)
    quarter = Period.objects.get(code="2026-Q3")
    make_report(project, departments[0], quarter, state=State.APPROVED)
    assert compare(departments) == {"2026-Q3": 2}

    first.role = LEAD
    first.save()

    assert compare(departments) == {"2026-Q3": 2, "2026-10": 1}


def make_city(drawn: Random) -> list[Department]:
    """Departments with reports in every state, some late; then the plan's duties change."""
    departments = [make_department(Department.Kind.MUNICIPAL) for _ in range(4)]
    projects = [make_project() for _ in range(4)]
    periods = [make_period(code) for code in (*MONTHS, *QUARTERS)]
    items = [
        make_responsibility(project, department, drawn.choice([LEAD, SUPPORT]))
        for project in projects
        for department in drawn.sample(departments, 3)
    ]
    for item in items:
        for period in periods:
            state = drawn.choice([*State, None])
            if period.role != item.role or state is None:
                continue
            day = date(2026, 11, drawn.choice([4, 9, 20]))
            fields = {} if state == State.DRAFT else {"submitted_at": moment(day)}
            make_report(item.project, item.department, period, state=state, **fields)
    for item in drawn.sample(items, 4):
        item.role = SUPPORT if item.role == LEAD else LEAD
        item.save()
    drawn.choice(items).delete()
    return departments


@pytest.mark.parametrize("number", range(8 if EXPLORES else 4))
def test_all_pages_count_the_same_after_duties_have_changed(number: int) -> None:
    assert compare(make_city(Random(number)))
