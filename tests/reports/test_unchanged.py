"""The sentences of a report in which nothing has changed, and how long it has not."""

import pytest

from reports.rules.period_kinds import read_code
from reports.rules.unchanged import (
    COUNTED_ANEW,
    NEW_DENOMINATORS,
    CarriedFigure,
    is_progress_sentence,
    next_steps_sentence,
    open_since,
    problems_sentence,
    progress_sentence,
)

OCTOBER, NOVEMBER = read_code("2026-10"), read_code("2026-11")
QUARTERS = read_code("2026-Q3"), read_code("2026-Q4")


@pytest.mark.parametrize(
    ("has_figures", "exceptions", "sentence"),
    [
        (True, [], "本期（2026年11月）各项数据与上期（2026年10月）相同，无新的进展。"),
        (False, [], "本期（2026年11月）与上期（2026年10月）相比，无新的进展。"),
        (
            True,
            [COUNTED_ANEW, NEW_DENOMINATORS],
            (
                "本期（2026年11月）除重新计数的目标、分母已调整的目标外，其余各项数据与上期"
                "（2026年10月）相同，无新的进展。"
            ),
        ),
    ],
)
def test_progress_is_said_of_the_own_period_and_known_again(
    has_figures: bool, exceptions: list[str], sentence: str
) -> None:
    said = progress_sentence(NOVEMBER, OCTOBER, has_figures=has_figures, exceptions=exceptions)
    assert said == sentence
    assert is_progress_sentence(f"{said}\r\n", NOVEMBER)
    assert not is_progress_sentence(said, OCTOBER)
    assert not is_progress_sentence(f"{said}新增一所。", NOVEMBER)


def test_a_quarter_calls_itself_one() -> None:
    before, now = QUARTERS
    said = progress_sentence(now, before, has_figures=True)
    assert said == "本季度（2026年第4季度）各项数据与上期（2026年第3季度）相同，无新的进展。"
    assert is_progress_sentence(said, now)


def test_problems_and_steps_name_the_report_that_has_their_words() -> None:
    problems = problems_sentence("用地未批。", OCTOBER)
    steps = next_steps_sentence("催批。", QUARTERS[0])
    assert problems == "2026年10月报告提出的问题尚未解决，情况没有变化。"
    assert steps == "继续按2026年第3季度报告所列的措施推进。"
    assert problems_sentence(problems, NOVEMBER) == problems
    assert next_steps_sentence(steps, QUARTERS[1]) == steps


@pytest.mark.parametrize(
    ("now", "origin", "times", "text", "is_long"),
    [
        ("2026-11", "2026-10", 1, "沿用10月数据", False),
        ("2026-12", "2026-10", 2, "沿用10月数据，连续2期", False),
        ("2027-01", "2026-10", 3, "沿用2026年10月数据，连续3期", True),
        ("2026-Q4", "2026-Q3", 1, "沿用三季度数据", False),
    ],
)
def test_what_is_carried_tells_from_when_and_how_often(
    now: str, origin: str, times: int, text: str, is_long: bool
) -> None:
    carried = CarriedFigure(read_code(now), read_code(origin), times)
    assert (carried.text, carried.is_long) == (text, is_long)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026年9月报告提出的问题尚未解决，情况没有变化。", "2026-09"),
        (" 2025年第4季度报告提出的问题尚未解决，情况没有变化。\n", "2025-Q4"),
        ("2026年13月报告提出的问题尚未解决，情况没有变化。", None),
        ("2026年9月报告提出的问题尚未解决，情况没有变化。缺教师。", None),
        ("缺教师。", None),
    ],
)
def test_a_statement_names_the_period_of_the_words(text: str, code: str | None) -> None:
    since = open_since(text)
    assert (since.code if since else None) == code
