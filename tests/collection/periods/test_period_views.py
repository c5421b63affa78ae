"""The pages 报告期: what is shown, what each button changes, and what is refused with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import AuditEntry, Department, Officer
from reports.models import Period, Report, Unlock
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
from tests.html import leads_on

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 10:00", tick=False)]

Role = Officer.Role
State = Report.State
TODAY = date(2026, 11, 23)
SOON = moment(TODAY) + timedelta(minutes=5)
LIST = reverse("period_list")
PAGE = reverse("period_edit", args=["2026-10"])
LOCK = reverse("period_lock", args=["2026-10"])
UNLOCK = reverse("period_unlock", args=["2026-10"])


@pytest.fixture
def reviewer(client: Client) -> Officer:
    officer = make_officer(Role.REVIEWER)
    client.force_login(officer)
    return officer


def days(opens: str = "2026-10-26", due: str = "2026-11-05", **fields: str) -> dict[str, str]:
    seen = {"was_opens": "2026-10-26", "was_due": "2026-11-05"}
    return {"opens": opens, "due": due} | seen | fields


def unlock_input(county: Department, **fields: str) -> dict[str, str]:
    typed = {"until": "2026-11-30", "reason": "机构调整。", "seen_at": moment(TODAY).isoformat()}
    return {"department": county.code} | typed | fields


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.usefixtures("reviewer")
def test_periods_are_listed_with_their_numbers_and_exceptions(client: Client) -> None:
    county, other = make_department(), make_department()
    project = make_project()
    make_responsibility(project, county)
    make_responsibility(project, other)
    for code in ("2026-11", "2026-12"):
        make_period(code)
    october = make_period("2026-10")
    september = make_period("2026-09", is_locked=True)
    make_report(project, county, october, state=State.APPROVED)
    make_report(project, county, october, state=State.RETURNED, revision=2)
    make_report(project, other, october)
    make_report(make_project(), county, october, state=State.SUBMITTED)
    granted = make_unlock(september, county)
    make_unlock(september, other, until=date(2026, 11, 22))

    found = client.get(LIST).context

    (row,) = found["running"]
    assert (row.period, row.approved) == (october, 1)
    assert (row.punctuality.due, row.punctuality.handed_in) == (2, 1)
    assert (row.state_text, row.days_text) == ("已截止，可补报", "18 天前截止")
    assert [(item.period.code, item.days_text) for item in found["coming"]] == [
        ("2026-11", "2 天后开放"),
        ("2026-12", "33 天后开放"),
    ]
    (locked,) = found["locked"]
    assert (locked.period, locked.state_text, locked.days_text) == (september, "已锁定", "")
    assert list(locked.unlocks) == [granted]


@pytest.mark.usefixtures("reviewer")
@pytest.mark.parametrize(
    ("on", "state", "words"),
    [
        (date(2026, 10, 25), "未开放", "1 天后开放"),
        (date(2026, 10, 26), "填报中", "还有 10 天"),
        (date(2026, 11, 5), "填报中", "今天截止"),
        (date(2026, 11, 6), "已截止，可补报", "1 天前截止"),
    ],
)
def test_a_period_s_state_turns_with_its_days(
    client: Client, on: date, state: str, words: str
) -> None:
    make_period()
    with time_machine.travel(moment(on), tick=False):
        row = client.get(PAGE).context["progress"]
    assert (row.state_text, row.days_text) == (state, words)


@pytest.mark.usefixtures("reviewer")
def test_days_are_changed_and_shown(client: Client) -> None:
    make_period()
    response = client.post(PAGE, days(due="2026-11-09"), follow=True)
    assert told(response) == ["已保存：2026年10月2026-10-26开放，2026-11-09截止。"]
    assert Period.objects.get().due == date(2026, 11, 9)


@pytest.mark.usefixtures("reviewer")
@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (days(opens=""), "opens", "请填写开放日期。"),
        (days(due="十一月"), "due", "请按 2026-10-31 的样子填写日期。"),
        (days(opens="2026-09-30"), "opens", "报告期从2026-10-01开始"),
        (days(opens="2026-11-06"), "due", "截止日期不能早于开放日期（2026-11-06）"),
        (days(due="2026-10-30"), "confirmed", "报告期到2026-10-31才结束，数据将只报到2026-10-30。"),
        (days(due="2026-11-07"), "confirmed", "2026-11-07是周六，不是工作日。"),
    ],
)
def test_days_out_of_order_come_back_as_typed_with_the_reason(
    client: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    make_period()
    response = client.post(PAGE, typed)
    form = response.context["form"]
    assert response.status_code == 422
    assert sentence in form.errors[field][0]
    assert (form["opens"].value(), form["due"].value()) == (typed["opens"], typed["due"])
    assert Period.objects.get().due == date(2026, 11, 5)
    assert not AuditEntry.objects.exists()


@pytest.mark.usefixtures("reviewer")
def test_a_due_day_that_makes_reports_late_is_kept_only_when_confirmed(client: Client) -> None:
    period = make_period()
    for day in (date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 5), date(2026, 11, 6)):
        make_report(period=period, state=State.ENDORSED, submitted_at=moment(day, 23))

    refused = client.post(PAGE, days(due="2026-11-03"))

    assert refused.status_code == 422
    assert refused.context["form"].errors == {
        "confirmed": ["已按时报送的 2 份报告会变成迟报。如确要修改，请勾选后再保存。"]
    }
    assert 'name="confirmed"' in refused.content.decode()
    assert Period.objects.get().due == date(2026, 11, 5)
    confirmed = client.post(PAGE, days(due="2026-11-03", confirmed="on"))
    assert (confirmed.status_code, Period.objects.get().due) == (302, date(2026, 11, 3))


@pytest.mark.usefixtures("reviewer")
def test_a_due_day_put_into_the_past_is_kept_only_when_confirmed(client: Client) -> None:
    make_period(due=date(2026, 11, 23))
    typed = days(due="2026-11-22", was_due="2026-11-23")
    refused = client.post(PAGE, typed)
    assert "这一天已经过去" in refused.context["form"].errors["confirmed"][0]
    assert client.post(PAGE, typed | {"confirmed": "on"}).status_code == 302


@pytest.mark.usefixtures("reviewer")
def test_a_period_with_reports_is_not_closed_again(client: Client) -> None:
    make_report(period=make_period(due=date(2026, 12, 5)))
    typed = days(opens="2026-11-24", due="2026-12-05", was_due="2026-12-05")
    response = client.post(PAGE, typed)
    assert response.context["form"].errors["opens"] == ["已有 1 份报告，开放日期不能改到今天以后。"]


@pytest.mark.usefixtures("reviewer")
def test_days_changed_meanwhile_are_shown_and_what_was_typed_can_be_saved_again(
    client: Client,
) -> None:
    make_period(due=date(2026, 11, 9))
    response = client.post(PAGE, days(due="2026-11-06"))
    assert response.status_code == 409
    assert "日期刚刚已由他人改为2026-10-26开放、2026-11-09截止" in told(response)[0]
    form = response.context["form"]
    assert (form["due"].value(), form["was_due"].value()) == ("2026-11-06", "2026-11-09")
    again = {name: form[name].value() for name in ("opens", "due", "was_opens", "was_due")}
    assert client.post(PAGE, again).status_code == 302
    assert Period.objects.get().due == date(2026, 11, 6)


@pytest.mark.usefixtures("reviewer")
def test_a_lock_is_a_button_and_a_second_press_is_shown(client: Client) -> None:
    make_period()
    first = client.post(LOCK, {"locked": "1"}, follow=True)
    assert told(first) == ["2026年10月已锁定，不再接收新的报告。"]
    second = client.post(LOCK, {"locked": "1"}, follow=True)
    assert told(second) == ["2026年10月已锁定，可能已由他人处理。"]
    assert Period.objects.get().is_locked
    lifted = client.post(LOCK, {"locked": "0"}, follow=True)
    assert told(lifted) == ["2026年10月已取消锁定，各部门都可以补报。"]


def test_a_department_is_unlocked_and_the_exception_ended(
    client: Client, reviewer: Officer
) -> None:
    period, county = make_period(is_locked=True), make_department()
    make_responsibility(make_project(), county)
    response = client.post(UNLOCK, unlock_input(county), follow=True)
    assert told(response) == [f"已为{county}解锁2026年10月，可补报到2026-11-30（含当日）。"]
    granted = Unlock.objects.get()
    assert (granted.period, granted.granted_by) == (period, reviewer)
    assert response.context["unlocks"] == [(granted, True)]
    with time_machine.travel(SOON, tick=False):
        later = unlock_input(county, until="2026-12-02", seen_at=SOON.isoformat())
        client.post(UNLOCK, later, follow=True)
        granted.refresh_from_db()
        assert granted.until == date(2026, 12, 2)
        ended = client.post(reverse("unlock_end", args=[granted.pk]), follow=True)
        assert told(ended) == [f"{county}对2026年10月的解锁已结束。"]
        assert ended.context["unlocks"] == [(granted, False)]
        again = client.post(reverse("unlock_end", args=[granted.pk]), follow=True)
        assert told(again) == [f"{county}的解锁此前已经结束。"]


@pytest.mark.usefixtures("reviewer")
@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"department": ""}, "department", "请选择部门。"),
        ({"department": "bystander"}, "department", "没有报送任务"),
        ({"department": "x\x00"}, "department", "空字符串"),
        ({"until": "2026-11-22"}, "until", "有效期不能早于今天。"),
        ({"until": "2062-11-30"}, "until", "请核对年份"),
        ({"until": ""}, "until", "请填写有效期至。"),
        ({"reason": "  "}, "reason", "请写明理由"),
        ({"reason": "长" * 301}, "reason", "300"),
    ],
)
def test_an_exception_that_is_not_complete_comes_back_as_typed_with_the_reason(
    client: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    make_period(is_locked=True)
    county = make_department()
    make_responsibility(make_project(), county)
    make_department(code="bystander")
    response = client.post(UNLOCK, unlock_input(county, **typed))
    form = response.context["unlock_form"]
    assert response.status_code == 422
    assert sentence in form.errors[field][0]
    assert form[field].value() == typed[field]
    assert not Unlock.objects.exists()


@pytest.mark.usefixtures("reviewer")
def test_an_exception_granted_by_somebody_else_meanwhile_is_shown_with_what_was_typed(
    client: Client,
) -> None:
    period, county = make_period(is_locked=True), make_department()
    make_responsibility(make_project(), county)
    make_unlock(period, county, granted_at=moment(TODAY))
    typed = unlock_input(county, until="2026-12-15")
    with time_machine.travel(SOON, tick=False):
        response = client.post(UNLOCK, typed)
        form = response.context["unlock_form"]
        assert response.status_code == 409
        assert "现为：至 2026-11-30" in told(response)[0]
        assert (form["until"].value(), form["reason"].value()) == ("2026-12-15", "机构调整。")
        client.post(UNLOCK, typed | {"seen_at": form["seen_at"].value()})
    assert Unlock.objects.get().until == date(2026, 12, 15)


@pytest.mark.usefixtures("reviewer")
def test_a_period_without_a_lock_is_not_unlocked(client: Client) -> None:
    make_period()
    county = make_department()
    make_responsibility(make_project(), county)
    response = client.post(UNLOCK, unlock_input(county))
    assert (response.status_code, Unlock.objects.count()) == (409, 0)
    assert "没有锁定" in told(response)[0]


@pytest.mark.usefixtures("reviewer")
def test_only_departments_that_report_for_the_period_can_be_unlocked(client: Client) -> None:
    make_period("2026-10", is_locked=True)
    leading, supporting = make_department(), make_department(Department.Kind.MUNICIPAL)
    make_responsibility(make_project(), leading)
    make_responsibility(make_project(), supporting, "support")
    field = client.get(PAGE).context["unlock_form"].fields["department"]
    assert list(field.queryset) == [leading]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.REVIEWER])
def test_nobody_else_finds_these_pages_or_changes_anything(client: Client, role: Role) -> None:
    period, county = make_period(is_locked=True), make_department()
    granted = make_unlock(period, county)
    department = county if role in {Role.REPORTER, Role.APPROVER} else None
    client.force_login(make_officer(role, department))
    assert [client.get(address).status_code for address in (LIST, PAGE)] == [404, 404]
    for address, typed in (
        (PAGE, days(due="2026-11-09")),
        (LOCK, {"locked": "0"}),
        (UNLOCK, unlock_input(county)),
        (reverse("unlock_end", args=[granted.pk]), {}),
    ):
        assert client.post(address, typed).status_code == 404
    assert (Period.objects.get().due, Period.objects.get().is_locked) == (period.due, True)
    assert Unlock.objects.get().ended_at is None


@pytest.mark.usefixtures("reviewer")
def test_unknown_periods_and_wrong_methods_are_refused(client: Client) -> None:
    make_period()
    assert client.get(reverse("period_edit", args=["2030-01"])).status_code == 404
    assert client.post(reverse("unlock_end", args=[99])).status_code == 404
    assert client.post(LIST).status_code == 405
    assert all(leads_on(client.get(address), PAGE) for address in (LOCK, UNLOCK))


@pytest.mark.usefixtures("reviewer")
@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_periods_reports_and_exceptions(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    period = make_period("2026-10", is_locked=True)
    make_period("2026-09")
    for month in range(1, number + 1):
        other = make_period(f"2025-0{month}", is_locked=True)
        for item in (period, other):
            county = make_department()
            make_unlock(item, county)
            project = make_project()
            make_responsibility(project, county)
            make_report(project, county, item, state=State.APPROVED)
    # Session 1, officer 1, the menu's numbers 1; then the list's 5.
    with django_assert_num_queries(8):
        client.get(LIST)
    # The period, its 4 numbers, its exceptions, and the departments to choose from.
    with django_assert_num_queries(10):
        client.get(PAGE)


@pytest.mark.usefixtures("reviewer")
def test_a_moved_due_day_says_why_and_a_missing_year_is_named(client: Client) -> None:
    make_period("2026-09", due=date(2026, 10, 8))
    Period.objects.update(planned_due=date(2026, 10, 5))
    make_period("2027-12")

    page = client.get(LIST).content.decode()

    assert "原定2026-10-05，国庆节顺延至2026-10-08" in page
    assert "2028年节假日尚未录入，截止日仅避开周末，请系统管理员录入。" in page


@pytest.mark.usefixtures("reviewer")
def test_a_day_that_somebody_sets_is_no_moved_one(client: Client) -> None:
    make_period()
    client.post(PAGE, days(due="2026-11-09"))
    assert Period.objects.get().planned_due is None
    assert "原定" not in client.get(LIST).content.decode()


@pytest.mark.usefixtures("reviewer")
def test_an_opened_period_whose_due_day_became_a_holiday_is_pointed_out(client: Client) -> None:
    make_period("2026-11", opens=date(2026, 11, 20))
    page = client.get(reverse("period_edit", args=["2026-11"])).content.decode()
    assert "这一天是周六，按节假日安排应为2026-12-07，请修改。" in page
