import socket
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from tests.factories import make_officer
from tests.tracker.processes import run_gunicorn, run_manage
from tracker.startup import check_database

pytestmark = pytest.mark.process


@pytest.fixture
def corrupt(tmp_path: Path) -> str:
    path = tmp_path / "corrupt.sqlite3"
    path.write_text("This is no database. " * 100)
    return f"sqlite:///{path}"


@pytest.fixture
def unreachable() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return f"postgresql://user:secret@127.0.0.1:{port}/name"


def test_migrate_shows_a_corrupt_database_in_one_paragraph(corrupt: str) -> None:
    ended = run_manage("migrate", DATABASE_URL=corrupt)

    assert ended.returncode == 1
    assert "corrupt.sqlite3 cannot be used: file is not a database." in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_migrate_shows_an_unreachable_server_in_one_paragraph(unreachable: str) -> None:
    ended = run_manage("migrate", DATABASE_URL=unreachable)

    assert ended.returncode == 1
    assert "The PostgreSQL database name on 127.0.0.1 cannot be used" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert "secret" not in ended.stderr


def test_a_traceback_is_shown_on_request(corrupt: str) -> None:
    ended = run_manage("migrate", "--traceback", DATABASE_URL=corrupt)

    assert ended.returncode == 1
    assert "Traceback" in ended.stderr


def test_gunicorn_stops_at_a_corrupt_database(corrupt: str) -> None:
    ended = run_gunicorn(DATABASE_URL=corrupt)

    assert ended.returncode == 4
    assert "cannot be used: file is not a database." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_gunicorn_stops_at_an_unreachable_server(unreachable: str) -> None:
    ended = run_gunicorn(DATABASE_URL=unreachable)

    assert ended.returncode == 4
    assert "The PostgreSQL database name on 127.0.0.1 cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_gunicorn_stops_at_a_missing_setting() -> None:
    ended = run_gunicorn(SECRET_KEY="")

    assert ended.returncode == 4
    assert "not set in the environment: SECRET_KEY." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_gunicorn_stops_before_migrations_have_been_run(tmp_path: Path) -> None:
    ended = run_gunicorn(DATABASE_URL=f"sqlite:///{tmp_path / 'new.sqlite3'}")

    assert ended.returncode == 4
    assert "run `manage.py migrate`" in ended.stderr


def test_runserver_stops_at_a_corrupt_database(corrupt: str) -> None:
    ended = run_manage("runserver", "--noreload", "--skip-checks", "0", DATABASE_URL=corrupt)

    assert ended.returncode != 0
    assert "cannot be used: file is not a database." in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.django_db(transaction=True)
def test_a_migrated_database_is_served() -> None:
    check_database()


@pytest.mark.django_db(transaction=True)
def test_demonstration_accounts_are_not_served_in_production(settings: Settings) -> None:
    make_officer(is_demo=True)

    with pytest.raises(ImproperlyConfigured, match="demonstration accounts"):
        check_database()

    settings.DEBUG = True
    check_database()
