"""Pages of reporting: who opens which, what they show and what a step changes."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from reports.models import Report
from tests.factories import (
    make_assignment,
    make_department,
    make_evidence,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State
LISTS = {
    "queue": {Role.APPROVER, Role.REVIEWER},
    "report_list": {Role.REPORTER, Role.APPROVER, Role.REVIEWER, Role.LEADER},
}


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def again(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def step(report: Report, name: str) -> str:
    return reverse("report_step", args=[report.pk, name])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_for_its_roles_and_for_others_does_not_exist(name: str, role: Role) -> None:
    response = signed_in(make_officer(role)).get(reverse(name))
    assert response.status_code == (200 if role in LISTS[name] else 404)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_only_read(name: str) -> None:
    for role in LISTS[name]:
        assert signed_in(make_officer(role)).post(reverse(name)).status_code == 405


def test_without_signing_in_every_page_leads_to_the_sign_in_page() -> None:
    report = make_report(state=State.APPROVED)
    file = make_evidence(report)
    number = report.project.number
    for address in (
        *(reverse(name) for name in LISTS),
        reverse("report_detail", args=[report.pk]),
        reverse("report_edit", args=["2026-10", number]),
        reverse("evidence_download", args=[file.pk]),
    ):
        response = Client().get(address)
        assert (response.status_code, response["Location"]) == (
            302,
            f"{reverse('account_login')}?next={address}",
        )
    for address in (step(report, "reopen"), reverse("evidence_delete", args=[file.pk])):
        response = Client().post(address, {"reason": "数据有误。"})
        assert response.status_code == 302
    assert (again(report).state, report.evidence.count()) == (State.APPROVED, 1)


def listed(officer: Officer, query: str = "") -> list[Report]:
    page = signed_in(officer).get(reverse("report_list") + query)
    return [row.record for row in page.context["table"].rows]


def test_the_list_of_reports_leaks_nothing_of_other_counties() -> None:
    project, period = make_project(), make_period()
    own, other = make_department(), make_department(name="保密县人民政府")
    for county in (own, other):
        make_responsibility(project, county)
        make_report(project, county, period, state=State.APPROVED)
    officer = make_officer(Role.REPORTER, own)
    assert [report.department for report in listed(officer)] == [own]
    assert [report.department for report in listed(officer, f"?department={other.code}")] == []
    assert len(listed(make_officer(Role.LEADER))) == 2


def test_the_list_of_reports_is_narrowed_and_shows_the_newest_revision() -> None:
    county, october = make_department(), make_period("2026-10")
    project = make_project()
    make_report(project, county, october, state=State.APPROVED)
    revision = make_report(project, county, october, state=State.RETURNED, revision=2)
    september = make_report(project, county, make_period("2026-09"), state=State.APPROVED)
    other = make_report(period=october)
    reviewer = make_officer(Role.REVIEWER)
    assert set(listed(reviewer)) == {revision, september, other}
    assert listed(reviewer, "?period=2026-09") == [september]
    assert listed(reviewer, "?state=returned") == [revision]
    assert listed(reviewer, f"?project={other.project.number}") == [other]
    assert set(listed(reviewer, f"?department={county.code}")) == {revision, september}


@pytest.mark.parametrize("query", ["?period=2030-13", "?project=x", "?state=lost"])
def test_a_list_says_that_a_parameter_is_unknown(query: str) -> None:
    make_report()
    page = signed_in(make_officer(Role.REVIEWER)).get(reverse("report_list") + query)
    assert (page.status_code, "选择一个有效的选项" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?sort=secret"])
def test_a_list_without_the_page_requested_shows_one_it_has(query: str) -> None:
    report = make_report()
    assert listed(make_officer(Role.REVIEWER), query) == [report]


def test_a_report_shows_its_figures_beside_the_earlier_ones() -> None:
    assignment = make_assignment()
    project, county = assignment.target.project, assignment.department
    before = make_report(project, county, make_period("2026-09"), state=State.APPROVED)
    make_measurement(before, assignment, 14)
    report = make_report(
        project, county, make_period("2026-10"), state=State.SUBMITTED, problems="<b>缺地</b>"
    )
    make_measurement(report, assignment, 15)
    exempt = make_assignment(make_target(project), county, exemption_reason="没有此类学校")
    make_assignment(make_target(project), county)
    page = signed_in(make_officer(Role.APPROVER, county)).get(
        reverse("report_detail", args=[report.pk])
    )
    assert page.context["previous"] == before
    assert [
        (line.goal_text, line.previous, line.current, line.is_changed)
        for line in page.context["lines"]
    ] == [
        ("≥22 所", "14 所", "15 所", True),
        ("≥22 所", f"不适用：{exempt.exemption_reason}", "不适用：没有此类学校", False),
        ("≥22 所", "—", "—", False),
    ]
    assert [line.change for line in page.context["lines"]] == ["+1", "", ""]
    assert set(page.context["steps"]) == {"endorse", "return"}
    assert "&lt;b&gt;缺地&lt;/b&gt;" in page.content.decode()


def test_a_correction_shows_what_the_revision_before_said() -> None:
    assignments = [make_assignment()]
    project, county = assignments[0].target.project, assignments[0].department
    assignments += [make_assignment(make_target(project), county) for _ in range(2)]
    approved = make_report(project, county, state=State.APPROVED)
    revision = make_report(project, county, approved.period, state=State.ENDORSED, revision=2)
    for assignment, before, now in zip(assignments, (40, 7, 5), (38, 7, None), strict=True):
        make_measurement(approved, assignment, before)
        make_measurement(revision, assignment, now)
    client = signed_in(make_officer(Role.REVIEWER))
    page = client.get(reverse("report_detail", args=[revision.pk]))
    told = [(line.current, line.corrected) for line in page.context["lines"]]
    assert told == [("38 所", "40 所"), ("7 所", ""), ("—", "5 所")]
    assert "更正：第 1 版为 <b>40 所</b>" in " ".join(page.content.decode().split())
    page = client.get(reverse("report_detail", args=[approved.pk]))
    assert [line.corrected for line in page.context["lines"]] == ["", "", ""]


@pytest.mark.parametrize("state", list(State))
def test_a_foreign_report_does_not_exist(state: State) -> None:
    report = make_report(state=state, problems="保密的问题")
    make_responsibility(report.project, report.department)
    other = make_department()
    make_responsibility(report.project, other)
    for role in (Role.REPORTER, Role.APPROVER):
        client = signed_in(make_officer(role, other))
        pages = [
            client.get(reverse("report_detail", args=[report.pk])),
            *(client.post(step(report, name)) for name in ("submit", "endorse", "reopen")),
        ]
        assert [page.status_code for page in pages] == [404] * 4
        assert not any("保密" in page.content.decode() for page in pages)
    assert again(report).state == state


def test_an_older_revision_is_shown_without_steps() -> None:
    report = make_report(state=State.APPROVED)
    make_report(report.project, report.department, report.period, state=State.RETURNED, revision=2)
    page = signed_in(make_officer(Role.REVIEWER)).get(reverse("report_detail", args=[report.pk]))
    assert page.context["steps"] == {}
    assert [item.revision for item in page.context["revisions"]] == [2, 1]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "role", "queries"),
    [
        ("report_list", Role.LEADER, 7),
    ],
)
def test_a_list_takes_as_many_queries_for_one_row_as_for_three(
    name: str,
    role: Role,
    queries: int,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    county, period = make_department(), make_period()
    state = State.APPROVED if role == Role.LEADER else State.SUBMITTED
    for _ in range(number):
        make_report(department=county, period=period, state=state)
    client = signed_in(make_officer(role, county))
    with django_assert_num_queries(queries):
        client.get(reverse(name))


@pytest.mark.parametrize("number", [1, 3])
def test_a_report_takes_as_many_queries_for_one_line_as_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    project, county = make_project(), make_department()
    before = make_report(project, county, make_period("2026-09"), state=State.APPROVED)
    report = make_report(project, county, make_period("2026-10"), state=State.SUBMITTED)
    for _ in range(number):
        assignment = make_assignment(make_target(project), county)
        make_measurement(before, assignment, 1)
        make_measurement(report, assignment, 2)
        make_evidence(report)
    client = signed_in(make_officer(Role.APPROVER, county))
    with django_assert_num_queries(14):
        client.get(reverse("report_detail", args=[report.pk]))
