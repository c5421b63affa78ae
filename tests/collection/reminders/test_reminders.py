"""催报: who is urged by whom, who is told, and that nobody is urged twice by accident."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from collection.models import Reminder
from collection.reminders.actions import remind, remind_automatically, remind_late, to_remind
from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from inbox.models import Message
from reports.models import Period, Report
from tests.collection.reminders.mailbox import make_late, october, reporter_of
from tests.factories import (
    make_delegation,
    make_officer,
    make_period,
    make_reminder,
    make_report,
    make_unlock,
    moment,
)
from tests.reports.test_conflicts import at_once

pytestmark = pytest.mark.django_db

Role = Officer.Role
TODAY = date(2026, 11, 23)
NOW = moment(TODAY)


def test_urging_is_kept_with_what_was_missing_its_recipients_and_an_audit_row() -> None:
    county, reviewer = make_late("普宁市", number=2), make_officer(Role.REVIEWER)
    with time_machine.travel(NOW, tick=False):
        urged = remind(make_period(), county, reviewer, "10.0.0.1")
    (reminder,) = Reminder.objects.all()
    numbers = [item.project.number for item in county.responsibilities.all()]
    assert list(urged.reminders) == [reminder]
    assert (reminder.sent_on, reminder.sent_at, reminder.sent_by) == (TODAY, NOW, reviewer)
    assert reminder.missing == numbers
    assert set(reminder.recipients) == set(Officer.objects.filter(department=county))
    row = AuditEntry.objects.get()
    assert (row.action, row.subject, row.officer) == ("催报", "2026年10月 普宁市", reviewer)
    assert row.subject_key == f"reminder:{reminder.pk}"
    assert row.after["未报项目"] == "、".join(map(str, numbers))
    assert (len(row.after["被提醒人"].split("、")), row.client_ip) == (2, "10.0.0.1")


@pytest.mark.parametrize(
    ("on", "roles"),
    [
        (date(2026, 11, 5), {Role.REPORTER}),
        (date(2026, 11, 6), {Role.REPORTER, Role.APPROVER}),
    ],
)
def test_approvers_are_notified_too_once_the_due_day_is_over(on: date, roles: set[Role]) -> None:
    county = make_late()
    make_officer(Role.REPORTER, county, is_active=False)
    make_officer(Role.LEADER, county)
    with time_machine.travel(moment(on), tick=False):
        remind(make_period(), county, make_officer(Role.REVIEWER), None)
    told = [officer.role for officer in Reminder.objects.get().recipients]
    assert sorted(told) == sorted(roles)


def test_a_delegate_is_notified_in_the_reporter_s_place() -> None:
    county = make_late()
    delegation = make_officer(Role.LEADER)
    make_delegation(county, delegation)
    Officer.objects.filter(department=county).update(is_active=False)
    with time_machine.travel(NOW, tick=False):
        remind(make_period(), county, make_officer(Role.REVIEWER), None)
    assert Reminder.objects.get().recipients == [delegation]


def nobody_there(county: Department) -> None:
    Officer.objects.filter(department=county).update(is_active=False)


def all_handed_in(county: Department) -> None:
    for item in county.responsibilities.all():
        make_report(item.project, county, october(), state=Report.State.ENDORSED)


def locked(county: Department) -> None:
    Period.objects.update(is_locked=True)


def not_yet_open(county: Department) -> None:
    Period.objects.update(opens=date(2026, 11, 24), due=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (nobody_there, "没有在用的填报员账号"),
        (all_handed_in, "已全部报送"),
        (locked, "不接收"),
        (not_yet_open, "不接收"),
    ],
)
def test_a_department_that_cannot_do_anything_is_not_urged(change: Any, sentence: str) -> None:
    county = make_late()
    make_period()
    change(county)
    with time_machine.travel(NOW, tick=False), pytest.raises(ActionNotAllowed, match=sentence):
        remind(october(), county, make_officer(Role.REVIEWER), None)
    assert not Reminder.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_department_unlocked_may_be_urged_until_the_exception_ends() -> None:
    county, reviewer = make_late(), make_officer(Role.REVIEWER)
    period = make_period(is_locked=True)
    make_unlock(period, county)
    with time_machine.travel(moment(date(2026, 11, 30), 23), tick=False):
        remind(period, county, reviewer, None)
    over = moment(date(2026, 12, 1), 0)
    with time_machine.travel(over, tick=False), pytest.raises(ActionNotAllowed, match="不接收"):
        remind(period, county, reviewer, None)


def test_a_second_click_within_ten_minutes_is_shown_and_one_after_them_counts() -> None:
    county, period = make_late("普宁市"), make_period()
    first, second = make_officer(Role.REVIEWER), make_officer(Role.REVIEWER)
    with time_machine.travel(NOW, tick=False) as clock:
        remind(period, county, first, None)
        clock.shift(timedelta(minutes=9, seconds=59))
        with pytest.raises(EditConflict, match="普宁市（2026年10月）今天 10:00 已催报"):
            remind(period, county, second, None)
        clock.shift(timedelta(seconds=1))
        remind(period, county, second, None)
    assert [item.sent_by for item in Reminder.objects.order_by("pk")] == [first, second]


def test_another_period_or_department_is_urged_all_the_same() -> None:
    county, other, reviewer = make_late(), make_late(), make_officer(Role.REVIEWER)
    period, before = make_period(), make_period("2026-09")
    with time_machine.travel(NOW, tick=False):
        for month, department in ((period, county), (period, other), (before, county)):
            remind(month, department, reviewer, None)
    assert Reminder.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_urge_at_once_urge_once() -> None:
    county, period = make_late(), make_period()
    reviewers = [make_officer(Role.REVIEWER) for _ in range(2)]
    outcomes = at_once(
        lambda: remind(period, county, reviewers[0], None),
        lambda: remind(period, county, reviewers[1], None),
    )
    assert outcomes == ["EditConflict", "ReminderResult"]
    assert (Reminder.objects.count(), AuditEntry.objects.count()) == (1, 1)
    assert Message.objects.count() == 2


@time_machine.travel(NOW, tick=False)
def test_all_late_are_urged_each_with_a_row_and_why_others_are_not_is_shown() -> None:
    first, second = make_late("甲县"), make_late("乙县")
    done, empty, urged = make_late("丙县"), make_late("丁县"), make_late("戊县")
    make_period()
    all_handed_in(done)
    nobody_there(empty)
    make_reminder(october(), urged, sent_on=TODAY)
    reviewer = make_officer(Role.REVIEWER)
    outcome = remind_late([october()], reviewer, None)
    assert [item.department for item in outcome.reminders] == [first, second]
    assert [sentence[:2] for sentence in outcome.refusals] == ["丁县", "戊县"]
    assert [row.subject for row in AuditEntry.objects.order_by("pk")] == [
        "2026年10月 甲县",
        "2026年10月 乙县",
    ]


@time_machine.travel(moment(date(2026, 11, 5)), tick=False)
def test_before_the_due_day_is_over_nobody_is_late() -> None:
    make_late()
    make_period()
    assert remind_late([october()], make_officer(Role.REVIEWER), None).reminders == []


def due_on(on: date) -> list[str]:
    return [row.department.name for row in to_remind(on)]


@pytest.mark.parametrize(
    ("on", "comes"),
    [
        (date(2026, 11, 1), False),
        (date(2026, 11, 2), True),
        (date(2026, 11, 4), True),
        (date(2026, 11, 6), True),
        (date(2026, 11, 8), True),
        (date(2026, 11, 12), True),
        (date(2026, 11, 19), True),
    ],
)
def test_reminders_come_by_themselves_before_and_after_the_due_day(on: date, comes: bool) -> None:
    make_late("甲县")
    make_period()
    assert due_on(on) == ["甲县"] * comes


def test_who_was_urged_since_the_newest_step_is_left_in_peace_until_the_next() -> None:
    county = make_late("甲县")
    make_reminder(make_period(), county, sent_on=date(2026, 11, 12))
    assert [due_on(date(2026, 11, day)) for day in (12, 18, 19)] == [[], [], ["甲县"]]
    make_reminder(october(), county, sent_on=date(2026, 11, 20), sent_by=make_officer("reviewer"))
    assert [due_on(date(2026, 11, day)) for day in (23, 25, 26)] == [[], [], ["甲县"]]


def test_a_day_on_which_nothing_ran_is_made_up_for() -> None:
    make_late("甲县")
    make_period()
    assert due_on(date(2026, 11, 3)) == ["甲县"]


def test_nobody_is_reminded_of_what_is_handed_in_locked_or_older() -> None:
    done, shut = make_late("甲县"), make_late("乙县")
    make_period()
    make_period("2026-09")
    all_handed_in(done)
    assert [row.period.code for row in to_remind(TODAY)] == ["2026-10"]
    Period.objects.update(is_locked=True)
    assert due_on(TODAY) == []
    make_unlock(october(), shut)
    assert due_on(TODAY) == ["乙县"]


@time_machine.travel(NOW, tick=False)
def test_an_automatic_reminder_has_no_sender_and_an_audit_row_of_its_own() -> None:
    county = make_late("甲县")
    make_period()
    (row,) = to_remind(TODAY)
    reminder = remind_automatically(row)
    assert reminder == Reminder.objects.get()
    assert (reminder.sent_by, reminder.sender) == (None, "系统自动")
    entry = AuditEntry.objects.get()
    assert (entry.officer, entry.action) == (None, "自动催报")
    assert (reporter_of(county) in reminder.recipients, to_remind(TODAY)) == (True, [])


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_once() -> None:
    make_late()
    make_period()
    (first,), (second,) = to_remind(TODAY), to_remind(TODAY)
    outcomes = at_once(lambda: remind_automatically(first), lambda: remind_automatically(second))
    assert outcomes == ["NoneType", "Reminder"]
    assert (Reminder.objects.count(), AuditEntry.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_reviewer_and_a_run_at_once_remind_once() -> None:
    county, reviewer = make_late(), make_officer(Role.REVIEWER)
    period = make_period()
    (row,) = to_remind(TODAY)
    outcomes = at_once(
        lambda: remind_automatically(row), lambda: remind(period, county, reviewer, None)
    )
    assert outcomes in (["EditConflict", "Reminder"], ["NoneType", "ReminderResult"])
    assert Reminder.objects.count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_reminders_are_seen_by_reviewers_and_by_the_department_urged(role: Role) -> None:
    county = make_late()
    period = make_period()
    own, other = make_reminder(period, county), make_reminder(period, make_late())
    department = county if role in {Role.REPORTER, Role.APPROVER} else None
    seen = {Role.REVIEWER: {own, other}, Role.REPORTER: {own}, Role.APPROVER: {own}}
    officer = make_officer(role, department)
    assert set(Reminder.objects.visible_to(officer)) == seen.get(role, set())


def test_records_read_by_their_names() -> None:
    reminder = make_reminder(make_period(), make_late("甲县"), missing=[3, 12])
    assert str(reminder) == "2026-11-20 甲县 2026年10月"
    assert reminder.missing_text == "2 份：项目 3、12"


def test_after_four_reminders_of_a_period_nobody_reminds_any_more() -> None:
    county, reviewer = make_late("普宁市"), make_officer(Role.REVIEWER)
    period, before = make_period(), make_period("2026-09")
    for day in (2, 4, 6, 8):
        make_reminder(period, county, sent_on=date(2026, 11, day))
    sentence = "普宁市（2026年10月）本期已催报4次，按防治形式主义的要求不再催报。"
    with time_machine.travel(NOW, tick=False):
        assert to_remind(TODAY) == []
        with pytest.raises(ActionNotAllowed, match=sentence):
            remind(period, county, reviewer, None)
        assert list(remind_late([period], reviewer, None).refusals) == [sentence]
        remind(before, county, reviewer, None)
    assert Reminder.objects.filter(period=period).count() == 4


def test_a_message_comes_before_and_another_after_the_due_day() -> None:
    county, period = make_late("普宁市"), make_period()
    for on, kinds in (
        (date(2026, 11, 4), {"due_soon"}),
        (date(2026, 11, 6), {"due_soon", "reminded"}),
    ):
        with time_machine.travel(moment(on), tick=False):
            remind(period, county, make_officer(Role.REVIEWER), None)
        assert set(Message.objects.values_list("kind", flat=True)) == kinds
    last = Message.objects.filter(recipient=reporter_of(county), kind="reminded").get()
    assert (last.path, last.subject) == ("/worklist/", "催报：普宁市2026年10月还有 2 份报告未报")
    assert last.department == county


@pytest.mark.parametrize(
    ("number", "is_locked", "roles"),
    [
        (1, False, {Role.APPROVER}),
        (1, True, {Role.APPROVER}),
        (2, False, {Role.REPORTER, Role.APPROVER}),
        (2, True, {Role.APPROVER}),
    ],
)
def test_whoever_holds_a_report_is_urged(number: int, is_locked: bool, roles: set[Role]) -> None:
    county = make_late(number=number)
    period = make_period(due=date(2026, 11, 30), is_locked=is_locked)
    waiting = county.responsibilities.order_by("pk")[0].project
    with time_machine.travel(moment(date(2026, 10, 30)), tick=False):
        make_report(waiting, county, period, state=Report.State.SUBMITTED)

    with time_machine.travel(NOW, tick=False):
        remind(period, county, make_officer(Role.REVIEWER), None)

    told = [officer.role for officer in Reminder.objects.get().recipients]
    assert sorted(told) == sorted(roles)
    assert AuditEntry.objects.get().after["其中待单位审核"] == str(waiting.number)
