"""Where the demonstration may be made; its own file, since the data stays while its tests run."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from pytest_django import Settings

from demo.management.commands.demo import Command
from departments.models import Department, Officer
from tests.factories import make_officer

pytestmark = pytest.mark.django_db


def demo(*arguments: str) -> str:
    printed = StringIO()
    call_command(Command(), *arguments, stdout=printed)
    return printed.getvalue()


def test_production_does_not_install_it() -> None:
    assert not apps.is_installed("demo")
    with pytest.raises(CommandError, match="Unknown command: 'demo'"):
        call_command("demo")


def test_production_refuses(settings: Settings) -> None:
    call_command("loaddata", "plan", verbosity=0)
    settings.DEBUG = False
    with pytest.raises(CommandError, match="never in production"):
        demo()
    assert not Officer.objects.exists()


def test_a_database_without_the_plan_is_refused(settings: Settings) -> None:
    settings.DEBUG = True
    with pytest.raises(CommandError, match="Run `manage"):
        demo()
    assert not Officer.objects.exists()


def test_a_database_in_use_is_refused(settings: Settings) -> None:
    settings.DEBUG = True
    call_command("loaddata", "plan", verbosity=0)
    make_officer(department=Department.objects.get(code="puning"))
    with pytest.raises(CommandError, match="already holds 1 officers and 0 reports"):
        demo()
    assert Officer.objects.count() == 1


def test_listing_the_accounts_makes_none(settings: Settings) -> None:
    settings.DEBUG = True
    assert "not in this database yet" in demo("--accounts")
    assert not Officer.objects.exists()
