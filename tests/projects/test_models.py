"""The plan's records: what they read like, what they refuse, and what they promise."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from projects.models import ExplainedSentence, Plan, Project, Target
from projects.rules.paces import due
from projects.rules.values import Bound, DueValue, Goal, Measure, Rhythm, Scope
from tests.factories import (
    PLAN_END,
    PLAN_START,
    make_assignment,
    make_department,
    make_plan,
    make_project,
    make_responsibility,
    make_target,
)

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2023, 12, 31), date(2025, 12, 31)


def make_steps(scope: str = Scope.EACH_COUNTY) -> Target:
    return make_target(
        measure=Measure.RATIO,
        scope=scope,
        checkpoints=[(FIRST, 80), (LAST, 100)],
        tolerance=Decimal("1.5"),
    )


def test_records_read_by_their_numbers_and_names() -> None:
    plan = make_plan(title="行动方案")
    project = make_project(plan, number=3, name="数字化校园")
    target = make_target(project, number=2, name="中心学校")
    county = make_department(name="惠来县人民政府")
    sentence = ExplainedSentence(project=project, quote="加快推进", reason="没有数量")
    assert [
        str(record)
        for record in (
            plan,
            project,
            make_responsibility(project, county),
            sentence,
            target,
            target.checkpoints.get(),
            make_assignment(target, county),
        )
    ] == [
        "行动方案",
        "3 数字化校园",
        "3 数字化校园 惠来县人民政府 牵头",
        f"{project.pk}: 加快推进",
        "3-2 中心学校",
        "2027-12-31",
        "3-2 中心学校 惠来县人民政府",
    ]
    assert target.code == "3-2"


@pytest.mark.parametrize("measure", list(Measure))
def test_a_target_is_counted_in_one_way(measure: Measure) -> None:
    target = Target(measure=measure)
    ways = [target.is_count, target.is_ratio, target.is_milestone, target.is_rating]
    assert ways == [measure == way for way in Measure]


def test_a_quote_stands_in_the_text_at_its_place() -> None:
    project = make_project(text="到2027年底，建成22所学校。")
    target = Target(project=project, quote="22所", start=10, end=13)
    sentence = ExplainedSentence(project=project, quote="22所", start=10, end=13)
    target.clean()
    sentence.clean()
    for record in (target, sentence):
        record.start = 9
        with pytest.raises(ValidationError, match="引文与原文"):
            record.clean()


def test_a_target_promises_its_checkpoints() -> None:
    target = make_steps()
    assert target.goal(target.project.plan) == Goal(
        Measure.RATIO,
        (DueValue(FIRST, Fraction(80)), DueValue(LAST, Fraction(100))),
        PLAN_START,
        Bound.AT_LEAST,
        Rhythm.ONCE,
        tolerance=Fraction(3, 2),
    )


def test_a_department_s_own_goal_takes_the_place_of_the_last() -> None:
    target = make_steps()
    assignment = make_assignment(target, target_value=Decimal(96), baseline=Decimal("60.5"))
    promised = target.goal(target.project.plan, assignment)
    assert [checkpoint.target_value for checkpoint in promised.checkpoints] == [80, 96]
    assert (promised.baseline, promised.is_own, promised.is_exempt) == (
        Fraction(121, 2),
        True,
        False,
    )


def test_an_exemption_is_part_of_the_promise() -> None:
    target = make_steps()
    assignment = make_assignment(target, exemption_reason="没有此类学校")
    assert target.goal(target.project.plan, assignment).is_exempt is True


@pytest.mark.parametrize(
    ("scope", "target_value", "is_own"),
    [
        (Scope.POOLED, None, False),
        (Scope.POOLED, Decimal(6), True),
        (Scope.EACH_COUNTY, None, True),
        (Scope.CITY, None, True),
    ],
)
def test_only_a_part_of_a_pool_may_have_no_goal(
    scope: str, target_value: Decimal | None, is_own: bool
) -> None:
    target = make_steps(scope)
    assignment = make_assignment(target, target_value=target_value)
    assert target.goal(target.project.plan, assignment).is_own is is_own
    assert target.goal(target.project.plan).is_own is True


@pytest.mark.parametrize("measure", [Measure.MILESTONE, Measure.RATING])
def test_what_has_no_sum_is_judged_by_itself_in_a_pool_too(measure: str) -> None:
    target = make_target(scope=Scope.POOLED, measure=measure)
    assignment = make_assignment(target)
    assert target.goal(target.project.plan, assignment).is_own is True


def test_a_milestone_promises_a_day_without_an_amount() -> None:
    target = make_target(measure=Measure.MILESTONE)
    promised = target.goal(target.project.plan)
    assert promised.checkpoints == (DueValue(PLAN_END, None),)
    assert due(promised, PLAN_END).share == 0


@pytest.mark.parametrize(
    "days",
    [
        {"start": PLAN_END, "end": PLAN_START},
        {"yellow_points": 31},
        {"yellow_points": 0},
        {"red_points": 9},
    ],
)
def test_the_database_refuses_a_plan_that_cannot_be(days: dict[str, date | int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_plan(**days)


def test_numbers_are_given_once() -> None:
    project = make_project()
    target = make_target(project)
    assignment = make_assignment(target)
    responsibility = make_responsibility(project, assignment.department)
    for twice in (
        lambda: make_project(number=project.number),
        lambda: make_target(project, number=target.number),
        lambda: make_target(project, checkpoints=[(PLAN_END, 1), (PLAN_END, 2)]),
        lambda: make_assignment(target, assignment.department),
        lambda: make_responsibility(project, responsibility.department),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            twice()


def test_a_change_of_the_thresholds_is_kept() -> None:
    plan = make_plan()
    plan.yellow_points = Decimal(5)
    plan.save()
    history = Plan.objects.get().history.all()
    assert [row.yellow_points for row in history] == [5, 10]


def test_projects_come_in_the_order_of_their_numbers() -> None:
    second, first = make_project(number=2), make_project(number=1)
    assert list(Project.objects.all()) == [first, second]


def test_the_check_without_a_plan_says_how_to_load_it() -> None:
    with pytest.raises(CommandError, match=r"manage\.py loaddata plan"):
        call_command("check_plan")
