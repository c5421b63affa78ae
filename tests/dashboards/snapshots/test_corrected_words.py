"""Pages, sheets and bulletins of a day whose terms were corrected since say so."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from dashboards.snapshots.cache import clear_cache
from departments.models import Officer
from projects.models import Assignment, Plan
from projects.terms.amending import Grounds, amend, correct
from projects.terms.content import TermDifference
from tests.bulletins.workbook.summaries import document, drawn
from tests.dashboards.snapshots.test_amended_words import (
    JUNE,
    NOTICE,
    TODAY,
    change,
    make_amended,
)
from tests.factories import (
    make_assignment,
    make_bulletin,
    make_officer,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-26 09:00")]
CORRECTED = "2026-11-26更正（自2026-01-01起，更正说明）：录入有误。节点 1-1 第1个：目标值 22 → 20"


@pytest.fixture
def assignment() -> Assignment:
    return make_amended()


@pytest.fixture
def plan(assignment: Assignment) -> Plan:
    return assignment.target.project.plan


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
