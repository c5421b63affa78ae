"""Two people at one report: one success, one clear message, nothing lost."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Officer
from projects.rules.values import Measure
from reports.actions.save_report import ReportInput, save_report
from reports.models import Measurement, Report
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_target,
)

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State


def again(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_of_two_copies_one_step_succeeds_and_the_other_is_shown() -> None:
    report = make_report(state=State.ENDORSED)
    first, second = again(report), again(report)
    transition(first, "approve", make_officer(Role.REVIEWER))
    with pytest.raises(EditConflict):
        transition(second, "return", make_officer(Role.REVIEWER), reason="数据有误。")
    assert again(report).state == State.APPROVED
    assert [row.action for row in AuditEntry.objects.all()] == ["通过"]


def at_once(*actions: Callable[[], object]) -> list[str]:
    """Run actions in threads that start together; what each came to, by class, sorted."""
    barrier, outcomes = Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=180)
            outcomes.append(type(action()).__name__)
        except (EditConflict, ActionNotAllowed) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_press_at_once_get_one_approval_and_one_message() -> None:
    target = make_target(measure=Measure.COUNT)
    assignment = make_assignment(target)
    report = make_report(target.project, assignment.department, state=State.ENDORSED)
    make_measurement(report, assignment, 4)
    reviewers = [make_officer(Role.REVIEWER) for _ in range(2)]
    copies = [again(report), again(report)]
    outcomes = at_once(
        lambda: transition(copies[0], "approve", reviewers[0]),
        lambda: transition(copies[1], "approve", reviewers[1]),
    )
    assert outcomes == ["EditConflict", "Report"]
    assert AuditEntry.objects.filter(action="通过").count() == 1
    assert Measurement.objects.filter(valid_from__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_reopen_at_once_make_one_revision() -> None:
    report = make_report(state=State.APPROVED)
    reviewers = [make_officer(Role.REVIEWER) for _ in range(2)]
    copies = [again(report), again(report)]
    outcomes = at_once(
        lambda: transition(copies[0], "reopen", reviewers[0], reason="数据有误。"),
        lambda: transition(copies[1], "reopen", reviewers[1], reason="数据有误。"),
    )
    assert outcomes == ["EditConflict", "Report"]
    assert list(Report.objects.open().values_list("revision", flat=True)) == [2]


@pytest.mark.django_db(transaction=True)
def test_two_months_approved_at_once_leave_one_figure_in_force() -> None:
    target = make_target(measure=Measure.COUNT)
    assignment = make_assignment(target)
    reviewers = [make_officer(Role.REVIEWER) for _ in range(2)]
    for year in (2024, 2025, 2026):
        reports = [
            make_report(
                target.project, assignment.department, make_period(code), state=State.ENDORSED
            )
            for code in (f"{year}-08", f"{year}-09")
        ]
        for value, report in enumerate(reports, start=year):
            make_measurement(report, assignment, value)
        at_once(
            lambda first=reports[0]: transition(first, "approve", reviewers[0]),  # type: ignore[misc]
            lambda second=reports[1]: transition(second, "approve", reviewers[1]),  # type: ignore[misc]
        )
        in_force = Measurement.objects.in_force(timezone.localdate())
        assert [int(line.value or 0) for line in in_force] == [year + 1]


@pytest.mark.django_db(transaction=True)
def test_two_reporters_who_start_one_report_at_once_make_one() -> None:
    project, county, period = make_project(), make_department(), make_period()
    reporters = [make_officer(Role.REPORTER, county) for _ in range(2)]

    def start(officer: Officer) -> Report:
        fresh = Report(project=project, department=county, period=period)
        return save_report(fresh, ReportInput({"progress": officer.name}, [], 0), officer, None)

    outcomes = at_once(lambda: start(reporters[0]), lambda: start(reporters[1]))
    assert outcomes == ["EditConflict", "Report"]
    assert Report.objects.get().version == 1


def test_saving_over_a_colleague_s_words_is_a_conflict_that_keeps_them() -> None:
    report = make_report()
    colleague = make_officer(Role.REPORTER, report.department)
    save_report(again(report), ReportInput({"progress": "同事所写"}, [], 0), colleague, None)
    with pytest.raises(EditConflict):
        save_report(
            again(report), ReportInput({"progress": "后来所写"}, [], 0), report.author, None
        )
    saved = again(report)
    assert (saved.progress, saved.author, saved.version) == ("同事所写", colleague, 1)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.ENDORSED, State.APPROVED])
def test_what_is_out_of_its_author_s_hands_is_not_written(state: State) -> None:
    report = make_report(state=state)
    with pytest.raises(EditConflict):
        save_report(
            report, ReportInput({"progress": "改写"}, [], report.version), report.author, None
        )
    assert again(report).progress == "按计划推进。"
