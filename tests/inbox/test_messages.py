"""Who gets a message of which step, in the step's own transaction, and never twice."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import TestCase, override_settings

from collection.reminders.actions import remind
from departments.exceptions import EditConflict
from departments.models import Department, Officer
from inbox.actions import Note, post, summarise, write
from inbox.delivery import Sent, send, wake
from inbox.models import Delivery, Message
from projects.change_requests.actions import Wish, ask, revoke, settle
from reports.models import Report
from reports.workflow import reply, transition
from tests.collection.reminders.mailbox import closed_port, mail_server, mail_to, make_late
from tests.factories import (
    make_assignment,
    make_delegation,
    make_department,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_target,
    moment,
)
from tests.inbox.gateway import gateway

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

Role, State, Kind = Officer.Role, Report.State, Message.Kind
NOTE = Note(Kind.RETURNED, "returned:1", "退回", "理由：请补充数据。", "请修改", "worklist")


@pytest.fixture
def county() -> Department:
    return make_department(name="普宁市")


@pytest.fixture
def reporter(county: Department) -> Officer:
    return make_officer(Role.REPORTER, county, email="reporter@example.org")


def make_one(county: Department, author: Officer, state: str, **fields: Any) -> Report:
    return make_report(make_project(number=3), county, author=author, state=state, **fields)


def got() -> list[tuple[Officer, str, str]]:
    found = Message.objects.select_related("recipient").order_by("recipient", "pk")
    return [(item.recipient, item.kind, item.path) for item in found]


@pytest.mark.parametrize(
    ("state", "role", "by"),
    [(State.SUBMITTED, Role.APPROVER, "本单位审核人"), (State.ENDORSED, Role.REVIEWER, "市教育局")],
)
def test_a_return_reaches_the_reporters_and_delegates_with_its_reason(
    county: Department, reporter: Officer, state: str, role: Officer.Role, by: str
) -> None:
    colleague = make_officer(Role.REPORTER, county)
    delegate = make_officer(Role.LEADER)
    make_delegation(county, delegate)
    make_officer(Role.REPORTER, county, is_active=False)
    make_officer(Role.REPORTER)
    report = make_one(county, reporter, state)
    user = make_officer(role, county if role == Role.APPROVER else None)
    transition(report, "return", user, reason="请补充数据。")
    page = "/reports/2026-10/project/3/"
    holders = [reporter, colleague, delegate]
    assert got() == [(officer, "returned", page) for officer in holders]
    message = Message.objects.filter(recipient=reporter).get()
    assert message.subject == f"{by}退回：2026年10月 项目3 普宁市"
    assert (message.text, message.department) == ("退回理由：请补充数据。", county)


def test_a_report_returned_twice_is_two_events_and_a_reopened_one_another(
    county: Department, reporter: Officer
) -> None:
    report, reviewer = make_one(county, reporter, State.ENDORSED), make_officer(Role.REVIEWER)
    transition(report, "return", reviewer, reason="一")
    transition(report, "submit", reporter)
    transition(report, "endorse", make_officer(Role.APPROVER, county))
    transition(report, "approve", reviewer)
    transition(report, "reopen", reviewer, reason="二")
    assert [kind for _, kind, _ in got()] == ["returned", "approved", "returned"]


def test_an_approval_reaches_its_author(county: Department, reporter: Officer) -> None:
    make_officer(Role.REPORTER, county)
    report = make_one(county, reporter, State.ENDORSED)
    transition(report, "approve", make_officer(Role.REVIEWER))
    assert got() == [(reporter, "approved", f"/reports/{report.pk}/")]


def test_a_step_that_is_refused_or_undone_writes_nothing(
    county: Department, reporter: Officer
) -> None:
    report, reviewer = make_one(county, reporter, State.ENDORSED), make_officer(Role.REVIEWER)
    transition(report, "approve", reviewer)
    with pytest.raises(EditConflict):
        transition(report, "approve", reviewer)
    with transaction.atomic():
        write(NOTE, [reporter])
        transaction.set_rollback(True)
    assert [kind for _, kind, _ in got()] == ["approved"]


def test_a_reply_reaches_the_department(county: Department, reporter: Officer) -> None:
    report = make_one(county, reporter, State.SUBMITTED, problems="用地指标不足。")
    reviewer = make_officer(Role.REVIEWER)
    reply(report, "已协调。", reviewer, version=None, client_ip=None)
    assert got() == [(reporter, "answered", f"/reports/{report.pk}/")]
    assert Message.objects.get().text == "答复：已协调。"


@pytest.mark.parametrize(
    ("step", "kinds"),
    [("accept", ["asked", "answered"]), ("refuse", ["asked", "answered"]), ("withdraw", ["asked"])],
)
def test_a_request_reaches_the_reviewers_and_its_decision_who_asked(
    county: Department, reporter: Officer, step: str, kinds: list[str]
) -> None:
    reviewer = make_officer(Role.REVIEWER)
    assignment = make_assignment(make_target(), county)
    request = ask(assignment, Wish("closing", "已经建成。"), [], reporter, None)
    user = reporter if step == "withdraw" else reviewer
    settle(request, step, user, "按月报送。", None)
    page = f"/change-requests/{request.pk}/"
    people = {"asked": reviewer, "answered": reporter}
    assert sorted(got(), key=lambda row: kinds.index(row[1])) == [
        (people[kind], kind, page) for kind in kinds
    ]


def test_of_one_event_nobody_gets_two_messages(reporter: Officer) -> None:
    other = make_officer(Role.REVIEWER)
    write(NOTE, [reporter])
    assert [message.recipient for message in write(NOTE, [reporter, other])] == [other]
    assert Message.objects.count() == 2


@override_settings(MESSAGES_SENT=["returned"])
def test_only_the_kinds_of_the_settings_go_out(reporter: Officer) -> None:
    with mail_server() as server:
        write(NOTE, [reporter])
        write(Note(Kind.APPROVED, "approved:1", "通过", "通过", "报告见", "worklist"), [reporter])
        assert send() == Sent(1, 0)
    assert (len(server.mails), Message.objects.count()) == (1, 2)


def test_one_message_goes_out_by_every_channel(reporter: Officer) -> None:
    with mail_server() as letters, gateway() as pushed:
        write(NOTE, [reporter])
        assert send() == Sent(2, 0)
    assert (len(letters.mails), len(pushed.got)) == (1, 1)
    assert Message.objects.get().outcome == "邮件已发 10:00，推送已发 10:00"


def note(number: int) -> Note:
    return Note(Kind.RETURNED, f"returned:{number}", f"退回{number}", "理由", "请改", "worklist")


@override_settings(MESSAGES_PER_DAY=2)
def test_beyond_the_day_s_ceiling_messages_wait_for_one_summary(
    reporter: Officer, travel: Any
) -> None:
    other = make_officer(Role.REPORTER, email="other@example.org")
    with mail_server() as server, gateway() as pushed:
        for number in range(5):
            write(note(number), [reporter])
        write(note(0), [other])
        assert send() == Sent(6, 0)
        assert send() == Sent(0, 0)
        assert server.recipients.count("reporter@example.org") == 2
        assert len(pushed.got) == 3
        held = Delivery.objects.filter(channel="mail").exclude(held_at=None)
        assert [item.message.subject for item in held.order_by("pk")] == ["退回2", "退回3", "退回4"]
        assert held[0].outcome == "邮件超过每日上限，次日汇总"
        assert travel(date(2026, 11, 23), 15) == Sent(0, 0)
        assert travel(date(2026, 11, 24), 8) == Sent(2, 0)
        assert travel(date(2026, 11, 24), 11) == Sent(0, 0)
        assert travel(date(2026, 11, 25), 8) == Sent(0, 0)
    summary = Message.objects.get(kind="summary")
    assert (summary.recipient, summary.path) == (reporter, "/messages/")
    assert summary.subject == "汇总：有 3 条消息没有单独发送"
    assert summary.text.splitlines()[-3:] == ["  退回2", "  退回3", "  退回4"]


@pytest.fixture
def travel() -> Any:
    """Run on a day at an hour what ``send_reminders`` runs."""

    def run(on: date, hour: int) -> Sent:
        with time_machine.travel(moment(on, hour), tick=False):
            summarise()
            return send()

    return run


def test_what_goes_out_is_sent_after_the_commit_alone(
    reporter: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[list[int]] = []
    monkeypatch.setattr("inbox.actions.wake", woken.append)
    with mail_to(closed_port()):
        with TestCase.captureOnCommitCallbacks(execute=True):
            (message,) = post(NOTE, [reporter])
            assert woken == []
        with TestCase.captureOnCommitCallbacks(execute=True):
            post(note(2), [make_officer(Role.REPORTER)])
    assert woken == [[message.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_thread_of_its_own_sends_them(reporter: Officer) -> None:
    with mail_server() as server:
        (message,) = write(NOTE, [reporter])
        assert wake([message.pk]).result(timeout=60) == Sent(1, 0)
    assert len(server.mails) == 1


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_fails_is_logged(
    reporter: Officer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_messages: object) -> Sent:
        raise ValueError("broken")

    monkeypatch.setattr("inbox.delivery.send", fail)
    with pytest.raises(ValueError, match="broken"):
        wake([1]).result(timeout=60)
    assert "messages could not be sent" in caplog.text


def test_a_decision_taken_back_reaches_who_asked_with_its_reason(
    county: Department, reporter: Officer
) -> None:
    reviewer = make_officer(Role.REVIEWER)
    request = ask(
        make_assignment(make_target(), county), Wish("closing", "已建成。"), [], reporter, None
    )
    settle(request, "accept", reviewer, "", None)
    revoke(request, reviewer, "尚未验收。", None)
    accepted, revoked = Message.objects.filter(recipient=reporter).order_by("pk")
    assert (accepted.text, revoked.text) == ("没有另附意见。", "意见：尚未验收。")
    assert revoked.subject.startswith("市教育局同意后撤销：办结")


def test_who_stands_in_for_the_approver_is_to_see_to_missing_reports() -> None:
    county, period = make_late("普宁市"), make_period()
    delegate = make_officer(Role.LEADER)
    make_delegation(county, delegate, duty="approver")
    remind(period, county, make_officer(Role.REVIEWER), None)
    message = Message.objects.get(recipient=delegate)
    assert (message.path, message.department) == ("/reminders/", county)
    assert message.request.startswith("请督促")
