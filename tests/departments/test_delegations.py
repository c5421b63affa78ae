"""Delegations: who stands in for a department's reporter on a day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from departments.models import Delegation, Officer
from tests.factories import make_delegation, make_department, make_officer, moment

pytestmark = pytest.mark.django_db

Role = Officer.Role
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "ended", "holds"),
    [
        (TODAY, None, False, True),
        (TODAY, TODAY, False, True),
        (TODAY + DAY, None, False, False),
        (TODAY - 2 * DAY, TODAY - DAY, False, False),
        (TODAY - 2 * DAY, TODAY + DAY, True, False),
    ],
)
def test_a_delegate_holds_from_the_first_day_to_the_last_or_until_taken_back(
    start: date, end: date | None, ended: bool, holds: bool
) -> None:
    delegation = make_delegation(
        make_department(),
        make_officer(),
        start=start,
        end=end,
        ended_at=moment(TODAY) if ended else None,
    )
    assert list(Delegation.objects.in_force(TODAY)) == ([delegation] if holds else [])


@pytest.mark.parametrize("role", list(Role))
def test_only_reporters_approvers_and_leaders_stand_in(role: Role) -> None:
    make_delegation(make_department(), make_officer(role))
    stands_in = role in {Role.REPORTER, Role.APPROVER, Role.LEADER}
    assert Delegation.objects.in_force(TODAY).exists() is stands_in


def test_who_is_disabled_or_became_the_department_s_approver_stands_in_no_more() -> None:
    county, officer = make_department(), make_officer()
    make_delegation(county, officer)
    officer.is_active = False
    officer.save()
    assert not Delegation.objects.in_force(TODAY).exists()
    officer.is_active, officer.role, officer.department = True, Role.APPROVER, county
    officer.save()
    assert not Delegation.objects.in_force(TODAY).exists()


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_delegation(make_department(), make_officer(), start=TODAY, end=TODAY - DAY)


def test_for_a_department_report_its_active_reporters_and_its_delegates_of_that_day() -> None:
    county, other = make_department(), make_department()
    own = make_officer(Role.REPORTER, county)
    make_officer(Role.REPORTER, county, is_active=False)
    make_officer(Role.APPROVER, county)
    delegation, former = make_officer(Role.REPORTER, other), make_officer(Role.LEADER)
    make_delegation(county, delegation)
    make_delegation(county, delegation, start=TODAY)
    make_delegation(county, former, end=TODAY - DAY)
    make_delegation(other, make_officer())
    assert set(Officer.objects.reporting_for(county, TODAY)) == {own, delegation}
    assert Officer.objects.reporting_for(county, TODAY).count() == 2


def test_a_delegate_reads_as_who_for_whom() -> None:
    county = make_department(name="惠来县人民政府")
    assert str(make_delegation(county, make_officer(name="李四"))) == "李四 代 惠来县人民政府 填报"
