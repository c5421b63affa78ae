"""The audit log: only auditors read it, on its page and from its queryset."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import AuditEntry, Officer
from tests.factories import make_officer, moment

pytestmark = pytest.mark.django_db

Role = Officer.Role


def make_entry(**fields: Any) -> AuditEntry:
    defaults = {"action": "提交", "subject": "2026年10月 项目3 惠来县", "subject_key": "report:7"}
    return AuditEntry.objects.create(officer=make_officer(), **defaults | fields)


@pytest.mark.parametrize("role", list(Role))
def test_only_an_auditor_reads_the_log(role: Role) -> None:
    entry = make_entry()
    visible = AuditEntry.objects.visible_to(make_officer(role))
    assert list(visible) == ([entry] if role == Role.AUDITOR else [])


def test_the_log_is_newest_first() -> None:
    first, second = make_entry(), make_entry()
    AuditEntry.objects.filter(pk=first.pk).update(at=second.at)
    assert list(AuditEntry.objects.all()) == [second, first]


@time_machine.travel(moment(date(2026, 11, 23), 9), tick=False)
def test_an_entry_reads_as_time_action_and_subject() -> None:
    assert str(make_entry()) == "2026-11-23 09:00 提交 2026年10月 项目3 惠来县"


def test_an_auditor_opens_the_log(client: Client) -> None:
    make_entry(reason="重复计算。")
    client.force_login(make_officer(Role.AUDITOR))
    page = client.get(reverse("audit_log"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "2026年10月 项目3 惠来县" in text
    assert "重复计算。" in text


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDITOR])
def test_for_others_the_log_s_page_does_not_exist(client: Client, role: Role) -> None:
    make_entry()
    client.force_login(make_officer(role))
    page = client.get(reverse("audit_log"))
    assert page.status_code == 404
    assert "惠来县" not in page.content.decode()


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", ["惠来县", "普宁市"]),
        ("?subject=普宁", ["普宁市"]),
        ("?officer=somebody", ["惠来县"]),
        ("?since=2026-11-23", ["惠来县"]),
        ("?until=2026-11-22", ["普宁市"]),
        ("?officer=nobody", []),
    ],
)
def test_the_log_is_narrowed_by_subject_officer_and_day(
    client: Client, query: str, subjects: list[str]
) -> None:
    make_entry(subject="惠来县", at=moment(date(2026, 11, 23), 0))
    make_entry(subject="普宁市", at=moment(date(2026, 11, 22), 23))
    Officer.objects.filter(auditentry__subject="惠来县").update(username="somebody")
    client.force_login(make_officer(Role.AUDITOR))
    page = client.get(reverse("audit_log") + query)
    assert [row.record.subject for row in page.context["table"].rows] == subjects


def test_a_day_that_cannot_be_read_is_shown(client: Client) -> None:
    make_entry()
    client.force_login(make_officer(Role.AUDITOR))
    page = client.get(reverse("audit_log") + "?since=yesterday")
    assert page.status_code == 200
    assert "输入一个有效的日期。" in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_takes_as_many_queries_for_one_row_as_for_three(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_entry()
    client.force_login(make_officer(Role.AUDITOR))
    with django_assert_num_queries(4):
        client.get(reverse("audit_log"))


def test_the_log_is_read_only(client: Client) -> None:
    client.force_login(make_officer(Role.AUDITOR))
    assert client.post(reverse("audit_log")).status_code == 405


def test_without_signing_in_the_log_leads_to_the_sign_in_page(client: Client) -> None:
    page = client.get(reverse("audit_log"))
    assert (page.status_code, page["Location"]) == (302, "/accounts/login/?next=/audit/")
