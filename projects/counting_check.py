"""Check a target's 填报口径.

It has to be there, to fit the rhythm and the goals, and the target to fall due inside the plan.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from projects import wording
from projects.findings import Finding
from projects.models import Plan, Target
from projects.rules.values import RECURRING, Bound, Rhythm

CYCLE_WORDS: Final = {
    Rhythm.EACH_YEAR: "本自然年",
    Rhythm.EACH_SCHOOL_YEAR: "本学年",
    Rhythm.EACH_SEMESTER: "本学期",
}
PROMISED: Final = (
    (re.compile("每学期"), {Rhythm.EACH_SEMESTER}),
    (re.compile("每学年"), {Rhythm.EACH_SCHOOL_YEAR}),
    (re.compile("每年|每个年度"), {Rhythm.EACH_YEAR}),
    (re.compile("逐年"), {Rhythm.EACH_YEAR, Rhythm.EACH_SCHOOL_YEAR}),
)
"""What a quote says of its rhythm."""
STARTS_AGAIN: Final = re.compile("(?<!不)重新计数")
OF_THIS_CYCLE: Final = re.compile("本学年|本学期|本自然年|本年度")
SINCE_START: Final = re.compile(r"方案实施以来[^。]*?届满(\d+)年")
"""Who completes so many years, counted from the plan's start at the earliest."""

DEMANDED: Final = (
    r"(?:(?:不[少低]于|不超过|不[多高]于|至少|(?<!不)低于|达到){number}{unit}"
    r"|为{number}即达标|按{number}{unit}设定)"
)
"""How a 填报口径 repeats the goal."""
OPPOSITE: Final = {
    Bound.AT_LEAST.value: re.compile("不超过|不[多高]于"),
    Bound.AT_MOST.value: re.compile("不[少低]于|至少"),
    Bound.BELOW.value: re.compile("不[少低]于|至少"),
}
"""Words that demand the contrary of a bound."""
NUMBER: Final = r"([0-9]+(?:\.[0-9]+)?)"


def counting_problems(target: Target, plan: Plan) -> Iterator[Finding]:
    """What contradicts itself in a target; its checkpoints are prefetched."""
    rhythm = Rhythm(target.rhythm)
    for text in _quote_problems(target, rhythm):
        yield Finding(target, text, "rhythm")
    for text in _text_problems(target, rhythm):
        yield Finding(target, text, "counting")
    yield from _due_problems(target, plan)


def contradicted_goals(target: Target) -> Iterator[Finding]:
    """What a 填报口径 says of the goal that is not so: its number, or which way it goes."""
    if not (target.is_count or target.is_ratio):
        return
    goals = [each.target_value for each in target.checkpoints.all()]
    own = [each.target_value for each in target.assignments.all() if each.ended_on is None]
    known = dict.fromkeys(value for value in (*goals, *own) if value is not None)
    pattern = DEMANDED.format(number=NUMBER, unit=re.escape(target.unit))
    said = {
        found.group(): Decimal(next(filter(None, found.groups())))
        for found in re.finditer(pattern, target.counting)
    }
    contrary = OPPOSITE.get(target.bound)
    for words, number in said.items():
        if contrary and contrary.match(words):
            bound = target.get_bound_display()
            yield Finding(target, f"填报口径写“{words}”，但要求为“{bound}”。请核对。", "counting")
        if known and number not in known:
            values = "、".join(f"{wording.number(Fraction(each))}{target.unit}" for each in known)
            text = f"填报口径写“{words}”，但目标值为{values}。请核对，两处应一致。"
            yield Finding(target, text, "counting")


def _text_problems(target: Target, rhythm: Rhythm) -> Iterator[str]:
    if not target.counting.strip():
        yield "没有填报口径。请写明填什么、怎样计算、截至哪一天。"
    # The counting of a rating names the material, not a figure.
    elif not target.is_rating:
        yield from _rhythm_problems(target.counting, rhythm)


def _quote_problems(target: Target, rhythm: Rhythm) -> Iterator[str]:
    for words, rhythms in PROMISED:
        found = words.search(target.quote)
        if found and rhythm not in rhythms:
            yield f"原文写“{found.group()}”，但节奏为“{_label(rhythm)}”。请改正节奏。"


def _rhythm_problems(counting: str, rhythm: Rhythm) -> Iterator[str]:
    if rhythm in RECURRING:
        if "累计" in counting:
            yield f"填报口径写“累计”，但节奏“{_label(rhythm)}”要重新计数。请改正口径或节奏。"
        if CYCLE_WORDS[rhythm] not in counting:
            words = CYCLE_WORDS[rhythm]
            yield f"节奏为“{_label(rhythm)}”，但填报口径没有写“{words}”。请在口径中写明。"
        return
    found = STARTS_AGAIN.search(counting)
    # A share that must hold may be that of the running year.
    if found is None and rhythm is Rhythm.ONCE:
        found = OF_THIS_CYCLE.search(counting)
    if found:
        yield f"填报口径写“{found.group()}”，但节奏为“{_label(rhythm)}”。请改正口径或节奏。"


def _label(rhythm: Rhythm) -> str:
    return wording.RHYTHM_LABELS[rhythm]


def _due_problems(target: Target, plan: Plan) -> Iterator[Finding]:
    checkpoints = list(target.checkpoints.all())
    for checkpoint in checkpoints:
        if not plan.start <= checkpoint.due <= plan.end:
            yield Finding(
                checkpoint,
                f"完成时限{checkpoint}不在方案的起止日期{plan.start}至{plan.end}之内。"
                "请改正完成时限或方案的起止日期。",
                "due",
            )
    for years in map(int, SINCE_START.findall(target.counting)):
        first = plan.start.replace(year=plan.start.year + years)
        last = max((checkpoint.due for checkpoint in checkpoints), default=first)
        if first > last:
            text = f"{first}之前无人届满{years}年，但完成时限为{last}。请改正完成时限或填报口径。"
            yield Finding(target, text, "counting")
