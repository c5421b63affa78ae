"""check_plan lists missing baselines, and refuses goals that do not fit each other."""

import pytest

from projects.models import CrossCheck, Plan
from tests.projects.plan_checking import printed, problems, target


def test_figures_that_have_to_fall_are_listed_until_they_have_a_baseline(plan: Plan) -> None:
    warnings = [line for line in printed() if line.startswith("warning")]
    counties = "榕城区人民政府, 揭东区人民政府, 揭西县人民政府, 惠来县人民政府, 普宁市人民政府"
    listed = ("2-5", "2-6", "10-6", "15-2", "15-5", "20-1")
    assert warnings == [
        *(f"warning: target {target(code)}: no baseline of {counties}" for code in listed),
        f"warning: target {target('20-2')}: no baseline of 市教育局",
    ]
    target("20-2").assignments.update(baseline=2400)
    target("2-6").assignments.exclude(department__code="jiexi").update(baseline=9)
    target("2-5").assignments.exclude(department__code="jiexi").update(exemption_reason="没有")
    warnings = [line for line in printed() if line.startswith("warning")]
    assert warnings[:2] == [
        f"warning: target {target(code)}: no baseline of 揭西县人民政府" for code in ("2-5", "2-6")
    ]
    assert len(warnings) == len(listed)


def test_goals_that_do_not_add_up(plan: Plan) -> None:
    target("15-5").checkpoints.update(target_value=3)
    assert problems() == [
        f"target {target('2-5')}: its goal of 0 and those of 15-4 + 15-5, 3, are not equal"
    ]


def test_goal_above_the_sum_that_it_is_part_of(plan: Plan) -> None:
    target("13-2").checkpoints.update(target_value=11)
    assert problems() == [
        f"target {target('13-2')}: its goal of 11 and those of 13-3, 10, are not at_most"
    ]


@pytest.mark.parametrize(("code", "part"), [("3-2", "3-3"), ("3-2", "2-2")])
def test_cross_check_with_figures_of_another_kind(plan: Plan, code: str, part: str) -> None:
    CrossCheck.objects.create(target=target(code), relation="at_most", part=target(part))
    assert problems() == [
        f"target {target(code)}: held against {part}, but only counts of one unit compare"
    ]


def test_cross_check_of_shares(plan: Plan) -> None:
    CrossCheck.objects.create(target=target("2-2"), relation="equal", part=target("2-3"))
    assert problems() == [
        f"target {target('2-2')}: held against others, but only counts of one unit compare"
    ]


def test_cross_check_with_a_target_without_a_goal(plan: Plan) -> None:
    target("13-3").checkpoints.update(target_value=None)
    assert problems() == [f"target {target('13-3')}: no goal for 2027-12-31"]
