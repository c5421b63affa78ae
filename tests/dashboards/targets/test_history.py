"""A target's past reads month by month as the snapshot of that day did."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from dashboards.snapshots.cache import snapshot_for
from dashboards.targets.history import history
from departments.models import Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Plan, Target
from projects.rules.values import Lamp, Measure, Rhythm, Scope
from reports.models import Measurement, Report
from tests.factories import (
    make_assignment,
    make_measurement,
    make_measurements,
    make_officer,
    make_period,
    make_plan,
    make_project,
    make_report,
    make_target,
    moment,
)

TODAY = date(2026, 11, 23)
APPROVED = Report.State.APPROVED

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return make_plan(start=date(2025, 9, 4))


def make_past(plan: Plan, **fields: str) -> Target:
    """Three counties, one exempt, that reported most months of a year."""
    project = make_project(plan)
    due = [(date(2026, 6, 30), 3), (plan.end, 6)]
    is_judged = fields.get("measure") in {Measure.RATING, Measure.MILESTONE}
    checkpoints = [(day, None if is_judged else target_value) for day, target_value in due]
    target = make_target(project, checkpoints=checkpoints, **fields)
    assignments = [make_assignment(target) for _ in range(2)]
    make_assignment(target, exemption_reason="没有乡镇。")
    figures = []
    for serial in range(2025 * 12 + 9, 2026 * 12 + 10):
        period = make_period(f"{serial // 12}-{serial % 12 + 1:02}")
        for number, assignment in enumerate(assignments):
            if (serial + number) % 3:
                report = make_report(project, assignment.department, period, state=APPROVED)
                value = (serial - 2025 * 12) // (3 + number)
                said = figure(target, value)
                figures.append(Measurement(report=report, assignment=assignment, **said))
    make_measurements(figures)
    return target


def figure(target: Target, value: int) -> dict[str, Any]:
    match target.measure:
        case Measure.RATIO:
            return {"numerator": value, "denominator": 100}
        case Measure.MILESTONE:
            return {"is_done": value > 4}
        case Measure.RATING:
            return {"rating": "behind" if value > 4 else "on_track"}
    return {"value": value}


def agree(target: Target, kind: str, day: date) -> None:
    """The bureau agrees that a county closes, or moves its first checkpoint."""
    assignment = target.assignments.first()
    assert assignment is not None
    extended = {}
    if kind == ChangeRequest.Kind.EXTENSION:
        checkpoint = target.checkpoints.order_by("due")[0]
        extended = {
            "checkpoint": checkpoint,
            "original_due": checkpoint.due,
            "new_due": date(2026, 9, 30),
        }
    else:
        assignment.closed_on = day
        assignment.save()
    ChangeRequest.objects.create(
        kind=kind,
        assignment=assignment,
        reason="汛期停工。",
        state=ChangeRequest.State.ACCEPTED,
        asked_by=make_officer(Officer.Role.REPORTER, assignment.department),
        decided_by=make_officer(Officer.Role.REVIEWER),
        decided_at=moment(day),
        **extended,
    )


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("measure", "scope", "rhythm"),
    [
        *product(list(Measure), list(Scope), ["once"]),
        *product(["ratio"], ["each_county"], list(Rhythm)),
        ("count", "pooled", "each_year"),
        ("rating", "each_county", "maintain"),
    ],
)
def test_every_month_reads_as_the_board_of_its_last_day(
    plan: Plan, measure: str, scope: str, rhythm: str
) -> None:
    target = make_past(plan, measure=measure, scope=scope, rhythm=rhythm)
    agree(target, ChangeRequest.Kind.EXTENSION, date(2026, 3, 10))
    agree(target, ChangeRequest.Kind.CLOSING, date(2026, 8, 20))
    snapshot = snapshot_for(plan, TODAY)

    moments = history(snapshot, snapshot.plan_data.targets[0])

    for told in moments:
        then = snapshot_for(plan, told.day)
        lines = [then.assessed[target.pk], *then.assessed_assignments[target.pk]]
        for past, line in zip([told.city, *told.assignments], lines, strict=True):
            assert (told.day, past.evaluation, past.goal) == (
                told.day,
                line.evaluation,
                line.goal,
            )
            assert past.status == line.status


def test_a_city_target_of_one_body_follows_what_was_agreed_for_it(plan: Plan) -> None:
    target = make_target(make_project(plan), scope=Scope.CITY, checkpoints=[(date(2026, 1, 31), 5)])
    make_assignment(target)
    agree(target, ChangeRequest.Kind.EXTENSION, date(2026, 3, 10))
    snapshot = snapshot_for(plan, TODAY)

    lamps = {told.day: told.city.lamp for told in history(snapshot, snapshot.plan_data.targets[0])}

    assert lamps[date(2026, 1, 31)] is Lamp.UNREPORTED
    assert lamps[date(2026, 2, 28)] is Lamp.OVERDUE
    assert lamps[date(2026, 3, 31)] is Lamp.UNREPORTED
    assert lamps[date(2026, 10, 31)] is Lamp.OVERDUE


def test_a_corrected_figure_counts_from_its_own_approval(plan: Plan) -> None:
    target = make_target(make_project(plan))
    assignment = make_assignment(target)
    period = make_period("2026-03")
    for revision, value, day in ((1, 9, date(2026, 4, 5)), (2, 7, date(2026, 6, 10))):
        report = make_report(
            target.project,
            assignment.department,
            period,
            state=APPROVED,
            revision=revision,
            approved_at=moment(day),
        )
        make_measurement(report, assignment, value)
    snapshot = snapshot_for(plan, TODAY)

    told = {
        item.day: item.assignments[0].value_text
        for item in history(snapshot, snapshot.plan_data.targets[0])
    }

    assert [told[date(2026, month, 30)] for month in (4, 6)] == ["9 所", "7 所"]
    assert [told[date(2026, month, 31)] for month in (3, 5, 7)] == ["—", "9 所", "7 所"]


@pytest.mark.parametrize("number", [1, 24])
def test_a_past_takes_one_query_however_long(
    plan: Plan, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    target = make_target(make_project(plan))
    assignment = make_assignment(target)
    for serial in range(2026 * 12 + 10 - number, 2026 * 12 + 10):
        period = make_period(f"{serial // 12}-{serial % 12 + 1:02}")
        report = make_report(target.project, assignment.department, period, state=APPROVED)
        make_measurement(report, assignment, 3)
    snapshot = snapshot_for(plan, TODAY)

    with django_assert_num_queries(1):
        history(snapshot, snapshot.plan_data.targets[0])
