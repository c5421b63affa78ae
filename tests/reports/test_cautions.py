"""Unusual figures on the form: told with the limits the page needs, explained, never refused."""

import re

import pytest

from projects.models import Plan, Target
from projects.rules.values import Measure
from reports.forms.line_form import LineForm
from reports.models import Measurement, Period, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_period,
    make_report,
    make_target,
)
from tests.reports.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

OCTOBER = Period.usual("2026-10")
State = Report.State


def line_of(target: Target, before: dict[str, int], **typed: str) -> LineForm:
    """The line of a target with September's figure, and what is typed for October."""
    county = make_department()
    assignment = make_assignment(target, county)
    september = make_report(target.project, county, make_period("2026-09"), state=State.APPROVED)
    previous = make_measurement(september, assignment, **before)
    data = {f"line-{assignment.pk}-{field}": text for field, text in typed.items()}
    return LineForm(assignment, OCTOBER, data or None, None, previous)


def shown(form_client: FormClient) -> tuple[bool, bool]:
    """Whether the form's one line shows a caution, and whether its reason is open."""
    body = form_client.client.get(form_client.address).content.decode()
    caution = re.search(r'<p class="caution"\s*([^>]*)>', body)
    reason = re.search(r'<details class="reason"\s*([^>]*)>', body)
    assert caution is not None
    assert reason is not None
    return "hidden" not in caution[1], "open" in reason[1]


def told(line: LineForm) -> list[str]:
    return [caution.words for caution in line.cautions if caution.is_on]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("10", []),
        ("16", []),
        ("9", ["比上期减少"]),
        ("17", ["比上期变化过大"]),
        ("3", ["比上期减少", "比上期变化过大"]),
        ("", []),
        ("三所", []),
    ],
)
def test_a_count_is_held_against_the_last_one(value: str, words: list[str]) -> None:
    assert told(line_of(make_target(), {"value": 10}, value=value)) == words


def test_the_limit_of_a_jump_belongs_to_the_plan() -> None:
    line = line_of(make_target(), {"value": 10}, value="17")
    assert told(line) == ["比上期变化过大"]
    Plan.objects.update(jump_limit=50)
    again = line.assignment.__class__.objects.get(pk=line.assignment.pk)
    relaxed = LineForm(again, OCTOBER, line.data, None, line.previous)
    assert told(relaxed) == []


def test_the_page_gets_exact_limits() -> None:
    line = line_of(make_target(measure=Measure.RATIO), {"numerator": 1, "denominator": 3})
    limits = [(item.words, *map(str, item.limits)) for item in line.cautions]
    assert limits == [
        ("分母为0", "1/100", "None", "True"),
        ("分母比上期减少", "3", "None", "True"),
        ("比上期减少", "100/3", "None", "False"),
        ("比上期变化过大", "10/3", "190/3", "False"),
    ]


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [
        ("327", "624", []),
        ("0", "0", ["分母为0", "分母比上期减少"]),
        ("327", "623", ["分母比上期减少"]),
        ("327", "", []),
    ],
)
def test_a_ratio_of_nothing_or_of_less_wants_a_reason(
    numerator: str, denominator: str, words: list[str]
) -> None:
    target = make_target(measure=Measure.RATIO)
    before = {"numerator": 327, "denominator": 624}
    assert told(line_of(target, before, numerator=numerator, denominator=denominator)) == words


def test_an_unusual_figure_wants_a_reason_and_is_saved_and_handed_in_without_one() -> None:
    form_client = FormClient()
    before = make_report(
        form_client.project, form_client.county, make_period("2026-09"), state=State.APPROVED
    )
    make_measurement(before, form_client.assignment, 5)
    assert form_client.send(value="4").status_code == 302
    assert shown(form_client) == (True, True)
    assert form_client.send(version=1, value="4", submit="1").status_code == 302
    assert Report.objects.get(period=form_client.period).state == State.SUBMITTED


def test_a_usual_figure_needs_no_reason() -> None:
    form_client = FormClient()
    assert shown(form_client) == (False, False)


def test_a_reason_is_kept_with_its_figure() -> None:
    form_client = FormClient()
    reason = f"line-{form_client.assignment.pk}-reason"
    form_client.send(**{reason: "两所学校合并。"})
    assert Measurement.objects.get().reason == "两所学校合并。"
    assert shown(form_client) == (False, True)


def test_a_reason_without_a_figure_comes_back_as_typed() -> None:
    form_client = FormClient()
    reason = f"line-{form_client.assignment.pk}-reason"
    response = form_client.send(value="", **{reason: "还在核对。"})
    assert (response.status_code, Report.objects.count()) == (422, 0)
    body = response.content.decode()
    assert "有情况说明但没有数据：请填写数据，或清空情况说明。" in body
    assert "还在核对。</textarea>" in body
