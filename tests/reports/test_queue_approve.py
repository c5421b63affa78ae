"""Many reports passed at one press: each by itself, and only those with nothing to look at."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import AuditEntry, Officer
from reports.models import Measurement, Report
from tests.factories import make_department, make_officer
from tests.html import leads_on
from tests.reports.waiting import State, add_rated, again, figure, make_waiting, signed_in

pytestmark = pytest.mark.django_db

Role = Officer.Role
ADDRESS = reverse("queue_approve")


@pytest.fixture
def reviewer() -> Client:
    return signed_in(make_officer(Role.REVIEWER))


def ticked(*reports: Report) -> list[str]:
    return [f"{report.pk}:{report.version}" for report in reports]


def send(client: Client, chosen: list[str], query: str = "") -> tuple[str, list[str]]:
    """Press the button; where that leads, and what is told there."""
    response: Any = client.post(ADDRESS + query, {"report": chosen}, follow=True)
    (address, status), *_ = response.redirect_chain
    assert status == 302
    return address, [str(message) for message in response.context["messages"]]


def test_each_report_is_passed_with_its_own_audit_row(reviewer: Client) -> None:
    reports = [make_waiting() for _ in range(3)]
    left = make_waiting()
    address, told = send(reviewer, ticked(*reports), "?from=bulk%3Dyes")
    assert (address, told) == ("/queue/?bulk=yes", ["已审核通过 3 份，数据已计入看板。"])
    assert [again(report).state for report in reports] == [State.APPROVED] * 3
    assert again(left).state == State.ENDORSED
    rows = AuditEntry.objects.filter(action="通过")
    assert sorted(rows.values_list("subject_key", "client_ip", "officer__role")) == sorted(
        (f"report:{report.pk}", "127.0.0.1", "reviewer") for report in reports
    )
    assert Measurement.objects.filter(report__in=reports, valid_from=None).count() == 0


def test_an_approver_passes_many_of_the_own_department() -> None:
    county = make_department()
    reports = [make_waiting(state=State.SUBMITTED, department=county) for _ in range(2)]
    add_rated(reports[0])
    foreign = make_waiting(state=State.SUBMITTED)
    client = signed_in(make_officer(Role.APPROVER, county))
    _, told = send(client, ticked(*reports, foreign))
    assert told == [
        "单位审核已通过 2 份，已转市教育局审核。",
        "1 份没有通过，不在您的待审核中，可能已由他人处理。",
    ]
    assert [again(report).state for report in (*reports, foreign)] == [
        State.ENDORSED,
        State.ENDORSED,
        State.SUBMITTED,
    ]


def test_what_has_to_be_looked_at_is_left_out_with_the_reason(reviewer: Client) -> None:
    plain, odd, explained = make_waiting(), make_waiting(13), make_waiting(13, reason="撤并。")
    missing, rated, changed = make_waiting(None), make_waiting(), make_waiting()
    add_rated(rated)
    chosen = ticked(plain, odd, explained, missing, rated, changed)
    Report.objects.filter(pk=changed.pk).update(version=7)
    _, told = send(reviewer, chosen)
    assert told == [
        "已审核通过 1 份，数据已计入看板。",
        f"2 份没有通过，数据有异常，须打开办理：{odd}；{explained}。",
        f"1 份没有通过，有数据未填，须打开办理：{missing}。",
        f"1 份没有通过，有目标待评定，须打开办理：{rated}。",
        f"1 份没有通过，在您打开列表之后有改动，请打开核对：{changed}。",
    ]
    assert list(Report.objects.filter(state=State.ENDORSED).order_by("pk")) == [
        odd,
        explained,
        missing,
        rated,
        changed,
    ]
    assert AuditEntry.objects.filter(action="通过").count() == 1


def test_a_figure_that_became_unusual_without_a_new_version_is_left_out_too(
    reviewer: Client,
) -> None:
    report = make_waiting()
    chosen = ticked(report)
    Measurement.objects.filter(pk=figure(report).pk).update(value=3)
    _, told = send(reviewer, chosen)
    assert told == [f"1 份没有通过，数据有异常，须打开办理：{report}。"]
    assert again(report).state == State.ENDORSED


def test_the_own_work_is_left_out() -> None:
    report = make_waiting(state=State.SUBMITTED)
    writer = make_officer(Role.APPROVER, report.department)
    Report.objects.filter(pk=report.pk).update(author=writer)
    _, told = send(signed_in(writer), ticked(report))
    assert told == [f"1 份没有通过，由您本人填报，须打开办理：{report}。"]
    assert again(report).state == State.SUBMITTED


def test_a_second_press_changes_nothing_and_says_so(reviewer: Client) -> None:
    report = make_waiting()
    chosen = ticked(report)
    send(reviewer, chosen)
    _, told = send(reviewer, chosen * 2)
    assert told == ["1 份没有通过，不在您的待审核中，可能已由他人处理。"]
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    "chosen", ["", "x", ":", "1", "1:1:1", "-1:0", f"{'9' * 5000}:0", "<b>:0", "１:0"]
)
def test_what_is_no_report_passes_none(reviewer: Client, chosen: str) -> None:
    report = make_waiting(pk=4711)
    _, told = send(reviewer, [chosen])
    assert told == ["1 份没有通过，不在您的待审核中，可能已由他人处理。"]
    assert again(report).state == State.ENDORSED


def test_nothing_ticked_is_shown(reviewer: Client) -> None:
    report = make_waiting()
    assert send(reviewer, []) == ("/queue/", ["还没有选择报告：请先勾选，再批量通过。"])
    assert again(report).state == State.ENDORSED


@pytest.mark.parametrize("role", [Role.REPORTER, Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_for_those_without_a_queue_the_press_does_not_exist(role: Role) -> None:
    report = make_waiting()
    department = report.department if role == Role.REPORTER else None
    client = signed_in(make_officer(role, department))
    assert client.post(ADDRESS, {"report": ticked(report)}).status_code == 404
    assert again(report).state == State.ENDORSED


def test_it_is_a_press_and_no_page(reviewer: Client) -> None:
    assert leads_on(reviewer.get(ADDRESS), reverse("queue"))
    response = Client().post(ADDRESS, {"report": "1:0"})
    assert response.headers["Location"] == f"{reverse('account_login')}?next=%2Fqueue%2F"
