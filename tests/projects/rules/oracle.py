"""A second reading of the judging rules, to compare the product's with.

It was written from the rules' words alone, takes nothing from the code but plain values, and judges
literally: each function is a sentence or two. Shares are exact fractions; the day is an argument.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import NamedTuple

from projects.rules.values import (
    Bound,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Measure,
    Rating,
    Rhythm,
    Scope,
)

ZERO, ONE = Fraction(0), Fraction(1)
JUST_SHORT = Fraction(9999, 10000)  # the most that an unmet goal attains
AMOUNTS = (Measure.COUNT, Measure.RATIO)
LASTING = (Rhythm.ONCE, Rhythm.MAINTAIN)
SEPARATE = (Scope.EACH_COUNTY, Scope.CITY_AND_EACH_COUNTY)
WORST_FIRST = ("overdue", "red", "yellow", "unreported", "stale", "empty", "green", "done")
Cycle = tuple[date, date]
Month = tuple[date, date]  # a period's last day, and the day by which its reports are due


class Moment(NamedTuple):
    """The day for which something is judged, and what the plan says of lamps."""

    day: date
    months: tuple[Month, ...]
    yellow: Fraction
    red: Fraction

    @property
    def fell_due(self) -> list[date]:
        """The last days of the periods that fell due, oldest first: due days end at midnight."""
        return sorted(end for end, due in self.months if due < self.day)

    def is_old(self, figure: Figure) -> bool:
        """Whether a figure is older than the last two periods that fell due."""
        last_two = self.fell_due[-2:]
        return len(last_two) == 2 and figure.period_end < last_two[0]


class Answer(NamedTuple):
    """What is said of a target and of its parts."""

    whole: Evaluation
    parts: tuple[Evaluation, ...]
    coverage: tuple[int, int, int]  # the parts with fresh data, those that need some, the exempt


def deviation(said: Evaluation) -> Fraction | None:
    """Attainment minus expected, in percentage points."""
    if said.attainment is None or said.expected is None:
        return None
    return 100 * (said.attainment - said.expected)


def is_nothing_of_nothing(line: Figure) -> bool:
    return line.value is None and line.denominator is not None


def standing(lines: Iterable[Figure], day: date) -> list[Figure]:
    """Each period's newest line known on a day, oldest period first, but for emptied ones.

    ``lines`` are in the order of their approval; an empty line withdraws its period's figure.
    """
    newest = {line.period_end: line for line in lines if line.since and line.since <= day}
    kept = (line for _, line in sorted(newest.items()))
    return [x for x in kept if (x.value, x.rating, x.denominator) != (None, None, None)]


def as_corrected(lines: Iterable[Figure], on: date) -> list[Figure]:
    """The lines with the corrections known on a day, as if known from their periods' ends."""
    return [replace(line, since=line.period_end) for line in standing(lines, on)]


def begins(goal: Goal, lines: Iterable[Figure], day: date) -> Goal:
    """What must fall, or hit, by a day and has no baseline begins at its first figure."""
    needs_one = goal.measure in AMOUNTS and goal.rhythm is Rhythm.ONCE and goal.baseline is None
    first = next((line for line in standing(lines, day) if line.value is not None), None)
    if first is None or not needs_one or goal.bound is Bound.AT_LEAST:
        return goal
    return replace(goal, baseline=first.value, start=first.period_end, first=first)


def meets(goal: Goal, figure: Figure | None, wanted: Fraction | None) -> bool:
    if figure is None or is_nothing_of_nothing(figure):
        return False
    if figure.rating is not None:
        held = goal.rhythm is not Rhythm.ONCE and figure.rating is Rating.ON_TRACK
        return held or figure.rating is Rating.DONE
    assert figure.value is not None
    return figure.value == 1 if wanted is None else keeps(goal, figure.value, wanted)


def keeps(goal: Goal, value: Fraction, wanted: Fraction) -> bool:
    return {
        Bound.AT_LEAST: value >= wanted,
        Bound.AT_MOST: value <= wanted,
        Bound.BELOW: value < wanted,
        Bound.ABOUT: abs(value - wanted) <= goal.tolerance,
    }[goal.bound]


def way(goal: Goal) -> tuple[Fraction, Fraction] | None:
    """Where the way to the last goal begins, and its length, negative if it goes down."""
    wanted, begin = goal.checkpoints[-1].target_value, goal.baseline
    if begin is None and goal.bound in (Bound.AT_LEAST, Bound.ABOUT):
        begin = ZERO
    if wanted is None or begin is None or wanted == begin:
        return None
    goes_up = {Bound.AT_LEAST: True, Bound.ABOUT: wanted > begin}.get(goal.bound, False)
    return (begin, wanted - begin) if goes_up == (wanted > begin) else None


def attained(goal: Goal, value: Fraction) -> Fraction:
    """The share of the way to the last goal that a value has covered."""
    wanted, path = goal.checkpoints[-1].target_value, way(goal)
    if wanted is None or path is None or keeps(goal, value, wanted):
        return value if wanted is None else Fraction(keeps(goal, value, wanted))
    covered = 1 - abs(1 - (value - path[0]) / path[1])  # beyond what it must hit, back again
    return min(max(covered, ZERO), JUST_SHORT)


def attainment(goal: Goal, figure: Figure | None) -> Fraction | None:
    if figure is None or figure.value is None:
        return ONE if meets(goal, figure, None) else None
    return attained(goal, figure.value)


def passed(first: date, last: date, day: date) -> Fraction:
    """The share of the days between two that has passed."""
    if day >= last:
        return ONE
    return Fraction((day - first).days, (last - first).days) if day > first else ZERO


def steady(goal: Goal, cycle: Cycle | None, day: date) -> Fraction:
    """What a straight line expects on a day, in parts of units."""
    if cycle is not None:
        return passed(*cycle, day)
    if goal.rhythm is Rhythm.MAINTAIN or day > goal.checkpoints[-1].due:
        return ONE
    if goal.measure not in AMOUNTS:
        return ZERO
    begin, reached = goal.start, ZERO
    for checkpoint in goal.checkpoints[:-1]:
        assert checkpoint.target_value is not None
        goes_to = attained(goal, checkpoint.target_value)
        if day < checkpoint.due:
            return reached + (goes_to - reached) * passed(begin, checkpoint.due, day)
        begin, reached = max(begin, checkpoint.due), goes_to
    return reached + (1 - reached) * passed(begin, goal.checkpoints[-1].due, day)


def expected(goal: Goal, cycle: Cycle | None, figure: Figure | None, day: date) -> Fraction:
    """The same in whole units: nobody owes a part of a school."""
    share, path, unit = steady(goal, cycle, day), way(goal), ONE
    if goal.has_decimals or path is None or share == 1:
        return share
    if goal.measure is Measure.RATIO:
        if figure is None or not figure.denominator:
            return share
        unit = 100 / figure.denominator
    begin, length = path
    if length < 0:
        return floor(share * -length / unit) * unit / -length
    owed = floor((begin + share * length) / unit) * unit
    return max((owed - begin) / length, ZERO)


def cycle_of(rhythm: Rhythm, day: date) -> Cycle:
    if rhythm is Rhythm.EACH_YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    autumn = day.year if day.month >= 9 else day.year - 1
    if rhythm is Rhythm.EACH_SCHOOL_YEAR:
        return date(autumn, 9, 1), date(autumn + 1, 8, 31)
    if 2 <= day.month <= 8:
        return date(day.year, 2, 1), date(day.year, 8, 31)
    return date(autumn, 9, 1), date(autumn + 1, 1, 31)


def cycles(goal: Goal) -> list[Cycle]:
    """All cycles from the goal's start to its last day."""
    found, day, end = [], goal.start, goal.checkpoints[-1].due
    while day <= end:
        found.append((day, min(cycle_of(goal.rhythm, day)[1], end)))
        day = found[-1][1] + timedelta(days=1)
    return found


def judged_cycle(
    goal: Goal, figures: Iterable[Figure | None], moment: Moment
) -> tuple[Cycle | None, Cycle | None]:
    """The cycle judged on a day, and the same if it is closed.

    A closed one in which a report was due, or for which one of the figures was reported, is judged
    until the first report of the next one falls due; the last one is judged for good.
    """
    ends = [*moment.fell_due, *(figure.period_end for figure in figures if figure)]
    before: Cycle | None = None
    for cycle in cycles(goal) if goal.rhythm not in LASTING else ():
        if moment.day <= cycle[1]:
            is_judged = before and any(before[0] <= end <= before[1] for end in ends)
            if is_judged and all(end < cycle[0] for end in moment.fell_due):
                return before, before
            return cycle, None
        before = cycle
    return before, before


def judge(goal: Goal, lines: Iterable[Figure], moment: Moment) -> Evaluation:
    """What is said of one assignment."""
    figures = standing(lines, moment.day)
    cycle, _ = judged_cycle(goal, figures, moment)
    if cycle:
        figures = [figure for figure in figures if cycle[0] <= figure.period_end <= cycle[1]]
    return answer(begins(goal, lines, moment.day), figures[-1] if figures else None, moment)


def answer(goal: Goal, figure: Figure | None, moment: Moment) -> Evaluation:
    """What is said of the figure that counts; it belongs to the cycle judged, if there is one."""
    if goal.is_exempt:
        return Evaluation(Lamp.EXEMPT)
    cycle, closed = judged_cycle(goal, [figure], moment)
    is_met = goal.is_own and meets(goal, figure, goal.checkpoints[-1].target_value)
    is_finished = closed is not None or (is_met and goal.rhythm is Rhythm.ONCE)
    is_stale = figure is not None and moment.is_old(figure) and not is_finished
    is_met = is_met and not is_stale
    said = Evaluation(Lamp.GREEN, figure, is_met=is_met, is_stale=is_stale, cycle=closed)
    if goal.is_own:  # what is only a part of a sum is not judged by itself
        said = replace(
            said,
            attainment=attainment(goal, figure),
            expected=ONE if closed else expected(goal, cycle, figure, moment.day),
            is_near=any(0 <= (due - moment.day).days <= 30 for due in unmet(goal, figure)),
        )
    return replace(said, lamp=lamp(goal, said, moment))


def unmet(goal: Goal, figure: Figure | None) -> list[date]:
    """The days of the checkpoints that a figure does not meet."""
    return [x.due for x in goal.checkpoints if not meets(goal, figure, x.target_value)]


def lamp(goal: Goal, said: Evaluation, moment: Moment) -> Lamp:
    figure = said.figure
    if goal.is_own and goal.rhythm is Rhythm.ONCE and said.is_met:
        return Lamp.DONE
    if goal.is_own and any(due < moment.day for due in unmet(goal, figure)):
        return Lamp.OVERDUE
    if goal.is_own and said.cycle and not (figure and is_nothing_of_nothing(figure)):
        return Lamp.GREEN if said.is_met else Lamp.RED
    if figure is None or said.is_stale:
        return Lamp.STALE if figure else Lamp.UNREPORTED
    return fresh_lamp(goal, said, figure, moment)


def fresh_lamp(goal: Goal, said: Evaluation, figure: Figure, moment: Moment) -> Lamp:
    if is_nothing_of_nothing(figure):
        return Lamp.EMPTY
    if not goal.is_own:
        return Lamp.POOLED
    if figure.rating is not None:
        judged = {Rating.BEHIND: Lamp.YELLOW, Rating.FAR_BEHIND: Lamp.RED}
        return judged.get(figure.rating, Lamp.GREEN)
    if goal.rhythm is Rhythm.MAINTAIN:
        return Lamp.GREEN if said.is_met else Lamp.RED
    behind = -(deviation(said) or ZERO)
    if behind > moment.red:
        return Lamp.RED
    return Lamp.GREEN if behind < moment.yellow else Lamp.YELLOW


def judge_target(
    goal: Goal, scope: Scope, parts: Sequence[tuple[Goal, Sequence[Figure]]], moment: Moment
) -> Answer:
    """What is said of a target, by its assignments' goals and lines."""
    answers = tuple(judge(part, lines, moment) for part, lines in parts)
    asked = [each for each in answers if each.lamp is not Lamp.EXEMPT]
    fresh = [each.figure for each in asked if each.figure and not each.is_stale]
    if not asked:
        whole = Evaluation(Lamp.EXEMPT)
    elif scope is Scope.CITY and len(parts) == 1:
        whole = answers[0]
    elif goal.measure in AMOUNTS and scope not in SEPARATE:
        owing = [begins(part, each, moment.day) for part, each in parts if not part.is_exempt]
        whole = judge_sum(summed(goal, owing), asked, moment)
    else:
        whole = worst(goal, asked, moment)
    with_data = sum(not is_nothing_of_nothing(figure) for figure in fresh)
    return Answer(whole, answers, (with_data, len(asked), len(answers) - len(asked)))


def worst(goal: Goal, parts: Sequence[Evaluation], moment: Moment) -> Evaluation:
    """What each must reach, and what has no sum, is met when all have met it."""
    return Evaluation(
        min((part.lamp for part in parts), key=WORST_FIRST.index),
        is_met=all(part.is_met for part in parts),
        is_near=any(part.is_near for part in parts),
        cycle=judged_cycle(goal, [part.figure for part in parts], moment)[1],
    )


def summed(goal: Goal, parts: Sequence[Goal]) -> Goal:
    """The goal of a sum: its baseline is the sum of its parts' baselines.

    Percentages have no sum, but first figures do. The pace starts where the last part's does.
    """
    firsts = [part.first for part in parts if part.first]
    baselines = [part.baseline for part in parts if part.baseline is not None]
    if len(firsts if goal.measure is Measure.RATIO else baselines) < len(parts):
        return goal
    baseline = total(firsts).value if goal.measure is Measure.RATIO else sum(baselines, ZERO)
    return replace(goal, baseline=baseline, start=max(part.start for part in parts))


def total(figures: Sequence[Figure]) -> Figure:
    """Σ value, or Σ numerator / Σ denominator: never a mean of percentages."""
    parts = [figure for figure in figures if figure.value is not None] or figures
    end = max(figure.period_end for figure in parts)
    if parts[0].denominator is None:
        return Figure(end, sum((figure.value or ZERO for figure in parts), ZERO))
    above = sum((figure.numerator or ZERO for figure in parts), ZERO)
    below = sum((figure.denominator or ZERO for figure in parts), ZERO)
    return Figure(end, 100 * above / below if below else None, above, below)


def judge_sum(goal: Goal, parts: Sequence[Evaluation], moment: Moment) -> Evaluation:
    """The parts' sum. Missing parts can undo what need not grow, stale ones what must be kept."""
    figures = [part.figure for part in parts if part.figure]
    said = answer(goal, total(figures) if figures else None, moment)
    grows = goal.measure is Measure.COUNT and goal.bound is Bound.AT_LEAST
    if said.is_met and not grows and len(figures) < len(parts):
        is_over = moment.day > goal.checkpoints[-1].due
        lamp = Lamp.OVERDUE if is_over else Lamp.UNREPORTED
        return replace(said, lamp=lamp, is_met=False, attainment=None)
    if said.is_met and goal.rhythm is Rhythm.MAINTAIN and any(part.is_stale for part in parts):
        return replace(said, lamp=Lamp.STALE, is_met=False)
    return said
