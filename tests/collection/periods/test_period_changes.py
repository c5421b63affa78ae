"""Changes of a period: days, lock and exceptions; each on record, and one at a time."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from collection.periods.actions import Days, UnlockInput, change_days, end_unlock, set_lock, unlock
from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from home.worklists.worklist import worklist
from reports.actions.save_report import check_may_start
from reports.models import Period, Report, Unlock
from reports.workflow import transition
from tests.factories import (
    make_department,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_unlock,
    moment,
)
from tests.reports.test_conflicts import at_once

pytestmark = pytest.mark.django_db

Role = Officer.Role
TODAY = date(2026, 11, 23)
NOW = moment(TODAY)
USUAL = Days(date(2026, 10, 26), date(2026, 11, 5))
LATER = Days(date(2026, 10, 26), date(2026, 11, 9))


def unlock_input(department: Department, **fields: Any) -> UnlockInput:
    defaults: dict[str, Any] = {
        "until": date(2026, 11, 30),
        "reason": "机构调整。",
        "seen_at": NOW,
    }
    return UnlockInput(department=department, **defaults | fields)


def test_changed_days_are_kept_and_on_record() -> None:
    period, reviewer = make_period(), make_officer(Role.REVIEWER)
    change_days(period, LATER, USUAL, reviewer, "10.0.0.1")
    period.refresh_from_db()
    row = AuditEntry.objects.get()
    assert (period.opens, period.due) == (LATER.opens, LATER.due)
    assert (row.action, row.officer, row.subject) == ("修改报告期", reviewer, "2026年10月")
    assert row.before == {"报送截止日期": "2026-11-05"}
    assert row.after == {"报送截止日期": "2026-11-09"}
    assert (row.subject_key, row.client_ip) == ("period:2026-10", "10.0.0.1")


def test_days_that_are_no_longer_as_seen_are_not_overwritten() -> None:
    period, reviewer = make_period(), make_officer(Role.REVIEWER)
    change_days(Period.objects.get(), LATER, USUAL, reviewer, None)
    with pytest.raises(EditConflict, match="2026-10-26开放、2026-11-09截止"):
        change_days(period, Days(USUAL.opens, date(2026, 11, 7)), USUAL, reviewer, None)
    assert Period.objects.get().due == LATER.due
    assert (period.due, AuditEntry.objects.count()) == (LATER.due, 1)


def test_a_lock_is_set_and_lifted_each_once_and_on_record() -> None:
    period, reviewer = make_period(), make_officer(Role.REVIEWER)
    set_lock(period, True, reviewer, None)
    with pytest.raises(EditConflict, match="2026年10月已锁定"):
        set_lock(period, True, reviewer, None)
    set_lock(period, False, reviewer, None)
    assert Period.objects.get().is_locked is False
    assert [(row.action, row.before, row.after) for row in AuditEntry.objects.order_by("pk")] == [
        ("锁定报告期", {"锁定": "未锁定"}, {"锁定": "已锁定"}),
        ("取消锁定", {"锁定": "已锁定"}, {"锁定": "未锁定"}),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_lock_at_once_get_one_lock_and_one_message() -> None:
    make_period()
    reviewers = [make_officer(Role.REVIEWER) for _ in range(2)]
    copies = [Period.objects.get(), Period.objects.get()]
    outcomes = at_once(
        lambda: set_lock(copies[0], True, reviewers[0], None),
        lambda: set_lock(copies[1], True, reviewers[1], None),
    )
    assert outcomes == ["EditConflict", "NoneType"]
    assert AuditEntry.objects.get().action == "锁定报告期"


@time_machine.travel(NOW, tick=False)
def test_an_exception_is_granted_changed_and_ended_each_on_record() -> None:
    period, county = make_period(is_locked=True), make_department()
    first, second = make_officer(Role.REVIEWER), make_officer(Role.REVIEWER)
    granted = unlock(period, unlock_input(county), first, "10.0.0.1")
    with time_machine.travel(moment(TODAY, 11), tick=False):
        longer = unlock_input(
            county, until=date(2026, 12, 4), reason="再延后。", seen_at=moment(TODAY, 11)
        )
        changed = unlock(period, longer, second, None)
        assert (changed.pk, changed.granted_by) == (granted.pk, second)
        end_unlock(changed, first, None)
        with pytest.raises(EditConflict, match="此前已经结束"):
            end_unlock(granted, first, None)
    rows = AuditEntry.objects.order_by("pk")
    assert [(row.action, row.before, row.after, row.reason) for row in rows] == [
        ("解锁", {}, {"解锁": "至 2026-11-30"}, "机构调整。"),
        (
            "修改解锁",
            {"解锁": "至 2026-11-30", "理由": "机构调整。"},
            {"解锁": "至 2026-12-04"},
            "再延后。",
        ),
        ("结束解锁", {"解锁": "至 2026-12-04"}, {"解锁": "2026-11-23 11:00 提前结束"}, ""),
    ]
    assert {row.subject for row in rows} == {f"2026年10月 {county}"}


@time_machine.travel(NOW, tick=False)
def test_an_ended_exception_can_be_granted_again() -> None:
    period, county = make_period(is_locked=True), make_department()
    make_unlock(period, county, ended_at=moment(date(2026, 11, 22)))
    granted = unlock(period, unlock_input(county), make_officer(Role.REVIEWER), None)
    assert (granted.ended_at, Unlock.objects.count()) == (None, 1)
    assert list(Unlock.objects.in_force(TODAY)) == [granted]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"granted_at": moment(TODAY, 11)}, "现为：至 2026-11-30"),
        ({"ended_at": moment(TODAY, 11)}, "现为：2026-11-23 11:00 提前结束"),
    ],
)
def test_what_somebody_else_did_after_the_page_was_made_is_not_overwritten(
    made: dict[str, Any], told: str
) -> None:
    period, county = make_period(is_locked=True), make_department()
    known = make_unlock(period, county, **made)
    with pytest.raises(EditConflict, match=told):
        unlock(period, unlock_input(county, reason="别的。"), make_officer(Role.REVIEWER), None)
    assert (Unlock.objects.get().reason, AuditEntry.objects.count()) == (known.reason, 0)


@pytest.mark.django_db(transaction=True)
def test_two_who_unlock_for_one_department_at_once_get_one_exception() -> None:
    period, county = make_period(is_locked=True), make_department()
    reviewers = [make_officer(Role.REVIEWER) for _ in range(2)]
    with time_machine.travel(NOW):
        outcomes = at_once(
            lambda: unlock(period, unlock_input(county), reviewers[0], None),
            lambda: unlock(period, unlock_input(county), reviewers[1], None),
        )
    assert outcomes == ["EditConflict", "Unlock"]
    assert (Unlock.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_a_period_that_is_not_locked_needs_no_exception() -> None:
    with pytest.raises(ActionNotAllowed, match="没有锁定"):
        unlock(make_period(), unlock_input(make_department()), make_officer(Role.REVIEWER), None)
    assert not Unlock.objects.exists()


@pytest.mark.parametrize(
    ("on", "opened"),
    [
        (moment(date(2026, 11, 30), 23), True),
        (moment(date(2026, 12, 1), 0), False),
    ],
)
def test_an_exception_holds_to_the_end_of_its_last_day_and_for_its_department_alone(
    on: Any, opened: bool
) -> None:
    project, period = make_project(), make_period("2026-09", is_locked=True)
    county, other = make_department(), make_department()
    for department in (county, other):
        make_responsibility(project, department)
    make_unlock(period, county)
    report = Report(project=project, department=county, period=period)
    others = Report(project=project, department=other, period=period)
    with time_machine.travel(on, tick=False):
        assert [due.period.code for due in worklist(county, on.date())] == ["2026-09"] * opened
        assert worklist(other, on.date()) == []
        with pytest.raises(ActionNotAllowed, match="已锁定"):
            check_may_start(others, make_officer(Role.REPORTER, other))
        if opened:
            check_may_start(report, make_officer(Role.REPORTER, county))
        else:
            with pytest.raises(ActionNotAllowed, match="已锁定"):
                check_may_start(report, make_officer(Role.REPORTER, county))


def test_the_worklist_shows_until_when_a_locked_period_can_be_reported_for(client: Client) -> None:
    county, period = make_department(), make_period("2026-09", is_locked=True)
    make_responsibility(make_project(), county)
    make_unlock(period, county)
    client.force_login(make_officer(Role.REPORTER, county))
    told = "已为本部门解锁，可补报到 11月30日"
    with time_machine.travel(NOW, tick=False):
        assert told in client.get(reverse("worklist")).content.decode()
        Period.objects.update(is_locked=False)
        assert told not in client.get(reverse("worklist")).content.decode()


def test_an_exception_that_was_ended_opens_nothing() -> None:
    period, county = make_period(is_locked=True), make_department()
    ended = make_unlock(period, county, ended_at=NOW)
    assert (ended.is_in_force(TODAY), list(Unlock.objects.in_force(TODAY))) == (False, [])
    assert list(Period.objects.open_to(county, TODAY)) == []


@time_machine.travel(NOW, tick=False)
def test_what_an_exception_lets_in_is_late() -> None:
    report = make_report(period=make_period("2026-09", is_locked=True))
    make_unlock(report.period, report.department)
    transition(report, "submit", report.author)
    assert report.is_late is True


@pytest.mark.parametrize("role", list(Role))
def test_exceptions_are_seen_by_reviewers_and_by_their_own_department(role: Role) -> None:
    period, county = make_period(is_locked=True), make_department()
    own, other = make_unlock(period, county), make_unlock(period, make_department())
    department = county if role in {Role.REPORTER, Role.APPROVER} else None
    seen = {
        Role.REVIEWER: {own, other},
        Role.REPORTER: {own},
        Role.APPROVER: {own},
    }
    officer = make_officer(role, department)
    assert set(Unlock.objects.visible_to(officer)) == seen.get(role, set())
