"""The command that reminds by itself: once a day however often it runs, and told to operators."""

from datetime import date
from io import StringIO
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from collection.models import Reminder
from departments.models import AuditEntry, Officer
from inbox.models import Message
from reports.models import Period
from tests.collection.reminders.mailbox import closed_port, mail_server, mail_to, make_late
from tests.factories import make_period, moment

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]


def run(*arguments: str) -> list[str]:
    """What a run printed, both streams."""
    printed = StringIO()
    call_command("send_reminders", *arguments, stdout=printed, stderr=printed)
    return printed.getvalue().splitlines()


def test_a_run_reminds_sends_and_says_so_without_names_of_persons() -> None:
    make_late("甲县", code="first", number=3)
    make_late("乙县", code="second", number=1)
    make_period()
    with mail_server() as server:
        said = run()
    assert said == [
        "2026-10 first: 3 of 3 missing, 18 days late: reminded",
        "2026-10 second: 1 of 1 missing, 18 days late: reminded",
        "2 reminded, 4 messages sent, 0 failed.",
    ]
    assert (Reminder.objects.count(), len(server.mails)) == (2, 4)


def test_a_second_run_of_the_day_does_nothing_more() -> None:
    make_late()
    make_period()
    with mail_server() as server:
        run()
        assert run() == ["0 reminded, 0 messages sent, 0 failed."]
    assert (Reminder.objects.count(), len(server.mails)) == (1, 2)
    assert AuditEntry.objects.count() == 1


def test_before_the_due_day_the_days_left_are_shown() -> None:
    make_late(code="first")
    make_period()
    with time_machine.travel(moment(date(2026, 11, 2)), tick=False):
        assert run()[0] == "2026-10 first: 2 of 2 missing, 3 days left: reminded"


def test_a_dry_run_shows_and_changes_nothing() -> None:
    make_late(code="first")
    make_period()
    assert run("--dry-run") == [
        "2026-10 first: 2 of 2 missing, 18 days late: would be reminded",
        "1 to remind; nothing was changed.",
    ]
    assert not Reminder.objects.exists()


def test_without_a_mail_server_it_says_so_and_succeeds() -> None:
    make_late()
    make_period()
    assert (
        run()[-1]
        == "1 reminded, 0 messages sent, 0 failed (neither EMAIL_HOST nor WEBHOOK_URL is set)."
    )


def test_a_department_without_anybody_to_notify_holds_nobody_up_and_is_named() -> None:
    empty = make_late("甲县", code="empty")
    Officer.objects.filter(department=empty).update(is_active=False)
    make_late("乙县", code="second")
    make_period()
    said = run()
    assert said[0].startswith("2026-10 empty: 2 of 2 missing, 18 days late: not reminded: 甲县")
    assert said[1:] == [
        "2026-10 second: 2 of 2 missing, 18 days late: reminded",
        "1 reminded, 0 messages sent, 0 failed (neither EMAIL_HOST nor WEBHOOK_URL is set).",
    ]


def test_mail_that_fails_ends_in_an_error_and_goes_out_at_the_day_s_next_run() -> None:
    make_late()
    make_period()
    with (
        mail_to(closed_port()),
        pytest.raises(CommandError, match="2 messages did not go out: 连不上邮件服务器") as caught,
    ):
        run()
    assert caught.value.returncode == 1
    later = moment(date(2026, 11, 23), 11)
    with mail_server() as server, time_machine.travel(later, tick=False):
        assert run() == ["0 reminded, 2 messages sent, 0 failed."]
    assert len(server.mails) == 2
    assert (Reminder.objects.count(), Message.objects.count()) == (1, 2)


def test_yesterday_s_mail_is_not_sent_any_more() -> None:
    make_late()
    make_period()
    with (
        mail_to(closed_port()),
        time_machine.travel(moment(date(2026, 11, 22)), tick=False),
        pytest.raises(CommandError),
    ):
        run()
    with mail_server() as server:
        assert run() == ["0 reminded, 0 messages sent, 0 failed."]
    assert server.mails == []


@override_settings(REMIND_BEFORE=[10], REMIND_AFTER=[], REMIND_EVERY=0)
def test_the_days_are_the_settings() -> None:
    make_late()
    make_period(opens=date(2026, 10, 20))
    for on, number in ((date(2026, 10, 25), 0), (date(2026, 10, 26), 1), (date(2026, 11, 30), 1)):
        with time_machine.travel(moment(on), tick=False):
            run()
        assert (on, Reminder.objects.count()) == (on, number)


def test_a_month_of_daily_runs_reminds_four_times_and_no_more() -> None:
    make_late()
    make_period()
    days = [date(2026, 10, day) for day in range(26, 32)]
    days += [date(2026, 11, day) for day in range(1, 24)]
    for day in days:
        with time_machine.travel(moment(day), tick=False):
            run()
    sent = Reminder.objects.order_by("sent_on").values_list("sent_on", flat=True)
    assert [day.day for day in sent] == [2, 4, 6, 8]
    assert {day.month for day in sent} == {11}


def test_a_locked_period_reminds_nobody() -> None:
    make_late()
    make_period(is_locked=True)
    assert run() == [
        "0 reminded, 0 messages sent, 0 failed (neither EMAIL_HOST nor WEBHOOK_URL is set)."
    ]
    Period.objects.update(is_locked=False)
    assert len(run()) == 2


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_remind_each_department_once() -> None:
    for _ in range(4):
        make_late()
    make_period()
    barrier, said = Barrier(2), []

    def start() -> None:
        barrier.wait(timeout=180)
        try:
            said.extend(run())
        finally:
            connection.close()

    with mail_server() as server:
        threads = [Thread(target=start) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(line.endswith("missing, 18 days late: reminded") for line in said) == 4
    assert (Reminder.objects.count(), AuditEntry.objects.count()) == (4, 4)
    assert sorted(server.recipients) == sorted(Officer.objects.values_list("email", flat=True))
