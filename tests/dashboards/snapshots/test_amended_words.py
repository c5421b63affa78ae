"""Pages say what changed in the plan: the old goal, the amendment as a cause, a correction."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from dashboards.changes.compare import ChangeKind, compare
from dashboards.snapshots.cache import clear_cache, snapshot_for
from dashboards.snapshots.snapshot import Snapshot
from dashboards.targets.history import history
from dashboards.targets.trend import of_assignments, of_city
from departments.models import Officer
from projects.models import Assignment, Plan, Target
from projects.rules.values import Lamp, Scope
from projects.terms.amending import Grounds, amend, correct
from projects.terms.content import TermDifference, load_content
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]
TODAY, YESTERDAY, JUNE = date(2026, 11, 26), date(2026, 11, 25), date(2026, 6, 30)
NOTICE = Grounds(TODAY, "揭府办函〔2026〕9号", "市政府常务会议研究同意。")


def make_amended() -> Assignment:
    """A city's count of at least 22, of which one county reported 15 in May."""
    project, county = make_project(), make_department(name="甲县人民政府")
    make_responsibility(project, county)
    made = make_assignment(make_target(project, scope=Scope.POOLED), county)
    report = make_report(project, county, make_period("2026-05"), state=Report.State.APPROVED)
    make_measurement(report, made, 15)
    return made


@pytest.fixture
def assignment() -> Assignment:
    return make_amended()


@pytest.fixture
def plan(assignment: Assignment) -> Plan:
    return assignment.target.project.plan


def snapshot(on: date = TODAY) -> Snapshot:
    clear_cache()
    return snapshot_for(Plan.objects.get(), on)


def change(plan: Plan, table: str, key: str, field: str, after: Any) -> list[TermDifference]:
    return [TermDifference(table, key, field, load_content(plan)[table][key][field], after)]


def test_the_target_says_from_when_the_goal_holds_and_what_it_was(plan: Plan) -> None:
    amend(plan, change(plan, "节点", "1 1 1", "target_value", "25"), NOTICE, None)
    (now,), (then,) = snapshot().targets, snapshot(YESTERDAY).targets
    assert (now.goal_text, then.goal_text) == ("≥25 所", "≥22 所")
    assert now.reason.endswith("要求自2026-11-26起调整，原≥22 所（揭府办函〔2026〕9号）")
    assert "调整" not in then.reason


def test_a_moved_day_is_said_with_the_goal(plan: Plan) -> None:
    amend(plan, change(plan, "节点", "1 1 1", "due", "2028-12-31"), NOTICE, None)
    (now,) = snapshot().targets
    assert "自2026-11-26起调整，原2027-12-31 ≥22 所（" in now.reason


def test_an_exemption_says_what_was_demanded(plan: Plan, assignment: Assignment) -> None:
    key = f"1 1 {assignment.department.code}"
    amend(plan, change(plan, "任务分解", key, "exemption_reason", "没有此类学校"), NOTICE, None)
    (now,) = snapshot().assignments
    assert now.lamp is Lamp.EXEMPT
    assert now.reason.startswith("不适用：没有此类学校；要求自2026-11-26起调整，原")


def test_a_later_amendment_of_something_else_hides_nothing(plan: Plan) -> None:
    amend(plan, change(plan, "节点", "1 1 1", "target_value", "25"), NOTICE, None)
    amend(plan, change(plan, "项目", "1", "name", "新名"), NOTICE, None)
    (now,) = snapshot().targets
    assert "原≥22 所" in now.reason


def test_of_two_changes_on_a_day_each_target_names_its_own(plan: Plan) -> None:
    other = make_assignment(make_target(plan.projects.get(), scope=Scope.POOLED))
    second = Grounds(TODAY, "揭教〔2026〕42号", "按通知调整。")
    code = other.department.code
    amend(plan, change(plan, "节点", "1 1 1", "target_value", "25"), NOTICE, None)
    amend(plan, change(plan, "节点", "1 2 1", "target_value", "26"), second, None)
    amend(plan, change(plan, "任务分解", f"1 2 {code}", "target_value", "9"), NOTICE, None)

    ((one, two), (_, own)) = snapshot().targets, snapshot().assignments

    assert one.reason.endswith("原≥22 所（揭府办函〔2026〕9号）")
    assert two.reason.endswith("原≥22 所（揭教〔2026〕42号）")
    assert own.reason.endswith("（揭府办函〔2026〕9号）")


def test_of_two_corrections_of_a_day_each_target_names_its_own(plan: Plan) -> None:
    make_assignment(make_target(plan.projects.get(), scope=Scope.POOLED))
    for number in (1, 2):
        grounds = Grounds(JUNE, f"更正说明{number}号", "录入有误。")
        correct(plan, change(plan, "节点", f"1 {number} 1", "target_value", "20"), grounds, None)

    reasons = [target.reason for target in snapshot(YESTERDAY).targets]

    assert [each.rpartition("（")[2] for each in reasons] == ["更正说明1号）", "更正说明2号）"]


def test_a_comparison_names_the_amendment_as_the_cause(plan: Plan) -> None:
    amend(plan, change(plan, "节点", "1 1 1", "target_value", "80"), NOTICE, None)
    (found,) = compare(snapshot(YESTERDAY), snapshot()).targets
    assert (found.kind, found.cause.split("；")[0]) == (
        ChangeKind.DEMAND,
        "要求由≥22 所调整为≥80 所（自2026-11-26起，揭府办函〔2026〕9号）",
    )


@pytest.mark.parametrize(
    ("table", "field", "after", "cause"),
    [
        ("节点", "target_value", "23", "要求由≥22 所调整为≥23 所"),
        ("节点", "due", "2028-01-31", "要求由2027-12-31 ≥22 所调整为2028-01-31 ≥22 所"),
        ("目标", "bound", "about", "要求由≥22 所调整为约22 所（±0）"),
        ("目标", "rhythm", "each_year", "要求由≥22 所调整为每年≥22 所"),
        ("目标", "name", "新名", ""),
    ],
)
def test_a_changed_demand_is_listed_whatever_the_lamp(
    plan: Plan, table: str, field: str, after: str, cause: str
) -> None:
    key = "1 1 1" if table == "节点" else "1 1"
    amend(plan, change(plan, table, key, field, after), NOTICE, None)
    found = compare(snapshot(YESTERDAY), snapshot()).targets
    grounds = "（自2026-11-26起，揭府办函〔2026〕9号）"
    assert [each.cause.split("；")[0] for each in found] == ([f"{cause}{grounds}"] if cause else [])


def test_a_comparison_names_each_document_and_calls_a_correction_so(plan: Plan) -> None:
    since = Grounds(date(2026, 11, 10), "更正说明", "录入有误。")
    correct(plan, change(plan, "节点", "1 1 1", "target_value", "23"), since, None)
    (corrected,) = compare(snapshot(date(2026, 11, 1)), snapshot()).targets
    amend(plan, change(plan, "节点", "1 1 1", "target_value", "24"), NOTICE, None)
    (both,) = compare(snapshot(date(2026, 11, 1)), snapshot()).targets
    (last,) = compare(snapshot(date(2026, 11, 15)), snapshot()).targets

    assert corrected.cause.startswith("要求由≥22 所更正为≥23 所（自2026-11-10起，更正说明）")
    assert both.cause.startswith(
        "要求由≥22 所调整为≥24 所（自2026-11-10起，更正说明、自2026-11-26起，揭府办函〔2026〕9号）"
    )
    assert last.cause.startswith("要求由≥23 所调整为≥24 所（自2026-11-26起，揭府办函")


def test_parts_of_a_sum_are_listed_by_their_own_demand_alone(
    plan: Plan, assignment: Assignment
) -> None:
    county = assignment.department.code
    make_assignment(assignment.target, make_department())
    amend(plan, change(plan, "节点", "1 1 1", "target_value", "23"), NOTICE, None)
    assert compare(snapshot(YESTERDAY), snapshot()).assignments == ()

    amend(plan, change(plan, "任务分解", f"1 1 {county}", "target_value", "9"), NOTICE, None)
    (own,) = compare(snapshot(YESTERDAY), snapshot()).assignments
    assert own.department == county
    assert own.cause.startswith("要求由各县合计≥22 所调整为≥9 所（自2026-11-26起，揭府办函")


def test_an_exemption_is_listed_with_what_was_demanded(plan: Plan, assignment: Assignment) -> None:
    make_assignment(assignment.target, make_department())
    key = f"1 1 {assignment.department.code}"
    amend(plan, change(plan, "任务分解", key, "target_value", "9"), NOTICE, None)
    with time_machine.travel("2026-11-27 09:00+08:00"):
        later = Grounds(date(2026, 11, 27), "揭府办函〔2026〕10号", "没有此类学校。")
        amend(plan, change(plan, "任务分解", key, "exemption_reason", "没有"), later, None)
        now = snapshot(date(2026, 11, 27))
        (own,) = compare(snapshot(TODAY), now).assignments
    assert own.kind is ChangeKind.DEMAND
    assert own.cause == "要求由≥9 所调整为不适用（自2026-11-27起，揭府办函〔2026〕10号）"


def test_an_own_demand_of_the_only_department_is_the_city_s(plan: Plan) -> None:
    sole = make_assignment(make_target(plan.projects.get(), scope=Scope.CITY), make_department())
    key = f"1 2 {sole.department.code}"
    amend(plan, change(plan, "任务分解", key, "target_value", "30"), NOTICE, None)
    (found,) = compare(snapshot(YESTERDAY), snapshot()).targets
    assert found.cause.startswith("要求由≥22 所调整为≥30 所（自2026-11-26起，揭府办函")


def test_a_comparison_names_the_targets_that_came_and_went(client: Client, plan: Plan) -> None:
    make_assignment(make_target(plan.projects.get(), scope=Scope.POOLED))
    content = load_content(plan)
    gone = [
        TermDifference(table, key, "", content[table][key], None)
        for table in ("任务分解", "节点", "目标")
        for key in content[table]
        if key.startswith("1 2")
    ]
    amend(plan, gone, NOTICE, None)
    client.force_login(make_officer(Officer.Role.LEADER))

    pages = [client.get("/changes/?since=2026-11-25"), client.get("/overview/")]

    for page in pages:
        assert "方案调整后不再考核的目标，不作比较：1-2 目标之2。" in page.content.decode()


def test_the_pace_bends_on_the_day_of_the_amendment(plan: Plan) -> None:
    amend(plan, change(plan, "节点", "1 1 1", "target_value", "44"), NOTICE, None)
    now = snapshot()
    chart = of_city(history(now, Target.objects.get()), plan).chart
    assert chart is not None
    amounts = history(now, Target.objects.get())
    assert [moment.city.goal.last.target_value for moment in amounts[-2:]] == [22, 44]
    assert [moment.terms_from for moment in amounts[-2:]] == [None, TODAY]
    (bend,) = chart.bends
    assert bend.label == "2026-11-26 揭府办函〔2026〕9号"
    assert bend.words == "2026-11-26起调整，原≥22 所（揭府办函〔2026〕9号）"
    assert chart.told.endswith(f"；要求自{bend.words}")


def test_each_amendment_of_the_past_is_drawn_with_its_number(plan: Plan, client: Client) -> None:
    for day, number, value in ((TODAY, 9, "44"), (date(2027, 3, 10), 2, "30")):
        document = f"《关于调整有关目标的通知》（揭府办函〔{day.year}〕{number}号）"
        with time_machine.travel(f"{day} 09:00+08:00"):
            raised = change(plan, "节点", "1 1 1", "target_value", value)
            amend(plan, raised, Grounds(day, document, "经研究同意。"), None)
    clear_cache()
    with time_machine.travel("2027-04-01 09:00+08:00"):
        client.force_login(make_officer(Officer.Role.LEADER))
        page = client.get("/projects/1/targets/1/").content.decode()

    labels = ["2026-11-26 揭府办函〔2026〕9号", "2027-03-10 揭府办函〔2027〕2号"]
    assert re.findall(r">([\d-]+ 揭府办函.*?)<", page) == labels
    assert "要求自2027-03-10起调整，原≥44 所（《关于调整有关目标的通知》" in page


def test_a_department_that_came_later_has_a_past_of_its_own(plan: Plan) -> None:
    before = snapshot()
    other = make_department(name="乙县人民政府", order=0)
    row = {"target_value": None, "baseline": None, "denominator": None, "exemption_reason": ""}
    amend(plan, [TermDifference("任务分解", f"1 1 {other.code}", "", None, row)], NOTICE, None)
    now = snapshot()
    trends = of_assignments(history(now, Target.objects.get()), plan)
    names = [trend.status.department_name for trend in trends]
    assert sorted(names) == ["乙县人民政府", "甲县人民政府"]
    assert len(before.assignments) == 1
