"""Mail about reminders, through a real server on this computer and without one."""

from datetime import date, timedelta
from socket import socket
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.test import override_settings

from collection.models import Reminder
from collection.reminders.actions import remind, send_reminders
from departments.models import Department, Officer
from inbox.delivery import Sent
from inbox.models import Delivery, Message
from reports.models import Report
from tests.collection.reminders.mailbox import (
    REFUSED,
    body_of,
    closed_port,
    mail_server,
    mail_to,
    make_late,
    october,
    reporter_of,
    subject_of,
)
from tests.factories import make_officer, make_period, make_report, moment
from tests.reports.test_conflicts import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

Role = Officer.Role
TODAY = date(2026, 11, 23)
NOW = moment(TODAY)
LATER = timedelta(minutes=10)
SIGN_IN = {"EHLO": "250-hello\r\n250 AUTH PLAIN", "AUTH": "535 no"}


def urge(county: Department) -> Sent:
    make_period()
    return remind(october(), county, make_officer(Role.REVIEWER), None).sent


def test_each_recipient_gets_a_mail_of_their_own_in_plain_words() -> None:
    county = make_late("普宁市", number=2)
    reporter = reporter_of(county)
    first, second = (item.project for item in county.responsibilities.all())
    with mail_server() as server:
        assert urge(county) == Sent(2, 0)
    assert sorted(server.recipients) == sorted(
        Officer.objects.filter(department=county).values_list("email", flat=True)
    )
    letter = next(item for item in server.mails if str(item["To"]) == reporter.email)
    assert subject_of(letter) == "催报：普宁市2026年10月还有 2 份报告未报"
    assert str(letter["From"]) == "揭阳教育 <tracker@example.org>"
    assert letter.get_content_type() == "text/plain"
    assert letter.get_payload(decode=True).decode().splitlines() == [  # type: ignore[union-attr]
        f"{reporter.name}：",
        "",
        "普宁市2026年10月的进展报告应报 2 份，还有 2 份未报。截止日期为2026-11-05，已逾期 18 天。",
        "",
        "未报的项目：",
        f"  {first.number}. {first.name}",
        f"  {second.number}. {second.name}",
        "",
        "请尽快填报并提交：https://tracker.example.org/worklist/",
        "",
        "揭阳教育行动方案进展管理（系统邮件，请勿回复）",
    ]
    told = Delivery.objects.values_list("sent_at", "tries", "error")
    assert list(told) == [(NOW, 1, ""), (NOW, 1, "")]


def test_an_approver_is_to_see_to_it() -> None:
    county = make_late()
    with mail_server() as server:
        urge(county)
    letters = [body_of(item) for item in server.mails]
    (asked,) = [text for text in letters if "督促" in text]
    assert "未报情况：https://tracker.example.org/reminders/" in asked


@override_settings(EMAIL_HOST="mail.example.org", DEFAULT_FROM_EMAIL="tracker@example.org")
def test_without_the_site_s_address_mail_has_no_link() -> None:
    with time_machine.travel(moment(date(2026, 11, 4)), tick=False):
        assert urge(make_late()) == Sent(1, 0)
    (letter,) = outbox.outbox
    assert "截止日期为2026-11-05，还有 1 天。" in letter.body
    assert "请尽快填报并提交（请登录进展管理系统）。" in letter.body
    assert "http" not in letter.body


def test_without_a_mail_server_none_is_tried() -> None:
    assert urge(make_late()) == Sent(0, 0)
    assert outbox.outbox == []
    assert (Message.objects.count(), Delivery.objects.count()) == (2, 0)


def test_who_has_no_address_is_notified_in_the_application_alone() -> None:
    county = make_late()
    Officer.objects.filter(department=county, role=Role.APPROVER).update(email="")
    with mail_server() as server:
        assert urge(county) == Sent(1, 0)
    assert server.recipients == [reporter_of(county).email]


def test_one_bad_address_does_not_keep_the_others_from_their_mail() -> None:
    county = make_late()
    Officer.objects.filter(pk=reporter_of(county).pk).update(email=REFUSED)
    with mail_server() as server:
        sent = urge(county)
    assert sent == Sent(1, 1, "邮箱地址有误，邮件服务器不收（550）")
    assert len(server.mails) == 1
    failed = Delivery.objects.get(message__recipient=reporter_of(county))
    assert (failed.sent_at, failed.error) == (None, sent.error)


def test_a_server_that_is_not_there_is_shown_and_the_reminder_stands() -> None:
    with mail_to(closed_port()):
        sent = urge(make_late())
    assert sent == Sent(0, 2, "连不上邮件服务器（ConnectionRefusedError）")
    assert (Reminder.objects.count(), Delivery.objects.exclude(error="").count()) == (1, 2)


@pytest.mark.parametrize(
    ("replies", "account", "told"),
    [
        (
            {"EHLO": "250-hi\r\n250 AUTH PLAIN", "AUTH": "535 no"},
            "us",
            "不接受系统的账号或密码（535）",
        ),
        ({}, "us", "不支持所设的登录或加密方式（SMTPNotSupportedError）"),
        ({"MAIL": "550 who are you"}, "", "不接受发件人地址（550）"),
        ({"DATA": "554 spam"}, "", "没有接受邮件（554）"),
        ({"MAIL": None}, "", "没有回应，或中断了连接（SMTPServerDisconnected）"),
        ({"QUIT": None, "DATA": "451 later"}, "", "没有接受邮件（451）"),
    ],
)
def test_whatever_the_server_says_is_shown_in_words_and_the_reminder_stands(
    replies: dict[str, str | None], account: str, told: str
) -> None:
    with (
        mail_server(**replies) as server,
        override_settings(EMAIL_HOST_USER=account, EMAIL_HOST_PASSWORD=account),
    ):
        assert urge(make_late()) == Sent(0, 2, f"邮件服务器{told}")
    assert server.mails == []
    assert Reminder.objects.count() == 1
    assert set(Delivery.objects.values_list("error", flat=True)) == {f"邮件服务器{told}"}


def test_a_server_that_does_not_answer_is_not_waited_for_long() -> None:
    with socket() as silent, time_machine.travel(NOW):
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with mail_to(silent.getsockname()[1], EMAIL_TIMEOUT=0.2):
            sent = urge(make_late())
    assert sent == Sent(0, 2, "邮件服务器没有回应，或中断了连接（SMTPServerDisconnected）")


def test_what_failed_goes_out_at_the_next_try_and_what_went_out_does_not_again() -> None:
    county = make_late()
    Officer.objects.filter(pk=reporter_of(county).pk).update(email=REFUSED)
    with mail_server() as server:
        urge(county)
        Officer.objects.filter(pk=reporter_of(county).pk).update(email="right@example.org")
        assert send_reminders(list(Reminder.objects.all())) == Sent(0, 0)
        with time_machine.travel(NOW + LATER, tick=False):
            assert send_reminders(list(Reminder.objects.all())) == Sent(1, 0)
            assert send_reminders(list(Reminder.objects.all())) == Sent(0, 0)
    assert len(server.mails) == 2
    again = Delivery.objects.get(message__recipient=reporter_of(county))
    assert (again.sent_at, again.tries, again.error) == (NOW + LATER, 2, "")


def test_mail_is_not_sent_any_more_once_everything_is_handed_in() -> None:
    county = make_late(number=1)
    with mail_to(closed_port()):
        urge(county)
    project = county.responsibilities.get().project
    make_report(project, county, october(), state=Report.State.ENDORSED)
    with mail_server() as server, time_machine.travel(NOW + LATER, tick=False):
        assert send_reminders(list(Reminder.objects.all())) == Sent(0, 0)
    assert server.mails == []


def test_mail_that_goes_out_later_says_what_is_missing_then() -> None:
    county = make_late("普宁市", number=2)
    with mail_to(closed_port()):
        urge(county)
    first, second = (item.project for item in county.responsibilities.all())
    make_report(first, county, october(), state=Report.State.ENDORSED)
    with mail_server() as server, time_machine.travel(NOW + LATER, tick=False):
        assert send_reminders(list(Reminder.objects.all())) == Sent(2, 0)
    assert subject_of(server.mails[0]) == "催报：普宁市2026年10月还有 1 份报告未报"
    assert f"{second.number}. {second.name}" in body_of(server.mails[0])
    assert f"{first.number}. {first.name}" not in body_of(server.mails[0])


@pytest.mark.parametrize(("minutes", "sent"), [(9, 0), (11, 2)])
def test_a_try_that_was_cut_off_is_made_again_after_a_while(minutes: int, sent: int) -> None:
    with mail_to(closed_port()):
        urge(make_late())
    Delivery.objects.update(tried_at=NOW - timedelta(minutes=minutes), tries=1, error="")
    with mail_server() as server:
        assert send_reminders(list(Reminder.objects.all())) == Sent(sent, 0)
    assert len(server.mails) == sent


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_each_mail_once() -> None:
    with mail_to(closed_port()):
        urge(make_late())
    Delivery.objects.update(tries=0, error="")
    with mail_server() as server:
        outcomes: Any = at_once(
            lambda: send_reminders(list(Reminder.objects.all())),
            lambda: send_reminders(list(Reminder.objects.all())),
        )
    assert outcomes == ["Sent", "Sent"]
    assert len(server.mails) == 2
    assert set(Delivery.objects.values_list("tries", flat=True)) == {1}
