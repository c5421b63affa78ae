"""What a meeting's material says: made of a snapshot, seen by readers, narrowed, compared."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from bulletins.document.build import document_of, seen_by
from bulletins.document.frozen import BulletinDocument
from bulletins.document.narrow import of_department, of_project
from bulletins.document.serialize import InvalidDocument, dumps, loads, sha256
from bulletins.workbook.summary import summary_workbook
from dashboards.snapshots.cache import clear_cache, snapshot_for
from departments.models import Department, Officer
from projects.models import Plan, Project, Responsibility
from projects.rules.values import Lamp
from projects.terms.amending import Grounds, amend
from projects.terms.content import TermDifference
from reports.models import Period, Report
from reports.rules.punctuality import Punctuality
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_reply,
    make_report,
    make_responsibility,
    make_target,
)

Kind, Role, State = Department.Kind, Officer.Role, Report.State
LEAD, SUPPORT = Responsibility.Involvement.LEAD, Responsibility.Involvement.SUPPORT
BEFORE, NOW = date(2026, 10, 31), date(2026, 11, 23)
END = date(2027, 12, 31)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def counties() -> list[Department]:
    return [make_department(name="甲县"), make_department(name="乙县")]


@pytest.fixture
def project(counties: list[Department]) -> Project:
    """Two counties lead it, a municipal department supports it; one target of both, 10 each."""
    project = make_project(number=1)
    target = make_target(project, number=1, checkpoints=[(END, 10)], scope="each_county")
    for county in counties:
        make_responsibility(project, county, LEAD)
        make_assignment(target, county)
    make_responsibility(project, make_department(Kind.MUNICIPAL, "市财政局"), SUPPORT)
    return project


def period(code: str) -> Period:
    return Period.objects.filter(code=code).first() or make_period(code)


def say(project: Project, department: Department, code: str, value: int, **texts: Any) -> Report:
    """An approved report of a month with one figure."""
    report = make_report(project, department, period(code), state=State.APPROVED, **texts)
    assignment = department.assignments.get(target__project=project)
    make_measurement(report, assignment, value)
    return report


def document(on: date = NOW, before: BulletinDocument | None = None) -> BulletinDocument:
    return document_of(snapshot_for(Plan.objects.get(), on), None, before)


def test_entries_say_what_the_board_s_lines_say(
    project: Project, counties: list[Department]
) -> None:
    say(project, counties[0], "2026-10", 7)
    snapshot = snapshot_for(project.plan, NOW)
    made = document()

    judged = [*snapshot.assessed.values()]
    judged += [item for own in snapshot.assessed_assignments.values() for item in own]
    told = [
        (
            *(item.department_name, item.value_text, item.lamp, item.status.reason),
            *(item.goal.last.due, item.evaluation.expected),
        )
        for item in judged
    ]
    assert told == [
        (item.department_name, item.value_text, item.lamp, item.reason, item.due, item.expected)
        for item in (*made.targets, *made.assignments)
    ]
    assert [item.deviation for item in made.assignments] == [
        item.evaluation.deviation for item in judged[1:]
    ]


def test_counts_are_those_of_the_city_each_body_and_each_project(
    project: Project, counties: list[Department]
) -> None:
    say(project, counties[0], "2026-10", 10)
    snapshot = snapshot_for(project.plan, NOW)
    made = document()

    assert made.count() == snapshot.city
    assert made.count(1) == made.count()
    own = [made.count(department=county.code) for county in counties]
    assert [(item.met, item.applicable, item.rate) for item in own] == [
        (1, 1, Fraction(1)),
        (0, 1, Fraction(0)),
    ]
    assert [item.lamp for item in own] == [Lamp.DONE, Lamp.UNREPORTED]
    assert made.count(1, counties[1].code).at(Lamp.UNREPORTED) == 1
    finance = next(item.code for item in made.departments if not item.is_county)
    assert made.count(department=finance, role="support").total == 1
    assert made.count(department=finance).total == 0
    assert made.count(department=finance).rate is None


def test_statements_are_the_newest_approved_of_the_last_two_months(
    project: Project, counties: list[Department]
) -> None:
    say(project, counties[0], "2026-08", 1, progress="早了")
    say(project, counties[0], "2026-09", 2, progress="九月")
    say(project, counties[0], "2026-10", 3, progress="十月")
    say(project, counties[1], "2026-09", 4, progress="乙县九月")
    make_report(project, counties[1], period("2026-10"), state=State.SUBMITTED, progress="未批")

    found = document().statements

    assert [(item.department_name, item.progress, item.is_newest) for item in found] == [
        (counties[0].name, "十月", True),
        (counties[1].name, "乙县九月", False),
    ]


def test_difficulties_come_with_how_often_they_were_named_and_what_was_replied(
    project: Project, counties: list[Department]
) -> None:
    say(project, counties[0], "2026-09", 1, problems="缺地。")
    report = say(project, counties[0], "2026-10", 2, problems="还是缺地。")
    say(project, counties[1], "2026-10", 2, problems="无。")
    make_reply(report, "已协调。")

    (found,) = document().problems

    assert (found.department, found.text, found.period) == (
        counties[0].code,
        "还是缺地。",
        "2026年10月",
    )
    assert found.times_text == "至少连续 2 期提出"
    assert [words.partition("：")[2] for words in found.replies] == ["已协调。"]


def test_a_difficulty_that_is_open_still_comes_in_its_own_words(
    project: Project, counties: list[Department]
) -> None:
    say(project, counties[0], "2026-09", 1, problems="缺地。")
    stated = "2026年9月报告提出的问题尚未解决，情况没有变化。"
    say(project, counties[0], "2026-10", 2, problems=stated)

    (found,) = document().problems

    assert found.text == "（2026年9月）缺地——至今尚未解决。"


def test_filings_show_the_newest_due_day_and_the_year(
    project: Project, counties: list[Department]
) -> None:
    say(project, counties[0], "2026-09", 1)
    say(project, counties[0], "2026-10", 2)
    say(project, counties[1], "2026-09", 1)

    found = {(item.department, item.kind): item for item in document().punctuality}

    late = found[counties[1].code, "月报"]
    assert (late.period, late.newest, late.missing) == ("2026年10月", Punctuality(1, 0, 0), (1,))
    assert (late.year.due, late.year.missing) == (2, 1)
    assert found[counties[0].code, "月报"].year.completeness_text == "100.0%（2/2）"


@pytest.fixture
def told(project: Project, counties: list[Department]) -> BulletinDocument:
    for county in counties:
        say(project, county, "2026-10", 3, progress="做了", problems="缺地")
    return document()


def test_readers_see_the_texts_they_may_open_and_all_figures(
    told: BulletinDocument, counties: list[Department]
) -> None:
    finance = Department.objects.get(name="市财政局")
    readers: Mapping[str, Officer | None] = {
        "county": make_officer(Role.REPORTER, counties[0]),
        "supporter": make_officer(Role.APPROVER, finance),
        "leader": make_officer(Role.LEADER),
        "other": make_officer(Role.REPORTER, make_department()),
        "command": None,
    }

    seen = {name: seen_by(told, officer) for name, officer in readers.items()}

    departments = {
        name: [item.department for item in found.statements] for name, found in seen.items()
    }
    everybody = [county.code for county in counties]
    assert departments == {
        "county": everybody[:1],
        "supporter": everybody,
        "leader": everybody,
        "other": [],
        "command": everybody,
    }
    assert departments == {
        name: [item.department for item in found.problems] for name, found in seen.items()
    }
    assert {found.targets for found in seen.values()} == {told.targets}
    assert {found.assignments for found in seen.values()} == {told.assignments}


def test_a_county_s_document_holds_nothing_of_another(
    told: BulletinDocument, counties: list[Department]
) -> None:
    own = of_department(told, counties[0].code)

    assert own.about == "甲县"
    assert [item.code for item in own.counties] == [counties[0].code]
    assert own.targets == own.assignments
    assert {
        item.department
        for items in (own.assignments, own.statements, own.problems)
        for item in items
    } == {counties[0].code}
    assert {item.department for item in own.punctuality} == {counties[0].code}


def test_a_department_s_document_is_that_of_its_projects(told: BulletinDocument) -> None:
    other = make_project(Plan.objects.get(), number=2)
    make_target(other, number=1, checkpoints=[(END, 10)])
    finance = Department.objects.get(name="市财政局")

    own = of_department(document(), finance.code)

    assert ([item.number for item in own.projects], len(own.assignments)) == ([1], 2)
    assert [item.department for item in own.punctuality] == [
        item.department for item in told.punctuality if item.department == finance.code
    ]


def test_a_project_s_document_is_its_own(told: BulletinDocument) -> None:
    other = make_project(Plan.objects.get(), number=2, name="别的")
    make_target(other, number=1, checkpoints=[(END, 10)])
    now = document()

    own = of_project(now, 1)

    assert ([item.number for item in own.projects], len(now.projects)) == ([1], 2)
    assert {item.project for item in (*own.targets, *own.assignments)} == {1}
    assert {item.project for item in own.statements} == {1}
    assert own.about.startswith("项目1 ")


@pytest.mark.parametrize("code", ["", "nobody"])
def test_narrowing_to_what_is_not_there_is_refused(told: BulletinDocument, code: str) -> None:
    with pytest.raises(KeyError):
        of_department(told, code)
    with pytest.raises(KeyError):
        of_project(told, 99)


def test_shifts_show_what_changed_since_the_bulletin_before(
    project: Project, counties: list[Department]
) -> None:
    say(project, counties[0], "2026-09", 4)
    say(project, counties[0], "2026-10", 10)
    before = replace(document(BEFORE), issue="2026年第10期")

    found = document(NOW, before).changes

    assert found is not None
    assert (found.since, found.on) == ("2026年第10期", BEFORE)
    (part,) = found.assignments
    assert (part.department, part.kind_text, part.before_value_text, part.value_text) == (
        counties[0].code,
        "新达标",
        "4 所",
        "10 所",
    )
    assert (found.only_before, found.only_now) == ((), ())


@pytest.mark.parametrize("is_old", [False, True])
def test_a_changed_demand_is_listed_with_its_document_also_since_an_old_bulletin(
    project: Project, is_old: bool
) -> None:
    before = loads(dumps(document(BEFORE)))
    if is_old:
        plain = [replace(each, stated=None, goal_changes=None) for each in before.targets]
        before = replace(before, targets=tuple(plain))
        assert "stated" not in json.loads(dumps(before))["targets"][0]
    own = TermDifference("节点", "1 1 1", "target_value", "10", "12")
    amend(project.plan, [own], Grounds(NOW, "揭府办函〔2026〕9号", "研究同意。"), None)
    clear_cache()

    now = loads(dumps(document_of(snapshot_for(project.plan, NOW), None, before, "2026年第11期")))

    (found,) = now.changes.targets if now.changes else ()
    assert found.kind_text == "要求调整"
    grounds = "（自2026-11-23起，揭府办函〔2026〕9号）"
    assert found.cause == f"要求由≥10 所调整为≥12 所{grounds}"
    sheet = load_workbook(summary_workbook(now, ["changes"])).worksheets[0]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"要求调整", found.cause} <= cells


def test_targets_of_one_bulletin_alone_are_named_and_not_compared(project: Project) -> None:
    before = document(BEFORE)
    project.targets.get().assignments.all().delete()
    gone = project.targets.get()
    gone.delete()
    make_target(project, number=2, name="新的", checkpoints=[(END, 1)])

    found = document(NOW, before).changes

    assert found is not None
    assert (found.targets, found.assignments) == ((), ())
    assert found.only_before == (f"1-1 {gone.name}",)
    assert found.only_now == ("1-2 新的",)


def test_a_county_sees_its_own_shifts_in_the_targets_place(
    project: Project, counties: list[Department]
) -> None:
    alone = make_target(project, number=2, checkpoints=[(END, 5)])
    make_assignment(alone, counties[0])
    before = document(BEFORE)
    make_measurement(
        make_report(project, counties[0], period("2026-10"), state=State.APPROVED),
        alone.assignments.get(),
        5,
    )
    now = document(NOW, before)

    own, other = (of_department(now, county.code).changes for county in counties)

    assert own is not None
    assert [(item.target, item.kind_text) for item in own.targets] == [(2, "新达标")]
    assert other is not None
    assert other.targets == ()


@pytest.mark.parametrize("months", [1, 3])
def test_queries_are_six_whatever_the_history(
    project: Project,
    counties: list[Department],
    months: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for code in ["2026-10", "2026-09", "2026-08"][:months]:
        for county in counties:
            say(project, county, code, 1, problems="缺地")
    snapshot, leader = snapshot_for(project.plan, NOW), make_officer(Role.LEADER)

    with django_assert_num_queries(6):
        made = document_of(snapshot, None)
    with django_assert_num_queries(1):
        seen_by(made, leader)


def test_what_is_kept_reads_again_as_it_was(told: BulletinDocument) -> None:
    ratio = replace(told.targets[0], attainment=Fraction(115, 150), value=Fraction(230, 3))
    kept = replace(told, targets=(ratio,))
    text = dumps(kept)

    assert loads(text) == kept
    assert dumps(loads(text)) == text
    assert '"115/150"' not in text
    assert '"23/30"' in text


@pytest.mark.parametrize("text", ["", "{}", '{"title": 1}', "[]", "nonsense"])
def test_what_was_not_kept_by_us_is_refused(text: str) -> None:
    with pytest.raises(InvalidDocument):
        loads(text)


def test_a_letter_changed_is_another_fingerprint(told: BulletinDocument) -> None:
    text = dumps(told)

    assert sha256(text) == sha256(dumps(loads(text)))
    assert sha256(text) != sha256(text.replace("做了", "做完"))
