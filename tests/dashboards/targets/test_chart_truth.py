"""What stands for a chart and beside it is true of what is drawn, on random boards."""

import re
from collections.abc import Sequence
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from dashboards.charts.lamp_trend import lamp_trend
from dashboards.snapshots.assessments import Assessment
from dashboards.targets import trend
from projects.rules.values import Lamp, Measure
from tests.dashboards.snapshots.board_snapshots import Shown, shown_days
from tests.dashboards.snapshots.sentences import LAMPS, check
from tests.dashboards.targets.chart_sentences import CHARTS, MARK, ChartCase, mark, state

BEHIND = {Lamp.OVERDUE, Lamp.RED, Lamp.YELLOW}
LINES = {Measure.COUNT, Measure.RATIO}


@given(st.integers(0, 10**6))
def test_every_sentence_of_a_chart_is_true(seed: int) -> None:
    for board in range(2 * seed, 2 * seed + 2):
        days = shown_days(board)
        plan = days[-1].snapshot.plan
        moments = [shown.moment for shown in days]
        drawn = [trend.of_city(moments, plan), *trend.of_assignments(moments, plan)]
        for number, each in enumerate(drawn):
            check_trend(each, case_of(days, number))
        check_stages(trend.stages(moments[-1]), case_of(days, 0))
        check_months(days)


def items(shown: Shown) -> list[Assessment]:
    return [shown.snapshot.assessed[1], *shown.snapshot.assessed_assignments[1]]


def case_of(days: Sequence[Shown], number: int) -> ChartCase:
    """Of the city with 0, else of one of its assignments."""
    past = [ChartCase(shown, items(shown)[number]) for shown in days]
    return ChartCase(past[-1].shown, past[-1].item, past)


def check_trend(shown: trend.Trend, case: ChartCase) -> None:
    if case.item.lamp is Lamp.EXEMPT:
        assert (shown.chart, shown.strip) == (None, None)
    elif case.goal.measure not in LINES:
        assert shown.strip
        check_strip(shown.strip.told, case)
    else:
        assert shown.chart
        seen = check(shown.chart.told, case, CHARTS)
        assert ("nothing" in seen) is (not case.with_data)
        assert ("figure" in seen) is bool(case.with_data)
        assert shown.unit.startswith("达到要求的") is case.is_of_each
        check_marks(shown, case)


def check_marks(shown: trend.Trend, case: ChartCase) -> None:
    """Each checkpoint has its mark; where it counts who met the target, only the last."""
    assert shown.chart
    numbers = range(len(case.goal.checkpoints)) if case.goal.is_own else []
    numbers = list(numbers)[-1:] if case.is_of_each else list(numbers)
    assert len(shown.chart.marks) == len(numbers)
    for dot, number in zip(shown.chart.marks, numbers, strict=True):
        found = re.fullmatch(MARK, dot.words)
        assert found, dot.words
        assert mark(case, found)
        assert dot.state == state(case, number), dot.words


def check_strip(told: str, case: ChartCase) -> None:
    """``2026-03 至 2026-05 灰·未报；2026-06 ✓完成``: the lamps in their order."""
    whose, _, runs = told.partition("逐月亮灯：")
    assert whose == case.item.department_name
    expected = [(day.day.strftime("%Y-%m"), day.said.lamp) for day in case.past]
    groups = [list(group) for _, group in groupby(expected, key=lambda pair: pair[1])]
    found = [re.fullmatch(r"([\d-]+)(?: 至 ([\d-]+))? (.+)", run) for run in runs.split("；")]
    said = [each and (each[1], each[2] or each[1], LAMPS[each[3]]) for each in found]
    assert said == [(group[0][0], group[-1][0], group[0][1]) for group in groups], told


def check_stages(stages: Sequence[trend.Stage], case: ChartCase) -> None:
    for number, stage in enumerate(stages):
        left = (case.goal.checkpoints[number].due - case.day).days
        words = {"met": "已达到", "missed": "已过期，未达到"}.get(state(case, number))
        assert stage.state_text == (words or f"还有 {left} 天")


def check_months(days: Sequence[Shown]) -> None:
    """``某县任务：2026-10-31 滞后和逾期 1 个，完成 2 个；…``: the first and the last day."""
    past = [shown.snapshot for shown in days]
    told = lamp_trend(past, lambda day: day.assessed_assignments[1], "各县任务").told
    found = re.findall(r"([\d-]+) 滞后和逾期 (\d+) 个，完成 (\d+) 个", told)
    joined = "；".join(f"{day} 滞后和逾期 {late} 个，完成 {done} 个" for day, late, done in found)
    assert told == f"各县任务：{joined}。"
    lamps = {f"{shown.on}": [item.lamp for item in shown.assessed_assignments[1]] for shown in past}
    assert [day for day, _, _ in found] == [f"{past[0].on}", f"{past[-1].on}"]
    for day, late, done in found:
        assert int(late) == sum(lamp in BEHIND for lamp in lamps[day])
        assert int(done) == lamps[day].count(Lamp.DONE)
