"""搜索: what is found, for whom, and how many queries it takes."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from departments.models import Department, Officer
from home.search.find import HitGroup
from projects.models import Plan, Project
from reports.models import Period, Report
from tests.factories import make_officer, make_period, make_report

QUERIES = 11
"""Session 1, officer 1, plan data 6, figures 1, retired targets 1, reports 1."""
SECRET = "只有本县知道的困难"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("plan"),
    pytest.mark.on("2026-11-23 09:00"),
]


@pytest.fixture
def plan(plan: Plan) -> None:
    for code in ("2026-08", "2026-09", "2026-10", "2026-Q3"):
        make_period(code)


@pytest.fixture
def leader(client: Client) -> Officer:
    return sign_in(client, Officer.Role.LEADER, "education")


def sign_in(client: Client, role: str, code: str) -> Officer:
    officer = make_officer(role, Department.objects.get(code=code))
    client.force_login(officer)
    return officer


def report(
    code: str = "puning",
    period: str = "2026-10",
    state: str = Report.State.APPROVED,
    number: int = 3,
    problems: str = SECRET,
) -> Report:
    return make_report(
        Project.objects.get(number=number),
        Department.objects.get(code=code),
        Period.objects.get(code=period),
        state=state,
        problems=problems,
    )


def groups(client: Client, asked: str, **query: str) -> dict[str, HitGroup]:
    response = client.get("/search/", {"q": asked, **query})
    assert response.status_code == 200
    return {group.key: group for group in response.context["groups"]}


def titles(group: HitGroup) -> list[str]:
    return ["".join(piece.text for piece in hit.title) for hit in group.hits]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_a_search_do_not_grow(
    client: Client,
    leader: Officer,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    for project in range(1, number + 1):
        report(number=project)

    with django_assert_num_queries(QUERIES):
        response = client.get("/search/", {"q": SECRET})

    assert [len(group.hits) for group in response.context["groups"]] == [number]


def test_a_search_finds_projects_targets_and_the_plan_s_words(
    client: Client, leader: Officer
) -> None:
    found = groups(client, "多媒体教室")

    assert list(found) == ["targets", "plan"]
    assert titles(found["targets"]) == ["3-1 多媒体教室上网率"]
    [hit] = found["plan"].hits
    assert hit.address == "/projects/3/#words"
    assert [piece.text for piece in hit.note if piece.is_found] == ["多媒体教室"]
    assert "<mark>多媒体教室</mark>" in client.get("/search/", {"q": "多媒体教室"}).content.decode()


@pytest.mark.parametrize("asked", ["3-1", "３－１", " 3-1 "])
def test_a_target_is_found_by_its_code_alone(client: Client, leader: Officer, asked: str) -> None:
    found = groups(client, asked)

    assert titles(found["targets"]) == ["3-1 多媒体教室上网率"]
    assert found["targets"].hits[0].address == "/projects/3/targets/1/"


def test_a_project_is_found_by_its_number(client: Client, leader: Officer) -> None:
    assert titles(groups(client, "２")["projects"]) == ["2 实施城乡中小学校布局优化工程"]


@pytest.mark.parametrize(
    ("asked", "name", "address"),
    [
        ("普宁", "普宁市人民政府", "/counties/puning/"),
        ("人社局", "市人力资源社会保障局", "/departments/human-resources/"),
        ("财政", "市财政局", "/departments/finance/"),
    ],
)
def test_a_department_is_found_by_its_name_whole_or_short(
    client: Client, leader: Officer, asked: str, name: str, address: str
) -> None:
    group = groups(client, asked)["departments"]

    assert (titles(group), group.hits[0].address) == ([name], address)
    assert client.get(address).status_code == 200


def test_of_many_hits_ten_are_shown_and_the_rest_a_click_away(
    client: Client, leader: Officer
) -> None:
    group = groups(client, "学校")["plan"]
    body = client.get("/search/", {"q": "学校"}).content.decode()
    alone = groups(client, "学校", group="plan")

    assert (len(group.shown), group.rest) == (10, len(group.hits) - 10)
    assert f"还有 {group.rest} 条" in body
    assert list(alone) == ["plan"]
    assert alone["plan"].shown == alone["plan"].hits
    assert list(groups(client, "学校", group="nonsense")) == list(groups(client, "学校"))


def test_addresses_keep_the_day_requested(client: Client, leader: Officer) -> None:
    found = groups(client, "多媒体教室", as_of="2026-10-31")

    assert found["targets"].hits[0].address == "/projects/3/targets/1/?as_of=2026-10-31"


@pytest.mark.parametrize("asked", ["", "   ", "　"])
def test_an_empty_search_finds_nothing_and_is_no_fault(
    client: Client, leader: Officer, asked: str
) -> None:
    body = client.get("/search/", {"q": asked}).content.decode()

    assert "例如：" in body
    assert "没有找到" not in body


def test_what_is_nowhere_is_shown(client: Client, leader: Officer) -> None:
    body = client.get("/search/", {"q": "<b>没有这句话</b>"}).content.decode()

    assert "没有找到“&lt;b&gt;没有这句话&lt;/b&gt;”" in body


@pytest.mark.parametrize(
    ("asked", "told"), [("长" * 61, "不要超过60个字"), ("一\0二", "无法识别的字符")]
)
def test_an_impossible_question_is_shown(
    client: Client, leader: Officer, asked: str, told: str
) -> None:
    assert told in client.get("/search/", {"q": asked}).content.decode()


@pytest.mark.parametrize("asked", ["%", "_", "'", '"', "\\", "' OR 1=1 --", "%%", "*", "学%校"])
def test_signs_of_databases_are_plain_letters(client: Client, leader: Officer, asked: str) -> None:
    report(problems="没有")

    found = groups(client, asked)

    assert all(
        asked in "".join(piece.text for piece in hit.note)
        for group in found.values()
        for hit in group.hits
        if group.key == "plan"
    )
    assert "reports" not in found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(max_size=70), group=st.sampled_from(["", "plan", "reports", "nonsense"]))
def test_no_query_breaks_the_page(client: Client, asked: str, group: str) -> None:
    if not client.session.get("_auth_user_id"):
        sign_in(client, Officer.Role.LEADER, "education")
        report()
    address = f"/search/?q={quote(asked.encode('utf-8', 'surrogatepass'))}&group={group}"

    assert client.get(address).status_code == 200


def test_an_approved_text_is_found_by_whoever_may_open_the_report(client: Client) -> None:
    made = report()
    for role, code, is_found in (
        (Officer.Role.REVIEWER, "education", True),
        (Officer.Role.LEADER, "education", True),
        (Officer.Role.REPORTER, "puning", True),
        (Officer.Role.REPORTER, "finance", True),
        (Officer.Role.APPROVER, "huilai", False),
        (Officer.Role.REPORTER, "rongcheng", False),
        (Officer.Role.REPORTER, "civil-affairs", False),
    ):
        sign_in(client, role, code)
        found = groups(client, SECRET)
        assert (code, "reports" in found) == (code, is_found)
        if is_found:
            address = found["reports"].hits[0].address
            assert (address, client.get(address).status_code) == (f"/reports/{made.pk}/", 200)
            assert "存在问题：" in "".join(piece.text for piece in found["reports"].hits[0].note)


@pytest.mark.parametrize("state", [state for state in Report.State if state != "approved"])
def test_a_text_not_yet_approved_is_found_by_nobody(client: Client, state: str) -> None:
    report(state=state)
    for role, code in (
        (Officer.Role.REVIEWER, "education"),
        (Officer.Role.LEADER, "education"),
        (Officer.Role.REPORTER, "puning"),
        (Officer.Role.REPORTER, "huilai"),
    ):
        sign_in(client, role, code)
        assert groups(client, SECRET) == {}


def test_of_a_department_only_the_newest_report_is_searched(
    client: Client, leader: Officer
) -> None:
    report(period="2026-08")
    assert groups(client, SECRET) == {}
    report(period="2026-09")
    assert [hit.address for hit in groups(client, SECRET)["reports"].hits] != []
    report(period="2026-10", problems="已经解决")
    assert groups(client, SECRET) == {}


def test_the_administrator_and_the_auditor_have_no_search(client: Client) -> None:
    for role in (Officer.Role.ADMINISTRATOR, Officer.Role.AUDITOR):
        client.force_login(make_officer(role))
        assert client.get("/search/", {"q": "教师"}).status_code == 404
        assert "site-search" not in client.get("/worklist/").content.decode()


def test_a_search_is_only_read(client: Client, leader: Officer) -> None:
    assert client.post("/search/", {"q": "教师"}).status_code == 405


def test_the_field_is_on_every_page_of_a_reader(client: Client, leader: Officer) -> None:
    for path in ("/overview/", "/worklist/", "/projects/3/", "/reports/", "/calendar/"):
        assert 'action="/search/"' in client.get(path).content.decode()
