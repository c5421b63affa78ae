"""Addresses and filters made up: not found, or told, but never an error of the server."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.converters import IntConverter, StringConverter

from departments.models import Officer
from tests.factories import (
    make_officer,
)
from tests.html import leads_on

pytestmark = pytest.mark.django_db


def worded_addresses(value: str) -> Iterator[str]:
    """Every address of the site that takes words, with ``value`` as its words."""
    patterns = list(get_resolver().url_patterns)
    while patterns:
        found = patterns.pop()
        if isinstance(found, URLResolver):
            patterns += found.url_patterns if found.app_name != "admin" else []
            continue
        converters = found.pattern.converters
        if any(isinstance(item, StringConverter) for item in converters.values()):
            path = str(found.pattern)
            for name, item in converters.items():
                put = "1" if isinstance(item, IntConverter) else value
                path = re.sub(rf"<\w+:{name}>", lambda _: put, path)  # noqa: B023
            yield f"/{path}"


@pytest.mark.usefixtures("plain_refusals")
@pytest.mark.parametrize("role", [Officer.Role.REPORTER, Officer.Role.REVIEWER])
@pytest.mark.parametrize("value", ["%00", "2026-10%00", "%ED%A0%80", "%FF", "9" * 300, "%0A"])
def test_addresses_made_up_are_not_found(value: str, role: str) -> None:
    client = Client()
    client.force_login(make_officer(role))
    paths = list(worded_addresses(value))
    assert len(paths) >= 6
    answers = {path: client.get(path) for path in paths}
    found = {path for path, answer in answers.items() if answer.status_code != 404}
    assert {path for path in found if not leads_on(answers[path])} == set()


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "%FF", "9" * 5000, "-1", "[]"])
def test_filters_made_up_are_named_and_break_nothing(value: str) -> None:
    client = Client()
    client.force_login(make_officer(Officer.Role.REPORTER))
    paths = ("reports", "worklist", "change-requests", "calendar", "delegations", "messages")
    for path in (f"/{name}/" for name in paths):
        for name in ("period", "project", "department", "state", "page", "sort", "month", "kind"):
            assert client.get(f"{path}?{name}={value}").status_code == 200
