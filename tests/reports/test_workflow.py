"""Steps of the workflow: reasons, locks, and the rows they leave."""

from datetime import date
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Officer
from reports.actions.save_report import ReportInput, save_report
from reports.models import Evidence, Measurement, Report
from reports.workflow import check_seen, queue_for, transition
from tests.factories import (
    make_assignment,
    make_department,
    make_evidence,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_target,
    moment,
)

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State
TODAY = date(2026, 11, 23)
NOW = moment(TODAY)


def again(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def figures(report: Report) -> list[str | None]:
    return [line.as_record().get("value") for line in report.measurements.order_by("assignment")]


@pytest.mark.parametrize("reason", ["", "   \n"])
@pytest.mark.parametrize(
    ("name", "role", "state"),
    [
        ("return", Role.APPROVER, State.SUBMITTED),
        ("return", Role.REVIEWER, State.ENDORSED),
        ("reopen", Role.REVIEWER, State.APPROVED),
    ],
)
def test_sending_back_needs_a_reason(name: str, role: Role, state: State, reason: str) -> None:
    report = make_report(state=state)
    department = report.department if role == Role.APPROVER else None
    with pytest.raises(ActionNotAllowed):
        transition(report, name, make_officer(role, department), reason=reason)
    assert (again(report).state, AuditEntry.objects.count()) == (state, 0)


def test_the_whole_way_leaves_a_row_for_each_step() -> None:
    report = make_report()
    county = report.department
    reporter, approver = report.author, make_officer(Role.APPROVER, county)
    reviewer = make_officer(Role.REVIEWER)
    for name, officer, reason in (
        ("submit", reporter, ""),
        ("return", approver, " 请附文件。 "),
        ("submit", reporter, ""),
        ("endorse", approver, ""),
        ("return", reviewer, "数据有误。"),
        ("submit", reporter, ""),
        ("endorse", approver, ""),
        ("approve", reviewer, ""),
    ):
        transition(again(report), name, officer, reason=reason, client_ip="10.0.0.7")

    rows = list(AuditEntry.objects.order_by("pk"))
    assert [(row.action, row.officer, row.reason) for row in rows] == [
        ("提交", reporter, ""),
        ("退回", approver, "请附文件。"),
        ("提交", reporter, ""),
        ("审核通过", approver, ""),
        ("退回", reviewer, "数据有误。"),
        ("提交", reporter, ""),
        ("审核通过", approver, ""),
        ("通过", reviewer, ""),
    ]
    assert {(row.subject, row.subject_key, row.client_ip) for row in rows} == {
        (str(report), f"report:{report.pk}", "10.0.0.7")
    }
    assert rows[1].before == {"状态": "待单位审核", "版次": 1}
    assert rows[1].after == {"状态": "已退回", "版次": 1, "部门": county.name}


def test_a_returned_report_shows_why_until_it_is_approved() -> None:
    report = make_report(state=State.SUBMITTED)
    approver = make_officer(Role.APPROVER, report.department)
    transition(report, "return", approver, reason="请补充数据。")
    assert again(report).return_reason == "请补充数据。"
    transition(report, "submit", report.author)
    assert again(report).return_reason == "请补充数据。"
    transition(report, "endorse", approver)
    assert again(report).return_reason == "请补充数据。"
    transition(report, "approve", make_officer(Role.REVIEWER))
    assert again(report).return_reason == ""


def test_a_step_is_taken_with_the_version_that_was_seen() -> None:
    report = make_report(state=State.ENDORSED, version=3)
    check_seen(report, 3)
    check_seen(report, None)
    with pytest.raises(EditConflict, match="已有改动"):
        check_seen(report, 2)


def test_what_was_never_decided_is_handed_in_anew_after_a_withdrawal() -> None:
    report = make_report()
    with time_machine.travel(moment(date(2026, 11, 4)), tick=False):
        transition(report, "submit", report.author)
        transition(report, "withdraw", report.author)
    assert (again(report).state, again(report).submitted_at) == (State.DRAFT, None)
    with time_machine.travel(NOW, tick=False):
        transition(again(report), "submit", report.author)
    assert again(report).submitted_at == NOW
    assert again(report).is_late is True


def test_what_was_returned_keeps_the_day_it_was_first_handed_in() -> None:
    report = make_report(state=State.RETURNED)
    first = report.submitted_at
    transition(report, "submit", report.author)
    transition(again(report), "withdraw", report.author)
    assert again(report).submitted_at == first
    transition(again(report), "submit", report.author)
    assert again(report).submitted_at == first


def test_a_locked_period_takes_no_new_report() -> None:
    report = make_report(period=make_period("2026-09", is_locked=True))
    with pytest.raises(ActionNotAllowed, match="2026年9月已锁定"):
        transition(report, "submit", report.author)
    assert again(report).state == State.DRAFT


def test_a_locked_period_takes_back_what_was_returned() -> None:
    report = make_report(period=make_period("2026-09", is_locked=True), state=State.RETURNED)
    transition(report, "submit", report.author)
    transition(again(report), "withdraw", report.author)
    transition(again(report), "submit", report.author)
    assert again(report).state == State.SUBMITTED


def test_a_locked_period_takes_back_what_was_reopened() -> None:
    approved = make_report(period=make_period("2026-09", is_locked=True), state=State.APPROVED)
    revision = transition(approved, "reopen", make_officer(Role.REVIEWER), reason="数据有误。")
    assert transition(revision, "submit", approved.author).state == State.SUBMITTED


@pytest.mark.parametrize("progress", ["", "  \n "])
def test_a_report_without_words_is_not_handed_in(progress: str) -> None:
    report = make_report(progress=progress)
    with pytest.raises(ActionNotAllowed, match="进展情况"):
        transition(report, "submit", report.author)
    assert again(report).state == State.DRAFT


def test_every_changed_figure_leaves_a_row_with_before_and_after() -> None:
    project = make_project()
    county = make_department()
    assignments = [make_assignment(make_target(project), county) for _ in range(4)]
    report = make_report(project, county)
    for assignment, value in zip(assignments, (40, 7, 5), strict=False):
        make_measurement(report, assignment, value)

    def line(index: int, value: int) -> Measurement:
        return Measurement(assignment=assignments[index], value=value)

    lines = [line(0, 38), line(1, 7), line(3, 0)]
    texts = {"progress": "=1+1", "problems": "", "next_steps": ""}
    save_report(report, ReportInput(texts, lines, report.version), report.author, "10.0.0.7")

    rows = AuditEntry.objects.order_by("subject")
    number = project.number
    assert [(row.subject, row.before, row.after) for row in rows] == [
        (f"{report} 目标{number}-1", {"填报值": "40"}, {"填报值": "38"}),
        (f"{report} 目标{number}-3", {"填报值": "5"}, {}),
        (f"{report} 目标{number}-4", {}, {"填报值": "0"}),
    ]
    assert {(row.action, row.officer, row.client_ip) for row in rows} == {
        ("填报数据", report.author, "10.0.0.7")
    }
    assert (again(report).progress, figures(report)) == ("=1+1", ["38", "7", "0"])


def test_saving_the_same_figures_leaves_no_row() -> None:
    assignment = make_assignment()
    report = make_report(assignment.target.project, assignment.department)
    make_measurement(report, assignment, "4.00")
    same = [Measurement(assignment=assignment, value=4)]
    save_report(report, ReportInput({"progress": "如前"}, same, 0), report.author, None)
    assert AuditEntry.objects.count() == 0


def test_a_reopened_report_goes_back_with_its_words_figures_and_files() -> None:
    assignment = make_assignment()
    report = make_report(
        assignment.target.project,
        assignment.department,
        state=State.APPROVED,
        problems="缺教师",
        next_steps="招聘",
    )
    make_measurement(report, assignment, 40)
    make_evidence(report)
    reviewer = make_officer(Role.REVIEWER)
    revision = transition(report, "reopen", reviewer, reason="重复计算。")
    assert (revision.revision, revision.state, revision.author) == (2, "returned", report.author)
    assert revision.return_reason == "重复计算。"
    texts = (revision.progress, revision.problems, revision.next_steps)
    assert texts == ("按计划推进。", "缺教师", "招聘")
    assert (revision.submitted_at, figures(revision)) == (report.submitted_at, ["40"])
    assert [file.name for file in Evidence.objects.filter(report=revision)] == ["佐证.pdf"]
    assert again(report).state == State.APPROVED
    row = AuditEntry.objects.get()
    assert row.before == {"状态": "已通过", "版次": 1}
    bureau = str(reviewer.department)
    assert row.after == {"状态": "已退回", "版次": 2, "部门": bureau}


def test_an_older_revision_is_not_reopened_again() -> None:
    report, reviewer = make_report(state=State.APPROVED), make_officer(Role.REVIEWER)
    revision = transition(report, "reopen", reviewer, reason="数据有误。")
    with pytest.raises(EditConflict):
        transition(again(report), "reopen", reviewer, reason="数据有误。")
    revision.state, revision.approved_at = State.APPROVED, NOW
    revision.save()
    with pytest.raises(EditConflict):
        transition(again(report), "reopen", reviewer, reason="数据有误。")
    assert Report.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "state"),
    [
        (Role.REPORTER, None),
        (Role.APPROVER, State.SUBMITTED),
        (Role.REVIEWER, State.ENDORSED),
        (Role.LEADER, None),
        (Role.ADMINISTRATOR, None),
        (Role.AUDITOR, None),
    ],
)
def test_only_those_who_decide_have_a_queue(role: Role, state: State | None) -> None:
    assert queue_for(make_officer(role)) == state


def test_a_report_reaches_the_bureau_once_and_stays_there_when_returned() -> None:
    report = make_report(state=State.SUBMITTED)
    approver = make_officer(Role.APPROVER, report.department)
    reviewer = make_officer(Role.REVIEWER)
    with time_machine.travel(NOW, tick=False):
        transition(report, "endorse", approver)
    assert again(report).endorsed_at == NOW
    transition(again(report), "return", reviewer, reason="请补充。")
    transition(again(report), "submit", report.author)
    transition(again(report), "endorse", approver)
    transition(again(report), "approve", reviewer)
    assert again(report).endorsed_at == NOW
    assert transition(again(report), "reopen", reviewer, reason="有误。").endorsed_at == NOW


@pytest.mark.databases("sqlite", "postgres")
def test_the_migration_finds_in_the_audit_log_when_reports_reached_the_bureau() -> None:
    report, imported = make_report(state=State.SUBMITTED), make_report(state=State.APPROVED)
    approver = make_officer(Role.APPROVER, report.department)
    reviewer = make_officer(Role.REVIEWER)
    with time_machine.travel(NOW, tick=False):
        transition(report, "endorse", approver)
    transition(again(report), "approve", reviewer)
    transition(again(report), "reopen", reviewer, reason="有误。")
    make_report(make_project(), state=State.SUBMITTED)
    times = Report.objects.order_by("pk")
    recorded = list(times.values_list("pk", "endorsed_at"))
    times.update(endorsed_at=None)

    import_module("reports.migrations.0005_report_endorsed_at").fill_endorsed_at(apps, None)

    assert list(times.values_list("pk", "endorsed_at")) == recorded
    assert sum(at is None for _, at in recorded) == 1
    assert again(imported).endorsed_at == imported.submitted_at
