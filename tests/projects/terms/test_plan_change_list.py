"""方案调整记录: every change of the plan, what waits and what was withdrawn, for all readers."""

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from projects.models import Plan
from projects.terms.amending import Grounds, amend, correct, withdraw
from projects.terms.content import TermDifference, load_content
from projects.terms.models import PlanChange
from tests.factories import make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]
TODAY, LATER = date(2026, 11, 26), date(2027, 3, 1)
QUERIES = 6
"""Session 1, officer 1, departments 1, counties 1, how many and the rows 2."""


def set_to(plan: Plan, key: str, after: str) -> list[TermDifference]:
    before = load_content(plan)["节点"][key]["target_value"]
    return [TermDifference("节点", key, "target_value", before, after)]


@pytest.fixture
def changes(plan: Plan) -> list[PlanChange]:
    """One in force, a correction, one that waits, and one that is withdrawn."""
    officer = make_officer(Officer.Role.ADMINISTRATOR, name="张三")
    amended = Grounds(TODAY, "揭府办函〔2026〕9号", "会议研究同意。")
    made = [amend(plan, set_to(plan, "3 1 1", "44"), amended, officer)]
    corrected = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    made.append(correct(plan, set_to(plan, "3 2 1", "23"), corrected, officer))
    for number, key in ((10, "3 3 1"), (11, "3 4 1")):
        later = Grounds(LATER, f"揭府办函〔2026〕{number}号", "会议研究同意。")
        made.append(amend(plan, set_to(plan, key, "60"), later, None))
    withdraw(made[-1], "会议另有决定。", officer)
    return made


def listed(client: Client, query: str = "") -> list[int]:
    page = client.get(f"/plan-changes/?{query}")
    return [row.record.pk for row in page.context["table"].rows]


def sign_in(client: Client, role: str = Officer.Role.LEADER) -> None:
    client.force_login(make_officer(role))


def test_all_are_listed_the_newest_first_with_what_changed_and_whether_it_holds(
    client: Client, changes: list[PlanChange]
) -> None:
    sign_in(client)
    assert listed(client) == [change.pk for change in reversed(changes)]
    body = client.get("/plan-changes/").content.decode()
    for words in (
        "揭府办函〔2026〕9号",
        "会议研究同意。",
        "节点 3-1 第1个：目标值",
        "→ 44",
        "更正",
        "待生效",
        "已生效",
        "已撤回",
        "2026-11-26 张三撤回：会议另有决定。",
        "2027-03-01",
    ):
        assert words in body


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("state=waiting", [2]),
        ("state=withdrawn", [3]),
        ("state=applied", [1, 0]),
        ("kind=correction", [1]),
        ("document=揭府办函[2026]9号", [0]),
        ("document=（2026）1", [3, 2]),
        ("document=.*", []),
    ],
)
@pytest.mark.databases("sqlite", "postgres")
def test_it_is_narrowed_by_state_kind_and_document(
    client: Client, changes: list[PlanChange], query: str, places: list[int]
) -> None:
    sign_in(client)
    assert listed(client, query) == [changes[place].pk for place in places]


def test_its_queries_do_not_grow(
    client: Client, changes: list[PlanChange], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client)
    for _ in range(2):
        with django_assert_num_queries(QUERIES):
            client.get("/plan-changes/")
        PlanChange.objects.bulk_create(
            PlanChange(
                **{
                    field: getattr(changes[0], field)
                    for field in ("plan", "kind", "valid_from", "document", "reason")
                },
                differences=changes[0].differences * 9,
                recorded_by=changes[0].recorded_by,
            )
            for _ in range(5)
        )
    assert "其余 4 项" in client.get("/plan-changes/").content.decode()


@pytest.mark.parametrize("role", [Officer.Role.ADMINISTRATOR, Officer.Role.AUDITOR])
def test_the_administrator_and_the_auditor_find_it_in_their_menu(client: Client, role: str) -> None:
    sign_in(client, role)
    assert 'href="/plan-changes/"' in client.get("/worklist/").content.decode()
