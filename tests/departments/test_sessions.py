"""Sessions: ended by half an hour without a request, prolonged once a minute."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from tests.factories import make_officer

pytestmark = pytest.mark.django_db
PAGE = "/worklist/"
START = "2026-11-23 09:00+08:00"


@pytest.fixture
def visitor() -> Client:
    client = Client()
    client.force_login(make_officer(Officer.Role.AUDITOR))
    return client


def test_a_session_ends_after_half_an_hour_without_a_request() -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = Client()
        client.force_login(make_officer(Officer.Role.AUDITOR))
        for _ in range(3):
            clock.shift(timedelta(minutes=29))
            assert client.get(PAGE).status_code == 200
        clock.shift(timedelta(minutes=30))
        answer = client.get(PAGE)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_requests_of_the_same_minute_write_nothing(
    visitor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    visitor.get(PAGE)
    with django_assert_num_queries(3):
        visitor.get(PAGE)


def test_a_request_after_a_minute_prolongs_the_session(visitor: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        visitor.get(PAGE)
        assert Session.objects.get().expire_date == timezone.now() + timedelta(minutes=30)
