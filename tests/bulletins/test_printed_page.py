"""The page of a bulletin's paper: who opens it, what of it they read, what it costs."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bulletins.models import Bulletin
from departments.models import Department, Officer
from projects.models import Plan, Project
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_bulletin,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    make_withdrawal,
)

Role = Officer.Role
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 20)
PAPER = "/bulletins/2026/1/print/"

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def counties() -> list[Department]:
    """Two counties that lead a project and have named their problems."""
    project = make_project(name="智慧校园")
    target = make_target(project, name="接入学校", checkpoints=[(date(2027, 12, 31), 10)])
    period = make_period("2026-10")
    found = [make_department(name="甲县"), make_department(name="乙县")]
    for county in found:
        make_responsibility(project, county)
        part = make_assignment(target, county)
        report = make_report(
            project,
            county,
            period,
            state=Report.State.APPROVED,
            problems=f"{county.name}缺地",
        )
        make_measurement(report, part, 4)
    return found


def sign_in(client: Client, role: str, department: Department | None = None) -> None:
    client.force_login(make_officer(role, department))


def test_the_paper_carries_number_day_and_fingerprint(
    client: Client, counties: list[Department]
) -> None:
    make_bulletin(on=NOVEMBER)
    sign_in(client, Role.LEADER)

    words = client.get(PAPER).content.decode()

    assert "2026年第1期" in words
    assert "截至2026年11月20日" in words
    assert Bulletin.objects.get().fingerprint in words
    assert "甲县缺地" in words
    assert "乙县缺地" in words


def test_a_county_reads_no_text_of_another(client: Client, counties: list[Department]) -> None:
    make_bulletin(on=NOVEMBER)
    sign_in(client, Role.REPORTER, counties[0])

    words = client.get(PAPER).content.decode()

    assert "甲县缺地" in words
    assert "乙县缺地" not in words


def test_it_stays_what_it_was_after_names_and_limits_changed(
    client: Client, counties: list[Department]
) -> None:
    make_bulletin(on=NOVEMBER)
    sign_in(client, Role.LEADER)
    before = client.get(PAPER).content

    Department.objects.filter(pk=counties[0].pk).update(name="改了名的县")
    Project.objects.update(name="改了名的项目", text="改了字")
    Plan.objects.update(title="改了题", yellow_points=1, red_points=2)

    assert client.get(PAPER).content == before


@pytest.mark.parametrize(("role", "status"), [(Role.REVIEWER, 200), (Role.LEADER, 403)])
def test_a_withdrawn_one_is_for_reviewers_alone(client: Client, role: str, status: int) -> None:
    make_withdrawal(make_bulletin())
    sign_in(client, role)

    assert client.get(PAPER).status_code == status


def test_a_damaged_one_is_shown_on_its_page(client: Client) -> None:
    make_bulletin(content="{}", fingerprint="0" * 64, met=0, applicable=0, behind=0)
    sign_in(client, Role.LEADER)

    page = client.get(PAPER)

    assert page.status_code == 409
    assert "指纹不符" in page.content.decode()


def test_only_reading_is_possible(client: Client) -> None:
    make_bulletin()
    sign_in(client, Role.REVIEWER)

    assert client.post(PAPER).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_what_it_says(
    client: Client,
    counties: list[Department],
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(number - 1):
        other = make_project(Plan.objects.get())
        make_assignment(make_target(other), counties[0])
    make_bulletin(on=NOVEMBER)
    sign_in(client, Role.LEADER)
    client.get(PAPER)

    with django_assert_num_queries(5):
        client.get(PAPER)


def test_it_needs_the_database_for_no_words_of_its_own(
    client: Client, counties: list[Department]
) -> None:
    make_bulletin(on=OCTOBER)
    sign_in(client, Role.LEADER)
    client.get(PAPER)
    with connection.execute_wrapper(_no_plan):
        assert client.get(PAPER).status_code == 200


def _no_plan(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    assert 'FROM "projects_' not in sql, sql
    return execute(sql, params, many, context)
