"""Figures that must fit each other: told in the form and after an import, never refused."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from projects.models import CrossCheck, Target
from projects.rules.cross_checks import Relation
from reports.models import Measurement, Report
from reports.reported_sums import Sum, load_sums, values_beside
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_report,
    make_target,
)
from tests.reports.excel_form.forms import Office
from tests.reports.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


def relate(target: Target, relation: Relation, *parts: Target) -> None:
    for part in parts:
        CrossCheck.objects.create(target=target, relation=relation, part=part)


@pytest.mark.parametrize(
    ("relation", "figures", "misfit"),
    [
        (Relation.EQUAL, (28, 4, 24), ""),
        (Relation.EQUAL, (30, 4, 24), "目标1-1为30 所，应等于目标1-2、目标1-3之和（28 所）"),
        (Relation.EQUAL, (0, 0, 1), "目标1-1为0 所，应等于目标1-2、目标1-3之和（1 所）"),
        (Relation.EQUAL, (0, 0, 0), ""),
        (Relation.EQUAL, (30, 4, None), ""),
        (Relation.EQUAL, (None, 4, 24), ""),
        (Relation.AT_MOST, (28, 4, 24), ""),
        (Relation.AT_MOST, (2, 4), ""),
        (Relation.AT_MOST, (5, 4), "目标1-1为5 所，应不大于目标1-2（4 所）"),
    ],
)
def test_a_figure_is_held_against_the_sum_of_others(
    relation: Relation, figures: Sequence[int | None], misfit: str
) -> None:
    first = make_target()
    targets = [first, *(make_target(first.project) for _ in figures[1:])]
    pairs = zip(targets, figures, strict=True)
    values = {target.pk: Fraction(value) for target, value in pairs if value is not None}
    assert Sum(first, relation, targets[1:]).misfit(values) == misfit


def test_what_has_ended_is_held_against_nothing() -> None:
    first, second = make_target(), make_target()
    relate(first, Relation.AT_MOST, second)
    assert [(item.target, list(item.parts)) for item in load_sums()] == [(first, [second])]
    second.ended_on = "2026-11-01"
    second.save()
    assert load_sums() == []


def test_figures_beside_a_report_are_the_newest_of_the_same_department_and_period() -> None:
    county, period = make_department(), make_period("2026-10")
    own, other = make_target(), make_target()
    relate(own, Relation.EQUAL, other)
    assignment = make_assignment(other, county)
    report = make_report(own.project, county, period)
    assert values_beside(report, load_sums()) == {}
    make_measurement(make_report(other.project, county, make_period("2026-09")), assignment, 9)
    elsewhere = make_assignment(other)
    make_measurement(make_report(other.project, elsewhere.department, period), elsewhere, 8)
    make_measurement(
        make_report(other.project, county, period, revision=1, state=State.APPROVED), assignment, 7
    )
    assert values_beside(report, load_sums()) == {other.pk: 7}
    second = make_report(other.project, county, period, revision=2)
    emptied = make_measurement(second, assignment, 6)
    assert values_beside(report, load_sums()) == {other.pk: 6}
    Measurement.objects.filter(pk=emptied.pk).update(value=None)
    assert values_beside(report, load_sums()) == {}


def page(form_client: FormClient) -> str:
    return form_client.client.get(form_client.address).content.decode()


def test_the_form_tells_what_does_not_fit_another_report_and_takes_it() -> None:
    form_client = FormClient()
    target, part = form_client.assignment.target, make_target()
    relate(target, Relation.EQUAL, part)
    assignment = make_assignment(part, form_client.county)
    other = make_report(part.project, form_client.county, form_client.period)
    make_measurement(other, assignment, 5)
    assert 'class="misfit"' not in page(form_client)
    assert form_client.send(value="4").status_code == 302
    told = f"按已保存的数，目标{target.code}为4 所，应等于目标{part.code}（5 所）；请核对"
    assert told in page(form_client)
    assert form_client.send(version=1, value="4", submit="1").status_code == 302
    assert Report.objects.get(project=target.project).state == State.SUBMITTED


def test_the_form_tells_what_does_not_fit_within_one_report() -> None:
    form_client = FormClient()
    target = form_client.assignment.target
    part = make_target(target.project)
    key = make_assignment(part, form_client.county).pk
    relate(target, Relation.AT_MOST, part)
    form_client.send(value="4", **{f"line-{key}-value": "3"})
    assert page(form_client).count('class="misfit"') == 2
    form_client.send(version=1, value="3", **{f"line-{key}-value": "3"})
    assert 'class="misfit"' not in page(form_client)


def reminders(preview: Any) -> list[list[str]]:
    return [finding.reminders for finding in preview.context["checked"].findings]


def test_a_filled_form_is_reminded_in_each_report_it_changes_until_a_reason_is_given() -> None:
    office = Office(projects=2)
    relate(office.assignment("1-1").target, Relation.EQUAL, office.assignment("2-1").target)
    form = office.download().fill("1-1", 数值=4)
    assert reminders(office.upload(form)) == [[], []]
    told = "目标1-1为4 所，应等于目标2-1（5 所），请核对，或在“情况说明”写明原因。"
    assert reminders(office.upload(form.fill("2-1", 数值=5))) == [[told], [told]]
    assert reminders(office.upload(form.fill("1-1", 情况说明="口径不同"))) == [[], [told]]
    office.bring(form)
    assert office.figures()["1-1"] == {"value": "4", "reason": "口径不同"}


def test_a_filled_form_is_held_against_what_the_system_holds() -> None:
    office = Office(projects=2)
    relate(office.assignment("1-1").target, Relation.AT_MOST, office.assignment("2-1").target)
    make_measurement(office.report(2), office.assignment("2-1"), 3)
    told = "目标1-1为4 所，应不大于目标2-1（3 所），请核对，或在“情况说明”写明原因。"
    assert reminders(office.upload(office.download().fill("1-1", 数值=4)))[0] == [told]


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_takes_as_many_queries_for_one_sum_as_for_three(
    number: int, django_assert_num_queries: Any
) -> None:
    form_client = FormClient()
    own = form_client.report()
    for _ in range(number):
        target, part = make_target(form_client.project), make_target()
        relate(target, Relation.EQUAL, part)
        make_measurement(own, make_assignment(target, form_client.county), 2)
        other = make_report(part.project, form_client.county, form_client.period)
        make_measurement(other, make_assignment(part, form_client.county), 1)
    with django_assert_num_queries(13):
        body = page(form_client)
    assert body.count('class="misfit"') == number
