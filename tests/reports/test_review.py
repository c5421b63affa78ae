"""Reports that wait, summed up: what changed, what is unusual, what keeps them from one press."""

from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from projects.rules.values import Lamp
from reports.models import Report
from reports.review_queue import QueueItem, queued_for, summed_up
from tests.factories import make_assignment, make_evidence, make_officer, make_report, make_target
from tests.reports.waiting import State, add_rated, figure, make_waiting

pytestmark = pytest.mark.django_db

Role = Officer.Role
TODAY = date(2026, 11, 23)


def summed(report: Report, officer: Officer | None = None) -> QueueItem:
    officer = officer or make_officer(Role.REVIEWER)
    (found,) = summed_up(Report.objects.filter(pk=report.pk), officer, TODAY)
    return found


@pytest.mark.parametrize(
    ("figures", "words", "changed"),
    [
        ({"now": 15, "before": 14}, "1 项有变化", 1),
        ({"now": 14, "before": 14}, "无变化", 0),
        ({"now": 14, "before": 14, "problems": "缺地。"}, "只有文字变化", 0),
        ({"now": 14, "before": None}, "首次报送", 1),
        ({"now": None, "before": 14}, "1 项有变化", 1),
    ],
)
def test_what_changed_is_shown(figures: dict[str, Any], words: str, changed: int) -> None:
    found = summed(make_waiting(**figures))
    assert (found.change_text, found.changed) == (words, changed)


def test_line_ends_make_no_other_text() -> None:
    report = make_waiting(14, 14, progress="一。\r\n二。")
    Report.objects.exclude(pk=report.pk).update(progress="一。\n二。")
    assert summed(report).change_text == "无变化"


@pytest.mark.parametrize(("reason", "unexplained"), [("", 1), ("撤并一所。", 0)])
def test_an_unusual_figure_flags_a_report_with_a_reason_and_without(
    reason: str, unexplained: int
) -> None:
    found = summed(make_waiting(13, 14, reason=reason))
    assert [line.anomaly_text for line in found.unusual] == [["比上期减少"]]
    assert (found.unexplained, found.flags) == (unexplained, ["数据有异常"])


def test_a_figure_owed_and_not_there_flags_a_report() -> None:
    found = summed(make_waiting(None))
    assert (found.missing, found.flags) == (1, ["有数据未填"])


def test_nothing_is_owed_where_a_target_does_not_apply() -> None:
    report = make_waiting()
    make_assignment(make_target(report.project), report.department, exemption_reason="无此类学校")
    add_rated(report, exemption_reason="不安排")
    found = summed(report)
    assert (found.missing, found.to_rate, found.flags) == (0, 0, [])


def test_nothing_is_owed_of_a_target_that_was_closed() -> None:
    report = make_waiting()
    make_assignment(make_target(report.project), report.department, closed_on=TODAY)
    add_rated(report, closed_on=TODAY)
    found = summed(report)
    assert (found.missing, found.to_rate, found.flags) == (0, 0, [])


def test_a_rated_target_waits_for_the_reviewer_and_not_for_the_approver() -> None:
    report = make_waiting(state=State.SUBMITTED)
    add_rated(report)
    approver = make_officer(Role.APPROVER, report.department)
    assert (summed(report, approver).to_rate, summed(report, approver).flags) == (0, [])
    Report.objects.filter(pk=report.pk).update(state=State.ENDORSED)
    assert (summed(report).to_rate, summed(report).flags) == (1, ["有目标待评定"])


def test_an_earlier_revision_s_rating_does_not_stand_for_a_new_judgement() -> None:
    report = make_waiting()
    report.measurements.create(assignment=add_rated(report), rating="done")
    assert summed(report).to_rate == 1


def test_the_own_work_is_not_passed_at_a_press() -> None:
    report = make_waiting(state=State.SUBMITTED)
    writer = make_officer(Role.APPROVER, report.department)
    assert summed(report, writer).flags == []
    Report.objects.filter(pk=report.pk).update(author=writer)
    assert summed(report, writer).flags == ["由您本人填报"]


def test_files_are_counted() -> None:
    report = make_waiting()
    make_evidence(report)
    make_evidence(report)
    assert summed(report).files == 2


def test_the_lamp_is_the_worst_of_the_figures_in_force_today() -> None:
    report = make_waiting(22, 3)
    assert summed(report).lamp == Lamp.RED
    make_assignment(
        make_target(report.project, checkpoints=[(date(2024, 12, 31), 5)]), report.department
    )
    found = summed(report)
    assert (found.lamp, found.lamp_word) == (Lamp.OVERDUE, "红·逾期")
    assert summed(make_report(state=State.ENDORSED)).lamp is None


def test_traits_are_what_the_queue_is_narrowed_by() -> None:
    plain = summed(make_waiting(14, 14)).traits
    assert plain == {
        "lamp": {"green"},
        "anomalies": {"no"},
        "changes": {"no"},
        "rated": {"no"},
        "bulk": {"yes"},
    }
    report = make_waiting(13, 14)
    add_rated(report)
    flagged = summed(report).traits
    assert {name: flagged[name] for name in ("anomalies", "changes", "rated", "bulk")} == {
        "anomalies": {"yes", "unexplained"},
        "changes": {"yes"},
        "rated": {"yes"},
        "bulk": {"no"},
    }
    line = figure(report)
    line.reason = "撤并一所。"
    line.save()
    assert summed(report).traits["anomalies"] == {"yes"}


def test_a_queue_holds_what_waits_for_this_officer_alone() -> None:
    reports = {state: make_report(state=state) for state in State}
    own = make_waiting(state=State.SUBMITTED)
    foreign = make_waiting(state=State.ENDORSED)
    approver = make_officer(Role.APPROVER, own.department)
    assert list(queued_for(approver)) == [own]
    assert set(queued_for(make_officer(Role.REVIEWER))) == {reports[State.ENDORSED], foreign}
    for role in (Role.REPORTER, Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR):
        assert list(queued_for(make_officer(role))) == []


@pytest.mark.parametrize("number", [1, 3])
def test_reports_are_summed_up_in_as_many_queries_for_one_as_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        report = make_waiting()
        add_rated(report)
        make_evidence(report)
    officer = make_officer(Role.REVIEWER)
    with django_assert_num_queries(11):
        for found in summed_up(queued_for(officer), officer, TODAY):
            assert (found.flags, found.change_text) == (["有目标待评定"], "1 项有变化")
            assert found.lamp_word
