"""沿用: what is carried, from when and for how long, for the report's page and its reviewers."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from projects.models import Assignment, Target
from projects.rules.values import Rhythm, Scope
from reports.actions.copy_previous import repeat
from reports.carried import CarriedContent, carried_by_report
from reports.comparison import assignments_of, previous_report
from reports.models import Report
from reports.review_queue import QueueItem, queued_for, summed_up
from reports.tables import QueueTable
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_project,
    make_report,
    make_responsibility,
    make_target,
    moment,
)
from tests.reports.waiting import period, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.on("2027-02-03 10:00", tick=False)]

State = Report.State
MONTHS = ("2026-10", "2026-11", "2026-12", "2027-01")
TODAY = date(2027, 2, 3)


class Carrier:
    """A county's project with two counted targets, reported for September and carried since."""

    def __init__(self, months: int) -> None:
        self.project, self.county = make_project(), make_department()
        self.officer = make_officer(Officer.Role.REPORTER, self.county)
        make_responsibility(self.project, self.county)
        self.lines: list[Assignment] = [
            make_assignment(make_target(self.project), self.county) for _ in range(2)
        ]
        first = make_report(self.project, self.county, period("2026-09"), state=State.APPROVED)
        for line in self.lines:
            make_measurement(first, line, 4)
        self.reports = [first]
        for code in MONTHS[:months]:
            self.carry(code)

    @property
    def newest(self) -> Report:
        return Report.objects.with_names().get(pk=self.reports[-1].pk)

    def carry(self, code: str) -> None:
        report = Report(project=self.project, department=self.county, period=period(code))
        before, own = previous_report(report, self.officer), list(assignments_of(report))
        repeat(report, before, own, self.officer, submit=True, client_ip=None)
        self.reports.append(report)

    def change(self, month: int, value: int) -> None:
        """The first target's figure of the report carried in a month, counted from 0."""
        report = self.reports[month]
        report.measurements.filter(assignment=self.lines[0]).update(value=value)

    def carried(self) -> CarriedContent:
        return carried_by_report([self.newest])[self.newest.pk]

    def texts(self) -> list[str]:
        figures = self.carried().figures
        return [figures[line.pk].text if line.pk in figures else "" for line in self.lines]


def waiting(carrier: Carrier) -> QueueItem:
    Report.objects.filter(pk=carrier.newest.pk).update(state=State.ENDORSED)
    reviewer = make_officer(Officer.Role.REVIEWER)
    (item,) = summed_up(Report.objects.filter(pk=carrier.newest.pk), reviewer, TODAY)
    return item


@pytest.mark.parametrize(
    ("months", "text", "is_long"),
    [
        (1, "沿用9月数据", False),
        (2, "沿用9月数据，连续2期", False),
        (3, "沿用9月数据，连续3期", True),
        (4, "沿用2026年9月数据，连续4期", True),
    ],
)
def test_it_is_told_how_often_in_a_row_a_figure_was_carried(
    months: int, text: str, is_long: bool
) -> None:
    carrier = Carrier(months)
    assert carrier.texts() == [text, text]
    assert (carrier.carried().text, carrier.carried().is_long) == (text, is_long)


def test_a_figure_changed_before_it_is_sent_is_no_longer_carried() -> None:
    carrier = Carrier(2)
    carrier.change(2, 5)
    assert carrier.texts() == ["", "沿用9月数据，连续2期"]


def test_a_figure_changed_in_between_counts_from_there() -> None:
    carrier = Carrier(3)
    for month in (2, 3):
        carrier.change(month, 5)
    assert carrier.texts() == ["沿用11月数据", "沿用9月数据，连续3期"]
    assert carrier.carried().text == "2 项沿用以前的数据，最长连续3期"


def test_a_report_that_was_filled_in_carries_nothing() -> None:
    carrier = Carrier(0)
    assert carried_by_report([carrier.newest]) == {}


def test_a_reopened_report_is_carried_still() -> None:
    carrier = Carrier(2)
    Report.objects.filter(pk=carrier.newest.pk).update(
        state=State.APPROVED, approved_at=moment(date(2027, 2, 2))
    )
    reviewer = make_officer(Officer.Role.REVIEWER)
    carrier.reports.append(transition(carrier.newest, "reopen", reviewer, reason="请核对。"))
    assert carrier.texts() == ["沿用9月数据，连续2期"] * 2


@pytest.mark.databases("sqlite")
def test_words_alone_that_state_nothing_new_are_counted_too() -> None:
    carrier = Carrier(0)
    carrier.reports[0].measurements.all().delete()
    for code in MONTHS[:3]:
        carrier.carry(code)
    assert (carrier.carried().text, carrier.carried().is_long) == ("无新的进展，连续3期", True)
    Report.objects.filter(pk=carrier.newest.pk).update(progress="新增一所。")
    assert carrier.carried().text == ""


@pytest.mark.databases("sqlite")
def test_reviewers_see_it_beside_no_change_and_may_pass_it_with_others() -> None:
    item = waiting(Carrier(3))
    assert (item.change_text, item.carried.text) == ("无变化", "沿用9月数据，连续3期")
    assert item.carried.is_long
    assert item.flags == []
    (remarks,) = [column for column in QueueTable.sheet["submitted_at"] if column.heading == "备注"]
    assert remarks.value(item) == "迟报\n沿用9月数据，连续3期"


@pytest.mark.databases("sqlite")
def test_what_is_finished_needs_no_reviewer_to_wonder_why_it_stays() -> None:
    carrier = Carrier(3)
    Target.objects.update(scope=Scope.EACH_COUNTY, rhythm=Rhythm.ONCE)
    Assignment.objects.filter(pk=carrier.lines[0].pk).update(target_value=4)
    item = waiting(carrier)
    first, second = (item.carried.figures[line.pk] for line in carrier.lines)
    assert (first.text, first.is_long, second.is_long) == ("沿用9月数据，连续3期", False, True)
    assert item.carried.text == "沿用9月数据，连续3期"
    assert item.carried.is_long
    Assignment.objects.update(target_value=4)
    Report.objects.filter(pk=carrier.newest.pk).update(progress="新增一所。")
    item = waiting(carrier)
    assert (item.carried.text, item.carried.is_long) == ("沿用9月数据，连续3期", False)


@pytest.mark.databases("sqlite")
def test_a_problem_of_its_own_is_a_change_of_words() -> None:
    carrier = Carrier(1)
    Report.objects.filter(pk=carrier.newest.pk).update(problems="缺教师。")
    assert waiting(carrier).change_text == "只有文字变化"


@pytest.mark.parametrize("months", [1, 4])
def test_a_queue_takes_as_many_queries_however_long_a_figure_is_carried(
    months: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(months):
        waiting(Carrier(months))
    reviewer = make_officer(Officer.Role.REVIEWER)
    with django_assert_num_queries(13):
        for item in summed_up(queued_for(reviewer), reviewer, TODAY):
            assert item.carried.text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("months", "mark"), [(2, "small"), (3, "flag")])
def test_the_pages_show_it_and_point_it_out_from_the_third_period_on(
    months: int, mark: str
) -> None:
    carrier = Carrier(months)
    Report.objects.filter(pk=carrier.newest.pk).update(state=State.ENDORSED)
    client = signed_in(make_officer(Officer.Role.REVIEWER))
    words = f'<span class="{mark}">沿用9月数据，连续{months}期</span>'
    page: Any = client.get(reverse("report_detail", args=[carrier.newest.pk]))
    assert page.content.decode().count(words) == len(carrier.lines)
    assert "由“本月无变化”写明" in page.content.decode()
    assert not page.context["texts"]["进展情况"].is_changed
    assert words in client.get(reverse("queue")).content.decode()
