"""Sentences are true: each states what the figures of its board are, on random boards."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from dashboards.opening import opening
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.target_status import worst_first
from dashboards.targets.closed_cycles import closed_cycles
from dashboards.targets.target_columns import TARGET_COLUMNS, points_cell, share_cell
from projects.rules.values import UNJUDGED, Lamp
from tests.dashboards.snapshots.board_snapshots import Shown, shown_days
from tests.dashboards.snapshots.change_sentences import CAUSES, cases, changes, check_kind
from tests.dashboards.snapshots.readings import ENDS, is_figure, nearest, side
from tests.dashboards.snapshots.sentences import REASONS, Case, check

seeds = st.integers(0, 10**6)


@given(seeds)
@example(4196).via("two shares that a column shows alike")
@example(2580).via("the rating of a sole body is withdrawn")
def test_every_sentence_about_a_board_is_true(seed: int) -> None:
    """Reasons, figures, coverage, verdicts of closed cycles, and causes of changes."""
    for board in range(4 * seed, 4 * seed + 4):
        check_board(shown_days(board))


def check_board(days: Sequence[Shown]) -> None:
    for shown in days:
        for case in cases(shown):
            check(case.status.reason, case, REASONS)
            check_figure(case)
            check_coverage(case)
            check_cells(case)
        check_cycles(shown)
        check_opening(shown)
    for case in (case for pair in pairwise(days) for case in changes(*pair)):
        check(case.change.cause, case, CAUSES)
        check_kind(case)


def check_figure(case: Case) -> None:
    status = case.status
    shown = status.value_text
    assert is_figure(shown, case.figure, case.goal, is_in_column=True), shown
    if status.met_text:
        met = sum(part.evaluation.is_met for part in case.judged)
        assert status.met_text == f"{met}/{len(case.judged)} 达标"
        by_each = re.fullmatch(r"\d+/\d+ (?:达标|已完成)", status.shown_text)
        cells = [TARGET_COLUMNS[heading].value(status) for heading in ("填报值", "分子", "分母")]
        assert by_each, status.shown_text
        assert cells == [status.shown_text, None, None]


def check_coverage(case: Case) -> None:
    """``3/5 县区 · 1 不适用``: how many have data that are not stale, of those that must."""
    text = case.status.coverage_text
    own = case.shown.snapshot.assessed_assignments[1]
    if not text:
        assert len(case.parts) <= 1 or case.item.department
        return
    found = re.fullmatch(r"(\d+)/(\d+) (县区|部门)(?: · (\d+) 不适用)?", text)
    assert found, text
    exempt = sum(part.lamp is Lamp.EXEMPT for part in own)
    figures = [part.evaluation.figure for part in case.parts if not case.is_old(part)]
    with_data = sum(figure is not None and figure.has_data for figure in figures)
    assert [int(found[1]), int(found[2])] == [with_data, len(own) - exempt]
    assert int(found[4] or 0) == exempt
    assert (found[3] == "县区") is all(part.is_of_county for part in own)


def check_cells(case: Case) -> None:
    """A row's 完成度, 序时进度 and 偏差 subtract as a workbook shows them, like the page's.

    They have one decimal like the rows above, unless one of the row's own limits demands more.
    """
    status, progress = case.status, case.status.progress
    shares = [share_cell(each, progress) for each in (status.attainment, status.expected)]
    cells = [*shares, points_cell(status.deviation, progress)]
    shown = [
        None
        if cell is None
        else (Decimal(repr(float(cell))) * scale).quantize(
            Decimal(1).scaleb(-cell.places), ROUND_HALF_UP
        )
        for cell, scale in zip(cells, (100, 100, 1), strict=True)
    ]
    texts = ["—" if amount is None else f"{amount}%" for amount in shown]
    assert texts[:2] == [progress.attained, progress.expected]
    assert shown[2] == progress.deviation
    if shown[0] is not None and shown[1] is not None:
        assert shown[0] - shown[1] == shown[2]
    places = progress.places
    assert is_clear(case, places)
    assert places == 1 or not is_clear(case, places - 1)


def is_clear(case: Case, places: int) -> bool:
    """Whether nothing reads as done or not begun, and the difference keeps to its lamp's side."""
    known = [each for each in (case.said.attainment, case.said.expected) if each is not None]
    pairs = [(nearest(100 * each, places), 100 * each) for each in known]
    is_apart = all(side(shown, x) == side(exact, x) for shown, exact in pairs for x in ENDS)
    if len(pairs) < 2:
        return is_apart
    then, now = (pairs[0][number] - pairs[1][number] for number in (0, 1))
    return is_apart and all(side(then, x) == side(now, x) for x in case.limits)


OPENING = re.compile(
    r"甲县(?P<all>\d+)个适用目标中，(?P<met>\d+)个达标（达标率(?P<rate>[\d.]+)%）；"
    r"(?P<trouble>没有滞后和逾期的)?，?(?P<counts>(?:\d+个\w{2,4}，?)*)。"
    r"(?:最突出的是(?P<worst>.+)（(?P<lamp>\w+)）：(?P<why>.+)。)?"
)
SPOKEN = {
    "逾期": Lamp.OVERDUE,
    "严重滞后": Lamp.RED,
    "滞后": Lamp.YELLOW,
    "未报数据": Lamp.UNREPORTED,
    "数据陈旧": Lamp.STALE,
}


def check_opening(shown: Shown) -> None:
    """A page's first sentence counts what lies behind it, and names the worst of it."""
    own = shown.snapshot.assessed_assignments[1]
    behind = worst_first(item.status for item in own if item.status.is_behind)
    text = opening("甲县", count_lamps(item.evaluation for item in own), behind)
    judged = [item for item in own if item.lamp not in UNJUDGED]
    if not judged:
        assert text == "甲县没有适用的目标。"
        return
    found = OPENING.fullmatch(text)
    assert found, text
    met = sum(item.evaluation.is_met for item in judged)
    assert (int(found["all"]), int(found["met"])) == (len(judged), met)
    assert abs(Fraction(found["rate"]) - 100 * Fraction(met, len(judged))) <= Fraction(1, 20)
    counts = {word: int(count) for count, word in re.findall(r"(\d+)个(\w{2,4})", found["counts"])}
    lamps = [item.lamp for item in own]
    assert counts == {w: lamps.count(lamp) for w, lamp in SPOKEN.items() if lamp in lamps}
    is_behind = {Lamp.OVERDUE, Lamp.RED, Lamp.YELLOW} & set(lamps)
    assert bool(found["trouble"]) is not bool(is_behind)
    assert bool(found["worst"]) is bool(is_behind)
    if found["worst"]:
        worst = min(
            (item.status for item in own if item.status.is_behind), key=lambda item: item.lamp.rank
        )
        assert (found["worst"], SPOKEN[found["lamp"]]) == (worst.title, worst.lamp)
        figure = f"现为{worst.value_text}" if worst.has_data else "没有数据"
        has_gap = worst.has_data and worst.measure in {"count", "ratio"}
        gap = f"；{worst.gap_text}" if has_gap else ""
        assert found["why"] == f"{figure}，要求{worst.goal_text}，时限{worst.due_text}{gap}"
    city = shown.snapshot.assessed[1]
    if city.status.is_behind and city.status.met_text:
        text = opening("全市", count_lamps([city.evaluation]), [city.status])
        why = text.partition(f"{city.status.title}（")[2].partition("）：")[2]
        assert why.removesuffix("。").partition("；")[0] in city.status.reason.split("；")


CYCLE = re.compile(
    r"[\d—]+(?:年|学年|年春季学期|年秋季学期)："
    r"(?:(?P<k>\d+)/(?P<n>\d+) 达到(?:；达到：(?P<met>[^；]+))?(?:；未达到：(?P<unmet>.+))?"
    r"|(?P<is>达到|未达到)(?:（.+）)?(?:，[\d-]+通过审核)?|还有单位未报，尚不能判定是否达到)"
)


def check_cycles(shown: Shown) -> None:
    """k of n reached it, those named are the others, and no sum decides what each must reach."""
    city = Case(shown, shown.snapshot.assessed[1])
    own = city.parts
    for cycle in closed_cycles(shown.moment, shown.snapshot.plan_data.periods):
        found = CYCLE.fullmatch(cycle.text)
        assert found, cycle.text
        if not found["n"]:
            assert not city.status.met_text
            continue
        names = [each.partition("（")[0] for each in cycle.unmet]
        met = int(found["k"])
        assert int(found["n"]) == len(own) == met + len(names)
        assert set(names) <= {part.short_name for part in own}
        assert not cycle.met or {*cycle.met, *names} == {part.short_name for part in own}
