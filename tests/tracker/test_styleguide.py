"""样式指南: there for those who work on the pages, and not in production."""

import pytest
from django.test import Client
from django.utils.html import strip_tags

from projects.wording import LAMP_LABELS
from tests.factories import make_officer
from tests.tracker.processes import run_manage

ASK = "from django.urls import reverse; print(reverse('styleguide'))"

with_styleguide = pytest.mark.urls("tests.tracker.styleguide_urls")


@pytest.mark.process
def test_it_has_an_address_only_while_debug_is_on() -> None:
    debug = run_manage("shell", "--command", ASK, DEBUG="1")
    production = run_manage("shell", "--command", ASK)

    assert debug.stdout.endswith("/styleguide/\n")
    assert "NoReverseMatch" in production.stderr


@pytest.mark.django_db
def test_in_production_it_is_not_found(client: Client) -> None:
    client.force_login(make_officer())

    assert client.get("/styleguide/").status_code == 404


@with_styleguide
@pytest.mark.django_db
def test_it_shows_every_state(client: Client) -> None:
    client.force_login(make_officer())

    shown = strip_tags(client.get("/styleguide/").content.decode())

    assert [word for word in LAMP_LABELS.values() if word not in shown] == []
    for words in ("104.2%（1250/1200）", "—（0/0）", "0 所", "已报 3/5 县区", "−21.998", "12/12"):
        assert (words, words in shown) == (words, True)


@with_styleguide
@pytest.mark.django_db
def test_it_is_only_read(client: Client) -> None:
    client.force_login(make_officer())

    assert client.post("/styleguide/").status_code == 405


@with_styleguide
@pytest.mark.django_db
def test_before_sign_in_it_leads_to_the_sign_in(client: Client) -> None:
    response = client.get("/styleguide/")

    assert response.headers["Location"] == "/accounts/login/?next=/styleguide/"
