"""Signing in and out, and changing one's password."""

import pytest
from django.core.cache import cache
from django.test import Client

from departments.models import Officer
from tests.factories import make_officer

PASSWORD = "a-Good-long-one-7"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_failures_counted() -> None:
    cache.clear()


@pytest.fixture
def officer() -> Officer:
    return make_officer(Officer.Role.LEADER, username="lin", password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD) -> int:
    return client.post(LOGIN, {"login": "lin", "password": password}).status_code


def signed_in(client: Client) -> bool:
    return client.get("/").headers["Location"] == "/overview/"


def test_the_right_password_leads_to_the_page_one_works_on(
    client: Client, officer: Officer
) -> None:
    response = client.post(LOGIN, {"login": "lin", "password": PASSWORD}, follow=True)

    assert [address for address, _ in response.redirect_chain] == ["/", "/overview/"]


def test_a_wrong_password_is_shown_in_chinese_and_keeps_the_name(
    client: Client, officer: Officer
) -> None:
    response = client.post(LOGIN, {"login": "lin", "password": "wrong"})

    assert "您提供的用户名或密码不正确" in response.content.decode()
    assert 'value="lin"' in response.content.decode()
    assert not signed_in(client)


def test_five_failures_lock_the_account_even_to_the_right_password(
    client: Client, officer: Officer
) -> None:
    for _ in range(5):
        sign_in(client, "wrong")

    sign_in(client)

    assert not signed_in(client)


def test_a_disabled_account_cannot_sign_in(client: Client, officer: Officer) -> None:
    Officer.objects.update(is_active=False)

    sign_in(client)

    assert not signed_in(client)


def test_signing_out_takes_a_press_and_not_a_link(client: Client, officer: Officer) -> None:
    sign_in(client)
    client.get("/accounts/logout/")
    assert signed_in(client)

    client.post("/accounts/logout/")

    assert not signed_in(client)


def test_a_changed_password_replaces_the_old_one(client: Client, officer: Officer) -> None:
    sign_in(client)
    new = "another-Good-one-8"

    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})

    officer.refresh_from_db()
    assert (officer.check_password(new), officer.check_password(PASSWORD)) == (True, False)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("wrong", "another-Good-one-8", "请输入您的当前密码"),
        (PASSWORD, "short", "密码太短，至少要有10个字符。"),
        (PASSWORD, "1234567890123", "密码只包含数字"),
    ],
)
def test_a_password_that_will_not_do_is_shown_in_chinese(
    client: Client, officer: Officer, old: str, new: str, told: str
) -> None:
    sign_in(client)

    response = client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})

    assert told in response.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code in {302, 404}
    client.post(
        "/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert not Officer.objects.exists()
