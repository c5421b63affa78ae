"""A snapshot reads everything once and sums it up as the domain says."""

from datetime import date
from fractions import Fraction

import pytest

from dashboards.snapshots.cache import snapshot_for
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.snapshot import Snapshot
from dashboards.summaries import matrix, of_counties, of_county, segments
from departments.models import Department
from projects.models import Project, Responsibility
from projects.rules.values import Bound, Lamp, Measure, Scope
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)

TODAY = date(2026, 11, 23)
APPROVED = Report.State.APPROVED

pytestmark = pytest.mark.django_db


def lead(project: Project, number: int) -> list[Department]:
    departments = [make_department() for _ in range(number)]
    for department in departments:
        make_responsibility(project, department)
    return departments


def snapshot(project: Project, on: date = TODAY) -> Snapshot:
    return snapshot_for(project.plan, on)


def test_ratio_of_three_of_five_counties_is_the_ratio_of_sums_with_its_coverage() -> None:
    project = make_project()
    counties = lead(project, 5)
    target = make_target(project, measure=Measure.RATIO, scope=Scope.POOLED)
    period = make_period()
    assignments = [make_assignment(target, county) for county in counties]
    for assignment, (part, whole) in zip(assignments, [(50, 60), (45, 60), (20, 30)], strict=False):
        report = make_report(project, assignment.department, period, state=APPROVED)
        make_measurement(report, assignment, numerator=part, denominator=whole)

    line = snapshot(project).status(target)

    assert line.value_text == "76.7%（115/150）"
    assert line.coverage_text == "3/5 县区"


def test_exempt_county_stays_outside_every_denominator() -> None:
    project = make_project()
    first, second = lead(project, 2)
    target = make_target(project, checkpoints=[(date(2027, 12, 31), 1)])
    done = make_assignment(target, first)
    make_assignment(target, second, exemption_reason="没有这类学校")
    report = make_report(project, first, make_period(), state=APPROVED)
    make_measurement(report, done, 1)

    shown = snapshot(project)

    assert shown.status(target).lamp is Lamp.DONE
    assert shown.status(target).coverage_text == "1/1 县区 · 1 不适用"
    assert [summary.counts.met_text for summary in of_counties(shown)] == ["1/1", "0/0"]
    assert shown.statuses_of(target)[1].reason == "不适用：没有这类学校"


def test_city_counts_a_target_once_however_many_answer_for_it() -> None:
    project = make_project()
    target = make_target(project)
    for county in lead(project, 5):
        make_assignment(target, county)

    assert snapshot(project).city.applicable == 1
    assert (
        count_lamps(item.evaluation for item in snapshot(project).of_project(project)).at(
            Lamp.UNREPORTED
        )
        == 1
    )


def test_reported_zero_not_reported_and_not_applicable_are_three_things() -> None:
    project = make_project()
    zero, silent, exempt = lead(project, 3)
    target = make_target(project, bound=Bound.AT_MOST, checkpoints=[(date(2027, 12, 31), 0)])
    reported = make_assignment(target, zero)
    make_assignment(target, silent)
    make_assignment(target, exempt, exemption_reason="没有高中")
    make_measurement(make_report(project, zero, make_period(), state=APPROVED), reported, 0)

    parts = snapshot(project).statuses_of(target)

    assert [part.lamp for part in parts] == [Lamp.DONE, Lamp.UNREPORTED, Lamp.EXEMPT]
    assert [part.value_text for part in parts] == ["0 所", "—", "—"]


def test_as_of_before_any_report_is_no_data_and_never_zero() -> None:
    project = make_project()
    (county,) = lead(project, 1)
    target = make_target(project)
    assignment = make_assignment(target, county)
    report = make_report(project, county, make_period("2026-10"), state=APPROVED)
    make_measurement(report, assignment, 22)

    before = snapshot(project, date(2026, 9, 30)).statuses_of(target)[0]

    assert (before.lamp, before.value_text, before.attainment_text) == (Lamp.UNREPORTED, "—", "—")


def test_a_past_day_gives_the_same_answer_after_later_reports_were_approved() -> None:
    project = make_project()
    (county,) = lead(project, 1)
    target = make_target(project)
    assignment = make_assignment(target, county)
    september = make_report(project, county, make_period("2026-09"), state=APPROVED)
    make_measurement(september, assignment, 9)
    then = snapshot(project, date(2026, 10, 20)).statuses_of(target)[0].value_text

    october = make_report(project, county, make_period("2026-10"), state=APPROVED)
    make_measurement(october, assignment, 11)

    assert (then, snapshot(project, date(2026, 10, 20)).statuses_of(target)[0].value_text) == (
        "9 所",
        "9 所",
    )
    assert snapshot(project).statuses_of(target)[0].value_text == "11 所"


def test_a_figure_older_than_the_last_two_due_periods_is_stale() -> None:
    project = make_project()
    fresh, old = lead(project, 2)
    target = make_target(project)
    august, september, _ = (make_period(code) for code in ("2026-08", "2026-09", "2026-10"))
    for county, period in ((fresh, september), (old, august)):
        report = make_report(project, county, period, state=APPROVED)
        make_measurement(report, make_assignment(target, county), 20)

    parts = snapshot(project).statuses_of(target)

    assert [part.lamp for part in parts] == [Lamp.GREEN, Lamp.STALE]


def test_pooled_target_is_judged_by_the_sum_and_its_parts_only_counted() -> None:
    project = make_project()
    counties = lead(project, 2)
    target = make_target(project, scope=Scope.POOLED)
    period = make_period()
    for county, value in zip(counties, (12, 10), strict=True):
        report = make_report(project, county, period, state=APPROVED)
        make_measurement(report, make_assignment(target, county), value)

    shown = snapshot(project)

    assert (shown.status(target).value_text, shown.status(target).lamp) == ("22 所", Lamp.DONE)
    assert [part.lamp for part in shown.statuses_of(target)] == [Lamp.POOLED, Lamp.POOLED]
    assert count_lamps(item.evaluation for item in shown.of_department(counties[0])).applicable == 0


def test_own_goal_of_one_county_replaces_the_targets() -> None:
    project = make_project()
    special, other = lead(project, 2)
    target = make_target(project, checkpoints=[(date(2027, 12, 31), 1)])
    period = make_period()
    for county, target_value in ((special, 6), (other, None)):
        report = make_report(project, county, period, state=APPROVED)
        make_measurement(report, make_assignment(target, county, target_value=target_value), 3)

    parts = snapshot(project).statuses_of(target)

    assert [(part.goal_text, part.attainment) for part in parts] == [
        ("≥6 所", Fraction(1, 2)),
        ("≥1 所", Fraction(1)),
    ]


def test_lead_and_supporting_projects_of_a_department_stay_apart() -> None:
    led, supported = make_project(), make_project()
    department = make_department()
    make_responsibility(led, department)
    make_responsibility(supported, department, Responsibility.Involvement.SUPPORT)

    shown = snapshot(led)

    assert shown.answered_for(department, Responsibility.Involvement.LEAD) == [led]
    assert shown.answered_for(department, Responsibility.Involvement.SUPPORT) == [supported]


def test_matrix_and_county_page_show_only_the_countys_own_lines() -> None:
    project = make_project()
    first, second = lead(project, 2)
    make_assignment(make_target(project), first)

    shown = snapshot(project)
    (row,) = matrix(shown)

    assert [cell.counts.met_text for _, cell in row.cells] == ["0/1", "0/0"]
    assert [len(of_county(shown, county)) for county in (first, second)] == [1, 0]


def days_left(*checkpoints: list[date]) -> list[tuple[int, int]]:
    """The number and the days left of each deadline, of targets with these due days."""
    project = make_project()
    (county,) = lead(project, 1)
    for number, dues in enumerate(checkpoints, start=1):
        make_assignment(
            make_target(project, number=number, checkpoints=[(due, 2) for due in dues]), county
        )
    found = snapshot(project).deadlines(2)
    return [(item.status.target, item.days_left) for item in found]


def test_deadlines_are_the_unmet_checkpoints_of_90_days_soonest_first() -> None:
    far, soon = [date(2027, 12, 31)], [date(2026, 11, 23), date(2027, 2, 21)]
    overdue, late = [date(2026, 6, 30)], [date(2027, 2, 22)]

    assert days_left(far, soon, overdue, late) == [(2, 0), (2, 90)]


def test_where_nothing_is_due_so_soon_deadlines_are_those_overdue_for_longest() -> None:
    far, overdue = [date(2027, 12, 31)], [date(2025, 12, 31), date(2026, 11, 22)]

    assert days_left(far, overdue, [date(2026, 6, 30)]) == [(3, -146), (2, -1)]


def test_segments_add_up_to_the_text_and_mark_every_targets_words() -> None:
    project = make_project(text="甲乙丙丁戊己")
    one = make_target(project, start=1, end=3, quote="乙丙")
    two = make_target(project, start=2, end=5, quote="丙丁戊")
    shown = snapshot(project)

    cut = segments(project, [item.status for item in shown.of_project(project)])

    assert [(item.text, [status.target for status in item.statuses]) for item in cut] == [
        ("甲", []),
        ("乙", [one.number]),
        ("丙", [one.number, two.number]),
        ("丁戊", [two.number]),
        ("己", []),
    ]


def test_late_approval_of_an_older_period_does_not_replace_a_newer_figure() -> None:
    project = make_project()
    (county,) = lead(project, 1)
    target = make_target(project)
    assignment = make_assignment(target, county)
    october = make_report(project, county, make_period("2026-10"), state=APPROVED)
    make_measurement(october, assignment, 11)
    september = make_report(
        project,
        county,
        make_period("2026-09"),
        state=APPROVED,
        approved_at=moment(date(2026, 11, 20)),
    )
    make_measurement(september, assignment, 9)

    assert snapshot(project).statuses_of(target)[0].value_text == "11 所"
