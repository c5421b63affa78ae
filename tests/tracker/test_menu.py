"""The menu's lit entry, and what lists say of an address that they do not understand."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from departments.models import Officer
from home.menu import OWN_PAGES, PAGES, place_in_menu
from tests.factories import make_officer
from tests.reports.waiting import make_waiting, signed_in

Role = Officer.Role


@pytest.fixture
def reviewer() -> Client:
    return signed_in(make_officer(Role.REVIEWER))


def lit(client: Client, address: str) -> list[str]:
    """The entries of the menu that are lit on a page."""
    body = client.get(address).content.decode()
    menu = body[body.index('aria-label="主菜单"') :].partition("</nav>")[0]
    found = re.findall(r'aria-current="(?:page|true)">(.*?)</a>', menu, re.DOTALL)
    return [re.sub(r"<[^>]*>|\s", "", item).split("，")[0] for item in found]


def test_every_page_that_the_menu_names_exists() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    named = {detail for item in PAGES + OWN_PAGES for detail in item.details}
    assert named <= names


@pytest.mark.django_db
def test_a_report_opened_from_the_queue_lights_the_queue(reviewer: Client) -> None:
    address = f"/reports/{make_waiting().pk}/"
    assert lit(reviewer, address) == ["进展报告"]
    assert lit(reviewer, f"{address}?from=") == ["待审核"]
    assert lit(reviewer, "/queue/") == ["待审核"]
    assert lit(reviewer, "/queue/ratings/") == ["待审核"]


def test_pages_without_an_entry_light_none() -> None:
    assert place_in_menu("search", is_from_queue=False) == "search"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/reports/", "/queue/", "/change-requests/", "/reminders/"])
def test_a_list_tells_what_it_does_not_understand(reviewer: Client, address: str) -> None:
    told = "地址中的“deparment”无法识别，列表没有按它筛选。"
    assert told in reviewer.get(address, {"deparment": "puning"}).content.decode()
    known = reviewer.get(address, {"sort": "x", "page": "1"}).content.decode()
    assert "无法识别" not in known


@pytest.mark.django_db
def test_what_is_told_of_an_address_is_text_and_short(reviewer: Client) -> None:
    body = reviewer.get("/reports/", {"<script>" + "x" * 500: ""}).content.decode()
    assert "&lt;script&gt;xxxxxxxxxxxx”" in body
    assert "x" * 100 not in body.split("无法识别")[0][-300:]
