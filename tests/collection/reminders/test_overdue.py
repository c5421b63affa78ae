"""Who is late or will be, in which periods, and what their pages tell of it."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from collection.reminders.overdue import MissingReports, missing_reports, standing_reminders
from departments.models import Department, Officer
from home.worklists.worklist import by_period, worklist
from reports.models import Period, Report
from tests.collection.reminders.mailbox import make_late
from tests.factories import (
    make_department,
    make_officer,
    make_period,
    make_reminder,
    make_report,
    make_responsibility,
    make_unlock,
    moment,
)

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State
TODAY = date(2026, 11, 23)


def periods(on: date) -> list[str]:
    return [period.code for period in Period.objects.needing_reminder(on)]


def test_urged_are_the_newest_that_fell_due_and_those_open_before_their_due_day() -> None:
    for code in ("2026-08", "2026-09", "2026-10", "2026-11", "2026-Q2", "2026-Q3", "2026-Q4"):
        make_period(code)
    assert periods(TODAY) == ["2026-10", "2026-Q3"]
    assert periods(date(2026, 11, 25)) == ["2026-11", "2026-10", "2026-Q3"]
    assert periods(date(2026, 11, 5)) == ["2026-10", "2026-09", "2026-Q3"]
    assert periods(date(2026, 12, 26)) == ["2026-Q4", "2026-11", "2026-Q3"]


def test_an_older_period_is_urged_while_it_is_unlocked_for_somebody() -> None:
    old = make_period("2026-08", is_locked=True)
    make_period("2026-10")
    make_unlock(old, make_department())
    assert periods(date(2026, 11, 30)) == ["2026-10", "2026-08"]
    assert periods(date(2026, 12, 1)) == ["2026-10"]


def rows(on: date, *codes: str) -> list[MissingReports]:
    return missing_reports([Period.objects.get(code=code) for code in codes], on)


def test_a_row_shows_what_is_missing_since_when_and_when_it_was_last_urged() -> None:
    county, other = make_late(number=3), make_late(number=1)
    period = make_period()
    done, withdrawn, untouched = (item.project for item in county.responsibilities.all())
    make_report(done, county, period, state=State.RETURNED)
    make_report(withdrawn, county, period)
    make_report(other.responsibilities.get().project, other, period, state=State.ENDORSED)
    make_reminder(period, county, sent_on=date(2026, 11, 6))
    last = make_reminder(period, county, sent_on=date(2026, 11, 8))

    (row,) = rows(TODAY, "2026-10")

    assert (row.department, row.punctuality.due) == (county, 3)
    assert list(row.missing) == [withdrawn, untouched]
    assert (row.days_left, row.days_text) == (-18, "逾期 18 天")
    assert (row.is_past_due, row.is_open) == (True, True)
    assert row.last == last


@pytest.mark.parametrize(
    ("on", "when", "is_late"),
    [
        (date(2026, 11, 2), "还有 3 天", False),
        (date(2026, 11, 5), "今天截止", False),
        (date(2026, 11, 6), "逾期 1 天", True),
    ],
)
def test_the_due_day_itself_is_not_late(on: date, when: str, is_late: bool) -> None:
    make_late()
    make_period()
    (row,) = rows(on, "2026-10")
    assert (row.days_text, row.is_past_due) == (when, is_late)


def test_open_is_a_row_whose_department_may_still_report() -> None:
    county, other = make_late("甲县"), make_late("乙县")
    for code in ("2026-09", "2026-11"):
        make_period(code, is_locked=code == "2026-09")
    make_unlock(Period.objects.get(code="2026-09"), county)
    found = rows(TODAY, "2026-09", "2026-11")
    assert [(row.period.code, row.department, row.is_open) for row in found] == [
        ("2026-09", county, True),
        ("2026-09", other, False),
        ("2026-11", county, False),
        ("2026-11", other, False),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_rows_take_four_queries_however_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = [make_period(f"2026-0{month}") for month in range(1, number + 1)]
    for _ in range(number):
        county = make_late(number=number)
        for period in found:
            make_reminder(period, county)
    with django_assert_num_queries(4):
        assert len(missing_reports(found, TODAY)) == number * number


def told(county: Department, on: date = TODAY) -> list[tuple[str, int, date]]:
    return [
        (row.period.code, row.punctuality.missing, row.last.sent_on)
        for row in standing_reminders(by_period(worklist(county, on)))
        if row.last
    ]


def test_pages_show_the_newest_reminder_of_each_period_with_what_is_missing_now() -> None:
    county = make_late(number=3)
    october, september = make_period("2026-10"), make_period("2026-09")
    make_reminder(september, county, sent_on=date(2026, 11, 1))
    make_reminder(october, county, sent_on=date(2026, 11, 6))
    make_reminder(october, county, sent_on=date(2026, 11, 8), missing=[1, 2, 3])
    make_reminder(october, make_late(), sent_on=date(2026, 11, 9))
    first = county.responsibilities.first()
    assert first is not None
    make_report(first.project, county, october, state=State.ENDORSED)
    expected = [("2026-09", 3, date(2026, 11, 1)), ("2026-10", 2, date(2026, 11, 8))]
    assert told(county) == expected


def test_a_reminder_is_shown_until_everything_is_handed_in_and_again_after_a_withdrawal() -> None:
    county = make_late(number=1)
    period = make_period()
    make_reminder(period, county)
    project = county.responsibilities.get().project
    report = make_report(project, county, period)
    assert told(county) == [("2026-10", 1, date(2026, 11, 20))]
    Report.objects.update(endorsed_at=moment(TODAY), submitted_at=moment(TODAY))
    assert told(county) == []
    Report.objects.filter(pk=report.pk).update(endorsed_at=None, submitted_at=None)
    assert len(told(county)) == 1


def test_supporters_are_notified_of_quarters_and_leads_of_months() -> None:
    finance = make_late(kind=Department.Kind.MUNICIPAL, number=2, role="support")
    project = make_late(number=1).responsibilities.get().project
    make_responsibility(project, finance)
    for code in ("2026-10", "2026-Q3"):
        make_reminder(make_period(code), finance)
    assert [(code, number) for code, number, _ in told(finance)] == [
        ("2026-Q3", 2),
        ("2026-10", 1),
    ]


def test_nobody_is_notified_of_a_period_that_takes_no_reports_any_more() -> None:
    county = make_late()
    period = make_period(is_locked=True)
    make_reminder(period, county)
    assert told(county) == []
    make_unlock(period, county)
    assert told(county, date(2026, 11, 30)) == [("2026-10", 2, date(2026, 11, 20))]
    assert told(county, date(2026, 12, 1)) == []


@time_machine.travel(moment(TODAY), tick=False)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_those_who_do_not_report_get_no_mail(client: Client, role: Role) -> None:
    county = make_late(kind=Department.Kind.BUREAU)
    make_reminder(make_period(), county)
    department = county if role in {Role.REVIEWER, Role.LEADER} else None
    client.force_login(make_officer(role, department))
    page: Any = client.get(reverse("worklist"))
    assert (page.status_code, "reminders" in page.context) == (200, False)


@pytest.mark.parametrize("number", [1, 3])
def test_notifying_takes_one_query(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county = make_late(number=number)
    for month in range(1, number + 1):
        make_reminder(make_period(f"2026-0{month}"), county)
    groups = by_period(worklist(county, TODAY))
    with django_assert_num_queries(1):
        assert len(standing_reminders(groups)) == number


@time_machine.travel(moment(TODAY), tick=False)
@pytest.mark.parametrize(
    ("role", "sender"), [(Role.REPORTER, "市教育局"), (Role.APPROVER, "系统自动")]
)
def test_the_page_one_starts_from_shows_it_with_a_link(
    client: Client, role: Role, sender: str
) -> None:
    county = make_late(number=3)
    by = make_officer(Role.REVIEWER) if sender == "市教育局" else None
    make_reminder(make_period(), county, sent_on=date(2026, 11, 6), sent_by=by)
    client.force_login(Officer.objects.get(department=county, role=role))
    body: Any = " ".join(client.get(reverse("worklist")).content.decode().split())
    assert f"{sender} 11月6日催报</strong>：2026年10月还有 3 份未报，11月5日截止。" in body
    assert f'href="{reverse("reminder_list")}?period=2026-10"' in body
