"""Pages say what changed in the plan: the old goal, the amendment as a cause, a correction."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook

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
from tests.bulletins.workbook.summaries import document, drawn
from tests.factories import (
    make_assignment,
    make_bulletin,
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


@pytest.fixture
def assignment() -> Assignment:
    """A city's count of at least 22, of which one county reported 15 in May."""
    project, county = make_project(), make_department(name="甲县人民政府")
    make_responsibility(project, county)
    made = make_assignment(make_target(project, scope=Scope.POOLED), county)
    report = make_report(project, county, make_period("2026-05"), state=Report.State.APPROVED)
    make_measurement(report, made, 15)
    return made


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
    assert own.cause.startswith("要求由全市合计≥22 所调整为≥9 所（自2026-11-26起，揭府办函")


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


CORRECTED = "2026-11-26更正（自2026-01-01起，更正说明）：录入有误。节点 1-1 第1个：目标值 22 → 20"


@pytest.mark.parametrize(
    ("day", "is_said"), [("2026-06-30", True), ("2025-12-31", False), ("", False)]
)
def test_a_page_of_a_corrected_day_says_so(
    plan: Plan, client: Client, day: str, is_said: bool
) -> None:
    since = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    correct(plan, change(plan, "节点", "1 1 1", "target_value", "20"), since, None)
    clear_cache()
    client.force_login(make_officer(Officer.Role.LEADER))
    page = client.get("/overview/", {"as_of": day} if day else {}).content.decode()
    banner, _, rest = page.partition('id="trend"')
    assert (banner.count(CORRECTED), banner.count("下面按更正后的显示")) == (is_said, is_said)
    # Today's page shows the months before.
    assert (CORRECTED in rest) is (not day)
    assert rest.count('<span class="small">更正</span>') == {"": 10, "2026-06-30": 6}.get(day, 0)


def test_a_comparison_tells_the_corrections_of_both_its_days_once(
    plan: Plan, client: Client
) -> None:
    since = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    correct(plan, change(plan, "节点", "1 1 1", "target_value", "20"), since, None)
    correct(plan, change(plan, "项目", "1", "name", "新名"), since, None)
    clear_cache()
    client.force_login(make_officer(Officer.Role.LEADER))

    said = {}
    for days in (("2026-06-30", ""), ("2026-06-30", "2026-10-31"), ("2025-12-31", "")):
        page = client.get("/changes/", dict(zip(("since", "as_of"), days, strict=True)))
        body = page.content.decode()
        said[days] = [
            *re.findall("([^>]*)的方案数据后来作过更正，下面按更正后的显示：", body),
            body.count(CORRECTED),
        ]

    assert said == {
        ("2026-06-30", ""): ["2026年6月30日", 1],
        ("2026-06-30", "2026-10-31"): ["2026年6月30日和2026年10月31日", 1],
        ("2025-12-31", ""): [0],
    }


def test_a_correction_is_worded_with_the_names_of_the_day(plan: Plan, client: Client) -> None:
    county = plan.projects.get().departments.get()
    since = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    own = f"1 1 {county.code}"
    correct(plan, change(plan, "任务分解", own, "baseline", "3"), since, None)
    amend(plan, change(plan, "部门", county.code, "name", "新名县人民政府"), NOTICE, None)
    clear_cache()
    client.force_login(make_officer(Officer.Role.LEADER))
    page = client.get("/overview/", {"as_of": "2026-06-30"}).content.decode()
    assert f"录入有误。任务分解 1-1 {county.name}：" in page


def test_pages_of_what_was_not_corrected_are_silent(plan: Plan, client: Client) -> None:
    project = plan.projects.get()
    make_assignment(make_target(project), project.departments.get())
    since = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    correct(plan, change(plan, "节点", "1 1 1", "target_value", "20"), since, None)
    clear_cache()
    client.force_login(make_officer(Officer.Role.LEADER))
    pages = ("/projects/1/", "/projects/1/targets/1/", "/projects/1/targets/2/")
    said = ["录入有误" in client.get(f"{path}?as_of=2026-06-30").content.decode() for path in pages]
    assert said == [True, True, False]


@pytest.mark.parametrize(
    ("difference", "pages"),
    [
        (("方案", "", "end"), ["", "3", "3 1", "3 2", "4"]),
        (("部门", "puning", "name"), ["", "3", "3 1", "3 2", "4"]),
        (("项目", "3", "text"), ["", "3", "3 1", "3 2"]),
        (("责任分工", "3 puning", "role"), ["", "3", "3 1", "3 2"]),
        (("不设目标的语句", "3 1", ""), ["", "3", "3 1", "3 2"]),
        (("节点", "3 1 1", "due"), ["", "3", "3 1"]),
        (("任务分解", "31 1 puning", "baseline"), [""]),
    ],
)
def test_which_pages_a_difference_concerns(
    difference: tuple[str, str, str], pages: list[str]
) -> None:
    change = TermDifference(*difference, None, None)
    assert [page for page in ("", "3", "3 1", "3 2", "4") if change.concerns(page)] == pages


@pytest.mark.parametrize("day", ["", "2026-11-25"])
@pytest.mark.parametrize("words", ["旧名", "新名"])
def test_search_finds_both_names_on_either_day(
    plan: Plan, client: Client, words: str, day: str
) -> None:
    project = plan.projects.get()
    target, county = project.targets.get(), project.departments.get()
    for row in (project, target):
        type(row)._default_manager.update(name="旧名")
    type(county).objects.update(name="旧名县人民政府")
    changes = [
        *change(plan, "项目", "1", "name", "新名"),
        *change(plan, "目标", "1 1", "name", "新名"),
        *change(plan, "部门", county.code, "name", "新名县人民政府"),
    ]
    amend(plan, changes, NOTICE, None)
    clear_cache()
    client.force_login(make_officer(Officer.Role.LEADER))

    found = client.get("/search/", {"q": words} | ({"as_of": day} if day else {}))

    assert [group.name for group in found.context["groups"]] == ["项目", "目标", "县区和部门"]
    is_other = (words == "旧名") is not bool(day)
    assert ("其他时期名称：" in found.content.decode()) is is_other


def test_every_sheet_of_a_corrected_day_says_so(plan: Plan, client: Client) -> None:
    since = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    correct(plan, change(plan, "节点", "1 1 1", "target_value", "20"), since, None)
    clear_cache()
    client.force_login(make_officer(Officer.Role.LEADER))

    def told(path: str, day: str) -> list[bool]:
        response = client.get(path, {"as_of": day, "format": "xlsx"})
        book = load_workbook(BytesIO(response.getvalue()))
        return ["按更正后的显示" in str(sheet["A3"].value) for sheet in book]

    for path in ("/overview/summary.xlsx", "/targets/"):
        assert set(told(path, "2026-06-30")) == {True}
        assert set(told(path, "2025-12-31")) == set(told(path, "")) == {False}


def test_the_summary_names_the_corrections_of_its_day(plan: Plan) -> None:
    since = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    correct(plan, change(plan, "节点", "1 1 1", "target_value", "20"), since, None)
    clear_cache()

    said = {}
    for day in (JUNE, date(2025, 12, 31), TODAY):
        sheet = drawn(document(plan, on=day))["总览"]
        said[day] = [cell.value for cell in sheet["A"] if "更正" in str(cell.value)][1:]

    assert said == {JUNE: ["五、方案数据的更正", CORRECTED], date(2025, 12, 31): [], TODAY: []}


def test_a_bulletin_of_a_corrected_day_says_so_on_paper_and_page(
    plan: Plan, client: Client
) -> None:
    since = Grounds(date(2026, 1, 1), "更正说明", "录入有误。")
    correct(plan, change(plan, "节点", "1 1 1", "target_value", "20"), since, None)
    clear_cache()
    client.force_login(make_officer(Officer.Role.LEADER))
    bulletin = make_bulletin(plan, on=JUNE)
    path = f"/bulletins/{bulletin.year}/{bulletin.number}/"
    for page in (path, f"{path}print/"):
        assert CORRECTED in client.get(page).content.decode()
