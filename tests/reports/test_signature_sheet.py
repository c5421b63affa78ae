"""报送签章单: what is printed to be signed, and what its code says later."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import Department, Officer
from projects.models import Assignment
from projects.rules.values import Measure, Rating
from reports.models import Measurement, Period, Report
from reports.signature_sheet import SignatureSheet
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_target,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

Role, State = Officer.Role, Report.State


class Desk:
    """A county that handed in two of three reports for October."""

    def __init__(self) -> None:
        self.county: Department = make_department(code="puning")
        self.period: Period = make_period("2026-10")
        self.author = make_officer(Role.REPORTER, self.county)
        self.lines: list[Assignment] = []
        self.reports = [self.add(state) for state in (State.SUBMITTED, State.ENDORSED, State.DRAFT)]

    def add(self, state: Report.State) -> Report:
        target = make_target(make_project())
        line = make_assignment(target, self.county)
        self.lines.append(line)
        report = make_report(
            target.project, self.county, self.period, state=state, author=self.author
        )
        make_measurement(report, line, 12)
        return report

    def client(self, officer: Officer | None = None) -> Client:
        client = Client()
        client.force_login(officer or self.author)
        return client

    def page(self, officer: Officer | None = None, **query: int) -> str:
        address = reverse("signature_sheet", args=["2026-10", "puning"])
        response = self.client(officer).get(address, query)
        return " ".join(response.content.decode().split()) if response.status_code == 200 else ""

    def code(self, project: int | None = None) -> str:
        return SignatureSheet.of(Report.objects.all(), self.county, self.period, project).code

    def checked(self, code: str, officer: Officer | None = None) -> str:
        page = self.client(officer).get(reverse("signature_check"), {"code": code})
        assert page.status_code == 200
        return page.content.decode()


def test_the_sheet_has_what_was_handed_in_with_room_to_sign_and_a_code() -> None:
    desk = Desk()
    page = desk.page()
    assert "共 2 份" in page
    assert page.count("<b>12 所</b>") == 2
    assert desk.reports[2].project.name not in page
    for words in ("填报人（签名）", "审核人（签名）", "（单位盖章）", f"<b>{desk.code()}</b>"):
        assert words in page
    one = desk.page(project=desk.reports[0].project.number)
    assert "共 1 份" in one
    assert desk.code(desk.reports[0].project.number) in one


def test_who_endorsed_is_named() -> None:
    desk = Desk()
    approver = make_officer(Role.APPROVER, desk.county, name="陈审核")
    assert "陈审核" not in desk.page()
    transition(desk.reports[0], "endorse", approver)
    assert "陈审核" in desk.page()


def test_a_code_agrees_until_something_printed_is_changed() -> None:
    desk = Desk()
    for code in (desk.code(), desk.code(desk.reports[0].project.number)):
        typed = f" {code.lower()} "
        assert "一致。" in desk.checked(typed)
        assert "不一致" not in desk.checked(typed)
    code = desk.code()
    Measurement.objects.filter(report=desk.reports[0]).update(value=13)
    assert "不一致。" in desk.checked(code)


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.reports[0].measurements.update(value=11),
        lambda desk: desk.reports[0].measurements.update(reason="统计口径有误。"),
        lambda desk: desk.reports[0].measurements.all().delete(),
        lambda desk: Report.objects.filter(pk=desk.reports[0].pk).update(progress="改写。"),
        lambda desk: Report.objects.filter(pk=desk.reports[0].pk).update(problems="新问题。"),
        lambda desk: transition(desk.reports[0], "withdraw", desk.author),
        lambda desk: transition(desk.reports[2], "submit", desk.author),
    ],
)
def test_whatever_stands_on_the_sheet_is_in_its_code(change: Callable[[Desk], object]) -> None:
    desk = Desk()
    code = desk.code()
    change(desk)
    assert desk.code() != code
    assert "不一致。" in desk.checked(code)


def test_later_steps_and_ratings_leave_the_code_as_it_is() -> None:
    desk = Desk()
    rated = make_target(desk.reports[1].project, measure=Measure.RATING)
    make_assignment(rated, desk.county)
    code = desk.code()
    transition(desk.reports[0], "endorse", make_officer(Role.APPROVER, desk.county))
    line = Assignment.objects.get(target=rated)
    ratings = {line.pk: Rating.ON_TRACK}
    transition(desk.reports[1], "approve", make_officer(Role.REVIEWER), ratings=ratings)
    assert Measurement.objects.filter(rating=Rating.ON_TRACK).exists()
    assert desk.code() == code


def test_a_correction_makes_another_sheet() -> None:
    desk = Desk()
    number = desk.reports[1].project.number
    code = desk.code(number)
    reviewer = make_officer(Role.REVIEWER)
    approved = transition(desk.reports[1], "approve", reviewer)
    revision = transition(approved, "reopen", reviewer, reason="台账有误。")
    assert desk.code(number) == code
    transition(revision, "submit", desk.author)
    assert "不一致。" in desk.checked(code)
    assert "第 2 版（更正）" in desk.page(project=number)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x",
        "2026-10/puning/all/",
        "2026-10/puning/all/1",
        "<b>",
        "2026-10/puning/all/0000-0000-0000",
    ],
)
def test_a_code_that_cannot_be_one_is_told(code: str) -> None:
    page = Desk().checked(code)
    assert ("核验码不完整" if code else "这个字段") in page
    assert "一致。</strong>" not in page


@pytest.mark.parametrize(
    "code",
    [
        "2026-10/puning/all/AAAA-AAAA-AAAA",
        "2026-09/puning/all/AAAA-AAAA-AAAA",
        "2026-10/nobody/all/AAAA-AAAA-AAAA",
        "2026-10/puning/99/AAAA-AAAA-AAAA",
    ],
)
def test_a_code_made_up_agrees_with_nothing(code: str) -> None:
    assert "不一致。" in Desk().checked(code)


def test_another_countys_sheet_does_not_exist_and_its_code_tells_no_report() -> None:
    desk = Desk()
    stranger = make_officer(Role.REPORTER, make_department())
    assert desk.page(stranger) == ""
    page = desk.checked(desk.code(), stranger)
    assert "一致。" in page
    assert desk.reports[0].project.name not in page
    assert desk.reports[0].project.name in desk.checked(desk.code(), make_officer(Role.REVIEWER))


def test_a_leader_has_a_sheet_of_what_is_approved() -> None:
    desk = Desk()
    leader = make_officer(Role.LEADER)
    assert desk.page(leader) == ""
    transition(desk.reports[1], "approve", make_officer(Role.REVIEWER))
    assert "共 1 份" in desk.page(leader)


@pytest.mark.parametrize("number", [1, 4])
def test_queries_do_not_grow(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    desk = Desk()
    for _ in range(number):
        desk.add(State.SUBMITTED)
    with django_assert_num_queries(5):
        SignatureSheet.of(Report.objects.all(), desk.county, desk.period).signed()
