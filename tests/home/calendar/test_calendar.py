"""日历: the page, its subscription, and the file that needs no session."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import reverse
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from departments.exceptions import EditConflict
from departments.models import AuditEntry, Department, Officer
from departments.permissions import Capability, roles_with
from home.calendar.actions import renew, unsubscribe
from home.models import CalendarToken
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_delegation,
    make_department,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

Role = Officer.Role
TODAY = date(2026, 11, 23)
PAGE = "/calendar/"


@pytest.fixture
def county() -> Department:
    """A county with one project, one target and the report of October missing."""
    county = make_department(name="惠来县人民政府")
    target = make_target(name="中心学校", checkpoints=[(date(2026, 11, 30), 22)])
    make_assignment(target, county)
    make_responsibility(target.project, county)
    make_period("2026-10")
    return county


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def press(officer: Officer, step: str, token: str = "") -> Any:
    address = reverse("calendar_subscription", args=[step])
    return signed_in(officer).post(address, {"token": token}, follow=True)


def subscribed(officer: Officer) -> str:
    """The path of an officer's calendar file."""
    key, _ = CalendarToken.objects.get_or_create(officer=officer)
    return reverse("calendar_download", args=[key.token])


def downloaded(path: str) -> list[Any]:
    """The events of a file, as a calendar program reads them."""
    response = Client().get(path)
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def words(page: Any) -> str:
    text: str = page.content.decode()
    return text


def test_the_page_shows_the_month_with_its_days_and_today(county: Department) -> None:
    page = signed_in(make_officer(Role.REPORTER, county)).get(PAGE)
    month = page.context["month"]
    assert month.first == date(2026, 11, 1)
    assert [day for day, _ in month.days] == [date(2026, 11, 5), date(2026, 11, 30)]
    text = words(page)
    assert text.count('aria-current="date"') == 1
    assert "应报 1 份，还有 1 份未报，已过截止日" in text
    assert 'href="/projects/1/targets/1/"' in text
    assert 'href="?month=2026-10"' in text
    assert 'href="?month=2026-12"' in text


def test_another_month_opens_and_an_empty_one_leads_on(county: Department) -> None:
    client = signed_in(make_officer(Role.REPORTER, county))
    page = client.get(PAGE, {"month": "2026-08"})
    assert page.context["month"].first == date(2026, 8, 1)
    assert "这个月没有报送截止日和节点。" in words(page)
    assert "2026年11月5日 2026年10月报告截止" in words(page)
    assert "下一个：" not in words(client.get(PAGE, {"month": "2030-01"}))


@pytest.mark.parametrize("asked", ["2026-13", "2026", "1999-12", "2100-01", "２０２６-11", "x"])
def test_a_month_that_cannot_be_read_is_shown_and_this_one_shown(
    county: Department, asked: str
) -> None:
    page = signed_in(make_officer(Role.REPORTER, county)).get(PAGE, {"month": asked})
    assert page.context["month"].first == date(2026, 11, 1)
    assert "月份请按 2026-11 的样子填写；下面显示的是本月。" in words(page)
    assert f'value="{asked}"' in words(page)


@pytest.mark.parametrize("role", list(Role))
def test_the_calendar_is_for_readers(role: Role) -> None:
    client = signed_in(make_officer(role))
    expected = 200 if role in roles_with(Capability.READ) else 404
    assert client.get(PAGE).status_code == expected
    assert client.post(PAGE).status_code == 405
    sent = client.post(reverse("calendar_subscription", args=["subscribe"]))
    assert sent.status_code == (302 if role in roles_with(Capability.READ) else 404)


def test_a_county_s_calendar_leaks_nothing_of_another(county: Department) -> None:
    other = make_department(name="保密县人民政府")
    make_assignment(make_target(name="保密的目标"), other)
    for path in (PAGE, f"{PAGE}?month=2027-12"):
        assert "保密" not in words(signed_in(make_officer(Role.REPORTER, county)).get(path))
    summaries = [
        event["SUMMARY"] for event in downloaded(subscribed(make_officer(Role.APPROVER, county)))
    ]
    assert summaries == ["2026年10月报告截止", "节点：1-1 中心学校"]


def test_an_address_is_made_replaced_and_given_up(county: Department) -> None:
    officer = make_officer(Role.REPORTER, county, name="李四")
    page = press(officer, "subscribe")
    assert "已生成订阅地址。" in words(page)
    first = CalendarToken.objects.get()
    token = first.token
    assert f"http://testserver/calendar/{token}.ics" in words(page)
    path = reverse("calendar_download", args=[token])
    assert len(downloaded(path)) == 2

    page = press(officer, "renew", token)
    assert "旧地址已失效" in words(page)
    assert Client().get(path).status_code == 404
    second = CalendarToken.objects.get().token
    assert second != token
    assert second in words(page)

    page = press(officer, "unsubscribe", second)
    assert "已停止订阅，原来的地址已失效。" in words(page)
    assert Client().get(reverse("calendar_download", args=[second])).status_code == 404
    assert not CalendarToken.objects.exists()
    rows = AuditEntry.objects.order_by("pk").values_list("action", "subject", "officer")
    assert list(rows) == [
        (action, "李四 的日历订阅", officer.pk)
        for action in ("开通日历订阅", "更换日历地址", "停止日历订阅")
    ]


@pytest.mark.parametrize("step", ["renew", "unsubscribe"])
def test_of_two_windows_the_second_is_notified_and_ends_no_fresh_address(
    county: Department, step: str
) -> None:
    officer = make_officer(Role.REPORTER, county)
    token = CalendarToken.objects.create(officer=officer).token
    press(officer, "renew", token)
    fresh = CalendarToken.objects.get().token
    for stale in (token, "", f"{officer.pk}-", "x"):
        page = press(officer, step, stale)
        assert "订阅地址已在另一个窗口更换或停止" in words(page)
    assert CalendarToken.objects.get().token == fresh


def test_two_first_presses_make_one_address(county: Department) -> None:
    officer = make_officer(Role.REPORTER, county)
    press(officer, "subscribe")
    token = CalendarToken.objects.get().token
    assert "订阅地址已在另一个窗口更换或停止" in words(press(officer, "subscribe"))
    assert CalendarToken.objects.get().token == token


@pytest.mark.parametrize("change", [renew, unsubscribe])
def test_a_key_read_before_another_change_changes_nothing(county: Department, change: Any) -> None:
    officer = make_officer(Role.REPORTER, county)
    stale = CalendarToken.objects.create(officer=officer)
    renew(CalendarToken.objects.get(), officer, None)
    with pytest.raises(EditConflict):
        change(stale, officer, None)
    assert CalendarToken.objects.count() == 1


def test_nobody_changes_another_s_address(county: Department) -> None:
    token = CalendarToken.objects.create(officer=make_officer(Role.REPORTER, county)).token
    press(make_officer(Role.APPROVER, county), "unsubscribe", token)
    assert CalendarToken.objects.get().token == token


def test_an_unknown_step_does_not_exist(county: Department) -> None:
    officer = make_officer(Role.REPORTER, county)
    token = CalendarToken.objects.create(officer=officer).token
    assert press(officer, "share", token).status_code == 404


def test_the_file_reads_back_as_whole_days(county: Department) -> None:
    path = subscribed(make_officer(Role.REPORTER, county))
    response = Client().get(path)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar: Any = Calendar.from_ical(response.content)
    assert calendar["VERSION"] == "2.0"
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "揭阳教育行动方案 · 惠来县人民政府"
    assert calendar["X-WR-TIMEZONE"] == "Asia/Shanghai"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    due, checkpoint = calendar.walk("VEVENT")
    assert (due["DTSTART"].dt, due["DTEND"].dt) == (date(2026, 11, 5), date(2026, 11, 6))
    assert due["DTSTART"].params["VALUE"] == "DATE"
    assert due["DTSTAMP"].dt == moment(TODAY)
    assert due["UID"] == "due-2026-10@jieyang-education-plan"
    assert due["DESCRIPTION"] == "应报 1 份，还有 1 份未报"
    assert due["URL"] == "http://testserver/worklist/"
    assert due["TRANSP"] == "TRANSPARENT"
    assert due["CATEGORIES"].to_ical().decode() == "报送截止"
    (alarm,) = due.walk("VALARM")
    assert alarm["TRIGGER"].dt == -timedelta(days=2, hours=15)
    assert checkpoint["SUMMARY"] == "节点：1-1 中心学校"
    assert checkpoint["URL"] == "http://testserver/projects/1/targets/1/"
    assert checkpoint.walk("VALARM") == []
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))


@override_settings(SITE_URL="https://tracker.example.org/")
def test_addresses_are_the_site_s_own_when_it_has_one(county: Department) -> None:
    officer = make_officer(Role.REPORTER, county)
    path = subscribed(officer)
    assert downloaded(path)[0]["URL"] == "https://tracker.example.org/worklist/"
    assert f'value="https://tracker.example.org{path}"' in words(signed_in(officer).get(PAGE))


def test_the_file_makes_no_session_and_is_kept_by_nobody_in_between(county: Department) -> None:
    path = subscribed(make_officer(Role.REPORTER, county))
    client = Client()
    response = client.get(path)
    assert not response.cookies
    assert not Session.objects.exists()
    assert client.get(PAGE).status_code == 302
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_an_unchanged_file_is_not_sent_again(county: Department) -> None:
    path = subscribed(make_officer(Role.REPORTER, county))
    first = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "private" in again.headers["Cache-Control"]

    make_report(make_project(), county)
    project = county.responsibilities.get().project
    make_report(project, county, state=Report.State.ENDORSED)
    changed = Client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert downloaded(path)[0]["DESCRIPTION"] == "应报 1 份，已全部报送"


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "-",
        "1",
        "1-",
        "0-abc",
        "²-abc",
        "-1-abc",
        "9" * 30 + "-abc",
        "1-" + "a" * 500,
        "1-一",
    ],
)
def test_a_token_that_nobody_was_given_opens_nothing(county: Department, token: str) -> None:
    CalendarToken.objects.create(officer=make_officer(Role.REPORTER, county))
    assert Client().get(f"/calendar/{token}.ics").status_code == 404


def test_a_token_is_its_officer_s_alone(county: Department) -> None:
    first, second = make_officer(Role.REPORTER, county), make_officer(Role.REVIEWER)
    for officer in (first, second):
        CalendarToken.objects.create(officer=officer)
    _, signature = first.calendar_token.token.split("-", 1)
    assert Client().get(f"/calendar/{second.pk}-{signature}.ics").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"role": Role.APPROVER},
        {"role": Role.AUDITOR},
        {"department": "another"},
    ],
)
def test_a_token_ends_with_the_account_its_role_or_its_department(
    county: Department, change: dict[str, Any]
) -> None:
    officer = make_officer(Role.REPORTER, county)
    path = subscribed(officer)
    if "department" in change:
        change = {"department": make_department()}
    Officer.objects.filter(pk=officer.pk).update(**change)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(("former", "status"), [(["former-key"], 200), ([], 404)])
def test_a_new_secret_key_of_the_site_keeps_addresses_while_the_former_one_is_kept(
    county: Department, former: list[str], status: int
) -> None:
    with override_settings(SECRET_KEY="former-key"):
        path = subscribed(make_officer(Role.REPORTER, county))
    with override_settings(SECRET_KEY="new-key", SECRET_KEY_FALLBACKS=former):
        assert Client().get(path).status_code == status


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("role", [Role.REPORTER, Role.REVIEWER])
def test_page_and_file_take_as_many_queries_for_one_event_as_for_three(
    number: int, role: Role, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county = make_department()
    for month in range(number):
        target = make_target(make_project())
        make_assignment(target, county)
        make_responsibility(target.project, county)
        make_period(f"2026-{month + 1:02}")
    officer = make_officer(role, county if role == Role.REPORTER else None)
    path, client = subscribed(officer), signed_in(officer)
    with django_assert_num_queries(8):
        Client().get(path)
    with django_assert_num_queries(11):
        client.get(PAGE)


def test_who_acts_for_a_department_sees_its_calendar_and_leaves_the_own_address_alone(
    county: Department,
) -> None:
    delegation = make_delegation(county, make_officer(name="李四"))
    key = CalendarToken.objects.create(officer=delegation.officer)
    client = signed_in(delegation.officer)
    assert client.get(PAGE).context["month"].days == []
    client.post(reverse("act_on_behalf", args=[delegation.pk]))

    page = client.get(PAGE)
    sent = client.post(reverse("calendar_subscription", args=["unsubscribe"]), {"token": key.token})

    assert len(page.context["month"].days) == 2
    assert "请先返回本人身份" in words(page)
    assert key.token not in words(page)
    assert sent.status_code == 403
    assert CalendarToken.objects.get().token == key.token
