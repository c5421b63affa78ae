"""The site's own troubles: each page says what was sent, where it is, and leads back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from departments.models import Officer
from tests.factories import make_officer, make_report
from tests.html import words_of

KEPT = "填写的内容留在这台电脑的浏览器里"
AWAY = "系统暂时连不上数据库"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_officer(Officer.Role.REVIEWER))
    return client


def refuse(error: Exception) -> Callable[..., Any]:
    def refused(*_: object) -> None:
        raise error

    return refused


@pytest.fixture
def away() -> Iterator[None]:
    """A database that answers nothing."""
    with connection.execute_wrapper(refuse(OperationalError("connection refused"))):
        yield


def test_what_is_sent_while_the_database_is_away_is_said_to_be_unsent(client: Client) -> None:
    report = make_report()
    referer = {"Referer": f"http://testserver/reports/{report.pk}/?from="}
    with connection.execute_wrapper(refuse(OperationalError("connection refused"))):
        response = client.post(f"/reports/{report.pk}/return/", {"reason": "理由"}, headers=referer)

    body = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert AWAY in body
    assert "刚才的内容没有提交成功" in body
    assert KEPT in body
    assert f'href="/reports/{report.pk}/?from="' in body
    assert not [name for name in response.cookies if name.startswith("saved-")]


@pytest.mark.usefixtures("client", "away")
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/overview/?as_of=2026-10-31"])
def test_a_page_requested_meanwhile_can_be_requested_again(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 503
    assert f'class="btn btn-primary" href="{path}"' in response.content.decode()
    assert KEPT not in words_of(response.content.decode())


@pytest.mark.parametrize("error", [IntegrityError("x"), ValueError("x")])
def test_a_fault_of_the_site_s_own_is_no_database_that_is_away(
    client: Client, error: Exception
) -> None:
    with connection.execute_wrapper(refuse(error)):
        response = client.post("/reminders/send-all/")
    assert response.status_code == 500
    assert AWAY not in response.content.decode()
    assert KEPT in response.content.decode()
