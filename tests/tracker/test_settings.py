import os
from importlib.util import find_spec

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.postgresql import psycopg_any

from tests.tracker.processes import run_manage
from tracker.settings import read_database, read_flag, read_list, require

PRINT_SECURITY = (
    "from django.conf import settings as s;"
    "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
    " s.SECURE_HSTS_SECONDS > 0)"
)


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_a_missing_variable_stops_the_start_and_is_named(name: str) -> None:
    ended = run_manage("check", **{name: ""})

    assert ended.returncode == 1
    assert f"not set in the environment: {name}." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_all_missing_variables_are_named_at_once() -> None:
    ended = run_manage("check", SECRET_KEY="", ALLOWED_HOSTS=" ")

    assert ended.returncode == 1
    assert "not set in the environment: SECRET_KEY, ALLOWED_HOSTS." in ended.stderr


def test_debug_needs_no_variable() -> None:
    ended = run_manage("check", DEBUG="1", SECRET_KEY="", ALLOWED_HOSTS="")

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_setting_that_is_there_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "anything")

    require({"SECRET_KEY": "How to set it."})


def test_a_malformed_variable_stops_the_start_and_is_named() -> None:
    ended = run_manage("check", DEBUG="maybe")

    assert (ended.returncode, ended.stderr) == (
        1,
        "DEBUG is 'maybe'; it must be 1 (on) or 0 (off).\n",
    )


@pytest.mark.parametrize(
    ("environment", "secure"),
    [({}, "True True True True\n"), ({"INSECURE_HTTP": "1"}, "False False False False\n")],
)
def test_production_insists_on_https_unless_told_otherwise(
    environment: dict[str, str], secure: str
) -> None:
    ended = run_manage("shell", "--verbosity", "0", "--command", PRINT_SECURITY, **environment)

    assert ended.stdout == secure


PRINT_PROXY = (
    "from django.conf import settings as s;"
    "print(getattr(s, 'SECURE_PROXY_SSL_HEADER', None),"
    " getattr(s, 'ALLAUTH_TRUSTED_PROXY_COUNT', 0))"
)


@pytest.mark.parametrize(
    ("switch", "trusted"),
    [("1", "('HTTP_X_FORWARDED_PROTO', 'https') 1\n"), ("0", "None 0\n")],
)
def test_headers_of_a_proxy_are_believed_only_when_told(switch: str, trusted: str) -> None:
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
def test_a_database_that_cannot_be_is_refused_without_telling_the_password(
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


def test_the_tests_run_on_the_database_they_were_told() -> None:
    wanted = {"postgres": "postgresql", "sqlite": "sqlite"}[os.environ["TEST_DATABASE"]]

    assert connection.vendor == wanted
