"""A department's name leads to its page wherever it stands, on the day that is shown."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from departments.models import Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Plan, Project
from reports.models import Report
from tests.factories import (
    make_delegation,
    make_officer,
    make_period,
    make_reminder,
    make_report,
    make_unlock,
    moment,
)

COUNTY = '<a href="/counties/puning/">普宁市人民政府</a>'
BUREAU = '<a href="/departments/education/">市教育局</a>'

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


@pytest.fixture(autouse=True)
def site(plan: Plan) -> Iterator[None]:
    """普宁市 has one report waiting, one request, one unlock and one reminder."""
    with time_machine.travel("2026-11-23 09:00+08:00"):
        puning = Department.objects.get(code="puning")
        period = make_period("2026-10")
        project = Project.objects.get(number=3)
        report = make_report(project, puning, period, state=Report.State.ENDORSED)
        own = Assignment.objects.filter(department=puning, target__project=project)
        ChangeRequest.objects.create(
            kind=ChangeRequest.Kind.CLOSING,
            assignment=own[0],
            reason="已停办。",
            asked_by=report.author,
        )
        make_unlock(period, puning)
        make_reminder(period, puning)
        make_delegation(puning, make_officer(Officer.Role.REPORTER, puning))
        yield


def page(client: Client, role: Officer.Role, path: str, code: str = "education") -> str:
    client.force_login(make_officer(role, Department.objects.get(code=code)))
    return client.get(path, follow=True).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/queue/",
        "/reports/",
        "/change-requests/",
        "/reminders/",
        "/periods/",
        "/periods/2026-10/",
        "/delegations/",
        "/departments/",
        "/targets/",
        "/worklist/",
    ],
)
def test_a_county_s_name_leads_to_its_page(client: Client, path: str) -> None:
    assert COUNTY in page(client, Officer.Role.REVIEWER, path)


def test_a_report_and_a_request_name_their_department_with_a_link(client: Client) -> None:
    report, asked = Report.objects.get(), ChangeRequest.objects.get()

    for path in (f"/reports/{report.pk}/", f"/change-requests/{asked.pk}/"):
        assert COUNTY in page(client, Officer.Role.REVIEWER, path)


@pytest.mark.parametrize("path", ["/worklist/", "/calendar/", "/reports/2026-10/project/5/"])
def test_a_county_s_own_pages_lead_to_its_page(client: Client, path: str) -> None:
    assert COUNTY in page(client, Officer.Role.REPORTER, path, "puning")


def test_an_extended_day_on_the_bureau_s_calendar_names_its_county_with_a_link(
    client: Client,
) -> None:
    asked = ChangeRequest.objects.get()
    checkpoint = asked.assignment.target.checkpoints.last()
    assert checkpoint
    asked.kind, asked.state = ChangeRequest.Kind.EXTENSION, ChangeRequest.State.ACCEPTED
    asked.checkpoint, asked.original_due = checkpoint, checkpoint.due
    asked.new_due, asked.decided_at = date(2028, 3, 1), moment(date(2026, 11, 20))
    asked.save()

    body = page(client, Officer.Role.REVIEWER, "/calendar/?month=2028-03")

    assert body.count(COUNTY) == 2
    assert "下一个" in page(client, Officer.Role.REVIEWER, "/calendar/?month=2028-02")
    assert COUNTY in page(client, Officer.Role.REVIEWER, "/calendar/?month=2028-02")


def test_heads_of_columns_and_what_changed_lead_there_too(client: Client) -> None:
    county = '<a href="/counties/puning/">普宁市</a>'

    assert county in page(client, Officer.Role.LEADER, "/projects/3/")
    assert county in page(client, Officer.Role.LEADER, "/projects/3/targets/1/")
    assert COUNTY in page(client, Officer.Role.LEADER, "/changes/?since=2023-09-04")


def test_a_municipal_department_s_name_leads_to_its_page(client: Client) -> None:
    assert BUREAU in page(client, Officer.Role.LEADER, "/projects/3/")


def test_links_keep_the_day_that_is_shown(client: Client) -> None:
    body = page(client, Officer.Role.LEADER, f"/departments/?as_of={date(2026, 3, 31)}")

    assert '<a href="/counties/puning/?as_of=2026-03-31">普宁市人民政府</a>' in body


def test_an_auditor_gets_no_link_to_a_page_that_does_not_open(client: Client) -> None:
    body = page(client, Officer.Role.AUDITOR, "/worklist/")

    assert "/departments/" not in body
