"""The problems a department's reports name, as far as a reader may know them."""

from collections.abc import Sequence
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from departments.models import Department, Officer
from projects.models import Project
from reports.models import Period, Report
from reports.problems import PeriodProblems, problems_of
from reports.reported_problem import Answer
from tests.factories import (
    make_department,
    make_officer,
    make_period,
    make_project,
    make_reply,
    make_report,
    moment,
)

Role = Officer.Role
State = Report.State
TODAY = date(2026, 11, 23)
PROBLEM = "用地手续办理缓慢。"

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def county() -> Department:
    return make_department()


@pytest.fixture
def leader() -> Officer:
    return make_officer(Role.LEADER)


def make_months(*codes: str) -> list[Period]:
    return [make_period(code) for code in codes]


def told(
    county: Department,
    reader: Officer,
    periods: Sequence[Period],
    on: date = TODAY,
) -> tuple[list[PeriodProblems], frozenset[int]]:
    return problems_of(county, reader, on, periods, Project.objects.all())


def say(
    county: Department, project: Project, period: Period, text: str, **fields: object
) -> Report:
    state = str(fields.pop("state", State.APPROVED))
    return make_report(project, county, period, state=state, problems=text, **fields)  # type: ignore[arg-type]


def test_the_newest_readable_period_s_problems_are_answered_or_not(
    county: Department, leader: Officer
) -> None:
    september, october = make_months("2026-09", "2026-10")
    projects = [make_project() for _ in range(3)]
    answered, _, silent = (
        say(county, project, october, text)
        for project, text in zip(projects, (PROBLEM, "资金不足。", "无。"), strict=True)
    )
    first = make_reply(answered, "已转办。", at=moment(date(2026, 11, 10)))
    second = make_reply(answered, "已办结。", at=moment(date(2026, 11, 20)))

    (named,) = told(county, leader, [september, october])[0]

    assert (named.period, named.read) == (october, 3)
    assert [problem.project_title for problem in named.problems] == list(map(str, projects[:2]))
    assert (named.answered, named.unanswered) == (1, 1)
    assert named.problems[0].replies == (f"{first}：已转办。", f"{second}：已办结。")
    answer = Answer(second.officer.name, date(2026, 11, 20), "已办结。")
    assert (named.problems[0].answer, named.problems[1].answer) == (answer, None)
    assert silent.pk not in {problem.report for problem in named.problems}


def test_a_period_of_which_nothing_may_be_read_yet_gives_way_to_the_one_before(
    county: Department, leader: Officer
) -> None:
    periods = make_months("2026-09", "2026-10")
    project = make_project()
    say(county, project, periods[0], PROBLEM)
    waiting = say(county, project, periods[1], "新的问题。", state=State.ENDORSED)

    found = {
        reader: told(county, reader, periods)[0][0]
        for reader in (leader, make_officer(Role.REVIEWER), waiting.author)
    }

    assert [named.period.code for named in found.values()] == ["2026-09", "2026-10", "2026-10"]
    assert found[leader].problems[0].text == PROBLEM


def test_another_county_may_read_nothing(county: Department) -> None:
    (period,) = make_months("2026-10")
    make_reply(say(county, make_project(), period, PROBLEM))

    found = told(county, make_officer(Role.REPORTER), [period])

    assert found == ([], frozenset())


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_what_was_not_handed_in_names_nothing(county: Department, state: str) -> None:
    (period,) = make_months("2026-10")
    report = say(county, make_project(), period, PROBLEM, state=state)

    assert told(county, report.author, [period])[0] == []


def test_of_a_corrected_report_the_newest_revision_speaks_and_replies_stay(
    county: Department, leader: Officer
) -> None:
    (period,) = make_months("2026-10")
    project = make_project()
    first = say(county, project, period, "旧的说法。")
    reply = make_reply(first)
    say(county, project, period, "新的说法。", revision=2)

    (named,) = told(county, leader, [period])[0]

    (problem,) = named.problems
    assert (problem.text, problem.replies) == ("新的说法。", (f"{reply}：{reply.text}",))


def test_a_problem_shows_for_how_many_periods_in_a_row_it_was_named(
    county: Department, leader: Officer
) -> None:
    months = make_months("2026-07", "2026-08", "2026-09", "2026-10")
    texts = {
        "新": ("无", "无", "无", PROBLEM),
        "两期": ("无", "", PROBLEM, PROBLEM),
        "间断": (PROBLEM, "无", PROBLEM, PROBLEM),
        "一直": (PROBLEM, PROBLEM, PROBLEM, PROBLEM),
    }
    for name, said in texts.items():
        project = make_project(name=name)
        for month, text in zip(months, said, strict=True):
            say(county, project, month, text)

    (named,) = told(county, leader, months)[0]

    assert {problem.project_name: problem.times_text for problem in named.problems} == {
        "新": "",
        "两期": "连续 2 期提出",
        "间断": "连续 2 期提出",
        "一直": "至少连续 4 期提出",
    }


def test_what_was_named_the_period_before_and_is_not_named_now_stands_apart(
    county: Department, leader: Officer
) -> None:
    september, october = make_months("2026-09", "2026-10")
    gone, kept, unread = (make_project() for _ in range(3))
    for project in (gone, kept, unread):
        say(county, project, september, PROBLEM)
    say(county, gone, october, "")
    say(county, kept, october, PROBLEM)

    (named,) = told(county, leader, [september, october])[0]

    assert (named.before, list(named.gone)) == (september, [gone])


def test_on_a_past_day_only_what_was_approved_and_answered_by_then_is_known(
    county: Department, leader: Officer
) -> None:
    september, october = make_months("2026-09", "2026-10")
    project = make_project()
    say(county, project, september, "九月的问题。", approved_at=moment(date(2026, 10, 9)))
    report = say(county, project, october, PROBLEM, approved_at=moment(date(2026, 11, 9)))
    make_reply(report, at=moment(date(2026, 11, 12)))
    periods = [september, october]

    texts = {
        day: (named[0].problems[0].text, named[0].answered)
        for day in (8, 9, 11, 12)
        if (named := told(county, leader, periods, date(2026, 11, day))[0])
    }

    assert texts == {
        8: ("九月的问题。", 0),
        9: (PROBLEM, 0),
        11: (PROBLEM, 0),
        12: (PROBLEM, 1),
    }


def test_months_and_quarters_are_distinguished(county: Department, leader: Officer) -> None:
    month, quarter = make_months("2026-10", "2026-Q3")
    say(county, make_project(), month, PROBLEM)
    say(county, make_project(), quarter, "协调不够。")

    found, periods = told(county, leader, [month, quarter])

    assert {named.period.code: len(named.problems) for named in found} == {
        "2026-10": 1,
        "2026-Q3": 1,
    }
    assert periods == {month.pk, quarter.pk}


@pytest.mark.parametrize("number", [1, 3])
def test_two_queries_whatever_the_number_of_periods(
    number: int,
    county: Department,
    leader: Officer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    months = make_months("2026-10", "2026-09", "2026-08")[:number]
    projects = [make_project() for _ in range(number)]
    for month in months:
        for project in projects:
            make_reply(say(county, project, month, PROBLEM))

    with django_assert_num_queries(2):
        ((named,), _) = problems_of(county, leader, TODAY, months, projects)

    assert named.answered == number


OPEN = "2026年9月报告提出的问题尚未解决，情况没有变化。"


def only_text(found: tuple[list[PeriodProblems], frozenset[int]]) -> tuple[str, str]:
    ((named,), _) = found
    (problem,) = named.problems
    return problem.text, problem.times_text


@pytest.mark.parametrize("is_loaded", [True, False])
def test_a_problem_that_is_open_still_is_told_in_its_own_words(
    county: Department, leader: Officer, *, is_loaded: bool
) -> None:
    september, october = make_months("2026-09", "2026-10")
    project = make_project()
    say(county, project, september, "旧的说法。")
    say(county, project, september, PROBLEM, revision=2)
    say(county, make_project(), september, "别的项目。")
    say(county, project, october, OPEN)
    told_of = [september, october] if is_loaded else [october]
    words = "（2026年9月）用地手续办理缓慢——至今尚未解决。"
    text, times_text = only_text(told(county, leader, told_of))
    assert text == words
    assert times_text == ("至少连续 2 期提出" if is_loaded else "")


@pytest.mark.parametrize("before", ["无。", "", OPEN])
def test_without_words_of_the_earlier_report_the_statement_stands(
    county: Department, leader: Officer, before: str
) -> None:
    september, october = make_months("2026-09", "2026-10")
    project = make_project()
    say(county, project, september, before)
    say(county, project, october, OPEN)
    assert only_text(told(county, leader, [october]))[0] == OPEN


def test_the_words_of_a_report_that_may_not_be_read_stay_unknown(
    county: Department, leader: Officer
) -> None:
    september, october = make_months("2026-09", "2026-10")
    project = make_project()
    late = say(county, project, september, PROBLEM, approved_at=moment(date(2026, 11, 20)))
    say(county, project, october, OPEN, approved_at=moment(date(2026, 11, 5)))
    found = told(county, leader, [october], date(2026, 11, 10))
    assert only_text(found)[0] == OPEN
    assert only_text(told(county, leader, [october]))[0] != OPEN
    Report.objects.filter(pk=late.pk).update(state=State.ENDORSED, approved_at=None)
    found = told(county, leader, [october])
    assert only_text(found)[0] == OPEN


@pytest.mark.parametrize("number", [1, 3])
def test_one_more_query_finds_the_words_whatever_their_number(
    number: int,
    county: Department,
    leader: Officer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    september, october = make_months("2026-09", "2026-10")
    projects = [make_project() for _ in range(number)]
    for project in projects:
        say(county, project, september, PROBLEM)
        say(county, project, october, OPEN)

    with django_assert_num_queries(3):
        ((named,), _) = problems_of(county, leader, TODAY, [october, september], projects)

    assert {problem.text for problem in named.problems} == {
        "（2026年9月）用地手续办理缓慢——至今尚未解决。"
    }
