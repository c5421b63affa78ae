"""County and department pages: places, problems with their replies, a year of reporting, trend."""

from datetime import date

import pytest
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from dashboards.snapshots.target_status import CITY
from departments.models import Department, Officer
from projects.models import Assignment, Project
from projects.rules.values import Lamp
from reports.models import Period, Report
from tests.factories import (
    make_measurement,
    make_officer,
    make_period,
    make_reply,
    make_report,
    moment,
)
from tests.html import words_of
from tests.tracker.exports import export, headings

Role = Officer.Role
State = Report.State
PROBLEM = "用地手续办理缓慢。"
PUNING = "/counties/puning/"
SORTS = ("name", "rate", "behind", "timeliness", "late", "missing")

pytestmark = [
    pytest.mark.django_db,
    # What the pages say; their queries are tried on both.
    pytest.mark.databases("sqlite"),
    pytest.mark.on("2026-11-23 09:00"),
    pytest.mark.usefixtures("plan"),
]


def signed_in(client: Client, role: str, code: str = "education") -> Officer:
    officer = make_officer(role, Department.objects.get(code=code))
    client.force_login(officer)
    return officer


@pytest.fixture
def leader(client: Client) -> Officer:
    return signed_in(client, Role.LEADER)


def report_of(code: str, number: int = 3, period: str = "2026-10", **fields: object) -> Report:
    """An approved report with a problem, handed in on time, and project 14's figures."""
    found = Period.objects.filter(code=period).first() or make_period(period)
    department = Department.objects.get(code=code)
    given = {"state": State.APPROVED, "problems": PROBLEM} | fields
    report = make_report(Project.objects.get(number=number), department, found, **given)  # type: ignore[arg-type]
    own = Assignment.objects.filter(department=department, target__project=report.project)
    for assignment in own.select_related("target"):
        if assignment.target.is_ratio and report.state == State.APPROVED:
            make_measurement(report, assignment, numerator=100, denominator=100)
    return report


def listed(client: Client, **query: str) -> list[str]:
    rows = client.get("/counties/", query).context["table"].rows
    return [row.record.department.code for row in rows]


def test_counties_stand_in_the_order_of_their_places(client: Client, leader: Officer) -> None:
    report_of("puning")
    report_of("jiexi", submitted_at=moment(date(2026, 11, 6)))

    rows = client.get("/counties/").context["table"].rows
    found = {row.record.department.code: row.record for row in rows}

    assert listed(client)[:2] == ["jiexi", "puning"]
    assert found["puning"].place_text == found["jiexi"].place_text
    assert found["puning"].place_text.startswith("并列第")
    assert found["rongcheng"].by_rate.rank > 2
    assert (found["jiexi"].year.late, found["jiexi"].year.missing) == (1, 21)
    assert found["puning"].year.timeliness_text == "4.5%（1/22）"


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
def test_the_comparison_sorts_by_every_column(client: Client, leader: Officer, sort: str) -> None:
    report_of("puning")

    assert len(listed(client, sort=sort)) == 5


def test_the_highest_share_comes_first_with_its_place_below(
    client: Client, leader: Officer
) -> None:
    report_of("puning")

    assert listed(client)[0] == listed(client, sort="-rate")[0] == "puning"
    assert listed(client, sort="-timeliness")[0] == "puning"
    body = client.get("/counties/").content.decode()
    assert body.count('<span class="why">第 1 名</span>') == 1
    assert body.count('<span class="why">并列第 2 名</span>') == 4
    assert "不排名次" in body


def test_places_by_timeliness_are_there_once_the_bureau_wants_them(
    client: Client, leader: Officer
) -> None:
    report_of("puning")
    page = "/counties/puning/"
    assert "及时率名次" not in client.get(page).content.decode()
    assert "及时率名次" not in exported_headings(client)

    with override_settings(RANK_TIMELINESS=True):
        body = client.get("/counties/").content.decode()
        assert body.count('<span class="why">第 1 名</span>') == 2
        assert "达标率、及时率分别由高到低排" in body
        assert "及时率名次" in client.get(page).content.decode()
        assert "及时率名次" in exported_headings(client)


def exported_headings(client: Client) -> list[str]:
    return headings(export(client, "/counties/"))


def test_a_county_without_applicable_targets_is_not_ranked(client: Client, leader: Officer) -> None:
    own = Assignment.objects.filter(department__code="puning")
    own.update(exemption_reason="不承担。")

    rows = client.get("/counties/").context["table"].rows
    last = list(rows)[-1].record

    assert (last.department.code, last.place_text) == ("puning", "不排名")
    assert {row.record.by_rate.ranked for row in rows if row.record.by_rate} == {4}
    assert "不排名" in words_of(client.get(PUNING).content.decode())
    assert client.get(PUNING).context["ranked"].by_rate is None


def test_a_county_s_page_shows_its_places_with_numerator_and_denominator(
    client: Client, leader: Officer
) -> None:
    report_of("puning")

    response = client.get(PUNING)

    ranked = response.context["ranked"]
    text = words_of(response.content.decode())
    assert ranked.place_text == "第 1 名"
    assert f"{ranked.counts.met_text} 个适用的目标" in text
    assert "及时率，近12个月按时 1/22 份" in text
    assert "不四舍五入；相同的并列，后面的名次顺延" in text


def test_a_problem_is_shown_with_who_answered_it_and_when(client: Client, leader: Officer) -> None:
    officer = make_officer(Role.REVIEWER, name="王审核")
    make_reply(report_of("puning"), "已协调加快办理。", officer=officer)
    report_of("puning", 14, problems="师资不足。")

    text = words_of(client.get(PUNING).content.decode())

    assert "2026年10月能看到的 2 份报告中，2 份提出问题：已答复 1，未答复 1。" in text
    assert "已答复 王审核，2026-11-18 已协调加快办理。" in text
    assert "师资不足。 未答复" in text


@pytest.mark.databases("sqlite", "postgres")
@pytest.mark.parametrize(
    ("role", "code", "sees"),
    [
        (Role.LEADER, "education", True),
        (Role.REVIEWER, "education", True),
        (Role.REPORTER, "puning", True),
        (Role.REPORTER, "education", True),
        (Role.REPORTER, "huilai", False),
        (Role.APPROVER, "huilai", False),
    ],
)
def test_problems_and_links_are_for_who_may_read_the_reports(
    client: Client, role: str, code: str, sees: bool
) -> None:
    make_reply(report_of("puning"), "已转办。")
    signed_in(client, role, code)

    body = client.get(PUNING).content.decode()

    assert (PROBLEM in body) == ("已转办。" in body) == sees
    assert ("/reports/?period=2026-10&department=puning" in body) == sees
    assert ("近12个月没有您能看到的报告。" in body) == (not sees)


def test_only_a_reviewer_is_led_to_the_reply_and_only_today(client: Client) -> None:
    report = report_of("puning")
    link = f"/reports/{report.pk}/#replies"

    signed_in(client, Role.REVIEWER)
    assert link in client.get(PUNING).content.decode()
    assert link not in client.get(PUNING, {"as_of": "2026-11-22"}).content.decode()
    signed_in(client, Role.LEADER)
    assert link not in client.get(PUNING).content.decode()


def test_a_year_s_strip_shows_each_month(client: Client, leader: Officer) -> None:
    report_of("puning", period="2026-09", submitted_at=moment(date(2026, 10, 6)))
    report_of("puning")

    (strip,) = client.get(PUNING).context["histories"]

    assert [(cell.name, cell.text, cell.is_open) for cell in strip.cells] == [
        ("9月", "未报 21", True),
        ("10月", "未报 21", True),
    ]
    assert (strip.total.due, strip.total.on_time, strip.total.late) == (44, 1, 1)


def test_the_trend_ends_with_the_lamps_of_the_day_shown(client: Client, leader: Officer) -> None:
    report_of("puning")

    context = client.get(PUNING).context

    trend, lamp_counts = context["trend"](), context["ranked"].counts
    day, counts = trend.rows[0]
    assert (day, len(trend.rows)) == (date(2026, 11, 23), 13)
    assert list(counts) == [lamp_counts.at(lamp) for lamp, _ in trend.lamps]
    assert (
        f"2026-11-23 滞后和逾期 {lamp_counts.behind} 个，完成 {lamp_counts.at(Lamp.DONE)} 个"
        in trend.told
    )


def test_a_supporting_department_has_a_strip_of_quarters_and_no_trend(
    client: Client, leader: Officer
) -> None:
    make_period("2026-Q3")
    make_period("2026-10")

    response = client.get("/departments/finance/")

    context = response.context
    assert 'id="trend"' not in response.content.decode()
    assert [strip.name for strip in context["histories"]] == ["季报"]
    assert (context["behind"], context["led_behind"], context["led"]) == ([], [], [])
    assert context["supported"]()


def test_the_leading_bureau_sees_its_own_trouble_before_the_city_s(
    client: Client, leader: Officer
) -> None:
    response = client.get("/departments/education/")

    body, context = response.content.decode(), response.context
    assert {status.department for status in context["behind"]} == {"education"}
    assert {status.department for status in context["led_behind"]} == {CITY}
    assert context["trend"]().rows[0][0] == date(2026, 11, 23)
    assert body.index('id="trouble"') < body.index('id="discipline"') < body.index('id="led"')


def test_a_county_s_department_address_leads_on_with_the_day(
    client: Client, leader: Officer
) -> None:
    response = client.get("/departments/puning/", {"as_of": "2026-10-31"})

    assert response.headers["Location"] == "/counties/puning/?as_of=2026-10-31"


@pytest.mark.databases("sqlite", "postgres")
@pytest.mark.parametrize("path", [PUNING, "/departments/education/"])
@pytest.mark.parametrize("number", [1, 3])
def test_as_many_queries_for_one_answered_problem_as_for_three(
    client: Client,
    leader: Officer,
    path: str,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for project in (3, 14, 15)[:number]:
        for code in ("puning", "education"):
            make_reply(report_of(code, project))

    with django_assert_num_queries(12):
        response = client.get(path)

    assert sum(named.answered for named in response.context["problems"]) == number


def test_a_county_s_page_begins_with_how_it_stands(client: Client, leader: Officer) -> None:
    report_of("puning")

    body = words_of(client.get(PUNING).content.decode())

    counts = client.get(PUNING).context["ranked"].counts
    met = f"{counts.applicable}个适用目标中，{counts.met}个达标（达标率{counts.rate_text}）；"
    said = f"普宁市{met}"
    first = body.partition("达标率名次")[0]
    assert said in first
    assert "。最突出的是2-1 城乡学校布局专项规划（逾期）：没有数据，要求完成，时限" in first
