"""What a report on the list can be chosen for without opening it."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from departments.models import Department
from home.worklists.bulk_submit import BulkAction, bulk_actions
from home.worklists.worklist import worklist
from projects.models import Project
from projects.rules.values import Measure
from reports.models import Period, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_project,
    make_report,
    make_responsibility,
    make_target,
)

pytestmark = pytest.mark.django_db

State = Report.State


class Case:
    """A county that leads one project with two counted and one rated target."""

    def __init__(self) -> None:
        self.project: Project = make_project()
        self.county: Department = make_department()
        make_responsibility(self.project, self.county)
        targets = [
            make_target(self.project),
            make_target(self.project),
            make_target(self.project, measure=Measure.RATING),
        ]
        self.lines = [make_assignment(target, self.county) for target in targets]
        self.october: Period = make_period("2026-10")

    def before(self, code: str = "2026-09", state: str = State.APPROVED) -> Report:
        period = make_period(code, is_locked=True)
        return make_report(self.project, self.county, period, state=state)

    def report(self, **fields: Any) -> Report:
        return make_report(self.project, self.county, self.october, **fields)

    def actions(self) -> list[BulkAction | None]:
        found = worklist(self.county, self.october.due)
        return list(bulk_actions(self.county, found).values())

    def action(self) -> BulkAction | None:
        (action,) = self.actions()
        return action


def test_what_is_not_begun_can_be_said_again_if_there_is_a_report_before() -> None:
    case = Case()
    assert case.action() is None
    case.before("2026-07", State.ENDORSED)
    assert case.action() is BulkAction.REPEAT


def test_a_report_in_between_has_to_be_finished_first() -> None:
    case = Case()
    case.before("2026-07")
    returned = case.before("2026-08", State.RETURNED)
    assert case.actions() == [None, None]
    Report.objects.filter(pk=returned.pk).update(state=State.SUBMITTED)
    assert case.action() is BulkAction.REPEAT


def test_a_draft_that_the_lock_overtook_is_not_in_between() -> None:
    case = Case()
    case.before("2026-07")
    case.before("2026-08", State.DRAFT)
    assert case.action() is BulkAction.REPEAT


def test_an_empty_draft_can_be_said_again_but_not_one_with_a_word_or_a_figure() -> None:
    case = Case()
    case.before()
    draft = case.report(progress="")
    assert case.action() is BulkAction.REPEAT
    make_measurement(draft, case.lines[0], 0)
    assert case.action() is None
    draft.measurements.all().delete()
    Report.objects.filter(pk=draft.pk).update(problems="缺地。")
    assert case.action() is None


def test_a_draft_with_its_text_and_every_figure_owed_can_be_handed_in() -> None:
    case = Case()
    make_assignment(make_target(case.project), case.county, exemption_reason="没有此类学校")
    make_assignment(make_target(case.project), case.county, closed_on=case.october.start)
    draft = case.report()
    make_measurement(draft, case.lines[0], 4)
    assert case.action() is None
    make_measurement(draft, case.lines[1], 0)
    assert case.action() is BulkAction.SUBMIT
    Report.objects.filter(pk=draft.pk).update(progress=" \n")
    assert case.action() is None


def test_what_came_back_is_opened_and_corrected_by_itself() -> None:
    case = Case()
    case.before()
    returned = case.report(state=State.RETURNED)
    for line in case.lines[:2]:
        make_measurement(returned, line, 4)
    assert case.action() is None


def test_a_choice_names_the_version_that_was_seen() -> None:
    case = Case()
    (item,) = worklist(case.county, case.october.due)
    assert item.choice == f"2026-10:{case.project.number}:0"
    case.report(version=7)
    (item,) = worklist(case.county, case.october.due)
    assert item.choice == f"2026-10:{case.project.number}:7"


@pytest.mark.parametrize("number", [1, 3])
def test_actions_take_as_many_queries_for_one_project_as_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    county = make_department()
    periods = [make_period(f"2026-{month:02}") for month in range(8, 11)]
    for _ in range(number):
        project = make_project()
        make_responsibility(project, county)
        make_report(project, county, periods[0], state=State.APPROVED)
        make_report(project, county, periods[1])
    found = worklist(county, periods[2].due)
    with django_assert_num_queries(3):
        assert len(bulk_actions(county, found)) == 2 * number
