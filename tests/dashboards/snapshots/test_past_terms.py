"""A change of the plan alters no answer for a day before it; a correction does, and says so."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoDbBlocker

from bulletins.document.build import document_of
from dashboards.snapshots.cache import clear_cache, get_plan_data, snapshots_for
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.month_ends import month_ends
from dashboards.standings import standings
from departments.models import AuditEntry, Department, Officer
from projects.models import Plan
from projects.terms.amending import (
    ChangeRefused,
    Grounds,
    amend,
    apply_due,
    apply_due_once,
    correct,
    terms_on,
)
from projects.terms.content import BY_NAME, TermDifference, load_content
from projects.terms.models import PastTerms, PlanChange
from reports.obligations import by_department, obligations, year_until
from tests.dashboards.snapshots.plan_history import load_history
from tests.dashboards.snapshots.shown_days import shown
from tests.explore import EXPLORES
from tests.factories import make_officer
from tests.module_rows import module_rows

TODAY, YESTERDAY = date(2026, 11, 26), date(2026, 11, 25)
TOMORROW = date(2026, 11, 27)
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.databases("sqlite", "postgres"),
    pytest.mark.on("2026-11-26 09:00"),
]


@pytest.fixture(scope="module", autouse=True)
def _history(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with module_rows(django_db_blocker, load_history):
        yield


@pytest.fixture
def plan() -> Plan:
    return Plan.objects.get()


_before: dict[date, str] = {}


@pytest.fixture
def before(plan: Plan) -> dict[date, str]:
    """The answers before any change, which are the same for each test."""
    if not _before:
        _before.update(answers(plan))
    return _before


def answers(plan: Plan, number: int = 24) -> dict[date, str]:
    """Everything that the last month ends say: lamps, figures, words, counts, discipline."""
    clear_cache()
    loaded = get_plan_data(plan)
    assert loaded is not None
    days = month_ends(plan, TODAY, number)[:-1]
    assert len(days) == number
    said = {}
    for day, snapshot in snapshots_for(loaded[0], days).items():
        periods = year_until(snapshot.plan_data.periods, day)
        owed = by_department(obligations(snapshot.all_responsibilities, periods, day))
        said[day] = repr(
            (
                snapshot.plan,
                snapshot.thresholds,
                [(item.number, item.name, item.text) for item in snapshot.projects],
                snapshot.department_infos,
                snapshot.targets,
                snapshot.assignments,
                snapshot.city,
                [
                    count_lamps(item.evaluation for item in snapshot.of_department(department))
                    for department in snapshot.counties
                ],
                [(str(item.project), str(item.department)) for item in snapshot.responsibilities],
                [(row.department.name, row.period.code, row.punctuality) for row in owed],
                [*standings(snapshot)],
                document_of(snapshot, None),
            )
        )
    return said


@pytest.fixture
def leader(client: Client) -> Client:
    """A client whose user's own name and department no change of a test touches."""
    bureau = Department.objects.get(code="education")
    client.force_login(make_officer(Officer.Role.LEADER, bureau))
    return client


def change(plan: Plan, table: str, key: str, field: str, after: Any) -> list[TermDifference]:
    before = load_content(plan)[table][key]
    return [TermDifference(table, key, field, before[field], after)]


def gone(plan: Plan, table: str, key: str) -> list[TermDifference]:
    row = load_content(plan)[table][key]
    return [
        TermDifference(table, key, "", {name: row[name] for name in BY_NAME[table].fields}, None)
    ]


def come(table: str, key: str, **row: Any) -> list[TermDifference]:
    return [TermDifference(table, key, "", None, row)]


def test_a_day_answers_the_same_alone_and_among_others(plan: Plan, before: dict[date, str]) -> None:
    assert answers(plan, 1).items() <= before.items()
    assert answers(plan, 7).items() <= before.items()


OF_NOW = Grounds(TODAY, "揭府办函〔2026〕9号", "市政府常务会议研究同意。")
CHANGES = {
    "a goal": ("节点", "3 1 1", "target_value", "40"),
    "a due day": ("节点", "3 1 1", "due", "2026-12-31"),
    "an inferred day": ("节点", "3 1 1", "is_inferred", False),
    "a bound": ("目标", "3 1", "bound", "at_most"),
    "a rhythm": ("目标", "3 2", "rhythm", "each_year"),
    "a rhythm that restarts": ("目标", "6 4", "rhythm", "once"),
    "a scope": ("目标", "3 2", "scope", "each_county"),
    "a measure's unit": ("目标", "3 2", "unit", "个"),
    "a tolerance": ("目标", "3 2", "tolerance", "1"),
    "a counting rule": ("目标", "3 2", "counting", "只计公办学校。"),
    "a target's name": ("目标", "3 2", "name", "改名的目标"),
    "an own goal": ("任务分解", "3 2 puning", "target_value", "9"),
    "a baseline": ("任务分解", "2 5 puning", "baseline", "97"),
    "a fixed denominator": ("任务分解", "3 1 puning", "denominator", 7),
    "an exemption": ("任务分解", "3 2 puning", "exemption_reason", "没有此类学校"),
    "a threshold": ("方案", "", "red_points", "15"),
    "the plan's end": ("方案", "", "end", "2028-12-31"),
    "the plan's title": ("方案", "", "title", "新的方案"),
    "a project's text": ("项目", "3", "text", "新的原文。"),
    "a project's name": ("项目", "3", "name", "新的名称"),
    "a department's name": ("部门", "puning", "name", "普宁新区管委会"),
    "a county's name": ("县（市、区）", "445281", "name", "普宁区"),
    "a department's place": ("部门", "puning", "order", 0),
    "a county's population": ("县（市、区）", "445281", "population", 1),
    "a role": ("责任分工", "3 puning", "role", "support"),
}
"""Each dated attribute, and what it becomes."""


@pytest.mark.parametrize("names", [[*CHANGES], *([name] for name in CHANGES if EXPLORES)])
def test_an_amendment_alters_no_day_before_it(
    plan: Plan, before: dict[date, str], names: list[str]
) -> None:
    amend(plan, [item for name in names for item in change(plan, *CHANGES[name])], OF_NOW, None)
    after = answers(plan)
    assert [day for day in before if before[day] != after[day]] == []


def test_a_corrected_goal_reaches_back_to_its_day(plan: Plan, before: dict[date, str]) -> None:
    since = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    correct(plan, change(plan, *CHANGES["a goal"]), since, None)
    after = answers(plan)
    altered = {day for day in before if before[day] != after[day]}
    assert altered == {day for day in before if day >= since.valid_from}


REMOVED = {
    "a responsibility": ("责任分工", "3 puning"),
    "an assignment": ("任务分解", "3 2 puning"),
}


@pytest.mark.parametrize("name", REMOVED)
def test_what_an_amendment_takes_away_stays_for_the_days_before(
    plan: Plan, before: dict[date, str], name: str
) -> None:
    amend(plan, gone(plan, *REMOVED[name]), OF_NOW, None)
    after = answers(plan)
    assert [day for day in before if before[day] != after[day]] == []
    assert REMOVED[name][1] not in load_content(plan)[REMOVED[name][0]]


def test_a_target_taken_away_with_its_figures_stays_for_the_days_before(
    plan: Plan, before: dict[date, str]
) -> None:
    amend(plan, retired(plan), OF_NOW, None)
    after = answers(plan)
    assert [day for day in before if before[day] != after[day]] == []
    assert "3 2" not in load_content(plan)["目标"]


def retired(plan: Plan) -> list[TermDifference]:
    """Target 3-2 with all that belongs to it."""
    rows = load_content(plan)
    return [
        item
        for table in ("节点", "任务分解", "目标")
        for key in rows[table]
        if f"{key} ".startswith("3 2 ")
        for item in gone(plan, table, key)
    ]


def all_changes(plan: Plan) -> list[TermDifference]:
    return [item for each in CHANGES.values() for item in change(plan, *each)]


@pytest.mark.parametrize(
    ("day", "changes"),
    [
        (date(2026, 10, 31), all_changes),
        (date(2025, 10, 31), all_changes),
        (date(2026, 10, 31), retired),
    ],
)
def test_an_amendment_alters_no_page_and_no_cell_of_a_day_before_it(
    plan: Plan, leader: Client, day: date, changes: Callable[[Plan], list[TermDifference]]
) -> None:
    before = shown(leader, plan, day)
    amend(plan, changes(plan), OF_NOW, None)
    after = shown(leader, plan, day)
    assert [place for place in before if before[place] != after[place]] == []


def test_what_an_amendment_adds_was_not_there_before(plan: Plan, before: dict[date, str]) -> None:
    goal = {"due": "2027-06-30", "target_value": "30", "is_inferred": False}
    row = load_content(plan)["目标"]["3 2"]
    target = {name: row[name] for name in BY_NAME["目标"].fields}
    own = {"target_value": None, "baseline": None, "denominator": None, "exemption_reason": ""}
    amend(
        plan,
        [
            *come("责任分工", "3 science-technology", role="lead", order=99),
            *come("目标", "3 99", **target),
            *come("节点", "3 99 1", **goal),
            *come("任务分解", "3 99 puning", **own),
        ],
        OF_NOW,
        None,
    )
    after = answers(plan)
    assert [day for day in before if before[day] != after[day]] == []
    assert {"3 99 1"} <= set(load_content(plan)["节点"])


UNSAID = {
    *("a tolerance", "a counting rule", "a fixed denominator", "the plan's end"),
    "a county's population",
}
"""What no answer depends on in these figures."""


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("name", CHANGES)
def test_a_correction_reaches_back_to_its_day(
    plan: Plan, before: dict[date, str], name: str
) -> None:
    since = Grounds(date(2026, 7, 1), "更正说明", "录入有误。")
    correct(plan, change(plan, *CHANGES[name]), since, None)
    after = answers(plan, 24 if EXPLORES else 5)
    altered = {day for day in after if before[day] != after[day]}
    assert {day for day in altered if day < since.valid_from} == set()
    assert load_content(plan) == terms_on(plan, TODAY) == terms_on(plan, since.valid_from)
    if name not in UNSAID:
        assert altered == {day for day in after if day >= since.valid_from}


def test_a_correction_leaves_what_was_amended_since(plan: Plan) -> None:
    amend(plan, change(plan, "节点", "3 1 1", "target_value", "44"), OF_NOW, None)
    grounds = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    old = terms_on(plan, YESTERDAY)["节点"]["3 1 1"]["target_value"]

    correct(plan, [TermDifference("节点", "3 1 1", "target_value", old, "20")], grounds, None)

    goals = {
        day: terms_on(plan, day)["节点"]["3 1 1"]["target_value"]
        for day in (date(2025, 12, 31), date(2026, 1, 1), YESTERDAY, TODAY)
    }
    assert list(goals.values()) == [old, "20", "20", "44"]
    replaced = PastTerms.objects.exclude(replaced_by=None)
    assert [row.content["节点"]["3 1 1"]["target_value"] for row in replaced] == [old]


def test_an_amendment_of_a_later_day_waits_for_it(plan: Plan) -> None:
    old = load_content(plan)
    changes = change(plan, "节点", "3 1 1", "target_value", "44")
    made = amend(plan, changes, Grounds(TOMORROW, "文件", "原因"), None)
    assert load_content(plan) == old

    apply_due(TODAY)
    assert load_content(plan) == old
    apply_due(TOMORROW)
    made.refresh_from_db()
    assert made.applied_at is not None
    assert load_content(plan)["节点"]["3 1 1"]["target_value"] == "44"
    assert terms_on(plan, TODAY) == old
    apply_due(TOMORROW)
    assert PastTerms.objects.count() == 1


def test_the_first_page_of_a_day_is_already_by_its_terms(
    plan: Plan, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.middleware.apply_due_once", apply_due_once)
    monkeypatch.setattr("projects.terms.amending._applied_on", None)
    client.get("/accounts/login/")
    changes = change(plan, "节点", "3 1 1", "target_value", "44")
    amend(plan, changes, Grounds(TOMORROW, "文件", "原因"), None)

    goals = []
    for day in ("2026-11-26 23:59", "2026-11-27 00:00"):
        with time_machine.travel(f"{day}+08:00"):
            client.get("/accounts/login/")
            goals.append(load_content(plan)["节点"]["3 1 1"]["target_value"])
    assert goals == ["100", "44"]


def test_what_waits_is_not_changed_by_another_amendment(plan: Plan) -> None:
    changes = change(plan, "节点", "3 1 1", "target_value", "44")
    amend(plan, changes, Grounds(TOMORROW, "文件", "原因"), None)
    with pytest.raises(ChangeRefused, match="2026-11-27"):
        amend(plan, change(plan, "节点", "3 1 1", "due", "2026-12-31"), OF_NOW, None)
    assert PlanChange.objects.count() == 1


def test_days_are_what_the_kind_of_change_allows(plan: Plan) -> None:
    changes = change(plan, "节点", "3 1 1", "target_value", "44")
    with pytest.raises(ChangeRefused, match="更正"):
        amend(plan, changes, Grounds(YESTERDAY, "文件", "原因"), None)
    with pytest.raises(ChangeRefused, match="方案调整"):
        correct(plan, changes, Grounds(TOMORROW, "文件", "原因"), None)


def test_two_amendments_of_one_day_keep_the_terms_before_the_first(plan: Plan) -> None:
    old = load_content(plan)
    amend(plan, change(plan, "节点", "3 1 1", "target_value", "44"), OF_NOW, None)
    amend(plan, change(plan, "节点", "3 1 1", "target_value", "45"), OF_NOW, None)
    assert terms_on(plan, YESTERDAY) == old
    assert terms_on(plan, TODAY)["节点"]["3 1 1"]["target_value"] == "45"


def test_what_is_taken_up_again_is_the_row_that_figures_belong_to(plan: Plan) -> None:
    whole = load_content(plan)
    (removal,) = gone(plan, "任务分解", "3 2 puning")
    amend(plan, [removal], OF_NOW, None)
    amend(plan, [removal._replace(before=None, after=removal.before)], OF_NOW, None)
    assert load_content(plan) == whole


def test_each_change_has_an_audit_row_with_before_and_after(plan: Plan) -> None:
    old = load_content(plan)["节点"]["3 1 1"]["target_value"]
    amend(plan, change(plan, "节点", "3 1 1", "target_value", "44"), OF_NOW, None)
    entry = AuditEntry.objects.get()
    assert entry.action == "方案调整"
    assert (entry.before, entry.after) == ({"目标值": old}, {"目标值": "44"})
    assert entry.reason.startswith("自2026-11-26起，揭府办函〔2026〕9号：")
