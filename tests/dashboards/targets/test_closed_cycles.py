"""A recurring target's page lists how each year or semester that is over ended."""

from datetime import date

import pytest
from django.test import Client

from dashboards.snapshots.cache import snapshot_for
from dashboards.targets.closed_cycles import ClosedCycle, closed_cycles
from dashboards.targets.history import history
from departments.models import Officer
from projects.models import Assignment, Target
from projects.rules.values import Measure, Rhythm, Scope
from reports.models import Period, Report
from tests.factories import (
    make_assignment,
    make_county,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_report,
    make_target,
    moment,
)

TODAY = date(2026, 11, 23)

pytestmark = pytest.mark.django_db


def report(assignment: Assignment, code: str, day: date, **figure: int) -> None:
    period = Period.objects.filter(code=code).first() or make_period(code)
    made = make_report(
        assignment.target.project,
        assignment.department,
        period,
        state=Report.State.APPROVED,
        approved_at=moment(day),
    )
    make_measurement(made, assignment, **figure)


def cycles(target: Target, on: date = TODAY) -> list[ClosedCycle]:
    snapshot = snapshot_for(target.project.plan, on)
    moments = history(snapshot, snapshot.plan_data.targets[0])
    return closed_cycles(moments[-1], snapshot.plan_data.periods)


def make_yearly(scope: Scope = Scope.CITY, **fields: object) -> Target:
    checkpoints = fields.pop("checkpoints", [(date(2027, 12, 31), 2)])
    rhythm = fields.pop("rhythm", Rhythm.EACH_YEAR)
    return make_target(scope=scope, rhythm=rhythm, checkpoints=checkpoints, unit="次", **fields)  # type: ignore[arg-type]


def test_each_year_that_is_over_stands_with_its_verdict_newest_first() -> None:
    target = make_yearly()
    assignment = make_assignment(target)
    report(assignment, "2024-12", date(2025, 1, 4), value=2)
    report(assignment, "2025-11", date(2025, 12, 4), value=1)
    report(assignment, "2026-10", date(2026, 11, 4), value=1)

    assert cycles(target) == [
        ClosedCycle("2025年：未达到（1次），2025-12-04通过审核"),
        ClosedCycle("2024年：达到（2次），2025-01-04通过审核"),
    ]


def test_what_is_approved_late_changes_the_verdict_from_that_day_on() -> None:
    target = make_yearly()
    assignment = make_assignment(target)
    report(assignment, "2025-11", date(2025, 12, 4), value=1)
    report(assignment, "2026-10", date(2026, 11, 4), value=1)
    report(assignment, "2025-12", date(2026, 11, 20), value=2)

    assert cycles(target, date(2026, 11, 19)) == [
        ClosedCycle("2025年：未达到（1次），2025-12-04通过审核")
    ]
    assert cycles(target) == [ClosedCycle("2025年：达到（2次），2026-11-20通过审核")]


def test_a_year_stands_once_its_first_report_is_approved_or_due() -> None:
    target = make_yearly()
    assignment = make_assignment(target)
    assert make_period("2025-12").due == date(2026, 1, 5)
    assert cycles(target, date(2026, 1, 5)) == []
    assert cycles(target, date(2026, 1, 6)) == [ClosedCycle("2025年：未达到")]

    report(assignment, "2025-12", date(2026, 1, 4), value=2)

    assert cycles(target, date(2026, 1, 3)) == []
    assert cycles(target, date(2026, 1, 4)) == [
        ClosedCycle("2025年：达到（2次），2026-01-04通过审核")
    ]


def test_where_each_county_must_those_that_missed_it_are_named() -> None:
    target = make_yearly(Scope.EACH_COUNTY, rhythm=Rhythm.EACH_SEMESTER)
    counties = [
        make_department(county=make_county(name)) for name in ("榕城区", "揭西县", "惠来县")
    ]
    met, missed, silent = [make_assignment(target, county) for county in counties]
    make_assignment(target, exemption_reason="没有乡镇。")
    report(met, "2026-08", date(2026, 9, 4), value=2)
    report(missed, "2026-07", date(2026, 8, 4), value=1)
    report(silent, "2026-10", date(2026, 11, 4), value=2)

    assert cycles(target) == [
        ClosedCycle("2026年春季学期：1/3 达到", ["揭西县（1 次）", "惠来县（—）"])
    ]


def test_the_parts_of_a_pooled_target_are_summed() -> None:
    target = make_yearly(Scope.POOLED)
    for _ in range(2):
        report(make_assignment(target), "2025-12", date(2026, 1, 4), value=1)

    assert cycles(target) == [ClosedCycle("2025年：达到（2次），2026-01-04通过审核")]


def test_what_two_departments_get_done_is_done_when_each_has_done_it() -> None:
    checkpoints = [(date(2027, 12, 31), None)]
    target = make_yearly(measure=Measure.MILESTONE, checkpoints=checkpoints)
    done, open_ = (make_assignment(target, make_department(name=name)) for name in ("甲局", "乙局"))
    report(done, "2025-12", date(2026, 1, 4), is_done=True)
    report(open_, "2025-12", date(2026, 1, 4), is_done=False)

    (cycle,) = cycles(target)

    assert cycle.text == "2025年：1/2 达到；达到：甲局；未达到：乙局（未完成）"


@pytest.mark.parametrize("rhythm", [Rhythm.ONCE, Rhythm.MAINTAIN])
def test_what_has_no_cycles_has_no_verdicts(rhythm: Rhythm) -> None:
    target = make_yearly(rhythm=rhythm)
    report(make_assignment(target), "2025-12", date(2026, 1, 4), value=1)

    assert cycles(target) == []


def test_the_page_lists_them(client: Client) -> None:
    target = make_yearly(Scope.EACH_COUNTY, measure=Measure.COUNT)
    county = make_department(county=make_county("揭西县"))
    report(make_assignment(target, county), "2025-12", date(2026, 1, 4), value=1)
    client.force_login(make_officer(Officer.Role.REVIEWER))

    body = client.get(f"/projects/{target.project.number}/targets/1/?as_of=2026-11-23")

    text = " ".join(body.content.decode().split())
    assert "2025年：0/1 达到；未达到：揭西县（1 次）" in text
