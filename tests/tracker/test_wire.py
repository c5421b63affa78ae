"""What goes over the wire: pages compressed, files as they are."""

import gzip

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import Officer
from tests.factories import make_officer, make_project

pytestmark = pytest.mark.django_db
ACCEPTED = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def leader(client: Client) -> Client:
    make_project()
    client.force_login(make_officer(Officer.Role.LEADER))
    return client


def test_pages_are_compressed_for_browsers_that_take_it(leader: Client) -> None:
    page = leader.get(reverse("overview"), headers=ACCEPTED)

    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
    assert "总览" in gzip.decompress(page.content).decode()


def test_the_same_page_has_a_length_that_nobody_can_foretell(leader: Client) -> None:
    lengths = {len(leader.get(reverse("overview"), headers=ACCEPTED).content) for _ in range(20)}

    assert len(lengths) > 1


def test_downloads_keep_their_length(leader: Client) -> None:
    file = leader.get(reverse("summary_download"), headers=ACCEPTED)

    assert "Content-Encoding" not in file.headers
    assert int(file.headers["Content-Length"]) == len(file.getvalue())
