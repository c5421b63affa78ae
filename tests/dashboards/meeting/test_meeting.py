"""会议模式: its slides, their addresses, and how many queries they take."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dashboards.meeting.deck import deck, found
from dashboards.meeting.slides import Slide
from dashboards.snapshots.cache import snapshot_for
from departments.models import Department, Officer
from projects.models import Assignment, Plan, Project
from reports.models import Period, Report
from reports.obligations import newest_obligations
from tests.factories import make_measurement, make_officer, make_period, make_report

QUERIES = 10
"""Session 1, officer 1, plan data 7, figures 1, discipline 1."""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("plan"),
    pytest.mark.on("2026-11-23 09:00"),
]


@pytest.fixture
def plan(plan: Plan) -> None:
    make_period("2026-10")


@pytest.fixture
def leader(client: Client) -> Officer:
    officer = make_officer(Officer.Role.LEADER, Department.objects.get(code="education"))
    client.force_login(officer)
    return officer


def report(number: int, code: str = "2026-10") -> None:
    """普宁市's approved report of a project: 3 of each count, nothing else."""
    project = Project.objects.get(number=number)
    puning = Department.objects.get(code="puning")
    period = Period.objects.filter(code=code).first() or make_period(code)
    made = make_report(project, puning, period, state=Report.State.APPROVED)
    for line in Assignment.objects.filter(department=puning, target__project=project):
        if line.target.is_count:
            make_measurement(made, line, 3)


def slides_of(client: Client) -> list[Slide]:
    slides: list[Slide] = client.get("/meeting/print/").context["slides"]
    return slides


@pytest.mark.parametrize("path", ["/meeting/", "/meeting/?slide=county-puning", "/meeting/print/"])
@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_a_meeting_do_not_grow(
    client: Client,
    leader: Officer,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    number: int,
) -> None:
    for project in range(1, number + 1):
        report(project)

    with django_assert_num_queries(QUERIES):
        response = client.get(path)

    assert response.status_code == 200


@pytest.mark.databases("sqlite")
def test_slides_are_city_contents_projects_and_counties(client: Client, leader: Officer) -> None:
    subjects = [slide.key for slide in slides_of(client) if slide.page == 1]

    counties = ["rongcheng", "jiedong", "jiexi", "huilai", "puning"]
    assert subjects == [
        "overview",
        "contents",
        *(f"project-{number}" for number in range(1, 23)),
        *(f"county-{code}" for code in counties),
    ]


@pytest.mark.databases("sqlite")
def test_a_project_of_many_targets_takes_several_slides_and_loses_none(
    client: Client, leader: Officer
) -> None:
    parts = [slide for slide in slides_of(client) if slide.key.startswith("project-6")]

    assert [slide.page_text for slide in parts] == ["第 1 / 3 页", "第 2 / 3 页", "第 3 / 3 页"]
    body = "".join(
        client.get("/meeting/", {"slide": slide.key}).content.decode() for slide in parts
    )
    for target in Project.objects.get(number=6).targets.all():
        assert body.count(f"{target}\n") == 1


@pytest.mark.databases("sqlite")
def test_one_page_shows_one_slide_and_leads_to_its_neighbours(
    client: Client, leader: Officer
) -> None:
    response = client.get("/meeting/", {"slide": "project-1", "as_of": "2026-10-31"})

    body = response.content.decode()
    assert re.findall('data-slide="([^"]+)"', body) == ["project-1"]
    steps = re.findall(r'rel="(prev|next)"\s+href="([^"]+)"', body)
    assert steps == [
        ("prev", "/meeting/?slide=contents&amp;as_of=2026-10-31"),
        ("next", "/meeting/?slide=project-2&amp;as_of=2026-10-31"),
    ]
    assert f"3 / {response.context['total']}" in body
    assert "截至2026年10月31日（往日）" in body


def test_the_ends_lead_no_further(client: Client, leader: Officer) -> None:
    last = slides_of(client)[-1].key

    assert client.get("/meeting/").context["previous"] is None
    assert client.get("/meeting/", {"slide": last}).context["next"] is None


@pytest.mark.databases("sqlite")
def test_contents_lead_to_every_subject(client: Client, leader: Officer) -> None:
    body = client.get("/meeting/", {"slide": "contents"}).content.decode()

    for slide in slides_of(client):
        if slide.key == "contents":
            continue
        assert (slide.key, f"slide={slide.key}" in body) == (slide.key, slide.page == 1)


@pytest.mark.parametrize("key", ["project-23", "project-", "county-nowhere-2", "nonsense", "-2"])
def test_an_unknown_slide_is_not_found(client: Client, leader: Officer, key: str) -> None:
    assert client.get("/meeting/", {"slide": key}).status_code == 404


@pytest.mark.databases("sqlite")
def test_a_subject_that_takes_fewer_slides_now_opens_on_its_last(
    client: Client, leader: Officer
) -> None:
    slides = slides_of(client)

    assert [slides[found(slides, f"project-6-{page}") or 0].page for page in (3, 4, 9)] == [3, 3, 3]


def test_a_county_s_cell_shows_its_lamp_and_its_figure(client: Client, leader: Officer) -> None:
    report(3)

    body = client.get("/meeting/", {"slide": "project-3"}).content.decode()

    assert '<a href="/meeting/?slide=county-puning">普宁市</a>' in body
    assert "计入合计" in body
    assert "<span>3 所</span>" in body
    assert "未报" in body


def test_a_county_s_slide_shows_its_rank_its_discipline_and_its_trouble(
    client: Client, leader: Officer
) -> None:
    report(3)

    body = client.get("/meeting/", {"slide": "county-puning"}).content.decode()

    assert "应报 22，按时 1，迟报 0，未报 <b>21</b>；及时率 4.5%（1/22）" in body
    assert "并列第 1 名，达标率 <b>0.0%（0/" in body
    assert '<a href="/counties/puning/">普宁市</a>' in body
    assert "节点已过，至今没有通过审核的数据" in body


def test_a_project_without_targets_has_a_slide() -> None:
    Assignment.objects.all().delete()
    project = Project.objects.get(number=1)
    project.targets.all().delete()
    snapshot = snapshot_for(Plan.objects.get(), Plan.objects.get().start)

    slides = deck(
        snapshot,
        newest_obligations(snapshot.responsibilities, snapshot.on, snapshot.plan_data.periods),
    )

    assert slides[found(slides, "project-1") or 0].pages == 1
    assert slides[found(slides, "county-puning") or 0].pages == 1


@pytest.mark.parametrize("path", ["/meeting/", "/meeting/print/"])
def test_a_meeting_is_only_read(client: Client, leader: Officer, path: str) -> None:
    assert client.post(path).status_code == 405


def test_a_wrong_day_is_shown_and_today_shown(client: Client, leader: Officer) -> None:
    body = client.get("/meeting/", {"as_of": "2026-13-01"}).content.decode()

    assert "日期请按 2026-10-31 的样子填写" in body
    assert "截至2026年11月23日" in body


def test_a_meeting_opens_on_the_overview_which_names_the_county_and_its_gap(
    client: Client, leader: Officer
) -> None:
    response = client.get("/meeting/")
    body = response.content.decode()

    assert response.context["slide"].key == "overview"
    assert "滞后和逾期最多的是" in body
    assert "榕城区：" in body
    assert "没有数据</a>" in body


def test_contents_carry_the_lamp_of_every_project_and_county(
    client: Client, leader: Officer
) -> None:
    report(3)
    slides = slides_of(client)
    body = client.get("/meeting/", {"slide": "contents"}).content.decode()
    nav = body.partition('class="slide-links"')[2].partition("</nav>")[0]

    subjects = [
        slide for slide in slides if slide.page == 1 and slide.kind in {"project", "county"}
    ]
    lamps = [slide.content.summary.counts.lamp for slide in subjects]  # type: ignore[attr-defined]
    assert re.findall(r'class="lamp lamp-([\w-]+)"', nav) == lamps
    assert len(lamps) == 27


def test_slides_name_the_lagging_county_and_what_it_lacks(client: Client, leader: Officer) -> None:
    puning, period = Department.objects.get(code="puning"), Period.objects.get(code="2026-10")
    project = Project.objects.get(number=6)
    made = make_report(project, puning, period, state=Report.State.APPROVED)
    line = Assignment.objects.get(department=puning, target__project=project, target__number=9)
    make_measurement(made, line, numerator=12, denominator=16)
    slides = client.get("/meeting/print/").content.decode().split("<article")

    of_project = next(slide for slide in slides if "6-9 " in slide and "slide-promises" in slide)
    of_county = "".join(slide for slide in slides if 'data-slide="county-puning' in slide)
    assert "；普宁市还差4" in of_project
    assert "节点已过，仍未达到目标值；还差4" in of_county
