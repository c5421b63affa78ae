"""Messages pushed to a server on this computer: what it gets, and what becomes of a failure."""

import hashlib
import hmac
from datetime import date, timedelta

import pytest
import time_machine

from departments.models import Officer
from inbox.actions import Note, write
from inbox.delivery import Sent, send
from inbox.models import Delivery, Message
from tests.factories import make_department, make_officer, moment
from tests.inbox.gateway import SECRET, gateway, webhook_to

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

NOW = moment(date(2026, 11, 23))
CLOSED = "http://127.0.0.1:9/messages?key=hidden"
NOTE = Note(
    kind=Message.Kind.RETURNED,
    key="returned:1",
    subject="市教育局退回：2026年10月 项目3 普宁市",
    text="退回理由：请补充数据。",
    request="请修改后重新提交",
    view="worklist",
)


@pytest.fixture
def officer() -> Officer:
    county = make_department(name="普宁市")
    return make_officer("reporter", county, name="张三", username="zhang", phone="13800000000")


def test_a_gateway_gets_who_and_what_signed(officer: Officer) -> None:
    with gateway() as server:
        (message,) = write(NOTE, [officer])
        assert send() == Sent(1, 0)
    ((path, headers, body),) = server.got
    assert path == "/messages?key=hidden"
    assert server.bodies == [
        {
            "id": message.deliveries.get().pk,
            "kind": "returned",
            "created_at": "2026-11-23T10:00:00+08:00",
            "recipient": {
                "username": "zhang",
                "name": "张三",
                "phone": "13800000000",
                "department": "普宁市",
            },
            "subject": NOTE.subject,
            "text": NOTE.text,
            "request": NOTE.request,
            "url": "https://tracker.example.org/worklist/",
        }
    ]
    signed = f"{int(NOW.timestamp())}.".encode() + body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Tracker-Signature"] == expected
    assert headers["X-Tracker-Timestamp"] == f"{int(NOW.timestamp())}"
    assert message.deliveries.get().outcome == "推送已发 10:00"


def test_a_robot_of_wecom_gets_a_text_that_names_its_recipient(officer: Officer) -> None:
    with gateway(WEBHOOK_FORMAT="wecom", WEBHOOK_SECRET="") as server:
        server.answer = b'{"errcode": 0, "errmsg": "ok"}'
        write(NOTE, [officer])
        assert send() == Sent(1, 0)
    assert server.bodies == [
        {
            "msgtype": "text",
            "text": {
                "content": f"张三：{NOTE.subject}\n"
                "请修改后重新提交：https://tracker.example.org/worklist/",
                "mentioned_mobile_list": ["13800000000"],
            },
        }
    ]
    assert "X-Tracker-Signature" not in server.got[0][1]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b'{"errcode": 93000}', "企业微信没有接受（errcode 93000）"),
        (b"<html>", "推送地址回答的不像企业微信，请检查地址"),
        (b'{"errcode": "<b>"}', "推送地址回答的不像企业微信，请检查地址"),
    ],
)
def test_a_robot_that_refuses_does_so_with_status_200(
    officer: Officer, answer: bytes, error: str
) -> None:
    with gateway(WEBHOOK_FORMAT="wecom") as server:
        server.answer = answer
        write(NOTE, [officer])
        assert send() == Sent(0, 1, error)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (302, "推送服务器要转到别的地址，没有发送（302）"),
        (403, "推送服务器没有接受（403）"),
        (500, "推送服务器没有接受（500）"),
        (599, "推送服务器没有接受（599）"),
    ],
)
def test_a_refusal_is_shown_in_words_and_no_redirect_is_followed(
    officer: Officer, status: int, error: str
) -> None:
    with gateway() as server, gateway() as elsewhere, webhook_to(server.url):
        server.status, server.location = status, elsewhere.url
        write(NOTE, [officer])
        assert send() == Sent(0, 1, error)
    assert (len(server.got), elsewhere.got) == (1, [])
    assert Delivery.objects.get().outcome == f"推送未发出：{error}"


def test_a_server_out_of_reach_is_asked_once_and_its_address_stays_secret(
    officer: Officer, caplog: pytest.LogCaptureFixture
) -> None:
    with webhook_to(CLOSED):
        write(NOTE, [officer, make_officer("reviewer")])
        outcome = send()
    assert outcome == Sent(0, 2, "连不上推送服务器（ConnectionRefusedError）")
    assert "hidden" not in caplog.text + outcome.error
    assert SECRET not in caplog.text


def test_a_server_that_does_not_answer_is_not_waited_for_long(officer: Officer) -> None:
    with gateway(WEBHOOK_TIMEOUT=0.05) as server:
        server.pause = 0.5
        write(NOTE, [officer])
        assert send() == Sent(0, 1, "推送服务器没有回应")


def test_what_failed_is_tried_again_after_longer_and_longer_pauses_and_then_no_more(
    officer: Officer,
) -> None:
    tried = []
    with gateway() as server, time_machine.travel(NOW, tick=False) as clock:
        server.status = 503
        write(NOTE, [officer])
        for minute in range(0, 400, 5):
            clock.move_to(NOW + timedelta(minutes=minute))
            if send().failed:
                tried.append(minute)
    assert tried == [0, 10, 30, 70, 150]
    keys = {headers["X-Tracker-Delivery"] for _, headers, _ in server.got}
    assert (len(server.got), len(keys)) == (5, 1)


def test_a_return_still_goes_out_the_next_day_and_not_after_two(officer: Officer) -> None:
    with gateway() as server:
        write(NOTE, [officer])
        for days, sent in ((3, 0), (1, 1)):
            with time_machine.travel(NOW + timedelta(days=days), tick=False):
                assert send() == Sent(sent, 0)
    assert len(server.got) == 1
