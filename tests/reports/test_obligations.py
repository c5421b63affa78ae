"""What is owed, and due, on time, late and missing as it stood on a day."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from pytest_django import DjangoAssertNumQueries

from departments.models import Department
from projects.models import Responsibility
from reports.models import Period, Report
from reports.obligations import (
    PeriodObligations,
    by_department,
    newest_obligations,
    obligations,
    year_until,
)
from reports.rules.punctuality import Punctuality, Status, total
from tests.factories import (
    make_department,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    moment,
)

MONTHS = range(1, 13)

pytestmark = pytest.mark.django_db


def in_periods(
    periods: Sequence[Period], owed: Sequence[Responsibility], on: date
) -> list[PeriodObligations]:
    return by_department(obligations(owed, periods, on))


def test_on_time_late_and_missing_add_up_to_due() -> None:
    county = make_department()
    projects = [make_project() for _ in range(4)]
    owed = [make_responsibility(project, county) for project in projects]
    period = make_period("2026-10")
    days = [date(2026, 11, 5), date(2026, 11, 6), date(2026, 11, 30)]
    for project, day in zip(projects, days, strict=False):
        state = Report.State.ENDORSED
        make_report(project, county, period, state=state, submitted_at=moment(day, 23))

    (row,) = newest_obligations(owed, date(2026, 11, 23))

    assert row.punctuality == Punctuality(due=4, on_time=1, late=1)
    assert list(row.missing) == projects[2:]
    assert row.punctuality.completeness_text == "50.0%（2/4）"
    assert row.punctuality.timeliness_text == "25.0%（1/4）"


def test_leads_are_held_to_months_and_supporters_to_quarters() -> None:
    project = make_project()
    county, finance = make_department(), make_department(Department.Kind.MUNICIPAL)
    owed = [
        make_responsibility(project, county),
        make_responsibility(project, finance, Responsibility.Involvement.SUPPORT),
    ]
    make_period("2026-10")
    make_period("2026-Q3")

    rows = newest_obligations(owed, date(2026, 11, 23))

    assert [(row.department, row.period.code) for row in rows] == [
        (county, "2026-10"),
        (finance, "2026-Q3"),
    ]


def test_a_period_not_yet_due_is_held_against_nobody() -> None:
    owed = [make_responsibility(make_project(), make_department())]
    make_period("2026-10")

    assert newest_obligations(owed, date(2026, 11, 5)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_periods_takes_one_query_and_what_is_not_due_is_still_to_come(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county = make_department()
    owed = [make_responsibility(make_project(), county) for _ in range(2)]
    periods = [make_period(f"2026-{month}") for month in (12, 11, 10)[:number]]
    handed_in = moment(date(2026, 11, 20))
    make_report(owed[0].project, county, periods[0], endorsed_at=handed_in, submitted_at=handed_in)

    with django_assert_num_queries(1):
        rows = in_periods(periods, owed, date(2026, 11, 23))

    assert [(row.period, row.punctuality.due, len(row.missing)) for row in rows] == [
        (period, 2, 1 if period.code == "2026-12" else 2) for period in periods
    ]


def test_several_periods_add_up_to_one_share_of_sums() -> None:
    county = make_department()
    owed = [make_responsibility(make_project(), county) for _ in range(2)]
    september, october = make_period("2026-09"), make_period("2026-10")
    for item, period, day in (
        (owed[0], september, date(2026, 10, 5)),
        (owed[1], september, date(2026, 10, 6)),
        (owed[0], october, date(2026, 11, 5)),
    ):
        state = Report.State.APPROVED
        make_report(item.project, county, period, state=state, submitted_at=moment(day))

    rows = in_periods([september, october], owed, date(2026, 11, 23))
    summed = total(row.punctuality for row in rows)

    assert [row.punctuality.worst for row in rows] == [Status.LATE, Status.OVERDUE]
    assert summed == Punctuality(due=4, on_time=2, late=1)
    assert (summed.missing, summed.worst) == (1, Status.OVERDUE)
    assert summed.timeliness == Fraction(1, 2)
    assert (summed.timeliness_text, summed.completeness_text) == ("50.0%（2/4）", "75.0%（3/4）")


def test_nothing_due_is_no_share() -> None:
    assert total([]) == Punctuality(0, 0, 0)
    assert (total([]).timeliness, total([]).timeliness_text) == (None, "—（0/0）")
    assert total([]).worst is Status.ON_TIME


@pytest.mark.parametrize("years", [1, 3])
def test_a_year_is_the_last_twelve_months_and_four_quarters_that_fell_due(years: int) -> None:
    periods = [
        *(make_period(f"{2026 - past}-{month:02}") for past in range(years) for month in MONTHS),
        *(make_period(f"{2026 - past}-Q{part}") for past in range(years) for part in (1, 2, 3, 4)),
    ]

    codes = [period.code for period in year_until(periods, date(2026, 11, 23))]

    this_year = [f"2026-{month:02}" for month in MONTHS[:10]]
    quarters = ["2026-Q1", "2026-Q2", "2026-Q3"]
    if years == 1:
        assert codes == this_year + quarters
    else:
        assert codes == ["2025-11", "2025-12", *this_year, "2025-Q4", *quarters]


def test_what_was_handed_in_after_the_day_requested_is_missing_on_it() -> None:
    county = make_department()
    owed = [make_responsibility(make_project(), county)]
    period = make_period("2026-10")
    at = moment(date(2026, 11, 9))
    make_report(owed[0].project, county, period, state=Report.State.ENDORSED, submitted_at=at)

    found = [obligations(owed, [period], date(2026, 11, day)) for day in (8, 9)]

    assert [item.status for (item,) in found] == [Status.OVERDUE, Status.LATE]


@pytest.mark.on("2026-11-23 09:00", tick=False)
def test_a_report_that_waits_for_its_own_approver_has_not_reached_the_bureau() -> None:
    county = make_department()
    owed = [make_responsibility(make_project(), county) for _ in range(4)]
    period = make_period("2026-10")
    handed_in, endorsed = moment(date(2026, 10, 30)), moment(date(2026, 11, 6))
    reports = [
        make_report(item.project, county, period, state=state, submitted_at=handed_in, **fields)
        for item, state, fields in (
            (owed[0], Report.State.SUBMITTED, {}),
            (owed[1], Report.State.ENDORSED, {"endorsed_at": endorsed}),
            (owed[2], Report.State.RETURNED, {"endorsed_at": None}),
        )
    ]
    Report.objects.filter(pk=reports[0].pk).update(updated_at=handed_in)

    (row,) = newest_obligations(owed, date(2026, 11, 23))

    assert row.punctuality == Punctuality(due=4, on_time=0, late=1)
    assert list(row.with_approver) == [owed[0].project]
    assert list(row.with_reporter) == [owed[2].project, owed[3].project]
    assert row.waiting_text == "待单位审核 1 份，最久 24 天"
    assert [report.is_late for report in reports] == [False, True, False]


@pytest.mark.on("2026-11-23 09:00", tick=False)
def test_what_waits_now_says_nothing_of_a_past_day() -> None:
    county = make_department()
    owed = [make_responsibility(make_project(), county)]
    period = make_period("2026-10")
    make_report(owed[0].project, county, period, state=Report.State.SUBMITTED)

    assert obligations(owed, [period], date(2026, 11, 22))[0].with_approver_since is None
    assert obligations(owed, [period], date(2026, 11, 23))[0].with_approver_since is not None
