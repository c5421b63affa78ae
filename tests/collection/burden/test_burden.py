"""负担账: how figures got into the reports, and what the reports took besides."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from collection.burden.account import Burden, burdens
from departments.models import AuditEntry, Department, Officer
from projects.models import Assignment
from projects.rules.values import Measure
from reports.actions.save_report import IMPORTED, ReportInput, save_report
from reports.models import Measurement, Period, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_reminder,
    make_report,
    make_responsibility,
    make_target,
    moment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

Role = Officer.Role
PAGE = "/burden/"
NOW = moment(date(2026, 11, 3))
TEXTS = {"progress": "已开工。", "problems": "", "next_steps": ""}


@pytest.fixture
def county() -> Department:
    return make_department(name="普宁市", kind=Department.Kind.COUNTY)


@pytest.fixture
def reporter(county: Department) -> Officer:
    return make_officer(Role.REPORTER, county)


def assigned(county: Department, measure: str = Measure.COUNT) -> Assignment:
    project = make_project()
    make_responsibility(project, county)
    return make_assignment(make_target(project, measure=measure), county)


def account(county: Department) -> Burden:
    (row,) = burdens(list(Period.objects.filter(code="2026-10")), county)
    return row


def save(
    county: Department, user: Officer, own: Assignment, origin: str = "", **amounts: Any
) -> Report:
    report = Report.objects.filter(project=own.target.project).first() or Report(
        project=own.target.project, department=county, period=Period.objects.get(code="2026-10")
    )
    line = Measurement(assignment=own, **amounts)
    entry = ReportInput(TEXTS, [line], report.version, origin=origin)
    return save_report(report, entry, user, None)


def test_figures_are_typed_or_imported_as_they_were_last_changed(
    county: Department, reporter: Officer
) -> None:
    make_period()
    ratio, count, changed = assigned(county, Measure.RATIO), assigned(county), assigned(county)
    save(county, reporter, ratio, numerator=45, denominator=50)
    save(county, reporter, count, IMPORTED, value=3)
    save(county, reporter, changed, IMPORTED, value=3)
    save(county, reporter, changed, value=4)
    row = account(county)
    assert (row.reports, row.typed, row.imported, row.carried, row.derived) == (3, 3, 1, 0, 1)
    assert row.filled == 4


def test_what_was_carried_over_and_left_so_is_neither(
    county: Department, reporter: Officer
) -> None:
    september, october = make_period("2026-09"), make_period()
    own, other = assigned(county), assigned(county)
    for assignment, value in ((own, 3), (other, 5)):
        project = assignment.target.project
        before = make_report(project, county, september, state="approved")
        make_measurement(before, assignment, 3)
        now = make_report(project, county, october, carried_from=before)
        make_measurement(now, assignment, value)
    row = account(county)
    assert (row.typed, row.carried) == (1, 1)


def test_a_reopened_report_counts_once(county: Department, reporter: Officer) -> None:
    period, own = make_period(), assigned(county)
    for revision, state in ((1, "approved"), (2, "returned")):
        report = make_report(own.target.project, county, period, state=state, revision=revision)
        make_measurement(report, own, 3)
    assert (account(county).reports, account(county).typed) == (1, 1)


def test_the_time_is_the_sum_of_short_pauses_between_what_was_saved(
    county: Department, reporter: Officer
) -> None:
    make_period()
    reports = [make_report(make_project(), county, author=reporter) for _ in range(2)]
    steps = [(0, 0, "开始填报"), (10, 1, "填报数据"), (25, 0, "填报数据"), (41, 1, "提交")]
    for minute, which, action in steps:
        AuditEntry.objects.create(
            officer=reporter,
            at=NOW + timedelta(minutes=minute),
            action=action,
            subject_key=reports[which].audit_key,
        )
    AuditEntry.objects.create(
        officer=make_officer(Role.REVIEWER),
        at=NOW + timedelta(minutes=45),
        action="填报数据",
        subject_key=reports[0].audit_key,
    )
    assert account(county).minutes == 25


def test_reminders_count_even_without_reports(county: Department) -> None:
    period = make_period()
    make_reminder(period, county)
    make_reminder(period, county, sent_on=date(2026, 11, 21))
    assert (account(county).reminders, account(county).reports) == (2, 0)


def shown(response: Any) -> list[Burden]:
    return [row.record for row in response.context["table"].rows]


def test_the_bureau_sees_all_departments_of_the_newest_month_and_each_department_its_own(
    client: Client, county: Department, reporter: Officer
) -> None:
    other = make_department(name="惠来县")
    for period in (make_period("2026-09"), make_period("2026-10")):
        for department in (county, other):
            make_report(make_project(), department, period)
    client.force_login(make_officer(Role.REVIEWER))
    assert {(row.department, row.period.code) for row in shown(client.get(PAGE))} == {
        (county, "2026-10"),
        (other, "2026-10"),
    }
    of_one = shown(client.get(PAGE, {"department": other.code}))
    assert [(row.department, row.period.code) for row in of_one] == [
        (other, "2026-10"),
        (other, "2026-09"),
    ]
    client.force_login(reporter)
    for query in ({}, {"department": other.code}):
        own = shown(client.get(PAGE, query))
        assert {row.department for row in own} == {county}
    assert shown(client.get(PAGE, {"period": "2026-09"}))[0].period.code == "2026-09"


def test_without_any_report_the_page_says_so(client: Client) -> None:
    client.force_login(make_officer(Role.REVIEWER))
    assert "这些报告期还没有报告，也没有催报。" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    september, october = make_period("2026-09"), make_period()
    for _ in range(number):
        county = make_department()
        for _ in range(number):
            own = assigned(county)
            before = make_report(own.target.project, county, september, state="approved")
            now = make_report(own.target.project, county, october, carried_from=before)
            make_measurement(now, own, 3)
        make_reminder(october, county)
    client.force_login(make_officer(Role.REVIEWER))
    # Session 1, officer 1, the menu's numbers 1; filter 2, periods 1; the account 6.
    with django_assert_num_queries(12):
        client.get(PAGE)
