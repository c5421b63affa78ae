"""check_plan refuses a counting that contradicts the rhythm, and what cannot fall due in time."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from projects.models import Plan
from tests.projects.plan_checking import change, problems, target


@pytest.mark.parametrize(
    ("code", "counting", "problem"),
    [
        (
            "6-9",
            "分子为本学年内截至报告期末开展教研的学校数，分母为全部学校数。",
            "the counting says 本学年, but the rhythm is once",
        ),
        (
            "3-2",
            "填截至报告期末的所数，新学年重新计数。",
            "the counting says 重新计数, but the rhythm is once",
        ),
        (
            "8-3",
            "分子为本年度截至报告期末已拨付数，分母为总额，新年度重新计数。",
            "the counting says 重新计数, but the rhythm is maintain",
        ),
        (
            "6-4",
            "填本学期内截至报告期末举办的次数（累计）。",
            "the counting says 累计, but each_semester begins again",
        ),
        (
            "6-4",
            "填截至报告期末举办的次数。",
            "the rhythm is each_semester, but the counting does not say 本学期",
        ),
        (
            "5-3",
            "填本学年内截至报告期末举办的场数。",
            "the rhythm is each_year, but the counting does not say 本自然年",
        ),
    ],
)
def test_counting_that_contradicts_the_rhythm(
    plan: Plan, code: str, counting: str, problem: str
) -> None:
    change(code, counting=counting)
    assert problems() == [f"target {target(code)}: {problem}"]


def test_a_share_of_the_running_year_may_have_to_hold(plan: Plan) -> None:
    assert "本年度截至报告期末" in target("8-3").counting
    assert target("8-3").rhythm == "maintain"
    change("6-9", counting=f"{target('6-9').counting}不重新计数。")
    call_command("check_plan", stdout=StringIO())


@pytest.mark.parametrize(
    ("code", "rhythm", "said"),
    [("6-4", "maintain", "每学期"), ("6-6", "once", "每学年"), ("10-8", "maintain", "逐年")],
)
def test_quote_that_names_another_rhythm(plan: Plan, code: str, rhythm: str, said: str) -> None:
    change(code, rhythm=rhythm, counting="分子、分母按报告期末计。")
    assert problems() == [
        f"target {target(code)}: the quote says {said}, but the rhythm is {rhythm}"
    ]


def test_service_that_nobody_completes_inside_the_plan(plan: Plan) -> None:
    change("6-1", counting="分母为方案实施以来招聘、到报告期末入职届满5年的教师人数。")
    (problem,) = problems()
    assert problem.endswith(
        "nobody completes 5 years before 2028-09-04, and it is due on 2027-12-31"
    )


@pytest.mark.parametrize("day", [date(2028, 1, 1), date(2023, 9, 3)])
def test_deadline_outside_the_plan(plan: Plan, day: date) -> None:
    target("3-2").checkpoints.update(due=day)
    assert problems() == [
        f"target {target('3-2')}: deadline {day} is outside the plan, 2023-09-04 to 2027-12-31"
    ]
