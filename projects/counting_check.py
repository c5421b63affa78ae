"""Check that a target's 填报口径 fits its rhythm, and that it can fall due inside the plan."""

import re
from collections.abc import Iterator
from typing import Final

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
            yield f"the quote says {found.group()}, but the rhythm is {rhythm}"


def _rhythm_problems(counting: str, rhythm: Rhythm) -> Iterator[str]:
    """Ratings aside: their counting names the material, not a figure."""
    if rhythm in RECURRING:
        if "累计" in counting:
            yield f"the counting says 累计, but {rhythm} begins again"
        if CYCLE_WORDS[rhythm] not in counting:
            yield f"the rhythm is {rhythm}, but the counting does not say {CYCLE_WORDS[rhythm]}"
        return
    found = STARTS_AGAIN.search(counting)
    # A share that must hold may be that of the running year.
    if found is None and rhythm is Rhythm.ONCE:
        found = OF_THIS_CYCLE.search(counting)
    if found:
        yield f"the counting says {found.group()}, but the rhythm is {rhythm}"


def _due_problems(target: Target, plan: Plan) -> Iterator[str]:
    days = [checkpoint.due for checkpoint in target.checkpoints.all()]
    for day in days:
        if not plan.start <= day <= plan.end:
            yield f"deadline {day} is outside the plan, {plan.start} to {plan.end}"
    for years in map(int, SINCE_START.findall(target.counting)):
        first = plan.start.replace(year=plan.start.year + years)
        if days and first > max(days):
            yield f"nobody completes {years} years before {first}, and it is due on {max(days)}"
