"""check_plan lists missing baselines, and refuses goals that do not fit each other."""

import pytest

from projects.models import CrossCheck, Plan
from tests.projects.plan_checking import printed, problems, target


def test_figures_that_have_to_fall_are_listed_until_they_have_a_baseline(plan: Plan) -> None:
    warnings = [line for line in printed() if line.startswith("warning")]
    counties = "榕城区人民政府、揭东区人民政府、揭西县人民政府、惠来县人民政府、普宁市人民政府"
    listed = ("2-5", "2-6", "10-6", "15-2", "15-5", "20-1")
    assert warnings == [
        *(f"warning: 目标{target(code)}：{counties}没有基数。" for code in listed),
        f"warning: 目标{target('20-2')}：市教育局没有基数。",
    ]
    target("20-2").assignments.update(baseline=2400)
    target("2-6").assignments.exclude(department__code="jiexi").update(baseline=9)
    target("2-5").assignments.exclude(department__code="jiexi").update(exemption_reason="没有")
    warnings = [line for line in printed() if line.startswith("warning")]
    assert warnings[:2] == [
        f"warning: 目标{target(code)}：揭西县人民政府没有基数。" for code in ("2-5", "2-6")
    ]
    assert len(warnings) == len(listed)


def test_goals_that_do_not_add_up(plan: Plan) -> None:
    target("15-5").checkpoints.update(target_value=3)
    assert problems() == [
        f"目标{target('2-5')}：目标值0应等于15-4 + 15-5的目标值之和3。请改正目标值或勾稽关系。"
    ]


def test_goal_above_the_sum_that_it_is_part_of(plan: Plan) -> None:
    target("13-2").checkpoints.update(target_value=11)
    assert problems() == [
        f"目标{target('13-2')}：目标值11应不大于13-3的目标值之和10。请改正目标值或勾稽关系。"
    ]


@pytest.mark.parametrize(("code", "part"), [("3-2", "3-3"), ("3-2", "2-2")])
def test_cross_check_with_figures_of_another_kind(plan: Plan, code: str, part: str) -> None:
    CrossCheck.objects.create(target=target(code), relation="at_most", part=target(part))
    assert problems() == [
        f"目标{target(code)}：与{part}对照，但只有单位相同的计数目标可以对照。请改正勾稽关系。"
    ]


def test_cross_check_of_shares(plan: Plan) -> None:
    CrossCheck.objects.create(target=target("2-2"), relation="equal", part=target("2-3"))
    assert problems() == [
        f"目标{target('2-2')}：与其他目标对照，但只有单位相同的计数目标可以对照。请改正勾稽关系。"
    ]


def test_cross_check_with_a_target_without_a_goal(plan: Plan) -> None:
    target("13-3").checkpoints.update(target_value=None)
    assert problems() == [
        f"目标{target('13-3')}：完成时限2027-12-31的节点没有目标值。请填写目标值。"
    ]
