"""A snapshot judges by what was known on its day: withdrawn, first and late figures, and sums."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from dashboards.snapshots.cache import snapshot_for, snapshots_for
from dashboards.snapshots.snapshot import Snapshot
from departments.models import Department
from projects.models import Assignment, Project
from projects.rules.values import Bound, Lamp, Measure, Rhythm, Scope
from reports.models import Period, Report
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


def report_counts(
    project: Project, assignment: Assignment, *counts: tuple[str, int, date, int | None]
) -> None:
    """Approved counts: period, revision, day of approval, value; no value empties the line."""
    for code, revision, day, value in counts:
        period = Period.objects.filter(code=code).first() or make_period(code)
        report = make_report(
            project,
            assignment.department,
            period,
            revision=revision,
            state=APPROVED,
            approved_at=moment(day),
        )
        make_measurement(report, assignment, value)


def test_a_sum_names_the_county_whose_figure_is_stale_and_is_not_green() -> None:
    project = make_project()
    counties = lead(project, 5)
    target = make_target(
        project,
        measure=Measure.RATIO,
        scope=Scope.POOLED,
        rhythm=Rhythm.MAINTAIN,
        checkpoints=[(date(2027, 12, 31), 99)],
    )
    old, _, newest = [make_period(code) for code in ("2025-03", "2026-09", "2026-10")]
    for county, period in zip(counties, [old, *[newest] * 4], strict=True):
        report = make_report(project, county, period, state=APPROVED)
        make_measurement(report, make_assignment(target, county), numerator=99, denominator=100)

    line = snapshot(project).status(target)

    assert (line.lamp, line.coverage_text) == (Lamp.STALE, "4/5 县区")
    assert line.reason.endswith(f"；含1个陈旧数据（{counties[0].county} 2025-03）")
    assert [part.is_met for part in snapshot(project).statuses_of(target)] == [False] * 5


def test_a_line_emptied_in_a_correction_puts_the_month_before_in_force_again() -> None:
    project = make_project()
    (county,) = lead(project, 1)
    target = make_target(project, measure=Measure.RATIO)
    assignment = make_assignment(target, county)
    september, october = make_period("2026-09"), make_period("2026-10")
    for period, revision, approved, numerator in (
        (september, 1, date(2026, 10, 5), 19),
        (october, 1, date(2026, 11, 4), 18),
        (october, 2, date(2026, 11, 16), None),
    ):
        report = make_report(
            project,
            county,
            period,
            revision=revision,
            state=APPROVED,
            approved_at=moment(approved),
        )
        whole = {"numerator": numerator, "denominator": 19} if numerator else {}
        make_measurement(report, assignment, **whole)

    days = [date(2026, 10, 5), date(2026, 11, 4), date(2026, 11, 15), date(2026, 11, 16)]
    shown = snapshots_for(snapshot(project).plan_data, days)

    assert [shown[day].statuses_of(target)[0].value_text for day in days] == [
        "100.0%（19/19）",
        "94.7%（18/19）",
        "94.7%（18/19）",
        "100.0%（19/19）",
    ]


def test_what_must_fall_begins_at_the_first_figure_approved_by_the_day() -> None:
    project = make_project()
    (county,) = lead(project, 1)
    target = make_target(
        project, bound=Bound.AT_MOST, checkpoints=[(date(2027, 12, 31), 0)], unit="个"
    )
    assignment = make_assignment(target, county)
    report_counts(
        project,
        assignment,
        ("2026-06", 1, date(2026, 7, 4), 40),
        ("2026-10", 1, date(2026, 11, 4), 10),
        ("2026-05", 1, date(2026, 11, 10), 50),
        ("2026-05", 2, date(2026, 11, 20), None),
    )
    days = [date(2026, 7, 4), date(2026, 11, 4), date(2026, 11, 10), TODAY]

    shown = snapshots_for(snapshot(project).plan_data, days)
    parts = [shown[day].statuses_of(target)[0] for day in days]

    assert [part.attainment for part in parts] == [0, Fraction(3, 4), Fraction(4, 5), 0.75]
    assert parts[-1].expected == Fraction(10, 40)
    assert parts[-1].reason.endswith("；以首次填报数为基数（40个）")
    assert [shown[day].status(target).reason for day in days[:1]] == [
        f"要求每县≤0 个：0/1县达到，{county.county}进行中（40个）"
    ]
    assert [part.attainment for part in snapshot(project).statuses_of(target)] == [0.75]


def test_the_sum_of_what_must_fall_begins_at_the_sum_of_the_first_figures() -> None:
    project = make_project()
    target = make_target(
        project, bound=Bound.AT_MOST, scope=Scope.POOLED, checkpoints=[(date(2027, 12, 31), 0)]
    )
    for county, value in zip(lead(project, 2), (30, 10), strict=True):
        report_counts(
            project,
            make_assignment(target, county),
            ("2026-06", 1, date(2026, 7, 4), value),
            ("2026-10", 1, date(2026, 11, 4), 5),
        )

    line = snapshot(project).status(target)

    assert (line.attainment, line.expected) == (Fraction(3, 4), Fraction(1, 4))


def test_a_year_s_verdict_holds_from_its_approval_until_the_next_report_is_due() -> None:
    project = make_project()
    (county,) = lead(project, 1)
    target = make_target(
        project, rhythm=Rhythm.EACH_YEAR, checkpoints=[(date(2027, 12, 31), 1)], unit="次"
    )
    assignment = make_assignment(target, county)
    report_counts(
        project,
        assignment,
        ("2026-11", 1, date(2026, 12, 4), 0),
        ("2026-12", 1, date(2027, 1, 4), 1),
        ("2027-01", 1, date(2027, 2, 2), 0),
    )
    due = Period.objects.get(code="2027-01").due
    days = [date(2026, 12, 31), date(2027, 1, 3), date(2027, 1, 4), due, due + timedelta(days=1)]

    shown = snapshots_for(snapshot(project).plan_data, days)
    parts = [shown[day].statuses_of(target)[0] for day in days]

    assert [(part.lamp, part.is_met) for part in parts] == [
        (Lamp.RED, False),
        (Lamp.RED, False),
        (Lamp.GREEN, True),
        (Lamp.GREEN, True),
        (Lamp.GREEN, False),
    ]
    assert [part.reason for part in parts[1:4]] == [
        "2026年：未达到（0次），2026-12-04通过审核",
        "2026年：达到（1次），2027-01-04通过审核",
        "2026年：达到（1次），2027-01-04通过审核",
    ]
    assert [part.cycle for part in parts[2:]] == [date(2026, 1, 1)] * 2 + [date(2027, 1, 1)]
    assert [shown[day].city.met for day in days] == [0, 0, 1, 1, 0]


def test_what_is_approved_after_the_new_year_s_first_report_still_counts_for_the_old() -> None:
    project = make_project()
    (county,) = lead(project, 1)
    target = make_target(project, rhythm=Rhythm.EACH_YEAR, checkpoints=[(date(2027, 12, 31), 1)])
    assignment = make_assignment(target, county)
    report_counts(
        project,
        assignment,
        ("2026-11", 1, date(2026, 12, 4), 0),
        ("2027-01", 1, date(2027, 2, 1), 0),
        ("2026-12", 1, date(2027, 2, 3), 1),
    )

    part = snapshot(project, date(2027, 2, 3)).statuses_of(target)[0]

    assert (part.lamp, part.reason) == (
        Lamp.GREEN,
        "2026年：达到（1所），2027-02-03通过审核",
    )


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope.POOLED, "；各县区数据的报告期不一致（{} 2026-09，其余 2026-10）"),
        (Scope.EACH_COUNTY, ""),
    ],
)
def test_a_sum_that_is_judged_names_the_different_periods_of_its_parts(
    scope: Scope, words: str
) -> None:
    project = make_project()
    target = make_target(project, scope=scope)
    counties = lead(project, 2)
    for county, code in zip(counties, ("2026-09", "2026-10"), strict=True):
        report_counts(project, make_assignment(target, county), (code, 1, date(2026, 11, 4), 5))

    reason = snapshot(project).status(target).reason

    first = counties[0].county.name if counties[0].county else ""
    assert reason.partition("；各县区")[1:] == words.format(first).partition("；各县区")[1:]
