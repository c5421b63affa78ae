"""Which figure counts on which day, and that the answer for a day never changes later."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.db import IntegrityError, transaction

from departments.exceptions import ActionNotAllowed
from departments.models import AuditEntry, Officer
from projects.models import Assignment
from projects.rules.values import Figure, Measure, Rating, Scope
from reports.actions.save_report import ReportInput, save_report
from reports.models import Measurement, Report
from reports.models.measurement import assign_validity
from reports.workflow import rated_assignments, transition
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

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State
SEPTEMBER_30 = date(2026, 9, 30)
OCTOBER_31 = date(2026, 10, 31)


def make_pooled() -> list[Assignment]:
    """Five counties' parts of 158 that have reported nothing yet."""
    target = make_target(scope=Scope.POOLED, checkpoints=[(date(2027, 12, 31), 158)], unit="个")
    return [make_assignment(target) for _ in range(5)]


def make_endorsed(assignment: Assignment, period: str, value: int | None) -> Report:
    report = make_report(
        assignment.target.project,
        assignment.department,
        make_period(period),
        state=State.ENDORSED,
    )
    if value is not None:
        make_measurement(report, assignment, value)
    return report


def approve_on(report: Report, day: date) -> None:
    with time_machine.travel(moment(day), tick=False):
        transition(Report.objects.get(pk=report.pk), "approve", make_officer(Role.REVIEWER))


def correct_on(report: Report, value: int | None, day: date) -> Report:
    """Reopen an approved report, correct its one figure and bring it to the bureau again."""
    with time_machine.travel(moment(day), tick=False):
        reviewer = make_officer(Role.REVIEWER)
        revision = transition(
            Report.objects.get(pk=report.pk), "reopen", reviewer, reason="重复计算。"
        )
        assignment = Assignment.objects.get(department=report.department)
        lines = [] if value is None else [Measurement(assignment=assignment, value=value)]
        save_report(revision, ReportInput({}, lines, revision.version), report.author, None)
        transition(revision, "submit", report.author)
        return transition(revision, "endorse", make_officer(Role.APPROVER, report.department))


def in_force(on: date) -> list[int | None]:
    found = Measurement.objects.in_force(on).order_by("assignment")
    return [None if line.value is None else int(line.value) for line in found]


def test_a_figure_does_not_count_before_it_is_approved() -> None:
    (assignment, *_) = make_pooled()
    report = make_endorsed(assignment, "2026-10", 40)
    assert in_force(date(2030, 1, 1)) == []
    approve_on(report, date(2026, 11, 4))
    assert in_force(date(2026, 11, 3)) == []
    assert in_force(date(2026, 11, 4)) == [40]
    assert in_force(date(2030, 1, 1)) == [40]


def test_a_figure_approved_before_its_period_ends_counts_from_its_end() -> None:
    (assignment, *_) = make_pooled()
    approve_on(make_endorsed(assignment, "2026-10", 40), date(2026, 10, 29))
    assert (in_force(date(2026, 10, 30)), in_force(OCTOBER_31)) == ([], [40])


def test_the_newest_period_s_figure_takes_the_place_of_an_older_one() -> None:
    (assignment, *_) = make_pooled()
    approve_on(make_endorsed(assignment, "2026-09", 40), date(2026, 10, 5))
    approve_on(make_endorsed(assignment, "2026-10", 44), date(2026, 11, 5))
    assert in_force(date(2026, 11, 4)) == [40]
    assert in_force(date(2026, 11, 5)) == [44]


def test_a_late_approval_of_an_older_period_never_replaces_a_newer_figure() -> None:
    (assignment, *_) = make_pooled()
    september = make_endorsed(assignment, "2026-09", 40)
    approve_on(make_endorsed(assignment, "2026-10", 44), date(2026, 11, 5))
    approve_on(september, date(2026, 11, 20))
    days = [date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 20), date(2026, 12, 31)]
    assert [in_force(day) for day in days] == [[], [44], [44], [44]]


def test_a_figure_that_was_corrected_counts_until_the_correction_is_approved() -> None:
    parts = make_pooled()
    reports = [
        make_endorsed(part, f"2026-{month:02}", value)
        for part, month, value in zip(parts, (6, 7, 8, 9, 10), (40, 30, 20, 10, 5), strict=True)
    ]
    for report in reports:
        approve_on(report, date(2026, 11, 4))
    assert sum(value or 0 for value in in_force(date(2026, 11, 10))) == 105

    revision = correct_on(reports[0], 38, date(2026, 11, 10))
    assert in_force(date(2026, 11, 15)) == [40, 30, 20, 10, 5]
    approve_on(revision, date(2026, 11, 16))

    assert in_force(date(2026, 11, 16)) == [38, 30, 20, 10, 5]
    assert sum(value or 0 for value in in_force(date(2026, 11, 16))) == 103
    assert in_force(date(2026, 11, 15)) == [40, 30, 20, 10, 5]
    kept = Measurement.objects.get(report=reports[0])
    assert (kept.value, kept.valid_to) == (Decimal(40), date(2026, 11, 16))
    row = AuditEntry.objects.get(action="填报数据")
    assert (row.before, row.after) == ({"填报值": "40"}, {"填报值": "38"})


def test_a_correction_that_takes_a_figure_back_leaves_no_data() -> None:
    (assignment, *_) = make_pooled()
    report = make_endorsed(assignment, "2026-10", 40)
    approve_on(report, date(2026, 11, 4))
    approve_on(correct_on(report, None, date(2026, 11, 10)), date(2026, 11, 16))
    assert in_force(date(2026, 11, 15)) == [40]
    assert in_force(date(2026, 11, 16)) == [None]
    left = Measurement.objects.in_force(date(2026, 11, 16)).get()
    assert left.figure(OCTOBER_31).is_reported is False
    row = AuditEntry.objects.get(action="填报数据")
    assert (row.before, row.after) == ({"填报值": "40"}, {})


def test_a_correction_that_takes_a_figure_back_puts_the_older_period_s_in_force_again() -> None:
    (assignment, *_) = make_pooled()
    approve_on(make_endorsed(assignment, "2026-09", 19), date(2026, 10, 5))
    october = make_endorsed(assignment, "2026-10", 18)
    approve_on(october, date(2026, 11, 4))
    approve_on(correct_on(october, None, date(2026, 11, 10)), date(2026, 11, 16))
    days = [date(2026, 10, 5), date(2026, 11, 4), date(2026, 11, 15), date(2026, 11, 16)]
    assert [in_force(day) for day in days] == [[19], [18], [18], [19]]

    approve_on(make_endorsed(assignment, "2026-11", 20), date(2026, 12, 3))
    later = [*days, date(2026, 12, 2), date(2026, 12, 3)]
    assert [in_force(day) for day in later] == [[19], [18], [18], [19], [19], [20]]


def test_a_figure_withdrawn_and_reported_again_counts_from_then() -> None:
    (assignment, *_) = make_pooled()
    approve_on(make_endorsed(assignment, "2026-09", 19), date(2026, 10, 5))
    october = make_endorsed(assignment, "2026-10", 18)
    approve_on(october, date(2026, 11, 4))
    revision = correct_on(october, None, date(2026, 11, 5))
    approve_on(revision, date(2026, 11, 6))
    approve_on(correct_on(revision, 17, date(2026, 11, 8)), date(2026, 11, 10))
    days = [date(2026, 11, day) for day in (4, 6, 9, 10)]
    assert [in_force(day) for day in days] == [[18], [19], [19], [17]]


def test_an_older_period_corrected_after_the_withdrawal_counts_as_corrected() -> None:
    (assignment, *_) = make_pooled()
    september = make_endorsed(assignment, "2026-09", 19)
    approve_on(september, date(2026, 10, 5))
    october = make_endorsed(assignment, "2026-10", 18)
    approve_on(october, date(2026, 11, 4))
    approve_on(correct_on(october, None, date(2026, 11, 5)), date(2026, 11, 6))
    approve_on(correct_on(september, 16, date(2026, 11, 8)), date(2026, 11, 10))
    days = [date(2026, 11, day) for day in (4, 6, 9, 10)]
    assert [in_force(day) for day in days] == [[18], [19], [19], [16]]


def test_a_correction_approved_on_the_same_day_counts_alone() -> None:
    (assignment, *_) = make_pooled()
    report = make_endorsed(assignment, "2026-10", 40)
    approve_on(report, date(2026, 11, 4))
    approve_on(correct_on(report, 38, date(2026, 11, 4)), date(2026, 11, 4))
    assert in_force(date(2026, 11, 4)) == [38]


def test_a_correction_of_an_older_period_does_not_touch_a_newer_figure() -> None:
    (assignment, *_) = make_pooled()
    september = make_endorsed(assignment, "2026-09", 40)
    approve_on(september, date(2026, 10, 5))
    approve_on(make_endorsed(assignment, "2026-10", 44), date(2026, 11, 5))
    approve_on(correct_on(september, 38, date(2026, 11, 10)), date(2026, 11, 16))
    assert in_force(date(2026, 11, 4)) == [40]
    assert in_force(date(2026, 11, 16)) == [44]


def test_a_period_without_a_figure_leaves_the_older_one_in_force() -> None:
    (assignment, *_) = make_pooled()
    approve_on(make_endorsed(assignment, "2026-09", 40), date(2026, 10, 5))
    approve_on(make_endorsed(assignment, "2026-10", None), date(2026, 11, 5))
    assert in_force(date(2026, 11, 30)) == [40]


def test_the_answer_for_a_day_is_the_same_then_and_later() -> None:
    (assignment, *_) = make_pooled()
    steps = [("2026-08", 1, 4), ("2026-10", 4, 5), ("2026-09", 3, 12), ("2026-11", 6, 30)]
    told: dict[date, list[int | None]] = {}
    for period, value, day in steps:
        approve_on(make_endorsed(assignment, period, value), date(2026, 11, day))
        told[date(2026, 11, day)] = in_force(date(2026, 11, day))
        assert {seen: in_force(seen) for seen in told} == told
    assert told[date(2026, 11, 12)] == [4]


def test_a_figure_is_in_force_only_for_approved_reports() -> None:
    report = make_report()
    measurement = Measurement(report=report, assignment=make_assignment())
    with pytest.raises(ValueError, match="not approved"):
        assign_validity([measurement])


@pytest.mark.parametrize(
    ("fields", "figure"),
    [
        ({"value": Decimal("4.50")}, Figure(OCTOBER_31, Fraction(9, 2))),
        ({}, Figure(OCTOBER_31, None)),
        (
            {"numerator": Decimal(115), "denominator": Decimal(150)},
            Figure(OCTOBER_31, Fraction(230, 3), Fraction(115), Fraction(150)),
        ),
        (
            {"numerator": Decimal(0), "denominator": Decimal(0)},
            Figure(OCTOBER_31, None, Fraction(0), Fraction(0)),
        ),
        ({"is_done": True}, Figure(OCTOBER_31, Fraction(1))),
        ({"is_done": False}, Figure(OCTOBER_31, Fraction(0))),
        ({"rating": "behind"}, Figure(OCTOBER_31, rating=Rating.BEHIND)),
    ],
)
def test_a_measurement_is_one_plain_figure(
    fields: dict[str, Decimal | bool | str], figure: Figure
) -> None:
    measurement = make_measurement(make_report(), make_assignment(), **fields)
    assert measurement.figure(OCTOBER_31) == figure


def test_the_record_for_the_log_leaves_out_what_was_not_reported() -> None:
    measurement = Measurement(
        numerator=Decimal("115.00"),
        denominator=Decimal("1500"),
        is_done=False,
        done_on=OCTOBER_31,
        document="揭教〔2026〕1号",
        rating="done",
    )
    assert measurement.as_record() == {
        "numerator": "115",
        "denominator": "1500",
        "is_done": "False",
        "done_on": "2026-10-31",
        "document": "揭教〔2026〕1号",
        "rating": "done",
    }
    assert Measurement(value=Decimal("0.00")).as_record() == {"value": "0"}
    assert Measurement().as_record() == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"value": -1},
        {"numerator": -1, "denominator": 1},
        {"numerator": 1, "denominator": -1},
        {"numerator": 1},
        {"denominator": 1},
    ],
)
def test_the_database_refuses_impossible_figures(fields: dict[str, int]) -> None:
    report, assignment = make_report(), make_assignment()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_measurement(report, assignment, **fields)


def make_rated() -> tuple[Report, list[Assignment]]:
    """An endorsed report of a project with two rated targets, one of them exempt."""
    target = make_target(measure=Measure.RATING)
    county = make_department()
    rated = make_assignment(target, county)
    other = make_target(target.project, measure=Measure.RATING)
    exempt = make_assignment(other, county, exemption_reason="没有此类学校")
    make_assignment(make_target(target.project), county)
    report = make_report(target.project, county, make_period(), state=State.ENDORSED)
    return report, [rated, exempt]


def test_approving_rates_what_cannot_be_counted() -> None:
    report, (rated, _) = make_rated()
    assert list(rated_assignments(report)) == [rated]
    ratings = {rated.pk: "behind"}
    transition(report, "approve", make_officer(Role.REVIEWER), ratings=ratings)
    measurement = Measurement.objects.get()
    assert (measurement.assignment, measurement.rating) == (rated, "behind")
    assert measurement.valid_from is not None
    row = AuditEntry.objects.get(action="填报数据")
    assert (row.before, row.after) == ({}, {"评定": "滞后"})


@pytest.mark.parametrize("rating", ["", "excellent"])
def test_nothing_is_approved_without_its_ratings(rating: str) -> None:
    report, (rated, _) = make_rated()
    with pytest.raises(ActionNotAllowed, match=rated.target.name):
        transition(report, "approve", make_officer(Role.REVIEWER), ratings={rated.pk: rating})
    assert Report.objects.get().state == State.ENDORSED
    assert (Measurement.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_a_reopened_report_keeps_its_rating_until_it_is_rated_anew() -> None:
    report, (rated, _) = make_rated()
    reviewer = make_officer(Role.REVIEWER)
    transition(report, "approve", reviewer, ratings={rated.pk: "behind"})
    revision = transition(report, "reopen", reviewer, reason="评定有误。")
    save_report(
        revision, ReportInput({"progress": "更正"}, [], revision.version), report.author, None
    )
    assert [line.rating for line in revision.measurements.all()] == ["behind"]
    transition(revision, "submit", report.author)
    transition(revision, "endorse", make_officer(Role.APPROVER, report.department))
    transition(revision, "approve", reviewer, ratings={rated.pk: "done"})
    assert [line.rating for line in Measurement.objects.in_force(date(2100, 1, 1))] == ["done"]
