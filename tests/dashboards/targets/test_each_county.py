"""Where each county must meet a target, no page and no list sets their sum beside the demand."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from departments.models import Department, Officer
from projects.models import Project
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_plan,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

SUM = 77777

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-23 09:00"),
]


@pytest.fixture
def project(client: Client) -> Project:
    """Three counties owe one each; what they reported makes ``SUM``."""
    project, period = make_project(make_plan()), make_period()
    target = make_target(project, unit="次", checkpoints=[(project.plan.end, 1)])
    for value in (70000, 7777, 0):
        county = make_department()
        make_responsibility(project, county)
        report = make_report(project, county, period, state=Report.State.APPROVED)
        make_measurement(report, make_assignment(target, county), value)
    make_responsibility(project, make_department(Department.Kind.BUREAU, code="bureau"))
    client.force_login(make_officer(Officer.Role.LEADER))
    return project


@pytest.mark.parametrize(
    "address",
    [
        "/targets/?level=city",
        "/search/?q=1-1",
        "/projects/1/",
        "/projects/1/targets/1/",
        "/departments/bureau/",
    ],
)
def test_a_page_says_how_many_met_it_and_no_sum(
    client: Client, project: Project, address: str
) -> None:
    body = client.get(address, follow=True).content.decode()

    assert "2/3 达标" in body
    assert f"{SUM}" not in body


def test_the_list_s_workbook_says_how_many_met_it_and_no_sum(
    client: Client, project: Project
) -> None:
    response = client.get("/targets/", {"level": "city", "format": "xlsx"})

    sheet = load_workbook(BytesIO(response.getvalue())).active

    assert sheet is not None
    row = dict(zip(*[[cell.value for cell in sheet[number]] for number in (4, 5)], strict=True))
    assert (row["填报值"], row["分子"], row["分母"], row["目标值"]) == ("2/3 达标", None, None, 1)
