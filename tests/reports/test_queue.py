"""待审核: what the list shows, what it is narrowed by, and that this survives every step."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from reports.models import Report
from reports.review_queue import queued_for
from reports.views.queue import QueuePosition
from tests.factories import make_department, make_evidence, make_officer, moment
from tests.reports.waiting import State, add_rated, again, figure, make_waiting, signed_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("today"),
]

Role = Officer.Role
QUEUE = "/queue/"


@pytest.fixture
def today() -> Any:
    with time_machine.travel(moment(date(2026, 11, 23)), tick=False):
        yield


@pytest.fixture
def reviewer() -> Client:
    return signed_in(make_officer(Role.REVIEWER))


def rows(client: Client, query: str = "") -> list[Report]:
    page = client.get(QUEUE + query)
    assert page.status_code == 200
    return [row.record.report for row in page.context["table"].rows]


def make_queue() -> dict[str, Report]:
    """Five reports that wait for the bureau: each has one thing the others have not."""
    made = {
        "plain": make_waiting(15, 14),
        "same": make_waiting(14, 14),
        "odd": make_waiting(13, 14),
        "explained": make_waiting(13, 14, reason="撤并一所。"),
        "rated": make_waiting(15, 14),
    }
    add_rated(made["rated"])
    return made


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ["plain", "same", "odd", "explained", "rated"]),
        ("?anomalies=yes", ["odd", "explained"]),
        ("?anomalies=unexplained", ["odd"]),
        ("?anomalies=no", ["plain", "same", "rated"]),
        ("?changes=no", ["same"]),
        ("?changes=yes&anomalies=no", ["plain", "rated"]),
        ("?rated=yes", ["rated"]),
        ("?bulk=yes", ["plain", "same"]),
        ("?lamp=green", ["plain", "same", "odd", "explained"]),
        ("?lamp=unreported", ["rated"]),
        ("?lamp=overdue", []),
        ("?period=2026-10&anomalies=yes", ["odd", "explained"]),
        ("?sort=-project", ["rated", "explained", "odd", "same", "plain"]),
        ("?sort=-anomalies&anomalies=yes", ["odd", "explained"]),
        ("?sort=secret", ["plain", "same", "odd", "explained", "rated"]),
    ],
)
def test_the_queue_is_narrowed_and_ordered(reviewer: Client, query: str, kept: list[str]) -> None:
    made = make_queue()
    assert rows(reviewer, query) == [made[name] for name in kept]


def test_the_queue_is_narrowed_by_project_and_department(reviewer: Client) -> None:
    made = make_queue()
    plain = made["plain"]
    assert rows(reviewer, f"?project={plain.project.number}") == [plain]
    assert rows(reviewer, f"?department={plain.department.code}") == [plain]
    assert rows(reviewer, f"?project={plain.project.number}&anomalies=yes") == []


@pytest.mark.parametrize("query", ["?lamp=pink", "?period=2030-13", "?anomalies=maybe", "?bulk=x"])
def test_a_queue_says_that_a_parameter_is_unknown(reviewer: Client, query: str) -> None:
    made = make_queue()
    page = reviewer.get(QUEUE + query)
    assert "选择一个有效的选项" in page.content.decode()
    assert rows(reviewer, query) == list(made.values())


def test_counts_show_how_many_there_are_and_lead_to_them(reviewer: Client) -> None:
    make_queue()
    counts = reviewer.get(f"{QUEUE}?period=2026-10&anomalies=yes&sort=-lamp").context["counts"]
    assert [(item.label, item.number, item.is_chosen) for item in counts] == [
        ("待审", 5, False),
        ("有异常", 2, True),
        ("未说明原因", 1, False),
        ("待评定", 1, False),
        ("可批量", 2, False),
    ]
    for item in counts:
        assert "period=2026-10" in item.link
        assert len(rows(reviewer, item.link)) == item.number


def test_an_approver_s_queue_has_one_department_and_no_ratings() -> None:
    county = make_department()
    report = make_waiting(state=State.SUBMITTED, department=county)
    add_rated(report)
    client = signed_in(make_officer(Role.APPROVER, county))
    page = client.get(QUEUE + "?rated=yes&department=none")
    assert [row.record.report for row in page.context["table"].rows] == [report]
    assert {"department", "rated"} & set(page.context["filter"].form.fields) == set()
    assert [item.label for item in page.context["counts"]] == [
        "待审",
        "有异常",
        "未说明原因",
        "可批量",
    ]
    assert f'value="{report.pk}:{report.version}"' in page.content.decode()


def test_only_what_needs_no_second_look_can_be_ticked(reviewer: Client) -> None:
    made = make_queue()
    body = reviewer.get(QUEUE).content.decode()
    assert [
        name for name, report in made.items() if f'value="{report.pk}:{report.version}"' in body
    ] == ["plain", "same"]


def test_an_empty_queue_says_what_it_means(reviewer: Client) -> None:
    assert "现在没有等您审核的报告。" in reviewer.get(QUEUE).content.decode()
    make_waiting()
    assert "可以清除筛选条件" in reviewer.get(QUEUE + "?anomalies=yes").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_takes_as_many_queries_for_one_row_as_for_three(
    reviewer: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        report = make_waiting(13, 14)
        add_rated(report)
        make_evidence(report)
    with django_assert_num_queries(17):
        reviewer.get(QUEUE)


def test_a_row_leads_to_its_report_with_the_queue_s_filters(reviewer: Client) -> None:
    made = make_queue()
    page = reviewer.get(QUEUE + "?anomalies=no&sort=-project&page=1&secret=1")
    link = page.context["queue"].link_to(made["same"])
    assert f'href="{link}"'.replace("&", "&amp;") in page.content.decode()
    assert parse_qs(urlsplit(link).query) == {"from": ["anomalies=no&sort=-project"]}


def opened(client: Client, report: Report, came_from: str) -> Any:
    address = reverse("report_detail", args=[report.pk])
    return client.get(address, {"from": came_from}).context


def test_a_report_knows_its_place_in_the_queue(reviewer: Client) -> None:
    made = make_queue()
    place = opened(reviewer, made["same"], "anomalies=no")["place"]
    assert (place.number, place.total) == (2, 3)
    assert (place.previous, place.following) == (made["plain"], made["rated"])
    assert opened(reviewer, made["plain"], "anomalies=no")["place"].previous_link == ""
    last = opened(reviewer, made["plain"], "anomalies=no&sort=-project")["place"]
    assert (last.number, last.following) == (3, None)
    assert last.next_link == "/queue/?anomalies=no&sort=-project"


def test_a_report_outside_of_the_queue_goes_on_with_the_first(reviewer: Client) -> None:
    made = make_queue()
    place = opened(reviewer, made["odd"], "anomalies=no")["place"]
    assert (place.number, place.total) == (0, 3)
    assert (place.previous, place.following) == (None, made["plain"])
    queued_for(make_officer(Role.REVIEWER)).update(state=State.RETURNED)
    empty = opened(reviewer, made["odd"], "")["place"]
    assert (empty.number, empty.total, empty.next_link) == (0, 0, QUEUE)


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("", QUEUE),
        ("anomalies=yes&page=2", "/queue/?anomalies=yes"),
        ("https://example.org/", QUEUE),
        ("//example.org&next=/admin/", QUEUE),
        ("anomalies=%3Cb%3E", "/queue/?anomalies=%3Cb%3E"),
    ],
)
def test_the_way_back_leads_only_into_the_queue(
    reviewer: Client, came_from: str, back: str
) -> None:
    assert opened(reviewer, make_waiting(), came_from)["queue"].link == back


def test_the_way_back_leads_to_the_page_the_report_is_on(reviewer: Client) -> None:
    report = make_waiting()
    queue = opened(reviewer, report, "sort=lamp")["queue"]
    for number, link in ((0, ""), (1, ""), (100, ""), (101, "&page=2"), (201, "&page=3")):
        place = QueuePosition(number, 300, None, None, queue)
        assert place.back_link == f"/queue/?sort=lamp{link}"


def test_those_without_a_queue_get_no_place_in_one() -> None:
    report = make_waiting(state=State.APPROVED, before=None)
    for role in (Role.LEADER, Role.REPORTER):
        department = report.department if role == Role.REPORTER else None
        context = opened(signed_in(make_officer(role, department)), report, "")
        assert (context["queue"], context["place"]) == (None, None)


def press(client: Client, report: Report, name: str, came_from: str, **data: Any) -> Any:
    address = reverse("report_step", args=[report.pk, name])
    return client.post(f"{address}?from={came_from}", {"version": report.version, **data})


def test_after_a_decision_the_next_of_the_narrowed_queue_is_opened(reviewer: Client) -> None:
    made = make_queue()
    came_from = "?from=anomalies%3Dno"
    passed = press(reviewer, made["plain"], "approve", "anomalies%3Dno")
    assert passed["Location"] == reverse("report_detail", args=[made["same"].pk]) + came_from
    back = press(reviewer, made["same"], "return", "anomalies%3Dno", reason="请附文件。")
    assert back["Location"] == reverse("report_detail", args=[made["rated"].pk]) + came_from
    (line,) = made["rated"].project.targets.filter(measure="rating")
    rating = {f"rating-{line.assignments.get().pk}": "on_track"}
    last = press(reviewer, made["rated"], "approve", "anomalies%3Dno", **rating)
    assert last["Location"] == "/queue/?anomalies=no"
    assert [again(report).state for report in made.values()] == [
        State.APPROVED,
        State.RETURNED,
        State.ENDORSED,
        State.ENDORSED,
        State.APPROVED,
    ]


def test_a_decision_says_what_became_of_the_report_and_that_another_follows(
    reviewer: Client,
) -> None:
    first, last = make_waiting(), make_waiting()
    page = reviewer.get(press(reviewer, first, "approve", "")["Location"])
    assert f"{first}：已通过。下面是下一份。" in page.content.decode()
    page = reviewer.get(press(reviewer, last, "approve", "")["Location"])
    assert f"{last}：已通过。" in page.content.decode()
    assert "下面是下一份" not in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_report_of_the_queue_takes_as_many_queries_for_one_line_as_for_three(
    reviewer: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reports = [make_waiting() for _ in range(number)]
    for _ in range(number):
        add_rated(reports[0])
        make_evidence(reports[0])
    address = reverse("report_detail", args=[reports[0].pk])
    # One of them keeps that the bureau has opened the report.
    with django_assert_num_queries(26):
        reviewer.get(address, {"from": "anomalies=no"})


def test_a_figure_s_reason_is_shown_beside_what_is_unusual(reviewer: Client) -> None:
    report = make_waiting(13, 14)
    address = reverse("report_detail", args=[report.pk])
    assert "未说明原因" in reviewer.get(address).content.decode()
    line = figure(report)
    line.reason = "撤并<一>所。"
    line.save()
    body = reviewer.get(address).content.decode()
    assert "情况说明：撤并&lt;一&gt;所。" in body
    assert "未说明原因" not in body
