"""What is kept between requests is never shown once it would be wrong."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from dashboards.snapshots.cache import (
    MOST_CACHED,
    clear_cache,
    get_plan_data,
    snapshot_for,
    snapshots_for,
)
from dashboards.snapshots.snapshot import Snapshot
from departments.models import Officer
from projects.models import Assignment, Checkpoint, Plan
from projects.rules.values import Lamp, Scope
from reports.models import Report
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 11, 23)
EARLIER, LATER = date(2026, 10, 10), date(2026, 11, 1)


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23 09:00+08:00"):
        yield


@pytest.fixture
def assignment() -> Assignment:
    """A county's count of at least 10, reported as 4 in September."""
    project, county = make_project(), make_department()
    make_responsibility(project, county)
    target = make_target(project, scope=Scope.EACH_COUNTY)
    made = make_assignment(target, county)
    report = make_report(project, county, make_period("2026-09"), state=Report.State.APPROVED)
    make_measurement(report, made, 4)
    return made


def snapshot(on: date = TODAY) -> Snapshot:
    return snapshot_for(Plan.objects.get(), on)


def figure(on: date = TODAY) -> str:
    (status,) = snapshot(on).targets
    return status.value_text


def approve(assignment: Assignment, value: int, code: str = "2026-10") -> None:
    project, county = assignment.target.project, assignment.department
    waiting = make_report(project, county, make_period(code), state=Report.State.ENDORSED)
    make_measurement(waiting, assignment, value)
    transition(waiting, "approve", make_officer(Officer.Role.REVIEWER))


def test_the_same_day_requested_twice_is_judged_once(assignment: Assignment) -> None:
    assert assignment.pk
    assert snapshot() is snapshot()
    assert snapshot(EARLIER) is snapshot(EARLIER)


def test_an_approval_changes_today_at_once_and_no_day_that_is_over(assignment: Assignment) -> None:
    before = [figure(day) for day in (EARLIER, LATER, TODAY)]
    approve(assignment, 7)

    assert [figure(day) for day in (EARLIER, LATER, TODAY)] == [*before[:2], "7 所"]
    clear_cache()
    assert [figure(day) for day in (EARLIER, LATER, TODAY)] == [*before[:2], "7 所"]


def test_a_figure_changed_by_hand_is_shown_at_once(assignment: Assignment) -> None:
    assert figure() == "4 所"
    assignment.measurements.update(value=5)

    assert figure() == "5 所"


@pytest.mark.parametrize("on", [EARLIER, TODAY])
def test_whatever_of_the_plan_changes_every_day_is_judged_anew(
    assignment: Assignment, on: date
) -> None:
    old = snapshot(on)
    Checkpoint.objects.update(target_value=4)
    assert [status.lamp for status in snapshot(on).targets] == [Lamp.DONE]
    Checkpoint.objects.update(target_value=10)
    assert snapshot(on) is not old

    Assignment.objects.update(exemption_reason="没有这类学校")
    assert [status.lamp for status in snapshot(on).targets] == [Lamp.EXEMPT]
    Plan.objects.update(title="改名")
    assert snapshot(on).plan.title == "改名"
    assignment.department.name = "改名县"
    assignment.department.save()
    assert [status.department_name for status in snapshot(on).assignments] == ["改名县"]


def test_several_days_take_one_query_and_those_kept_none(
    assignment: Assignment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = get_plan_data(assignment.target.project.plan)
    assert found is not None
    plan_data, _ = found
    with django_assert_num_queries(1):
        made = snapshots_for(plan_data, [EARLIER, LATER, TODAY])
    with django_assert_num_queries(0):
        kept = snapshots_for(plan_data, [LATER, EARLIER])

    assert all(kept[day] is made[day] for day in (EARLIER, LATER))
    assert made[LATER].on == LATER


def test_only_so_many_days_are_kept(assignment: Assignment) -> None:
    plan = assignment.target.project.plan
    first = snapshot_for(plan, date(2024, 1, 1))
    for number in range(MOST_CACHED):
        snapshot_for(plan, date.fromordinal(date(2024, 2, 1).toordinal() + number))

    assert snapshot_for(plan, date(2024, 1, 1)) is not first


def test_the_evening_before_is_not_settled_yet(assignment: Assignment) -> None:
    yesterday = date(2026, 11, 22)
    assert figure(yesterday) == "4 所"
    assignment.measurements.update(value=6)

    assert figure(yesterday) == "6 所"
