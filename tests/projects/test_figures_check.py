"""check_plan refuses values that nobody can mean or that do not fit, and lists doubtful ones."""

import pytest

from projects.models import Assignment, CrossCheck, Plan
from tests.projects.plan_checking import change, printed, problems, target


def test_figures_that_have_to_fall_are_listed_until_they_have_a_baseline(plan: Plan) -> None:
    warnings = [line for line in printed() if line.startswith("提醒")]
    counties = "榕城区人民政府、揭东区人民政府、揭西县人民政府、惠来县人民政府、普宁市人民政府"
    listed = ("2-5", "2-6", "10-6", "15-2", "15-5", "20-1")
    assert warnings == [
        *(f"提醒：目标{target(code)}：{counties}没有基数。" for code in listed),
        f"提醒：目标{target('20-2')}：市教育局没有基数。",
    ]
    target("20-2").assignments.update(baseline=2400)
    target("2-6").assignments.exclude(department__code="jiexi").update(baseline=9)
    target("2-5").assignments.exclude(department__code="jiexi").update(
        exemption_reason="没有此类学校"
    )
    warnings = [line for line in printed() if line.startswith("提醒")]
    assert warnings[:2] == [
        f"提醒：目标{target(code)}：揭西县人民政府没有基数。" for code in ("2-5", "2-6")
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


OWN, BASE, FIXED, EXEMPT = "target_value", "baseline", "denominator", "exemption_reason"
NO_USE = "没有用处：计量方式为“{}”。请删去。"
WHOLE = "不是整数，但“所”只计整数。请改为整数；确有小数的，请在“目标”表的“可有小数”中填“是”。"
ABOVE = (
    "超过100，但比率的分子是分母的一部分，不会超过100%。"
    "请改正；分子确可大于分母的，请在“目标”表的“可超过100%”中填“是”。"
)
FRACTION = "比率按百分数填写，如 50 表示 50%，请改正。"
NOTHING = "没有意义：要求为“不少于”时应大于0。请改正；不适用的部门请写明不适用的理由。"


@pytest.mark.parametrize(
    ("code", "field", "value", "problem"),
    [
        ("2-1", OWN, 3, f"目标值3{NO_USE.format('里程碑')}"),
        ("4-1", OWN, 3, f"目标值3{NO_USE.format('评定')}"),
        ("2-1", BASE, 3, f"基数3{NO_USE.format('里程碑')}"),
        ("3-2", OWN, "4.5", f"目标值4.5{WHOLE}"),
        ("3-2", BASE, "4.5", f"基数4.5{WHOLE}"),
        ("3-1", OWN, 101, f"目标值101{ABOVE}"),
        ("3-1", BASE, 101, f"基数101{ABOVE}"),
        ("3-1", OWN, "0.9", f"目标值0.9会按0.9%计。{FRACTION}"),
        ("3-1", OWN, 1, f"目标值1会按1%计。{FRACTION}"),
        ("2-4", OWN, 0, f"目标值0{NOTHING}"),
        (
            "3-1",
            FIXED,
            0,
            "固定分母为0，无法计算比率。请填实际的数，或留空由填报员填写。",
        ),
        ("3-2", FIXED, 5, f"固定分母5{NO_USE.format('计数')}"),
        ("2-1", FIXED, 5, f"固定分母5{NO_USE.format('里程碑')}"),
    ],
)
def test_a_value_of_a_department_that_nobody_can_mean(
    plan: Plan, code: str, field: str, value: object, problem: str
) -> None:
    part = target(code).assignments.filter(department__code="puning")
    part.update(**{field: value})
    assert problems() == [f"目标{target(code)}：普宁市人民政府的{problem}"]


@pytest.mark.parametrize("value", ["0.5", 1])
def test_a_goal_typed_as_a_fraction(plan: Plan, value: object) -> None:
    target("5-2").checkpoints.update(target_value=value)
    (problem,) = problems()
    assert problem == (
        f"目标{target('5-2')}：完成时限2027-12-31的目标值{value}会按{value}%计。{FRACTION}"
    )


def test_a_rate_that_has_to_be_low_may_be_below_one_per_cent(plan: Plan) -> None:
    target("10-6").checkpoints.update(target_value="0.5")
    said = [line for line in printed() if "0.5" in line]
    assert said[-1] == (
        f"提醒：目标{target('10-6')}：完成时限2027-12-31的目标值0.5会按0.5%计。"
        "比率按百分数填写，如 50 表示 50%，请核对。"
    )


@pytest.mark.parametrize("value", ["99.5", 100])
def test_decimals_of_a_percentage_are_no_problem(plan: Plan, value: object) -> None:
    target("3-1").assignments.update(target_value=value, baseline="12.5")
    printed()


def test_a_ratio_whose_numerator_is_no_part_may_exceed(plan: Plan) -> None:
    assert target("14-3").can_exceed
    target("14-3").checkpoints.update(target_value=101)
    printed()


def test_a_tolerance_is_for_about_alone(plan: Plan) -> None:
    change("3-2", tolerance=2)
    assert problems() == [
        f"目标{target('3-2')}：要求为“不少于”，却有允许偏差2，只有“左右”才有。请改为0，或改正要求。"
    ]


@pytest.mark.parametrize(
    "reason", ["无", "-", "是", "/", "N/A", "不适用", "……", "暂无数据", "（无）。"]
)
def test_a_reason_that_says_nothing(plan: Plan, reason: str) -> None:
    target("3-2").assignments.filter(department__code="puning").update(exemption_reason=reason)
    assert problems() == [
        (
            f"目标{target('3-2')}：普宁市人民政府不适用的理由“{reason}”没有说明情况。"
            "请写明为什么不适用，如“没有乡镇”。"
        )
    ]


def test_who_is_exempt_has_no_goal(plan: Plan) -> None:
    parts = target("12-3").assignments.filter(department__code="jiedong")
    parts.update(exemption_reason="没有城区学校")
    assert problems() == [
        (
            f"目标{target('12-3')}：揭东区人民政府已写明不适用的理由，不应再有本部门目标值。"
            "请删去其中一项。"
        )
    ]


@pytest.mark.parametrize(
    ("code", "bound", "own", "listed"),
    [
        ("3-2", "at_least", [4, 4, 4, 4, 4], "各部门目标值之和为20，与全市的要求“不少于22”不符。"),
        ("3-2", "at_most", [9, 9, 9], "各部门目标值之和为27，与全市的要求“不超过22”不符。"),
        (
            "14-6",
            "at_least",
            [96, 95, 96, 96, 90],
            "各部门目标值为96、95、96、96、90，与全市的要求“不少于97”不符。",
        ),
    ],
)
def test_shares_by_which_the_whole_cannot_come_about(
    plan: Plan, code: str, bound: str, own: list[int], listed: str
) -> None:
    change(code, bound=bound)
    share(code, own)
    assert f"目标{target(code)}：{listed}请改正其中一处。" in problems()


@pytest.mark.parametrize(
    ("code", "bound", "own"),
    [
        ("3-2", "at_least", [4, 4, 4, 4, 6]),
        ("3-2", "at_least", [9, 9, 9, 0, 0]),
        ("3-2", "at_least", [2, 2]),  # the others' parts are open
        ("3-2", "at_most", [4, 4, 4, 4, 6]),
        ("14-6", "at_least", [98, 95, 96, 96, 90]),
    ],
)
def test_shares_that_may_make_the_whole(plan: Plan, code: str, bound: str, own: list[int]) -> None:
    change(code, bound=bound)
    share(code, own)
    printed()


def share(code: str, own: list[int]) -> None:
    """Own goals for the first of a target's departments."""
    for assignment, value in zip(target(code).assignments.all(), own, strict=False):
        Assignment.objects.filter(pk=assignment.pk).update(target_value=value)


@pytest.mark.parametrize(
    ("code", "baseline", "said"),
    [("2-4", 3, "基数3已经达到要求“不少于1”"), ("5-2", 60, "基数60已经达到要求“不少于50”")],
)
def test_a_baseline_beyond_the_goal_is_doubtful(
    plan: Plan, code: str, baseline: int, said: str
) -> None:
    target(code).assignments.filter(department__code="puning").update(baseline=baseline)
    assert (
        f"提醒：目标{target(code)}：普宁市人民政府的{said}，从一开始就算完成。请核对。" in printed()
    )


def test_a_baseline_of_what_has_to_hold_or_fall_is_no_doubt(plan: Plan) -> None:
    target("14-3").assignments.update(baseline=100)
    target("2-5").assignments.update(baseline=40)
    target("15-5").assignments.update(baseline=0)
    assert not [line for line in printed() if "从一开始" in line]
