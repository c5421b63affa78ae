"""Pages of a project and a target say what an amendment of a later day will change."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from dashboards.snapshots.cache import clear_cache, snapshot_for
from dashboards.waiting import waiting_texts
from departments.models import Officer
from projects.models import Plan
from projects.terms.amending import Grounds, amend, withdraw
from projects.terms.content import TermDifference, load_content
from tests.factories import make_assignment, make_department, make_officer, make_target

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]
TODAY, YESTERDAY, LATER = date(2026, 11, 26), date(2026, 11, 25), date(2027, 3, 1)
NOTICE = Grounds(LATER, "揭府办函〔2026〕9号", "市政府常务会议研究同意。")
BY = "（揭府办函〔2026〕9号，尚未生效）"


@pytest.fixture
def plan() -> Plan:
    """A project of two targets of at least 22, one of which a county answers for."""
    target = make_target(name="校园")
    make_target(target.project)
    make_assignment(target, make_department(code="jia", name="甲县"))
    return target.project.plan


def change(plan: Plan, table: str, key: str, field: str, after: Any) -> TermDifference:
    return TermDifference(table, key, field, load_content(plan)[table][key][field], after)


def come(key: str, due: str, amount: str) -> TermDifference:
    row = {"due": due, "target_value": amount, "is_inferred": False}
    return TermDifference("节点", key, "", None, row)


def gone(plan: Plan, key: str) -> list[TermDifference]:
    content = load_content(plan)
    return [
        TermDifference(table, own, "", content[table][own], None)
        for table in ("任务分解", "节点", "目标")
        for own in content[table]
        if f"{own} ".startswith(f"{key} ")
    ]


def texts(plan: Plan, about: str, on: date = TODAY) -> list[str]:
    clear_cache()
    return waiting_texts(snapshot_for(plan, on).plan_data, on, about)


def test_the_new_goal_is_said_with_its_day_and_document(plan: Plan) -> None:
    amend(plan, [change(plan, "节点", "1 1 1", "target_value", "25")], NOTICE, None)

    assert texts(plan, "1 1") == [f"自2027-03-01起调整为≥25 所{BY}"]
    assert texts(plan, "1") == [f"1-1 校园：自2027-03-01起调整为≥25 所{BY}"]
    assert texts(plan, "1 2") == []


@pytest.mark.parametrize(
    ("table", "key", "field", "after", "words"),
    [
        ("节点", "1 1 1", "due", "2028-12-31", "调整为2028-12-31 ≥22 所"),
        ("目标", "1 1", "bound", "at_most", "调整为≤22 所"),
        (
            "任务分解",
            "1 1 jia",
            "target_value",
            "9",
            "调整：任务分解 1-1 甲县：本部门目标值 空 → 9",
        ),
        ("项目", "1", "name", "新名", "调整：项目 1：项目名称 项目之1 → 新名"),
    ],
)
def test_other_changes_are_said_in_words(
    plan: Plan, table: str, key: str, field: str, after: str, words: str
) -> None:
    plan.projects.update(name="项目之1")
    amend(plan, [change(plan, table, key, field, after)], NOTICE, None)
    assert texts(plan, "1 1") == [f"自2027-03-01起{words}{BY}"]


def test_a_checkpoint_more_is_said_with_all(plan: Plan) -> None:
    amend(plan, [come("1 1 1", "2025-12-31", "10")], NOTICE, None)
    words = "调整为2025-12-31 ≥10 所、2027-12-31 ≥22 所"
    assert texts(plan, "1 1") == [f"自2027-03-01起{words}{BY}"]


def test_a_target_that_will_go_says_so(plan: Plan) -> None:
    amend(plan, gone(plan, "1 1"), NOTICE, None)
    assert texts(plan, "1") == [f"1-1 校园：自2027-03-01起不再考核{BY}"]


def test_it_is_told_as_of_the_day_shown(plan: Plan) -> None:
    own = [change(plan, "节点", "1 1 1", "target_value", "25")]
    made = amend(plan, own, NOTICE, None)
    with time_machine.travel("2026-12-05 09:00+08:00"):
        withdraw(made, "会议另有决定。", None)

    assert texts(plan, "1 1", YESTERDAY) == []
    assert len(texts(plan, "1 1", TODAY)) == len(texts(plan, "1 1", date(2026, 12, 4))) == 1
    assert texts(plan, "1 1", date(2026, 12, 5)) == []


def test_what_is_in_force_waits_no_more(plan: Plan) -> None:
    amend(plan, [change(plan, "节点", "1 1 1", "target_value", "25")], NOTICE, None)
    with time_machine.travel("2027-03-01 09:00+08:00"):
        assert texts(plan, "1 1", LATER) == []


def test_both_pages_show_it_and_lead_to_the_record(plan: Plan, client: Client) -> None:
    amend(plan, [change(plan, "节点", "1 1 1", "target_value", "25")], NOTICE, None)
    clear_cache()
    client.force_login(make_officer(Officer.Role.LEADER))
    said = f"自2027-03-01起调整为≥25 所{BY}"

    pages = [client.get(path) for path in ("/projects/1/", "/projects/1/targets/1/")]

    for page in pages:
        assert said in page.content.decode()
        assert 'href="/plan-changes/?state=waiting"' in page.content.decode()
    assert said not in client.get("/projects/1/targets/2/").content.decode()
