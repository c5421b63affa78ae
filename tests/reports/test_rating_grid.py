"""评定: waiting reports rated one below the other, and passed at one press."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import AuditEntry, Officer
from projects.models import Assignment
from projects.rules.values import Rating
from reports.models import Measurement, Report
from tests.factories import make_officer
from tests.reports.waiting import State, add_rated, again, make_waiting, signed_in

pytestmark = pytest.mark.django_db

Role = Officer.Role
GRID, APPROVE = reverse("rating_grid"), reverse("rating_approve")


@pytest.fixture
def reviewer() -> Client:
    return signed_in(make_officer(Role.REVIEWER))


def make_rated(number: int = 1, **fields: Any) -> tuple[Report, list[Assignment]]:
    report = make_waiting(**fields)
    return report, [add_rated(report) for _ in range(number)]


def send(client: Client, *reports: Report, **ratings: str) -> Any:
    data = {"report": [f"{report.pk}:{report.version}" for report in reports]}
    return client.post(APPROVE, data | ratings, follow=True)


def chosen(assignment: Assignment, rating: str = Rating.ON_TRACK) -> dict[str, str]:
    return {f"rating-{assignment.pk}": rating}


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_grid_has_the_reports_to_rate_with_their_texts(reviewer: Client) -> None:
    report, (line,) = make_rated(progress="方案已印发。", problems="经费不足。")
    plain = make_waiting()
    page = reviewer.get(GRID)
    assert [row.item.report for row in page.context["rows"]] == [report]
    body = page.content.decode()
    for words in ("方案已印发。", "经费不足。", f'name="rating-{line.pk}"'):
        assert words in body
    assert plain.project.name not in body


def test_rated_reports_are_passed_each_with_its_row_and_the_others_left(reviewer: Client) -> None:
    (first, (one,)), (second, (two, three)), (left, _) = make_rated(), make_rated(2), make_rated()
    ratings = chosen(one) | chosen(two, Rating.BEHIND) | chosen(three, Rating.DONE)
    response = send(reviewer, first, second, left, **ratings)
    assert told(response) == ["已审核通过 2 份，数据已计入看板。"]
    assert response.redirect_chain[0][0] == GRID
    assert [again(report).state for report in (first, second, left)] == [
        State.APPROVED,
        State.APPROVED,
        State.ENDORSED,
    ]
    saved = Measurement.objects.filter(assignment__in=[one, two, three]).order_by("assignment")
    assert list(saved.values_list("rating", flat=True)) == ["on_track", "behind", "done"]
    assert AuditEntry.objects.filter(action="通过").count() == 2


def test_after_the_last_one_the_queue_follows(reviewer: Client) -> None:
    report, (line,) = make_rated()
    assert send(reviewer, report, **chosen(line)).redirect_chain[0][0] == reverse("queue")


def test_half_rated_is_told_and_what_was_chosen_stays(reviewer: Client) -> None:
    report, (one, two) = make_rated(2)
    response = send(reviewer, report, **chosen(two, Rating.BEHIND))
    assert response.status_code == 409
    assert told(response) == [f"1 份没有通过，还有目标没有评定：{report}。"]
    (row,) = response.context["rows"]
    assert dict(row.chosen) == {two.pk: "behind"}
    assert response.content.decode().count("checked") == 1
    assert again(report).state == State.ENDORSED
    assert not Measurement.objects.filter(assignment__in=[one, two]).exists()


def test_what_has_to_be_opened_is_not_rated_here(reviewer: Client) -> None:
    report, (line,) = make_rated(now=1, before=14)
    page = reviewer.get(GRID)
    assert "数据有异常" in page.content.decode()
    assert f'name="rating-{line.pk}"' not in page.content.decode()
    response = send(reviewer, report, **chosen(line))
    assert told(response) == [f"1 份没有通过，数据有异常，须打开办理：{report}。"]
    assert again(report).state == State.ENDORSED


def test_a_report_changed_since_the_page_was_opened_is_told(reviewer: Client) -> None:
    report, (line,) = make_rated()
    Report.objects.update(version=9)
    response = send(reviewer, report, **chosen(line))
    assert "在您打开列表之后有改动" in told(response)[0]
    assert again(report).state == State.ENDORSED


@pytest.mark.parametrize("rating", ["", "perfect", "5", "\0"])
def test_a_rating_made_up_is_none(reviewer: Client, rating: str) -> None:
    report, (line,) = make_rated()
    response = send(reviewer, report, **chosen(line, rating))
    assert told(response) == ["还没有评定：请至少评定一份报告，再通过。"]
    assert again(report).state == State.ENDORSED


@pytest.mark.parametrize("choice", ["", ":", "x", "9:9:9", "\0"])
def test_a_report_made_up_does_nothing(reviewer: Client, choice: str) -> None:
    report, (line,) = make_rated()
    data = {"report": choice} | chosen(line)
    assert reviewer.post(APPROVE, data).status_code == 409
    assert again(report).state == State.ENDORSED


def test_who_wrote_a_report_does_not_rate_it() -> None:
    author = make_officer(Role.REVIEWER)
    report, (line,) = make_rated(author=author)
    response = send(signed_in(author), report, **chosen(line))
    assert told(response) == [f"1 份没有通过，由您本人填报，须打开办理：{report}。"]


def test_queries_do_not_grow(
    reviewer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        make_rated(2)
        with django_assert_max_num_queries(17):
            reviewer.get(GRID)
