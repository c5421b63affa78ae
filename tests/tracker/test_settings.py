import os
import re
from importlib.util import find_spec

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.postgresql import psycopg_any

from inbox.models import Message
from tests.tracker.processes import run_manage
from tracker.environment import (
    MESSAGE_KINDS,
    NO_MAIL,
    read_database,
    read_days,
    read_flag,
    read_kinds,
    read_list,
    read_mail,
    read_number,
    read_site_url,
    read_webhook,
    require,
)

PRINT_SECURITY = (
    "from django.conf import settings as s;"
    "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
    " s.SECURE_HSTS_SECONDS > 0)"
)


@pytest.mark.process
@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_a_missing_variable_stops_the_start_and_is_named(name: str) -> None:
    ended = run_manage("check", **{name: ""})

    assert ended.returncode == 1
    assert f"not set in the environment: {name}." in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.process
def test_all_missing_variables_are_named_at_once() -> None:
    ended = run_manage("check", SECRET_KEY="", ALLOWED_HOSTS=" ")

    assert ended.returncode == 1
    assert "not set in the environment: SECRET_KEY, ALLOWED_HOSTS." in ended.stderr


@pytest.mark.process
def test_debug_needs_no_variable() -> None:
    ended = run_manage("check", DEBUG="1", SECRET_KEY="", ALLOWED_HOSTS="")

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_setting_that_is_there_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "anything")

    require({"SECRET_KEY": "How to set it."})


@pytest.mark.process
def test_a_malformed_variable_stops_the_start_and_is_named() -> None:
    ended = run_manage("check", DEBUG="maybe")

    assert (ended.returncode, ended.stderr) == (
        1,
        "DEBUG is 'maybe'; it must be 1 (on) or 0 (off).\n",
    )


@pytest.mark.process
@pytest.mark.parametrize(
    ("environment", "secure"),
    [({}, "True True True True\n"), ({"INSECURE_HTTP": "1"}, "False False False False\n")],
)
def test_production_insists_on_https_unless_set_otherwise(
    environment: dict[str, str], secure: str
) -> None:
    ended = run_manage("shell", "--verbosity", "0", "--command", PRINT_SECURITY, **environment)

    assert ended.stdout == secure


PRINT_PROXY = (
    "from django.conf import settings as s;"
    "print(getattr(s, 'SECURE_PROXY_SSL_HEADER', None),"
    " getattr(s, 'ALLAUTH_TRUSTED_PROXY_COUNT', 0))"
)


@pytest.mark.process
@pytest.mark.parametrize(
    ("switch", "trusted"),
    [("1", "('HTTP_X_FORWARDED_PROTO', 'https') 1\n"), ("0", "None 0\n")],
)
def test_headers_of_a_proxy_are_believed_only_when_set(switch: str, trusted: str) -> None:
    ended = run_manage("shell", "--verbosity", "0", "--command", PRINT_PROXY, SECURE_PROXY=switch)

    assert ended.stdout == trusted


@pytest.mark.parametrize(
    ("text", "on"), [("1", True), ("TRUE", True), (" on ", True), ("0", False), ("", False)]
)
def test_flags_are_read(monkeypatch: pytest.MonkeyPatch, text: str, on: bool) -> None:
    monkeypatch.setenv("A_FLAG", text)

    assert read_flag("A_FLAG") is on


def test_lists_are_read_without_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_LIST", "one, two,,")

    assert read_list("A_LIST") == ["one", "two"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://user:secret@host/name", "must begin with sqlite:/// or postgresql://"),
        ("secret", "must begin with sqlite:/// or postgresql://"),
        ("postgresql://user:secret@host:port/name", "cannot be read as a URL"),
        ("postgresql://user:secret@host", "names no database"),
    ],
)
def test_a_database_that_cannot_be_is_refused_without_showing_the_password(
    monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match=said) as caught:
        read_database("sqlite:///unused")

    assert "user:secret@" not in str(caught.value)


def test_sqlite_is_the_default_and_waits_for_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")

    database = read_database("sqlite:////srv/db.sqlite3")

    assert database["NAME"] == "/srv/db.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20


def test_postgresql_keeps_connections_and_takes_options_from_the_url(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p%40@host:5433/name?sslmode=require")

    database = read_database("sqlite:///unused")

    assert database["PASSWORD"] == "p@"
    assert database["CONN_HEALTH_CHECKS"] is True
    assert database["OPTIONS"] == {"connect_timeout": 10, "sslmode": "require"}


def test_psycopg2_is_the_only_driver_for_postgresql() -> None:
    assert find_spec("psycopg") is None
    assert psycopg_any.is_psycopg3 is False


@pytest.mark.databases("sqlite", "postgres")
def test_the_tests_run_on_the_chosen_database() -> None:
    wanted = {"postgres": "postgresql", "sqlite": "sqlite"}[os.environ["TEST_DATABASE"]]

    assert connection.vendor == wanted


MAIL = {"EMAIL_HOST": "mail.example.org", "DEFAULT_FROM_EMAIL": "tracker@example.org"}


def set_all(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def test_without_a_mail_host_there_is_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_HOST", " ")

    assert read_mail() == NO_MAIL


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, (25, False, False)),
        ({"EMAIL_USE_TLS": "1"}, (587, True, False)),
        ({"EMAIL_USE_SSL": "1"}, (465, False, True)),
        ({"EMAIL_USE_SSL": "1", "EMAIL_PORT": "2465"}, (2465, False, True)),
    ],
)
def test_mail_goes_to_the_usual_port_unless_set(
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    expected: tuple[int, bool, bool],
) -> None:
    set_all(monkeypatch, MAIL | environment)

    mail = read_mail()

    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"], mail["EMAIL_USE_SSL"]) == expected
    assert (mail["EMAIL_HOST"], mail["EMAIL_HOST_USER"]) == ("mail.example.org", "")


@pytest.mark.parametrize("sender", ["tracker@example.org", "揭阳教育 <tracker@example.org>"])
def test_mail_comes_from_an_address_with_or_without_a_name(
    monkeypatch: pytest.MonkeyPatch, sender: str
) -> None:
    account = {"EMAIL_HOST_USER": "us", "EMAIL_HOST_PASSWORD": "p@ss word"}
    set_all(monkeypatch, MAIL | account | {"DEFAULT_FROM_EMAIL": sender})

    mail = read_mail()

    assert (mail["DEFAULT_FROM_EMAIL"], mail["EMAIL_HOST_PASSWORD"]) == (sender, "p@ss word")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"EMAIL_HOST": "", "EMAIL_PORT": "25"}, "EMAIL_PORT, DEFAULT_FROM_EMAIL without"),
        ({"EMAIL_HOST": "smtp://mail.example.org"}, "must be a host name alone"),
        ({"EMAIL_HOST": "mail.example.org:25"}, "must be a host name alone"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT is 'smtp'; it must be a number from 1 to 65535"),
        ({"EMAIL_PORT": "0"}, "EMAIL_PORT is '0'"),
        ({"EMAIL_PORT": "70000"}, "EMAIL_PORT is '70000'"),
        ({"EMAIL_USE_TLS": "maybe"}, "EMAIL_USE_TLS is 'maybe'"),
        ({"EMAIL_USE_TLS": "1", "EMAIL_USE_SSL": "1"}, "are both on"),
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL is ''"),
        ({"DEFAULT_FROM_EMAIL": "教育局"}, "DEFAULT_FROM_EMAIL is '教育局'"),
        ({"EMAIL_HOST_USER": "us"}, "set both or neither"),
        ({"EMAIL_HOST_PASSWORD": "secret"}, "set both or neither"),
    ],
)
def test_mail_that_cannot_work_is_refused_without_showing_the_password(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str
) -> None:
    set_all(monkeypatch, MAIL | environment)

    with pytest.raises(ImproperlyConfigured, match=re.escape(said)) as caught:
        read_mail()

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("", ""),
        ("https://tracker.example.org/", "https://tracker.example.org"),
        ("http://10.0.0.5:8000", "http://10.0.0.5:8000"),
    ],
)
def test_the_site_s_address_is_read_without_its_last_slash(
    monkeypatch: pytest.MonkeyPatch, typed: str, url: str
) -> None:
    monkeypatch.setenv("SITE_URL", typed)

    assert read_site_url() == url


@pytest.mark.parametrize(
    "typed",
    ["tracker.example.org", "ftp://x.org", "https://", "https://a b.org", "https://x.org/?a=1"],
)
def test_an_address_that_no_link_can_begin_with_is_refused(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setenv("SITE_URL", typed)

    with pytest.raises(ImproperlyConfigured, match="it must be the address that people type"):
        read_site_url()


@pytest.mark.parametrize(
    ("typed", "days"), [("", [3, 1]), ("5, 2,1", [5, 2, 1]), ("0", []), ("60", [60])]
)
def test_days_of_reminders_are_read(
    monkeypatch: pytest.MonkeyPatch, typed: str, days: list[int]
) -> None:
    monkeypatch.setenv("REMIND_BEFORE", typed)

    assert read_days("REMIND_BEFORE", "3,1") == days


@pytest.mark.parametrize("typed", ["three", "3;1", "-1", "3,0", "61", "3,,1", "1.5"])
def test_days_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("REMIND_BEFORE", typed)

    with pytest.raises(ImproperlyConfigured, match=r"REMIND_BEFORE is .* numbers of days"):
        read_days("REMIND_BEFORE", "3,1")


def test_a_number_out_of_its_range_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REMIND_EVERY", "61")

    with pytest.raises(ImproperlyConfigured, match=r"REMIND_EVERY is '61'.* from 0 to 60"):
        read_number("REMIND_EVERY", 7, 0, 60)


PRINT_REMINDING = (
    "from django.conf import settings as s;"
    "print(repr(s.EMAIL_HOST), s.EMAIL_TIMEOUT, s.REMIND_BEFORE, s.REMIND_AFTER, s.REMIND_EVERY)"
)


@pytest.mark.process
def test_reminders_have_their_usual_days_and_no_mail_unless_set() -> None:
    ended = run_manage("shell", "--verbosity", "0", "--command", PRINT_REMINDING)

    assert ended.stdout == "'' 10 [3, 1] [1, 3] 7\n"


@pytest.mark.process
def test_malformed_mail_settings_stop_the_start_in_one_line() -> None:
    ended = run_manage("check", EMAIL_HOST="mail.example.org")

    assert ended.returncode == 1
    assert ended.stderr.startswith("DEFAULT_FROM_EMAIL is ''")
    assert "Traceback" not in ended.stderr


GATEWAY = {"WEBHOOK_URL": "https://gateway.example.org/messages", "WEBHOOK_SECRET": "secret"}


def test_without_an_address_nothing_is_pushed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", " ")

    assert set(read_webhook().values()) == {""}


def test_a_gateway_gets_json_and_a_robot_needs_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, GATEWAY)
    assert read_webhook() == GATEWAY | {"WEBHOOK_FORMAT": "json"}

    set_all(monkeypatch, {"WEBHOOK_SECRET": "", "WEBHOOK_FORMAT": "wecom"})
    assert read_webhook()["WEBHOOK_FORMAT"] == "wecom"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"WEBHOOK_URL": ""}, "WEBHOOK_SECRET without WEBHOOK_URL"),
        ({"WEBHOOK_URL": "ftp://secret.example.org"}, "WEBHOOK_URL must be an address"),
        ({"WEBHOOK_URL": "https://us:secret@example.org/"}, "without a user name"),
        ({"WEBHOOK_URL": "https://example.org/a b?key=secret"}, "WEBHOOK_URL must be an address"),
        ({"WEBHOOK_FORMAT": "xml"}, "WEBHOOK_FORMAT is 'xml'; it must be json or wecom."),
        ({"WEBHOOK_SECRET": ""}, "WEBHOOK_SECRET is not set"),
    ],
)
def test_a_webhook_that_cannot_work_is_refused_without_showing_its_secrets(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str
) -> None:
    set_all(monkeypatch, GATEWAY | environment)

    with pytest.raises(ImproperlyConfigured, match=re.escape(said)) as caught:
        read_webhook()

    assert "secret" not in str(caught.value).replace("import secrets", "").replace("secrets.", "")


def test_kinds_of_messages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_kinds("MESSAGES_SENT", "returned, asked") == ["returned", "asked"]
    monkeypatch.setenv("MESSAGES_SENT", "none")
    assert read_kinds("MESSAGES_SENT", "returned") == []
    monkeypatch.setenv("MESSAGES_SENT", "summary")
    with pytest.raises(ImproperlyConfigured, match=r"MESSAGES_SENT is 'summary'.* or none"):
        read_kinds("MESSAGES_SENT", "returned")


def test_every_kind_of_message_but_the_summary_can_be_chosen() -> None:
    assert {*Message.Kind.values} - {Message.Kind.SUMMARY} == MESSAGE_KINDS
