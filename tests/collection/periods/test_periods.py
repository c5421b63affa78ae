"""Periods: their days, what is open on a day, and what has fallen due."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from departments.models import Officer
from projects.models import Responsibility
from reports.models import Period, Report, Unlock
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_report,
    make_target,
    moment,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("period", "code", "label", "days"),
    [
        (
            Period.usual("2026-10"),
            "2026-10",
            "2026年10月",
            (date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 26), date(2026, 11, 5)),
        ),
        (
            Period.usual("2024-02"),
            "2024-02",
            "2024年2月",
            (date(2024, 2, 1), date(2024, 2, 29), date(2024, 2, 24), date(2024, 3, 5)),
        ),
        (
            Period.usual("2026-12"),
            "2026-12",
            "2026年12月",
            (date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 26), date(2027, 1, 5)),
        ),
        (
            Period.usual("2026-Q1"),
            "2026-Q1",
            "2026年第1季度",
            (date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 26), date(2026, 4, 5)),
        ),
        (
            Period.usual("2026-Q4"),
            "2026-Q4",
            "2026年第4季度",
            (date(2026, 10, 1), date(2026, 12, 31), date(2026, 12, 26), date(2027, 1, 5)),
        ),
    ],
)
def test_a_period_has_its_usual_days(
    period: Period, code: str, label: str, days: tuple[date, date, date, date]
) -> None:
    assert (period.code, period.label, str(period)) == (code, label, label)
    assert (period.start, period.end, period.opens, period.due) == days


@pytest.mark.django_db
def test_leads_report_by_months_and_supporters_by_quarters() -> None:
    month, quarter = make_period("2026-10"), make_period("2026-Q3")
    roles = {month: Responsibility.Involvement.LEAD, quarter: Responsibility.Involvement.SUPPORT}
    assert {period: period.role for period in (month, quarter)} == roles
    for period, role in roles.items():
        assert list(Period.objects.owed_by(role)) == [period]


@pytest.mark.django_db
def test_open_are_those_opened_and_not_locked() -> None:
    county, reviewer = make_department(), make_officer(Officer.Role.REVIEWER)
    october = make_period("2026-10")
    november = make_period("2026-11")
    september = make_period("2026-09", is_locked=True)
    assert list(Period.objects.open_to(county, date(2026, 10, 25))) == []
    assert list(Period.objects.open_to(county, date(2026, 10, 26))) == [october]
    assert list(Period.objects.open_to(county, date(2026, 11, 24))) == [october]
    assert list(Period.objects.open_to(county, date(2026, 11, 25))) == [november, october]
    Unlock.objects.create(
        period=september, department=county, until=date(2026, 10, 30), granted_by=reviewer
    )
    assert list(Period.objects.open_to(county, date(2026, 10, 30))) == [october, september]
    assert list(Period.objects.open_to(county, date(2026, 10, 31))) == [october]
    assert list(Period.objects.open_to(make_department(), date(2026, 10, 30))) == [october]


@pytest.mark.django_db
def test_a_period_has_fallen_due_when_its_due_day_is_over() -> None:
    september, october = make_period("2026-09"), make_period("2026-10")
    assert list(Period.objects.fallen_due(date(2026, 11, 5))) == [september]
    assert list(Period.objects.fallen_due(date(2026, 11, 6))) == [october, september]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "day"), [("end", date(2026, 9, 30)), ("due", date(2026, 10, 25))]
)
def test_the_database_refuses_days_out_of_order(field: str, day: date) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_period("2026-10", **{field: day})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "hour", "is_late"),
    [(date(2026, 11, 5), 0, False), (date(2026, 11, 5), 23, False), (date(2026, 11, 6), 0, True)],
)
def test_a_report_is_late_after_midnight_of_its_due_day(
    day: date, hour: int, is_late: bool
) -> None:
    handed_in = moment(day, hour)
    report = make_report(state=Report.State.SUBMITTED, submitted_at=handed_in)
    assert report.is_late is is_late


@pytest.mark.django_db
def test_what_was_never_handed_in_is_not_late() -> None:
    assert make_report().is_late is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "revision", "is_new"),
    [
        (Report.State.DRAFT, 1, True),
        (Report.State.RETURNED, 1, False),
        (Report.State.DRAFT, 2, False),
    ],
)
def test_a_report_is_new_until_it_was_handed_in(
    state: Report.State, revision: int, is_new: bool
) -> None:
    assert make_report(state=state, revision=revision).is_new is is_new


@pytest.mark.django_db
def test_one_department_has_one_open_report_of_a_project_and_period() -> None:
    report = make_report()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(report.project, report.department, report.period, revision=2)


@pytest.mark.django_db
def test_the_database_refuses_an_approval_without_its_time() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_report(approved_at=moment(TODAY))


@pytest.mark.django_db
def test_records_read_by_their_names() -> None:
    report = make_report()
    measurement = make_measurement(report, make_assignment(make_target(report.project)), 4)
    assert str(measurement) == f"{report} {report.project.number}-1"
    assert str(report) == (f"2026年10月 项目{report.project.number} {report.department.name}")
