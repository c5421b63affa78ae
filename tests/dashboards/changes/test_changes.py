"""What differs between two days is told with its cause."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from dashboards.changes.compare import Change, ChangeKind, Comparison, compare, grouped
from dashboards.snapshots.cache import snapshot_for
from departments.models import Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment, Plan
from projects.rules.values import Bound, Lamp, Measure, Rhythm
from reports.models import Period, Report
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
    moment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BEFORE, NOW = date(2026, 10, 31), date(2026, 11, 23)
END = date(2027, 12, 31)


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-23 09:00+08:00"):
        yield


def assigned(target_value: int = 10, due: date = END, **fields: Any) -> Assignment:
    """One county's part of a target, alone."""
    county = make_department()
    target = make_target(make_project(), checkpoints=[(due, target_value)], **fields)
    make_responsibility(target.project, county)
    return make_assignment(target, county)


def say(assignment: Assignment, code: str, value: int | None = None, **fields: Any) -> None:
    """An approved figure of a month, five days after it."""
    project, county = assignment.target.project, assignment.department
    period = Period.objects.filter(code=code).first() or make_period(code)
    report = make_report(project, county, period, state=Report.State.APPROVED)
    make_measurement(report, assignment, value, **fields)


def comparison(before: date = BEFORE, now: date = NOW) -> Comparison:
    plan = Plan.objects.get()
    return compare(snapshot_for(plan, before), snapshot_for(plan, now))


def change(before: date = BEFORE, now: date = NOW) -> Change | None:
    found = comparison(before, now).targets
    return found[0] if found else None


@pytest.mark.parametrize(
    ("fields", "first", "second", "kind"),
    [
        ({}, 4, 7, ChangeKind.ROSE),
        ({}, 7, 4, ChangeKind.FELL),
        ({}, 4, 10, ChangeKind.MET),
        ({}, 10, 9, ChangeKind.UNMET),
        ({"bound": Bound.AT_MOST, "target_value": 0}, 3, 1, ChangeKind.ROSE),
        ({"bound": Bound.AT_MOST, "target_value": 0}, 1, 3, ChangeKind.FELL),
        ({"bound": Bound.AT_MOST, "target_value": 0}, 1, 0, ChangeKind.MET),
        ({"bound": Bound.ABOUT, "tolerance": 1}, 2, 7, ChangeKind.ROSE),
        ({"bound": Bound.ABOUT, "tolerance": 1}, 12, 15, ChangeKind.FELL),
        ({}, 10, 12, None),
        ({}, 12, 10, None),
    ],
)
def test_a_new_figure_is_shown_by_whether_it_is_nearer_to_what_is_demanded(
    fields: dict[str, Any], first: int, second: int, kind: ChangeKind | None
) -> None:
    assignment = assigned(**fields)
    say(assignment, "2026-09", first)
    say(assignment, "2026-10", second)

    found = change()

    assert (found and found.kind) is kind
    assert found is None or found.cause == f"2026年10月填报，由{first}所变为{second}所"


def test_nothing_new_and_no_other_lamp_is_no_change() -> None:
    say(assigned(), "2026-10", 4)

    assert change(date(2026, 11, 10), NOW) is None


def test_shares_that_read_the_same_are_no_step_back() -> None:
    ratio = assigned(100, measure=Measure.RATIO)
    say(ratio, "2026-09", numerator=5150, denominator=17020)
    say(ratio, "2026-10", numerator=10299, denominator=34041)

    assert change() is None


def test_a_day_that_passed_makes_overdue_and_is_the_cause() -> None:
    assignment = assigned(due=date(2026, 11, 15))
    say(assignment, "2026-10", 4)

    found = change(date(2026, 11, 10), NOW)

    assert found is not None
    assert (found.kind, found.cause) == (ChangeKind.OVERDUE, "节点 2026-11-15 已过")


def test_time_alone_changes_a_lamp_and_says_how_far_the_pace_went_on() -> None:
    say(assigned(), "2026-10", 4)

    found = change(date(2026, 11, 10), date(2026, 11, 23))
    assert found is None
    later = change(date(2025, 1, 1), date(2026, 11, 23))

    assert later is not None
    assert later.cause == "2026年10月填报，由—变为4所"


def test_a_closing_is_its_own_cause() -> None:
    assignment = assigned()
    say(assignment, "2026-10", 4)
    reporter = make_officer(Officer.Role.REPORTER, assignment.department)
    ChangeRequest.objects.create(
        kind=ChangeRequest.Kind.CLOSING,
        state=ChangeRequest.State.ACCEPTED,
        assignment=assignment,
        reason="学校撤并",
        asked_by=reporter,
        decided_at=moment(date(2026, 11, 20)),
    )
    Assignment.objects.update(closed_on=date(2026, 11, 20))

    found = change(date(2026, 11, 10), NOW)

    assert found is not None
    assert (found.kind, found.cause) == (
        ChangeKind.LAMP,
        f"{assignment.department}：2026-11-20 经市局同意办结",
    )


def test_a_new_semester_counts_anew_and_is_no_step_back() -> None:
    assignment = assigned(rhythm=Rhythm.EACH_SEMESTER, target_value=2)
    say(assignment, "2026-07", 2)

    make_period("2026-09")

    assert change(date(2026, 8, 31), date(2026, 9, 10)) is None
    found = change(date(2026, 8, 31), date(2026, 10, 20))

    assert found is not None
    assert (found.kind, found.cause) == (ChangeKind.LAMP, "新的周期开始，重新计数")


def test_a_figure_of_a_new_semester_is_said_to_be_counted_anew() -> None:
    assignment = assigned(rhythm=Rhythm.EACH_SEMESTER, target_value=2)
    say(assignment, "2026-07", 2)
    say(assignment, "2026-11", 0)

    found = change(date(2026, 8, 31), date(2026, 12, 20))

    assert found is not None
    assert found.cause == "新的周期开始，重新计数；2026年11月填报，由2所变为0所"


def test_a_year_whose_only_report_falls_due_unreported_is_no_new_cycle() -> None:
    assigned(rhythm=Rhythm.EACH_YEAR)
    assert make_period("2025-12").due == date(2026, 1, 5)

    found = change(date(2026, 1, 4), date(2026, 1, 6))

    assert found is not None
    assert (found.before_lamp, found.lamp) == (Lamp.UNREPORTED, Lamp.RED)
    assert found.cause == "改按上一周期的结论"


def test_a_target_of_several_says_whose_lamp_changed_and_their_parts_are_listed_apart() -> None:
    target = make_target(make_project(), checkpoints=[(END, 10)])
    counties = [make_department(), make_department()]
    parts = [make_assignment(target, county) for county in counties]
    for part in parts:
        make_responsibility(target.project, part.department)
        say(part, "2026-09", 4)
    say(parts[0], "2026-10", 10)

    whole = change()
    own = comparison().assignments

    assert whole is not None
    assert f"{counties[0]}由" in whole.cause
    assert [(item.department, item.kind) for item in own] == [(counties[0].code, ChangeKind.MET)]
    assert [item for item in own if item.department == counties[1].code] == []


def test_groups_hold_every_change_once_the_most_serious_first() -> None:
    for value in (10, 7, 2):
        part = assigned()
        say(part, "2026-09", 4)
        say(part, "2026-10", value)

    groups = grouped(comparison().targets)

    assert [(group.kind, len(group.changes)) for group in groups] == [
        (ChangeKind.MET, 1),
        (ChangeKind.FELL, 1),
        (ChangeKind.ROSE, 1),
    ]


# The page


@pytest.fixture
def leader(client: Client) -> Client:
    client.force_login(make_officer(Officer.Role.LEADER, Department.objects.first()))
    return client


def test_the_page_compares_with_the_month_s_end_before_unless_requested_otherwise(
    leader: Client,
) -> None:
    part = assigned()
    say(part, "2026-09", 4)
    say(part, "2026-10", 7)

    page = leader.get("/changes/")
    assert page.context["since"].on == BEFORE
    assert "由4所变为7所" in page.content.decode()
    assert '<a href="/projects/1/targets/1/">1-1 ' in page.content.decode()
    assert leader.get("/changes/?since=2026-11-10").context["groups"] == []
    assert leader.get("/changes/?as_of=2026-10-20").context["since"].on == date(2026, 9, 30)


@pytest.mark.parametrize("since", ["2026-11-23", "2030-01-01", "1999-01-01", "昨天", "%00"])
def test_a_day_that_cannot_be_compared_with_is_refused_in_words(leader: Client, since: str) -> None:
    say(assigned(), "2026-10", 7)
    page = leader.get("/changes/", {"since": since})

    assert page.status_code == 200
    assert page.context["since"].on == BEFORE
    assert "下面是与上月末的比较" in page.content.decode()


def test_the_overview_s_first_changes_lead_to_all_of_them(leader: Client) -> None:
    for _ in range(5):
        part = assigned()
        say(part, "2026-09", 4)
        say(part, "2026-10", 7)
    body = leader.get("/overview/").content.decode()

    assert body.count("由4所变为7所") == 2
    assert "还有 3 个" in body
    assert "/changes/?since=2026-10-31" in body
