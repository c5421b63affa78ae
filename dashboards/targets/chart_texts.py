"""A target's past in words: what its charts and strips show, and what they do not."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from dashboards.charts.lines import LineData
from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.snapshot import SEPARATE
from projects import rounding, wording
from projects.rules import paces
from projects.rules.values import Measure, Scope

DRAWN = frozenset({Measure.COUNT, Measure.RATIO})
"""Measures with amounts that a line can show; for others the page shows each month's lamp."""


class Month(NamedTuple):
    """A month's last day, the first day of the terms then in force, and the assessment."""

    day: date
    terms_from: date | None
    item: Assessment


Past = Sequence[Month]
"""Never empty."""


def is_counted_by_body(line: Assessment) -> bool:
    """Whether to count the departments that meet the target: each has to, so a sum says little.

    A goal of zero (全面消除) is meaningful as a sum.
    """
    is_separate = line.department is None and Scope(line.target.scope) in SEPARATE
    return is_separate and line.goal.measure in DRAWN and line.goal.last.target_value != 0


def pace_text(line: Assessment, day: date, places: int | None = None) -> str:
    """The amount a steady pace reaches by then, in the figure's unit.

    ``places``: the decimals of a percentage in a sentence, instead of those in a column.
    """
    amount = _pace(line, day)
    if amount is None:
        return wording.NO_DATA
    if not is_share(line):
        return f"{wording.number(amount)} {line.target.unit}"
    if places is not None:
        return wording.percent(amount, places)
    return wording.column_percent(amount, rounding.edges(line.goal))


def _pace(line: Assessment, day: date) -> Fraction | None:
    if is_counted_by_body(line):
        return None
    figure = line.evaluation.figure
    return paces.pace(line.goal, day, figure.denominator if figure else None)


def is_share(line: Assessment) -> bool:
    return line.goal.measure is Measure.RATIO and not is_counted_by_body(line)


def bodies_noun(line: Assessment) -> str:
    """Whom a chart counts: also the bureau, where it must meet the target beside the counties."""
    return "部门" if line.target.scope == Scope.CITY_AND_EACH_COUNTY else "县区"


def counted_note(line: Assessment, course: LineData) -> str:
    """Why the line lies at 0, if it does; where the pace is; what all of them come to."""
    whom = bodies_noun(line)
    amounts = [point.amount for point in course.points if point.amount is not None]
    nobody = f"尚无{whom}达到要求，实线因此在0处。" if amounts and not any(amounts) else ""
    whole = ""
    if line.goal.measure is Measure.RATIO and line.value_text != wording.NO_DATA:
        whole = f"各县合计{line.value_text}，供参考，不作判定。"
    return (
        f"{nobody}每个{whom}都要达到要求，图中画的是达到要求的{whom}数，没有全市的序时线；"
        f"各{whom}自己的数字和序时线见下面的分图。{whole}"
    )


def runs_text(past: Past) -> str:
    """``2023-09 至 2023-11 灰·未报；2023-12 ✓完成``: the lamps in words, equal ones together."""
    runs = []
    word: Callable[[Month], str] = lambda month: month.item.lamp_text  # noqa: E731
    for lamp, group in groupby(past, key=word):
        days = [f"{month.day:%Y-%m}" for month in group]
        until = f" 至 {days[-1]}" if len(days) > 1 else ""
        runs.append(f"{days[0]}{until} {lamp}")
    return "；".join(runs)


def chart_text(past: Past, course: LineData) -> str:
    """What a chart shows, in words: first and newest figure, pace, checkpoints."""
    on, _, line = past[-1]
    has_data = [number for number, point in enumerate(course.points) if point.amount is not None]
    shown = [past[number] for number in sorted({*has_data[:1], *has_data[-1:]})]
    places = _places([month.item for month in shown], _pace(line, on))
    is_counted = is_counted_by_body(line)
    what = f"达到要求的{bodies_noun(line)}数" if is_counted else "的数字"
    parts = [f"{line.department_name}从{past[0].day:%Y-%m}到{on:%Y-%m}逐月{what}"]
    parts += [_on(month, places, is_counted=is_counted) for month in shown] or ["还没有数据"]
    if pace_text(line, on) != wording.NO_DATA:
        parts.append(f"序时应达 {pace_text(line, on, places)}")
    parts += [f"节点 {mark.words}" for mark in course.marks]
    parts += [f"要求自{bend.words}" for bend in course.bends]
    return "；".join(parts)


def _places(shown: Sequence[Assessment], pace: Fraction | None) -> int:
    """The decimals of the percentages in a chart's text, each on its side of every goal."""
    return rounding.figure_decimals(
        [item.evaluation.figure for item in shown],
        *(item.goal for item in shown),
        beside=[] if pace is None else [pace],
    )


def _on(month: Month, places: int, *, is_counted: bool) -> str:
    line = month.item
    words = wording.figure(line.goal.measure, line.target.unit, line.evaluation.figure, places)
    return f"{month.day:%Y-%m} {line.met_text if is_counted else words}"
