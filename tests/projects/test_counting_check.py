"""check_plan refuses a counting that contradicts the rhythm, and what cannot fall due in time."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from projects.models import Plan
from tests.projects.plan_checking import change, printed, problems, target


@pytest.mark.parametrize(
    ("code", "counting", "problem"),
    [
        (
            "6-9",
            "分子为本学年内截至报告期末开展教研的学校数，分母为全部学校数。",
            "填报口径写“本学年”，但节奏为“按节点完成”。请改正口径或节奏。",
        ),
        (
            "3-2",
            "填截至报告期末的所数，新学年重新计数。",
            "填报口径写“重新计数”，但节奏为“按节点完成”。请改正口径或节奏。",
        ),
        (
            "8-3",
            "分子为本年度截至报告期末已拨付数，分母为总额，新年度重新计数。",
            "填报口径写“重新计数”，但节奏为“持续保持”。请改正口径或节奏。",
        ),
        (
            "6-4",
            "填本学期内截至报告期末举办的次数（累计）。",
            "填报口径写“累计”，但节奏“每学期”要重新计数。请改正口径或节奏。",
        ),
        (
            "6-4",
            "填截至报告期末举办的次数。",
            "节奏为“每学期”，但填报口径没有写“本学期”。请在口径中写明。",
        ),
        (
            "5-3",
            "填本学年内截至报告期末举办的场数。",
            "节奏为“每年”，但填报口径没有写“本自然年”。请在口径中写明。",
        ),
    ],
)
def test_counting_that_contradicts_the_rhythm(
    plan: Plan, code: str, counting: str, problem: str
) -> None:
    change(code, counting=counting)
    assert problems() == [f"目标{target(code)}：{problem}"]


def test_a_share_of_the_running_year_may_have_to_hold(plan: Plan) -> None:
    assert "本年度截至报告期末" in target("8-3").counting
    assert target("8-3").rhythm == "maintain"
    change("6-9", counting=f"{target('6-9').counting}不重新计数。")
    call_command("check_plan", stdout=StringIO())


@pytest.mark.parametrize(
    ("code", "rhythm", "label", "said"),
    [
        ("6-4", "maintain", "持续保持", "每学期"),
        ("6-6", "once", "按节点完成", "每学年"),
        ("10-8", "maintain", "持续保持", "逐年"),
    ],
)
def test_quote_that_names_another_rhythm(
    plan: Plan, code: str, rhythm: str, label: str, said: str
) -> None:
    change(code, rhythm=rhythm, counting="分子、分母按报告期末计。")
    assert problems() == [f"目标{target(code)}：原文写“{said}”，但节奏为“{label}”。请改正节奏。"]


def test_service_that_nobody_completes_inside_the_plan(plan: Plan) -> None:
    change("6-1", counting="分母为方案实施以来招聘、到报告期末入职届满5年的教师人数。")
    (problem,) = problems()
    assert problem.endswith(
        "2028-09-04之前无人届满5年，但完成时限为2027-12-31。请改正完成时限或填报口径。"
    )


@pytest.mark.parametrize("day", [date(2028, 1, 1), date(2023, 9, 3)])
def test_deadline_outside_the_plan(plan: Plan, day: date) -> None:
    target("3-2").checkpoints.update(due=day)
    assert problems() == [
        (
            f"目标{target('3-2')}：完成时限{day}不在方案的起止日期2023-09-04至2027-12-31之内。"
            "请改正完成时限或方案的起止日期。"
        )
    ]


def test_counting_is_needed(plan: Plan) -> None:
    change("6-4", counting=" ")
    change("7-1", counting="")
    assert problems() == [
        f"目标{target(code)}：没有填报口径。请写明填什么、怎样计算、截至哪一天。"
        for code in ("6-4", "7-1")
    ]


@pytest.mark.parametrize(
    ("code", "goal", "said", "goals"),
    [
        ("3-2", 25, "不少于22所", "25所"),
        ("10-6", "12.5", "低于15%", "12.5%"),
        ("2-6", 2, "为0即达标", "2所"),
        ("12-3", 2, "至少1个", "2个、6个"),
        ("11-1", 90, "按100%设定", "90%"),
    ],
)
def test_counting_that_repeats_another_goal(
    plan: Plan, code: str, goal: object, said: str, goals: str
) -> None:
    target(code).checkpoints.update(target_value=goal)
    line = f"提醒：目标{target(code)}：填报口径写“{said}”，但目标值为{goals}。请核对，两处应一致。"
    assert line in printed()


def test_counting_that_demands_the_contrary(plan: Plan) -> None:
    change("3-2", bound="at_most")
    line = f"提醒：目标{target('3-2')}：填报口径写“不少于22所”，但要求为“不超过”。请核对。"
    assert line in printed()
