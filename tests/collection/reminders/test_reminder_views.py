"""The page 催报: what it shows to whom, what a click does, and what it says of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from collection.models import Reminder
from departments.models import AuditEntry, Department, Officer
from reports.models import Period
from tests.collection.reminders.mailbox import (
    closed_port,
    mail_server,
    mail_to,
    make_late,
    reporter_of,
)
from tests.factories import (
    make_department,
    make_message,
    make_officer,
    make_period,
    make_reminder,
    make_unlock,
)
from tests.html import leads_on

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

Role = Officer.Role
TODAY = date(2026, 11, 23)
PAGE = reverse("reminder_list")
REFUSED, AGAIN = "连不上邮件服务器（ConnectionRefusedError）", "今天下一次自动催报时会再发。"
SEND = reverse("reminder_send")
SEND_ALL = reverse("reminder_send_all")


@pytest.fixture
def reviewer(client: Client) -> Officer:
    officer = make_officer(Role.REVIEWER)
    client.force_login(officer)
    return officer


def shown(response: Any) -> list[tuple[str, Department]]:
    return [(row.period.code, row.department) for row in response.context["rows"]]


def logged(response: Any) -> list[Reminder]:
    return [row.record for row in response.context["table"].rows]


def told(response: Any) -> list[tuple[str, str]]:
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def click(client: Client, county: Department, code: str = "2026-10", query: str = "") -> Any:
    return client.post(SEND + query, {"period": code, "department": county.code}, follow=True)


@pytest.mark.usefixtures("reviewer")
def test_a_reviewer_sees_who_is_late_or_will_be_and_the_log(client: Client) -> None:
    first, second = make_late("甲县"), make_late("乙县")
    for code in ("2026-09", "2026-10", "2026-11"):
        make_period(code)
    Period.objects.filter(code="2026-11").update(opens=date(2026, 11, 20))
    reminder = make_reminder(Period.objects.get(code="2026-09"), first)
    response = client.get(PAGE)
    assert shown(response) == [
        ("2026-11", first),
        ("2026-11", second),
        ("2026-10", first),
        ("2026-10", second),
    ]
    assert response.context["late"] == 2
    assert logged(response) == [reminder]
    body = response.content.decode()
    assert "没有设置邮件和推送，只在系统内提醒" in body
    assert "催报全部逾期部门（2 个）" in body


@pytest.mark.usefixtures("reviewer")
def test_filters_narrow_both_what_is_missing_and_the_log(client: Client) -> None:
    first, second = make_late("甲县"), make_late("乙县")
    october, september = make_period("2026-10"), make_period("2026-09")
    by_hand = make_officer(Role.REVIEWER)
    one = make_reminder(october, first)
    two = make_reminder(october, second, sent_by=by_hand, sent_on=date(2026, 11, 21))
    three = make_reminder(september, first, sent_by=by_hand, sent_on=date(2026, 11, 22))
    assert logged(client.get(PAGE)) == [three, two, one]
    of_period = client.get(PAGE, {"period": "2026-09"})
    assert (shown(of_period), logged(of_period)) == (
        [("2026-09", first), ("2026-09", second)],
        [three],
    )
    of_department = client.get(PAGE, {"department": second.code})
    assert (shown(of_department), logged(of_department)) == ([("2026-10", second)], [two])
    assert "催报全部逾期部门" not in of_department.content.decode()
    assert logged(client.get(PAGE, {"kind": "automatic"})) == [one]
    assert logged(client.get(PAGE, {"kind": "manual"})) == [three, two]


@pytest.mark.usefixtures("reviewer")
def test_a_filter_that_cannot_be_is_shown(client: Client) -> None:
    make_period()
    response = client.get(PAGE, {"period": "2030-01", "kind": "x\x00"})
    assert response.status_code == 200
    assert set(response.context["filter"].form.errors) == {"period", "kind"}


@pytest.mark.usefixtures("reviewer")
def test_a_locked_period_offers_the_way_to_unlock_instead_of_the_button(client: Client) -> None:
    county, other = make_late(), make_late()
    period = make_period(is_locked=True)
    make_unlock(period, county)
    response = client.get(PAGE)
    assert [row.is_open for row in response.context["rows"]] == [True, False]
    assert response.context["late"] == 1
    assert f'href="{reverse("period_edit", args=["2026-10"])}#unlocks"' in response.content.decode()
    outcome = click(client, other)
    assert [level for level, _ in told(outcome)] == ["warning"]
    assert not Reminder.objects.exists()


def test_one_click_urges_one_department(client: Client, reviewer: Officer) -> None:
    county = make_late("甲县")
    make_late("乙县")
    make_period()
    response = click(client, county)
    assert told(response) == [("success", "已催报：甲县（2026年10月）。")]
    reminder = Reminder.objects.get()
    assert (reminder.department, reminder.sent_by) == (county, reviewer)
    assert AuditEntry.objects.get().client_ip == "127.0.0.1"
    assert logged(response) == [reminder]


@pytest.mark.usefixtures("reviewer")
def test_a_second_click_says_when_it_was_done(client: Client) -> None:
    county = make_late("甲县")
    make_period()
    click(client, county)
    response = click(client, county)
    sentence = "甲县（2026年10月）今天 10:00 已催报，不用马上再催。"
    assert told(response) == [("warning", sentence)]
    assert Reminder.objects.count() == 1


@pytest.mark.usefixtures("reviewer")
def test_one_click_urges_all_who_are_late_and_says_whom_it_did_not_reach(client: Client) -> None:
    for name in ("甲县", "乙县"):
        make_late(name)
    empty = make_late("丙县")
    Officer.objects.filter(department=empty).update(is_active=False)
    make_period()
    response = client.post(SEND_ALL, follow=True)
    assert told(response) == [
        ("success", "已催报：甲县（2026年10月）、乙县（2026年10月）。"),
        ("warning", "未催报：丙县没有在用的填报员账号，无人可催，请联系系统管理员。"),
    ]
    assert (Reminder.objects.count(), AuditEntry.objects.count()) == (2, 2)


@pytest.mark.usefixtures("reviewer")
def test_with_nobody_late_one_click_says_so(client: Client) -> None:
    make_period()
    assert told(client.post(SEND_ALL, follow=True)) == [("info", "没有逾期的部门，不用催报。")]


@pytest.mark.usefixtures("reviewer")
def test_all_late_of_a_chosen_period_are_urged_for_that_one_and_the_filter_stays(
    client: Client,
) -> None:
    make_late("甲县")
    make_period("2026-10")
    make_period("2026-09")
    response = client.post(f"{SEND_ALL}?period=2026-09", follow=True)
    assert response.redirect_chain == [(f"{PAGE}?period=2026-09", 302)]
    assert [item.period.code for item in Reminder.objects.all()] == ["2026-09"]


@pytest.mark.usefixtures("reviewer")
def test_mail_that_went_out_and_mail_that_did_not_are_counted(client: Client) -> None:
    county, other = make_late("甲县"), make_late("乙县")
    make_period()
    with mail_server():
        assert told(click(client, county)) == [
            ("success", "已催报：甲县（2026年10月）。已发出 2 条。")
        ]
    with mail_to(closed_port()):
        response = click(client, other)
        assert "并发送邮件" in response.content.decode()
    assert told(response) == [
        ("success", "已催报：乙县（2026年10月）。"),
        ("warning", f"2 条没有发出：{REFUSED}。系统内的提醒不受影响，{AGAIN}"),
    ]
    body = response.content.decode()
    assert body.count("邮件已发 10:00") == 2
    assert body.count("邮件未发出：连不上邮件服务器") == 2


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER])
def test_a_department_sees_its_own_and_urges_nobody(client: Client, role: Role) -> None:
    county, other = make_late("甲县"), make_late("乙县")
    period = make_period()
    own = make_reminder(period, county)
    make_message(reporter_of(county), own)
    make_reminder(period, other)
    client.force_login(Officer.objects.get(department=county, role=role))
    for query in ({}, {"department": other.code}):
        response = client.get(PAGE, query)
        assert shown(response) == [("2026-10", county)]
        assert logged(response) == [own]
        assert "乙县" not in response.content.decode()
        assert SEND not in response.content.decode()
    assert [client.post(address).status_code for address in (SEND, SEND_ALL)] == [404, 404]
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_finds_these_pages(client: Client, role: Role) -> None:
    county = make_late()
    make_period()
    client.force_login(make_officer(role))
    assert client.get(PAGE).status_code == 404
    assert click(client, county).status_code == 404
    assert client.post(SEND_ALL).status_code == 404
    assert not Reminder.objects.exists()


@pytest.mark.usefixtures("reviewer")
def test_unknown_departments_and_wrong_methods_are_refused(client: Client) -> None:
    county = make_late()
    make_period()
    assert click(client, county, code="2030-01").status_code == 404
    assert click(client, make_department(), code="x\x00").status_code == 404
    assert client.post(SEND).status_code == 404
    assert client.post(PAGE).status_code == 405
    assert all(leads_on(client.get(address), PAGE) for address in (SEND, SEND_ALL))


@pytest.mark.usefixtures("reviewer")
@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_departments_and_reminders(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    period = make_period()
    for _ in range(number):
        county = make_late(number=number)
        for days in range(number):
            reminder = make_reminder(period, county, sent_on=TODAY - timedelta(days=days))
            make_message(reporter_of(county), reminder, key=f"reminder:{reminder.pk}")
    # Session 1, officer 1, the menu's numbers 1; filter 2, periods 1,
    # lateness 4; log 4.
    with django_assert_num_queries(14):
        client.get(PAGE)
