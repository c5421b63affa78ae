"""A project's and a target's page: what stands on them, for whom, and where it leads."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from departments.models import Department, Officer
from projects.models import Assignment, Plan, Project, Target
from projects.rules.values import Measure, Scope
from reports.models import Period, Report
from tests.factories import make_measurement, make_officer, make_period, make_report

Role = Officer.Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(plan: Plan) -> Iterator[None]:
    make_period("2026-09")
    make_period("2026-10")
    with time_machine.travel("2026-11-23 09:00+08:00"):
        yield


def page(client: Client, path: str, role: str = Role.LEADER, code: str = "education") -> str:
    client.force_login(make_officer(role, Department.objects.get(code=code)))
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def report(code: str, number: int, period: str = "2026-10", **fields: str) -> Report:
    """An approved report with figures for every assignment that counts."""
    department = Department.objects.get(code=code)
    made = make_report(
        Project.objects.get(number=number),
        department,
        Period.objects.get(code=period),
        state=Report.State.APPROVED,
        **fields,  # type: ignore[arg-type]
    )
    own = Assignment.objects.filter(department=department, target__project__number=number)
    for assignment in own.select_related("target"):
        if assignment.target.is_ratio:
            make_measurement(made, assignment, numerator=98, denominator=100)
        elif assignment.target.is_count:
            make_measurement(made, assignment, 4)
    return made


def test_a_target_s_page_shows_its_sentence_its_demand_its_figure_and_its_course(
    client: Client,
) -> None:
    report("puning", 3)

    body = page(client, "/projects/3/targets/2/")

    target = Target.objects.get(project__number=3, number=2)
    before, after = target.context
    assert f'{before}<mark class="promise promise-' in body.replace("\n", "")
    assert f"{target.quote}</mark>{after}" in body
    assert target.counting[:20] in body
    assert "≥22 所" in body
    assert "时限为推定，原文没有写明" in body
    assert "已报 1/5 县区" in body
    assert 'aria-label="全市从2023-09到2026-11逐月的数字；2026-11 4 所；序时应达' in body
    assert 'href="/counties/puning/"' in body
    assert 'href="?as_of=2026-10-31"' in body
    assert "style=" not in body


def test_a_quote_stands_in_whole_sentences_of_the_plan() -> None:
    for target in Target.objects.select_related("project"):
        before, after = target.context
        whole = f"{before}{target.quote}{after}"
        assert whole in target.project.text
        assert "。" not in before
        assert whole.endswith("。") or target.project.text.endswith(whole)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("target", list(Measure))
def test_a_target_of_every_measure_and_scope_has_its_page(client: Client, target: str) -> None:
    client.force_login(make_officer(Role.REVIEWER))
    shown = Target.objects.filter(measure=target).select_related("project")
    by_kind = {(item.scope, item.rhythm): item for item in shown}

    for item in by_kind.values():
        path = f"/projects/{item.project.number}/targets/{item.number}/"
        for query in ({}, {"as_of": "2023-09-04"}):
            response = client.get(path, query)
            assert (path, response.status_code) == (path, 200)


def test_a_past_day_s_page_draws_no_later_figure_and_hands_the_day_on(client: Client) -> None:
    report("puning", 3, "2026-09")
    report("puning", 3, "2026-10")

    body = page(client, "/projects/3/targets/2/?as_of=2026-10-31")

    assert "全市从2023-09到2026-10逐月的数字" in body
    assert 'href="/projects/3/targets/1/?as_of=2026-10-31"' in body
    assert 'href="/counties/puning/?as_of=2026-10-31"' in body


def test_a_target_of_one_body_names_it_and_draws_it_once(client: Client) -> None:
    target = Target.objects.filter(scope=Scope.CITY, measure="count").first()
    assert target is not None

    body = page(client, f"/projects/{target.project.number}/targets/{target.number}/")

    assert "全市，填报部门：市教育局" in "".join(re.sub("<[^>]+>", "", body).split())
    assert 'class="multiples"' not in body


@pytest.mark.parametrize(
    "path", ["/projects/3/targets/9/", "/projects/23/targets/1/", "/projects/3/targets/x/"]
)
def test_an_unknown_target_is_not_found(client: Client, path: str) -> None:
    client.force_login(make_officer(Role.LEADER))

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/projects/3/", "/projects/3/targets/1/"])
def test_pages_are_only_read(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(make_officer(Role.LEADER))

    assert client.post(path).status_code == 405


@pytest.mark.databases("sqlite")
def test_a_project_s_promises_lead_to_their_targets_and_show_figure_and_rule(
    client: Client,
) -> None:
    report("puning", 3)

    body = page(client, "/projects/3/?as_of=2026-11-20")

    assert 'href="/projects/3/targets/2/?as_of=2026-11-20" aria-describedby="told-4"' in body
    told = body.split('id="told-4"')[1].split("</mark>")[0]
    assert "4 所" in told
    assert "完成 18.2%，序时" in told
    assert 'id="target-3-2"' in body


def test_two_promises_in_the_same_words_lead_to_a_target_each(client: Client) -> None:
    body = page(client, "/projects/2/")

    text = body.split('class="plan-text"')[1].split("</section>")[0]
    assert text.count("全面消除普通中小学大班额、大校额</mark>") == 1
    assert [text.count(f'href="/projects/2/targets/{number}/"') for number in (5, 6)] == [1, 1]


def test_a_leader_reads_all_approved_narratives_and_a_county_its_own(client: Client) -> None:
    report("puning", 3, progress="普宁的进展。", problems="普宁的问题。", next_steps="普宁的措施。")
    report("huilai", 3, progress="惠来的进展。")

    leader = page(client, "/projects/3/")
    huilai = page(client, "/projects/3/", Role.REPORTER, "huilai")

    for words in ("普宁的进展。", "普宁的问题。", "普宁的措施。"):
        assert words in leader
        assert words not in huilai
    assert "惠来的进展。" in huilai


def test_the_period_of_the_narratives_stands_in_the_address(client: Client) -> None:
    report("puning", 3, "2026-09", progress="九月的进展。")
    report("puning", 3, "2026-10", progress="十月的进展。")

    newest = page(client, "/projects/3/")
    earlier = page(client, "/projects/3/?period=2026-09")
    strange = page(client, "/projects/3/?period=2020-01")

    assert ("十月的进展。" in newest, "九月的进展。" in newest) == (True, False)
    assert ("十月的进展。" in earlier, "九月的进展。" in earlier) == (False, True)
    assert "您要看的报告期没有可以查看的报告，下面是2026年10月的" in " ".join(strange.split())


def test_who_has_not_reported_is_shown_to_all_and_who_reported_links_to_what_may_be_opened(
    client: Client,
) -> None:
    made = report("puning", 3)

    leader = page(client, "/projects/3/")
    huilai = page(client, "/projects/3/", Role.REPORTER, "huilai")

    assert f'href="/reports/{made.pk}/"' in leader
    assert f'href="/reports/{made.pk}/"' not in huilai
    assert huilai.count('<span class="state">已报送</span>') == 1
    assert leader.count('<span class="flag">未报</span>') == 5
