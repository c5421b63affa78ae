"""Check that a target's 填报口径 fits its rhythm, and that it can fall due inside the plan."""

import re
from collections.abc import Iterator
from typing import Final

from projects import wording
from projects.models import Plan, Target
from projects.rules.values import RECURRING, Rhythm

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


def counting_problems(target: Target, plan: Plan) -> Iterator[str]:
    """What contradicts itself in a target; its checkpoints are prefetched."""
    rhythm = Rhythm(target.rhythm)
    yield from _quote_problems(target, rhythm)
    if not target.is_rating:
        yield from _rhythm_problems(target.counting, rhythm)
    yield from _due_problems(target, plan)


def _quote_problems(target: Target, rhythm: Rhythm) -> Iterator[str]:
    for words, rhythms in PROMISED:
        found = words.search(target.quote)
        if found and rhythm not in rhythms:
            yield f"原文写“{found.group()}”，但节奏为“{_label(rhythm)}”。请改正节奏。"


def _rhythm_problems(counting: str, rhythm: Rhythm) -> Iterator[str]:
    """Ratings aside: their counting names the material, not a figure."""
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


def _due_problems(target: Target, plan: Plan) -> Iterator[str]:
    days = [checkpoint.due for checkpoint in target.checkpoints.all()]
    for day in days:
        if not plan.start <= day <= plan.end:
            yield (
                f"完成时限{day}不在方案的起止日期{plan.start}至{plan.end}之内。"
                "请改正完成时限或方案的起止日期。"
            )
    for years in map(int, SINCE_START.findall(target.counting)):
        first = plan.start.replace(year=plan.start.year + years)
        if days and first > max(days):
            yield (
                f"{first}之前无人届满{years}年，但完成时限为{max(days)}。请改正完成时限或填报口径。"
            )
