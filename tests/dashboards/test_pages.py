"""Dashboards: what they show, whom they open to, and how many queries they take."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from dashboards.snapshots.cache import clear_cache
from departments.models import Department, Officer
from projects.models import Assignment, Project, Target
from reports.models import Measurement, Period, Report
from tests.factories import make_measurements, make_officer, make_period, make_report

PAGES = (
    "/overview/",
    "/lamp-rules/",
    "/projects/",
    "/projects/3/",
    "/projects/3/targets/1/",
    "/counties/",
    "/counties/puning/",
    "/departments/",
    "/departments/education/",
    "/targets/",
)
QUERIES = {
    "/overview/": 10,
    "/lamp-rules/": 9,
    "/projects/": 9,
    "/projects/3/": 11,
    "/projects/3/targets/1/": 10,
    "/counties/": 10,
    "/counties/puning/": 12,
    "/departments/": 9,
    "/departments/education/": 11,
    "/targets/": 9,
}
"""Session 1, officer 1, plan data 6, figures 1; then discipline and the page's subject.

A county's and a department's: discipline, its reports and, if any, replies."""

pytestmark = [
    pytest.mark.django_db,
    # What the pages say; their queries are tried on both.
    pytest.mark.databases("sqlite"),
    pytest.mark.usefixtures("plan"),
    pytest.mark.on("2026-11-23 09:00"),
]


@pytest.fixture
def leader(client: Client) -> Officer:
    bureau = Department.objects.get(code="education")
    officer = make_officer(Officer.Role.LEADER, bureau)
    client.force_login(officer)
    return officer


def months(number: int) -> list[Period]:
    """The last ``number`` months up to 2026-10, oldest first."""
    serials = range(2026 * 12 + 9 - number + 1, 2026 * 12 + 10)
    return [make_period(f"{serial // 12}-{serial % 12 + 1:02}") for serial in serials]


def report_history(number: int) -> None:
    """普宁市 reports projects 3 and 14 for ``number`` months, all approved."""
    puning = Department.objects.get(code="puning")
    author = make_officer(Officer.Role.REPORTER, puning)
    figures = []
    for period in months(number):
        for project in Project.objects.filter(number__in=(3, 14)):
            report = make_report(
                project, puning, period, state=Report.State.APPROVED, author=author
            )
            own = Assignment.objects.filter(department=puning, target__project=project)
            figures += [
                Measurement(report=report, assignment=assignment, **amounts(assignment.target))
                for assignment in own.select_related("target")
                if assignment.target.is_ratio or assignment.target.is_count
            ]
    make_measurements(figures)


def amounts(target: Target) -> dict[str, int]:
    return {"numerator": 98, "denominator": 100} if target.is_ratio else {"value": 4}


@pytest.mark.databases("sqlite", "postgres")
@pytest.mark.parametrize("number", [1, 24])
def test_queries_of_a_dashboard_do_not_grow_with_history(
    client: Client, leader: Officer, number: int
) -> None:
    report_history(number)
    taken = {}
    for path in PAGES:
        clear_cache()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        taken[path] = len(queries)

    assert taken == QUERIES


@pytest.mark.parametrize("path", PAGES)
def test_every_dashboard_shows_a_past_day_on_request_and_says_so(
    client: Client, leader: Officer, path: str
) -> None:
    response = client.get(path, {"as_of": "2024-06-30"})

    assert response.context["on"] == date(2024, 6, 30)
    assert "2024-06-30" in response.content.decode()
    assert response.context["is_past"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("2026-13-01", "日期请按 2026-10-31 的样子填写"),
        ("2026-11-24", "不能查看未来的日期"),
        ("2023-09-03", "行动方案自2023-09-04起实施"),
    ],
)
def test_a_wrong_day_is_shown_and_today_shown(
    client: Client, leader: Officer, asked: str, told: str
) -> None:
    response = client.get("/overview/", {"as_of": asked})

    assert told in response.content.decode()
    assert response.context["on"] == date(2026, 11, 23)


def test_overview_shows_all_22_projects_for_five_counties(client: Client, leader: Officer) -> None:
    context = client.get("/overview/").context
    matrix = context["matrix"]()

    assert [row.project.number for row in matrix] == list(range(1, 23))
    assert {len(row.cells) for row in matrix} == {5}
    targets = sum(row.city.counts.total for row in matrix)
    assert context["city"]().total == targets == 87


@pytest.mark.parametrize(
    ("day", "heading"), [("2025-11-30", "即将到期的节点"), ("2026-05-31", "逾期最久的节点")]
)
def test_what_lies_ahead_is_not_headed_as_what_is_overdue(
    client: Client, leader: Officer, day: str, heading: str
) -> None:
    body = client.get("/overview/", {"as_of": day}).content.decode()

    assert [item for item in ("即将到期的节点", "逾期最久的节点") if item in body] == [heading]


def test_what_is_kept_of_a_project_s_page_is_shown_to_nobody_else(client: Client) -> None:
    report_history(1)

    def offers(role: str, code: str) -> tuple[bool, int]:
        client.force_login(make_officer(role, Department.objects.get(code=code)))
        body = client.get("/projects/3/").content.decode()
        return "修改口径" in body, body.count("/change-requests/new/?assignment=")

    for _ in range(2):
        assert offers("leader", "education") == (False, 0)
        assert offers("reviewer", "education") == (True, 0)
        assert offers("approver", "puning") == (False, 3)
        assert offers("approver", "huilai") == (False, 3)
    puning = Assignment.objects.filter(department__code="puning", target__project__number=3)
    client.force_login(make_officer("approver", Department.objects.get(code="puning")))
    body = client.get("/projects/3/").content.decode()
    assert all(f"/change-requests/new/?assignment={item.pk}" in body for item in puning)


@pytest.mark.databases("sqlite", "postgres")
@pytest.mark.parametrize("path", ["/overview/", "/projects/3/"])
@pytest.mark.parametrize("role", ["reviewer", "leader", "reporter", "approver"])
def test_nobody_s_overview_or_project_takes_more_than_twelve_queries(
    client: Client, role: str, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    report_history(3)
    code = "education" if role in {"reviewer", "leader"} else "puning"
    client.force_login(make_officer(role, Department.objects.get(code=code)))

    with django_assert_max_num_queries(12):
        client.get(path)


def test_the_matrix_narrows_by_theme_and_lamp_and_puts_trouble_first(
    client: Client, leader: Officer
) -> None:
    report_history(1)

    def numbers(**query: str) -> list[int]:
        return [row.project.number for row in client.get("/overview/", query).context["matrix"]()]

    whole = client.get("/overview/").context["matrix"]()
    overdue = [row.project.number for row in whole if row.has("overdue")]
    assert numbers(theme="teaching") == [17, 18]
    assert numbers(lamp="overdue") == overdue
    assert 0 < len(overdue) < 22
    assert numbers(order="behind") == [
        row.project.number for row in sorted(whole, key=lambda row: row.severity)
    ]
    assert sorted(numbers(order="behind")) == list(range(1, 23))
    assert numbers(theme="nonsense") == list(range(1, 23))


def test_the_matrix_kept_is_that_of_the_question(client: Client, leader: Officer) -> None:
    """What is kept as rendered differs by day and filter."""
    bodies = [
        client.get("/overview/", query).content.decode().partition('class="data matrix ')[2]
        for query in ({}, {"theme": "care"}, {"as_of": "2026-10-10"}, {})
    ]
    bodies = [body.partition("</table>")[0] for body in bodies]

    cells = [body.count('class="cell lamp') for body in bodies]
    assert cells[0] == cells[2] == cells[3] > cells[1] > 0
    assert "&amp;as_of=2026-10-10" in bodies[2]
    assert "as_of=" not in bodies[3]


def test_project_page_shows_its_words_unaltered_and_links_each_promise(
    client: Client, leader: Officer
) -> None:
    response = client.get("/projects/12/")

    project = Project.objects.get(number=12)
    assert "".join(item.text for item in response.context["segments"]) == project.text
    body = response.content.decode()
    for target in project.targets.all():
        assert f'id="target-12-{target.number}"' in body
        assert f'href="/projects/12/targets/{target.number}/"' in body


def test_target_list_narrows_by_project_department_lamp_and_measure(
    client: Client, leader: Officer
) -> None:
    report_history(1)

    query = {"project": "3", "department": "puning", "measure": "count", "lamp": "pooled"}
    response = client.get("/targets/", query)

    rows = [row.record for row in response.context["table"].rows]
    assert [status.code for status in rows] == ["3-2", "3-3"]
    assert {status.department for status in rows} == {"puning"}


def test_the_five_numbers_and_their_kinds_link_to_just_so_many_targets(
    client: Client, leader: Officer
) -> None:
    report_history(1)
    page = client.get("/overview/")
    groups = page.context["city"]().by_group
    links = re.findall(
        r'href="(/targets/[^"]+)">(?:<span class="lamp[^/]+</span>\s*<span class="number">)?(\d+)<',
        page.content.decode().partition("first-columns")[0],
    )

    listed = [len(client.get(unescape(link)).context["table"].rows) for link, _ in links]

    assert [item.group.word for item in groups] == [
        "✓完成",
        "绿·正常",
        "黄·滞后",
        "红",
        "暂无有效数据",
    ]
    assert sum(item.count for item in groups) == Target.objects.count()
    assert listed == [int(number) for _, number in links]
    assert len(links) == 5 + 2 + 6


def test_rules_are_one_link_on_a_screen_and_stand_at_the_end_on_paper(
    client: Client, leader: Officer
) -> None:
    for path in PAGES:
        body = client.get(path, {"as_of": "2026-10-31"}).content.decode()
        is_of_rules = path == "/lamp-rules/"
        assert ('href="/lamp-rules/?as_of=2026-10-31"' in body) is not is_of_rules
        if "红·严重滞后：落后序时进度超过30个百分点" in body and not is_of_rules:
            assert '<section class="print-only" aria-labelledby="rules">' in body


def test_target_list_shows_a_wrong_filter(client: Client, leader: Officer) -> None:
    response = client.get("/targets/", {"project": "99"})

    assert response.status_code == 200
    assert list(response.context["table"].rows) == []
    assert response.context["filter_form"].errors


def test_project_list_narrows_by_words_and_lamp(client: Client, leader: Officer) -> None:
    def numbers(**query: str) -> list[int]:
        rows = client.get("/projects/", query).context["table"].rows
        return [row.record.subject.number for row in rows]

    assert numbers(words="多媒体教室") == [3]
    assert numbers(words="没有这句话") == []
    assert len(numbers(lamp="overdue")) + len(numbers(lamp="unreported")) == 22
    assert numbers(lamp="nonsense") == []


def test_department_list_narrows_by_kind(client: Client, leader: Officer) -> None:
    rows = client.get("/departments/", {"kind": "county"}).context["table"].rows

    assert [row.record.name for row in rows] == [
        f"{name}人民政府" for name in ("榕城区", "揭东区", "揭西县", "惠来县", "普宁市")
    ]


@pytest.mark.parametrize(
    "sort", ["target", "-department", "due", "-attainment", "deviation", "lamp", "-lamp"]
)
def test_target_list_sorts_by_every_column(client: Client, leader: Officer, sort: str) -> None:
    report_history(1)

    assert client.get("/targets/", {"sort": sort}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/projects/23/",
        "/projects/3/targets/9/",
        "/projects/23/targets/1/",
        "/counties/nowhere/",
        "/departments/nowhere/",
        "/counties/education/",
    ],
)
def test_an_unknown_subject_is_not_found(client: Client, leader: Officer, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_county_governments_department_page_is_its_county_page(
    client: Client, leader: Officer
) -> None:
    response = client.get("/departments/puning/")

    assert response.headers["Location"] == "/counties/puning/"


def test_without_a_plan_dashboards_say_what_to_do(client: Client, leader: Officer) -> None:
    for model in (Assignment, Project):
        model.objects.all().delete()
    from projects.models import Plan

    Plan.objects.all().delete()

    assert client.get("/overview/").status_code == 404


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Officer.Role.REPORTER, "/worklist/"),
        (Officer.Role.APPROVER, "/queue/"),
        (Officer.Role.REVIEWER, "/queue/"),
        (Officer.Role.LEADER, "/overview/"),
        (Officer.Role.ADMINISTRATOR, "/admin/"),
        (Officer.Role.AUDITOR, "/audit/"),
    ],
)
def test_each_role_opens_on_the_page_it_works_on(client: Client, role: str, home: str) -> None:
    client.force_login(make_officer(role))

    assert client.get("/").headers["Location"] == home


def test_summary_download_arrives_with_its_chinese_name(client: Client, leader: Officer) -> None:
    response = client.get("/overview/summary.xlsx", {"as_of": "2026-10-31"})

    disposition = response.headers["Content-Disposition"]
    assert "filename*=utf-8''%E9%A1%B9%E7%9B%AE" in disposition
    assert "2026-10-31.xlsx" in disposition
    assert b"".join(response.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
