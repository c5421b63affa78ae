"""消息: the page, its numbers in the menu, and where a message leads."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from inbox.models import Message
from tests.factories import (
    make_delegation,
    make_department,
    make_message,
    make_officer,
    make_period,
    moment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

Role = Officer.Role
PAGE, READ_ALL = "/messages/", "/messages/read-all/"
NOW = moment(date(2026, 11, 23))


@pytest.fixture
def officer(client: Client) -> Officer:
    reporter = make_officer(Role.REPORTER)
    client.force_login(reporter)
    return reporter


def shown(response: Any) -> list[Message]:
    return [row.record for row in response.context["table"].rows]


def menu_number(response: Any) -> int:
    numbers = {item.view: number for item, number in response.context["menu_pages"]}
    return int(numbers["message_list"])


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_an_officer_sees_their_own_messages_the_newest_first(
    client: Client, officer: Officer
) -> None:
    old = make_message(officer, created_at=moment(date(2026, 11, 1)), read_at=NOW)
    new = make_message(officer, subject="市教育局退回：2026年10月 项目3")
    foreign = make_message(make_officer(Role.REPORTER, officer.department))
    response = client.get(PAGE)
    assert shown(response) == [new, old]
    assert menu_number(response) == 1
    assert "（未读）" in response.content.decode()
    assert client.get(f"{PAGE}{foreign.pk}/").status_code == 404


def test_an_empty_list_says_what_will_come(client: Client, officer: Officer) -> None:
    body = client.get(PAGE).content.decode()
    assert "报告被退回或通过、收到催报、申请有了结果时，这里会有消息。" in body
    assert "全部标为已读" not in body


def test_filters_narrow_by_state_and_kind(client: Client, officer: Officer) -> None:
    read = make_message(officer, read_at=NOW)
    new = make_message(officer, kind="returned")
    assert shown(client.get(PAGE, {"state": "unread"})) == [new]
    assert shown(client.get(PAGE, {"state": "read"})) == [read]
    assert shown(client.get(PAGE, {"kind": "reminded"})) == [read]
    assert client.get(PAGE, {"kind": "no"}).context["filter"].form.errors


def test_opening_marks_as_read_and_leads_to_the_page(client: Client, officer: Officer) -> None:
    message, other = make_message(officer), make_message(officer)
    response = client.get(f"{PAGE}{message.pk}/")
    assert (response.status_code, response.headers["Location"]) == (302, "/worklist/")
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.read_at, other.read_at) == (NOW, None)
    assert menu_number(client.get("/worklist/")) == 1


def test_all_are_marked_as_read_at_once(client: Client, officer: Officer) -> None:
    make_message(officer)
    make_message(officer)
    foreign = make_message(make_officer(Role.REPORTER))
    assert told(client.post(READ_ALL, follow=True)) == ["2 条消息已标为已读。"]
    assert told(client.post(READ_ALL, follow=True)) == ["没有未读的消息。"]
    assert list(Message.objects.unread()) == [foreign]


def test_a_delegate_is_asked_to_act_for_the_department_first(client: Client) -> None:
    county, leader = make_department(name="普宁市"), make_officer(Role.LEADER)
    delegation = make_delegation(county, leader)
    message = make_message(leader, department=county)
    client.force_login(leader)
    response = client.get(f"{PAGE}{message.pk}/", follow=True)
    assert response.redirect_chain == [("/delegations/", 302)]
    assert told(response) == ["这条消息说的是普宁市：请先切换到该部门（或返回本人身份），再打开。"]
    assert menu_number(response) == 1
    client.post(f"/delegations/{delegation.pk}/act/")
    assert menu_number(client.get(PAGE)) == 1
    assert client.get(f"{PAGE}{message.pk}/").headers["Location"] == "/worklist/"
    assert menu_number(client.get(PAGE)) == 0


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_who_gets_no_messages_has_no_page(client: Client, role: Role) -> None:
    client.force_login(make_officer(role))
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_queries_do_not_grow_with_messages(
    client: Client, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    make_period()
    for _ in range(number):
        make_message(officer)
    # Session 1, officer with the unread number 1, the menu's numbers 1; count 1, rows 1.
    with django_assert_num_queries(5):
        client.get(PAGE)
