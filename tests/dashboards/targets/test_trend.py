"""One target over the months: what its page draws and says."""

from datetime import date
from typing import Any

import pytest

from dashboards.snapshots.cache import snapshot_for
from dashboards.targets import trend
from dashboards.targets.history import Moment, history
from departments.models import Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Plan, Target
from projects.rules.values import Bound, Measure, Scope
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_plan,
    make_project,
    make_report,
    make_target,
    moment,
)

TODAY = date(2026, 11, 23)
BEFORE, AFTER = date(2026, 6, 30), date(2027, 12, 31)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return make_plan(start=date(2026, 1, 1))


def past(plan: Plan, target: Target, *figures: dict[str, Any]) -> list[Moment]:
    """The past of a target whose bodies reported these figures for 2026-10, None for nothing."""
    period = make_period("2026-10")
    for figure in figures:
        assignment = make_assignment(target)
        if figure:
            report = make_report(
                target.project, assignment.department, period, state=Report.State.APPROVED
            )
            make_measurement(report, assignment, **figure)
    snapshot = snapshot_for(plan, TODAY)
    return history(snapshot, snapshot.plan_data.targets[0])


def test_a_pooled_count_is_drawn_against_its_pace_and_its_checkpoints(plan: Plan) -> None:
    target = make_target(
        make_project(plan), scope=Scope.POOLED, checkpoints=[(BEFORE, 8), (AFTER, 22)]
    )
    moments = past(plan, target, {"value": 3}, {"value": 7})

    city = trend.of_city(moments, plan)

    assert city.chart is not None
    assert city.unit == "单位：所"
    assert [tick.words for tick in city.chart.scale.ticks] == ["0", "5", "10", "15", "20", "25"]
    assert [mark.state for mark in city.chart.marks] == ["met", "ahead"]
    assert city.chart.expected.count("L") == 2
    assert city.chart.told == (
        "全市从2026-01到2026-11逐月的数字；2026-11 10 所；序时应达 11 所；"
        "节点 2026-06-30 ≥8 所；节点 2027-12-31 ≥22 所"
    )


def test_bodies_are_drawn_on_one_scale_and_the_exempt_not_at_all(plan: Plan) -> None:
    target = make_target(make_project(plan), checkpoints=[(AFTER, 4)])
    make_assignment(target, target_value=40)
    make_assignment(target, exemption_reason="没有乡镇。")

    parts = trend.of_assignments(past(plan, target, {"value": 3}), plan)

    charts = [part.chart for part in parts]
    assert charts[1] is None
    assert [chart.scale.top for chart in charts if chart] == [40, 40]
    assert [part.status.own_reason for part in parts][1] == "不适用：没有乡镇。"


def test_counts_that_each_body_owes_are_drawn_as_how_many_bodies_meet_them(plan: Plan) -> None:
    target = make_target(make_project(plan), checkpoints=[(AFTER, 4)])

    city = trend.of_city(past(plan, target, {"value": 4}, {"value": 3}, {}), plan)

    assert city.chart is not None
    assert city.unit == "达到要求的县区数（共 3 个）"
    assert (f"{city.chart.scale.top}", city.chart.expected) == ("3", "")
    assert city.chart.newest is not None
    assert city.chart.newest.y == "66.67"
    assert "2026-11 1/3 达标" in city.chart.told
    assert "2027-12-31 全部达标" in city.chart.told
    assert "逐月达到要求的县区数；" in city.chart.told
    assert city.note.startswith("每个县区都要达到要求，图中画的是达到要求的县区数，")
    assert "合计" not in city.note


def test_what_must_vanish_everywhere_is_drawn_as_what_is_left_in_sum(plan: Plan) -> None:
    target = make_target(make_project(plan), bound=Bound.AT_MOST, checkpoints=[(BEFORE, 0)])

    city = trend.of_city(past(plan, target, {"value": 0}, {"value": 3}), plan)

    assert city.chart is not None
    assert (city.unit, f"{city.chart.scale.top}") == ("单位：所", "3")
    assert [mark.state for mark in city.chart.marks] == ["missed"]


def test_a_share_that_each_body_owes_is_met_only_by_all(plan: Plan) -> None:
    target = make_target(
        make_project(plan), measure=Measure.RATIO, checkpoints=[(BEFORE, 80), (AFTER, 100)]
    )
    big = {"numerator": 900, "denominator": 1000}
    moments = past(plan, target, big, {"numerator": 1, "denominator": 2})

    city, parts = trend.of_city(moments, plan), trend.of_assignments(moments, plan)

    assert city.chart is not None
    assert city.unit == "达到要求的县区数（共 2 个）"
    assert city.note == (
        "尚无县区达到要求，实线因此在0处。每个县区都要达到要求，图中画的是达到要求的县区数，"
        "没有全市的序时线；各县区自己的数字和序时线见下面的分图。"
        "各县合计89.9%（901/1002），供参考，不作判定。"
    )
    assert "2026-11 0/2 达标" in city.chart.told
    charts = [trend.chart for trend in (city, *parts)]
    assert [[mark.state for mark in chart.marks] for chart in charts if chart] == [
        ["ahead"],
        ["met", "ahead"],
        ["missed", "ahead"],
    ]
    assert [sign for sign, _ in trend.signs(parts)] == [
        *("course", "expected", "met", "ahead", "missed")
    ]
    assert [stage.state_text for stage in trend.stages(moments[-1])] == [
        "已过期，未达到",
        "还有 403 天",
    ]


def test_a_checkpoint_is_met_by_what_each_owes_itself(plan: Plan) -> None:
    target = make_target(make_project(plan), checkpoints=[(AFTER, 1)])
    period = make_period("2026-10")
    for own_value, value in ((6, 5), (None, 1)):
        assignment = make_assignment(target, target_value=own_value)
        report = make_report(
            target.project, assignment.department, period, state=Report.State.APPROVED
        )
        make_measurement(report, assignment, value)
    snapshot = snapshot_for(plan, TODAY)

    (stage,) = trend.stages(history(snapshot, snapshot.plan_data.targets[0])[-1])

    assert stage.state_text == "还有 403 天"


def test_a_checkpoint_shows_whose_day_was_moved_where_its_own_was_not(plan: Plan) -> None:
    target = make_target(make_project(plan), checkpoints=[(BEFORE, 2), (AFTER, 4)])
    assignment = make_assignment(target, make_department(name="惠来县"))
    checkpoint = target.checkpoints.get(due=BEFORE)
    ChangeRequest.objects.create(
        kind=ChangeRequest.Kind.EXTENSION,
        assignment=assignment,
        checkpoint=checkpoint,
        original_due=BEFORE,
        new_due=date(2026, 12, 31),
        reason="汛期停工。",
        state=ChangeRequest.State.ACCEPTED,
        asked_by=make_officer(),
        decided_by=make_officer(Officer.Role.REVIEWER),
        decided_at=moment(date(2026, 9, 20)),
    )

    first, last = trend.stages(past(plan, target, {})[-1])

    assert (first.due_text, list(first.extended)) == ("2026-06-30", ["惠来县延至 2026-12-31"])
    assert (last.due_text, list(last.extended)) == ("2027-12-31", [])


@pytest.mark.parametrize(
    ("measure", "figure", "told"),
    [
        (Measure.MILESTONE, {"is_done": True}, "2026-11 ✓完成"),
        (Measure.RATING, {"rating": "behind"}, "2026-11 黄·滞后"),
    ],
)
def test_what_has_no_amounts_is_shown_by_its_lamps(
    plan: Plan, measure: str, figure: dict[str, Any], told: str
) -> None:
    target = make_target(make_project(plan), measure=measure)

    moments = past(plan, target, figure)
    strips = [trend.of_city(moments, plan).strip, trend.of_assignments(moments, plan)[0].strip]

    for strip in strips:
        assert strip is not None
        assert strip.told.endswith(f"2026-01 至 2026-10 灰·未报；{told}")
        assert len(strip.cells) == 11


def test_nothing_reported_makes_an_empty_chart_that_says_so(plan: Plan) -> None:
    target = make_target(make_project(plan), scope=Scope.POOLED)

    city = trend.of_city(past(plan, target, {}), plan)

    assert city.chart is not None
    assert (city.chart.line, city.chart.newest) == ("", None)
    assert "还没有数据" in city.chart.told


def test_the_table_s_rows_are_newest_first_with_the_pace_of_their_month(plan: Plan) -> None:
    target = make_target(
        make_project(plan),
        measure=Measure.RATIO,
        scope=Scope.POOLED,
        checkpoints=[(date(2026, 12, 31), 100)],
    )
    moments = past(plan, target, {"numerator": 1, "denominator": 2})

    rows = trend.rows(moments)

    assert [row.day for row in rows][:2] == [TODAY, date(2026, 10, 31)]
    assert [row.pace for row in rows][:2] == ["50.0%", "83.2%"]
    assert rows[0].city.line.value_text == "50.0%（1/2）"
