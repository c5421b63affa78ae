"""What figures, demands and lamps read like."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import reasons, wording
from projects.rules.evaluation import evaluate
from projects.rules.rollups import Coverage, roll_up
from projects.rules.values import (
    RECURRING,
    Bound,
    DueValue,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Measure,
    Rating,
    Rhythm,
    Scope,
    Thresholds,
    counted,
    shared,
)

START = date(2023, 9, 4)
END = date(2027, 12, 31)
TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 31)
USUAL = Thresholds()


def goal(
    target_value: int | None,
    measure: Measure = Measure.COUNT,
    bound: Bound = Bound.AT_LEAST,
    rhythm: Rhythm = Rhythm.ONCE,
    due: date = END,
) -> Goal:
    checkpoint = DueValue(due, None if target_value is None else Fraction(target_value))
    return Goal(measure, (checkpoint,), START, bound, rhythm, tolerance=Fraction(200))


def reason(wanted: Goal, figure: Figure | None, day: date = TODAY) -> str:
    return reasons.reason(wanted, evaluate(wanted, figure, day, USUAL), USUAL, "所")


def count_of(value: int, period_end: date = OCTOBER) -> Figure:
    return counted(period_end, Fraction(value))


@pytest.mark.parametrize(
    ("amount", "places", "shown"),
    [
        (Fraction(1, 20), 1, "0.1"),
        (Fraction(-1, 20), 1, "-0.1"),
        (Fraction(2, 3), 2, "0.67"),
        (Fraction(5, 2), 0, "3"),
    ],
)
def test_halves_are_rounded_away_from_zero(amount: Fraction, places: int, shown: str) -> None:
    assert wording.rounded(amount, places) == Decimal(shown)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Fraction(4), "4"),
        (Fraction(9, 2), "4.5"),
        (Fraction(1180), "1180"),
        (Fraction(100), "100"),
        (Fraction(0), "0"),
        (Fraction(1, 3), "0.33"),
        (Fraction(10**12), "1000000000000"),
    ],
)
def test_a_number_has_no_needless_zeros(amount: Fraction, shown: str) -> None:
    assert wording.number(amount) == shown


def test_a_whole_number_keeps_its_noughts() -> None:
    assert wording.number(Fraction(1200), 0) == "1200"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        (Fraction(0), "0.0%"),
        (Fraction(230, 3), "76.7%"),
        (Fraction(100), "100.0%"),
        (Fraction(9996, 100), "99.96%"),
        (Fraction(1, 100), "0.01%"),
        (Fraction(1499, 100), "14.99%"),
        (Fraction(1034, 10), "103.4%"),
    ],
)
def test_what_is_not_whole_never_reads_nought_or_a_hundred(
    value: Fraction | None, shown: str
) -> None:
    assert wording.percent(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(None, "—"), (Fraction(15, 22), "68.2%"), (Fraction(1), "100.0%")]
)
def test_a_share_reads_as_a_percentage(share: Fraction | None, shown: str) -> None:
    assert wording.share(share) == shown


@pytest.mark.parametrize(
    ("measure", "figure", "shown"),
    [
        (Measure.COUNT, None, "—"),
        (Measure.COUNT, Figure(OCTOBER), "—"),
        (Measure.COUNT, count_of(0), "0 所"),
        (Measure.COUNT, count_of(15), "15 所"),
        (Measure.RATIO, shared(OCTOBER, Fraction(115), Fraction(150)), "76.7%（115/150）"),
        (Measure.RATIO, shared(OCTOBER, Fraction(0), Fraction(3)), "0.0%（0/3）"),
        (Measure.RATIO, shared(OCTOBER, Fraction(0), Fraction(0)), "—（0/0）"),
        (Measure.MILESTONE, count_of(1), "已完成"),
        (Measure.MILESTONE, count_of(0), "未完成"),
        (Measure.MILESTONE, count_of(2), "2 项完成"),
        (
            Measure.MILESTONE,
            Figure(OCTOBER, Fraction(1), numerator=Fraction(1), denominator=Fraction(5)),
            "1/5 已完成",
        ),
        (Measure.RATING, Figure(OCTOBER, rating=Rating.BEHIND), "滞后"),
    ],
)
def test_a_figure_reads_with_its_unit_or_its_parts(
    measure: Measure, figure: Figure | None, shown: str
) -> None:
    assert wording.figure(measure, "所", figure) == shown


def test_coverage_is_part_of_the_figure() -> None:
    assert wording.covered(Coverage(3, 5, 0)) == "3/5 县区"
    assert wording.covered(Coverage(3, 5, 1)) == "3/5 县区 · 1 不适用"
    assert wording.covered(Coverage(1, 2, 0), "部门") == "1/2 部门"


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ([], ""),
        ([("揭西县", date(2025, 3, 31))], "含1个陈旧数据（揭西县 2025-03）"),
        (
            [("揭西县", date(2025, 3, 31)), ("普宁市", date(2026, 6, 30))],
            "含2个陈旧数据（揭西县 2025-03、普宁市 2026-06）",
        ),
    ],
)
def test_a_sum_names_its_stale_parts(parts: list[tuple[str, date]], shown: str) -> None:
    assert wording.stale_parts(parts) == shown


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        ([], ""),
        ([OCTOBER, OCTOBER], ""),
        ([OCTOBER, date(2026, 8, 31), OCTOBER], "各部分报告期不同（2026-08至2026-10）"),
    ],
)
def test_a_sum_says_that_its_parts_are_of_different_periods(ends: list[date], shown: str) -> None:
    assert wording.mixed_periods(ends) == shown


@pytest.mark.parametrize(
    ("wanted", "unit", "shown"),
    [
        (goal(22), "所", "≥22 所"),
        (goal(15, Measure.RATIO, Bound.BELOW), "%", "<15%"),
        (goal(0, bound=Bound.AT_MOST), "个", "≤0 个"),
        (goal(2, rhythm=Rhythm.EACH_SEMESTER), "次", "每学期≥2 次"),
        (goal(99, Measure.RATIO, rhythm=Rhythm.MAINTAIN), "%", "保持≥99%"),
        (goal(2000, bound=Bound.ABOUT), "人", "约2000 人（±200）"),
        (goal(None, Measure.MILESTONE), "", "完成"),
        (goal(None, Measure.RATING, rhythm=Rhythm.EACH_YEAR), "", "每年完成"),
        (goal(None, Measure.RATING, rhythm=Rhythm.MAINTAIN), "", "保持正常"),
    ],
)
def test_a_demand_reads_as_bound_amount_and_unit(wanted: Goal, unit: str, shown: str) -> None:
    assert wording.goal(wanted, unit) == shown


def test_a_part_without_a_goal_of_its_own_reads_as_what_the_city_demands() -> None:
    assert wording.goal(replace(goal(158), is_own=False), "所") == "全市合计≥158 所"


def test_a_demand_may_be_that_of_one_checkpoint() -> None:
    wanted = goal(100, Measure.RATIO)
    assert wording.goal(wanted, "%", DueValue(TODAY, Fraction(80))) == "≥80%"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (15, "完成 68.2%，序时应完成 16 所（72.7%），落后 4.5 个百分点（落后不足10个百分点为绿）"),
        (11, "完成 50.0%，序时应完成 16 所（72.7%），落后 22.7 个百分点（落后10至30个百分点为黄）"),
        (9, "完成 40.9%，序时应完成 16 所（72.7%），落后 31.8 个百分点（落后超过30个百分点为红）"),
        (20, "完成 90.9%，序时应完成 16 所（72.7%），超前 18.2 个百分点（落后不足10个百分点为绿）"),
        (22, "已达到最终目标值"),
    ],
)
def test_a_lamp_shows_its_rule_with_the_figures(value: int, words: str) -> None:
    assert reason(goal(22), count_of(value)) == words


@pytest.mark.parametrize(
    ("wanted", "figure", "words"),
    [
        (goal(1), count_of(0), "完成 0.0%，序时应完成 0 所（0.0%）"),
        (
            goal(100, Measure.RATIO),
            shared(OCTOBER, Fraction(12), Fraction(19)),
            "完成 63.2%，序时应完成 14/19（73.7%）",
        ),
        (
            replace(goal(0, bound=Bound.AT_MOST), baseline=Fraction(40)),
            count_of(10),
            "完成 75.0%，序时应减少 29 所（72.5%）",
        ),
        (replace(goal(22), has_decimals=True), count_of(15), "完成 68.2%，序时 74.5%"),
    ],
)
def test_the_pace_reads_in_whole_units_or_in_per_cent(
    wanted: Goal, figure: Figure, words: str
) -> None:
    assert reason(wanted, figure).startswith(f"{words}，")


def test_a_lamp_shows_the_limits_of_its_plan() -> None:
    strict = Thresholds(yellow=Fraction(5), red=Fraction(25, 2))
    evaluation = evaluate(goal(22), count_of(14), TODAY, strict)
    assert reasons.reason(goal(22), evaluation, strict).endswith("（落后5至12.5个百分点为黄）")


@pytest.mark.parametrize(
    ("wanted", "figure", "told"),
    [
        (goal(22), count_of(9), "没有达标，仍计入达标率的分母"),
        (goal(22), None, "没有达标，仍计入达标率的分母"),
        (goal(9, rhythm=Rhythm.MAINTAIN), count_of(9), "已达标"),
        (replace(goal(22), is_own=False), None, "没有达标，仍计入达标率的分母"),
    ],
)
def test_closed_shows_what_it_weighs(wanted: Goal, figure: Figure | None, told: str) -> None:
    assert reason(replace(wanted, is_closed=True), figure) == f"已办结，不再填报；{told}"


def test_a_closed_part_that_grew_old_still_belongs_to_the_sum() -> None:
    part = replace(goal(22), is_own=False, is_closed=True)
    limits = Thresholds(stale_before=date(2026, 9, 30))
    old = evaluate(part, count_of(9, date(2026, 1, 31)), TODAY, limits)
    assert reasons.reason(part, old, limits) == "已办结，不再填报；已报的数字仍计入全市合计"


def test_an_extended_day_is_shown_with_the_plan_s() -> None:
    extended = DueValue(date(2026, 12, 31), original_due=date(2025, 12, 31))
    assert wording.due(extended) == "2026-12-31（原 2025-12-31）"
    assert wording.due(DueValue(date(2025, 12, 31))) == "2025-12-31"


def test_overdue_shows_whether_anything_was_reported() -> None:
    late = goal(22, due=date(2026, 1, 1))
    assert reason(late, None) == "节点已过，至今没有通过审核的数据"
    assert reason(late, count_of(3)) == "节点已过，仍未达到目标值"


def test_unreported_shows_for_which_cycle() -> None:
    assert reason(goal(22), None) == "还没有通过审核的数据"
    semester = goal(2, rhythm=Rhythm.EACH_SEMESTER)
    assert reason(semester, None) == "本学期还没有通过审核的数据"


def test_a_new_cycle_shows_what_the_last_one_missed() -> None:
    yearly = goal(2, rhythm=Rhythm.EACH_YEAR)
    missed = count_of(1, date(2025, 12, 31))
    assert reason(yearly, missed) == "本年还没有通过审核的数据；上一年未达到要求"


def test_near_is_shown_after_the_lamp() -> None:
    near = goal(None, Measure.MILESTONE, due=date(2026, 12, 23))
    assert reason(near, None) == "还没有通过审核的数据；距节点30天以内"


def test_met_so_far_shows_that_a_part_is_missing() -> None:
    wanted = goal(0, bound=Bound.AT_MOST)
    part = replace(wanted, is_own=False)
    parts = [evaluate(part, figure, TODAY, USUAL) for figure in (count_of(0), None)]
    city = roll_up(wanted, Scope.POOLED, parts, TODAY, USUAL)
    assert reasons.reason(wanted, city, USUAL) == "还有单位未报，尚不能判定是否达到"


def test_nothing_of_nothing_shows_that_there_is_nothing_to_count() -> None:
    nothing = shared(OCTOBER, Fraction(0), Fraction(0))
    told = "已报送，分母为0，没有可计算的数据，不算达标，仍计入达标率的分母"
    assert reason(goal(100, Measure.RATIO), nothing) == told


def test_stale_shows_that_two_periods_went_by() -> None:
    limits = Thresholds(stale_before=date(2026, 9, 30))
    evaluation = evaluate(goal(22), count_of(20, date(2026, 8, 31)), TODAY, limits)
    assert reasons.reason(goal(22), evaluation, limits) == "最近两个到期报告期都没有新数据"


def test_a_sum_that_is_kept_so_far_shows_that_a_part_is_stale() -> None:
    kept = goal(99, rhythm=Rhythm.MAINTAIN)
    limits = Thresholds(stale_before=date(2026, 9, 30))
    part = replace(kept, is_own=False)
    figures = (count_of(99), count_of(1, date(2025, 3, 31)))
    parts = [evaluate(part, figure, TODAY, limits) for figure in figures]
    city = roll_up(kept, Scope.POOLED, parts, TODAY, limits)
    assert reasons.reason(kept, city, limits) == "有单位数据陈旧，尚不能判定是否保持达标"


def test_what_must_be_kept_shows_whether_it_is() -> None:
    kept = goal(99, rhythm=Rhythm.MAINTAIN)
    assert reason(kept, count_of(99)) == "保持达标"
    assert reason(kept, count_of(98)) == "未保持在要求之内"


def test_a_rating_shows_who_judged() -> None:
    wanted = goal(None, Measure.RATING)
    assert reason(wanted, Figure(OCTOBER, rating=Rating.FAR_BEHIND)) == "市局评定：严重滞后"


def test_exempt_and_pooled_show_why_there_is_no_lamp() -> None:
    wanted = goal(22)
    assert reasons.reason(wanted, Evaluation(Lamp.EXEMPT), USUAL) == "不适用，不计入分母"
    pooled = Evaluation(Lamp.POOLED, count_of(3))
    assert reasons.reason(wanted, pooled, USUAL) == "未单独下达指标，数字计入全市合计"


@pytest.mark.parametrize("figure", [None, Figure(OCTOBER, rating=Rating.ON_TRACK)])
def test_the_worst_of_counties_says_so_and_not_that_nothing_was_reported(
    figure: Figure | None,
) -> None:
    wanted = goal(None, Measure.RATING, due=date(2026, 1, 1))
    parts = [evaluate(wanted, reported, TODAY, USUAL) for reported in (figure, None)]
    city = roll_up(wanted, Scope.EACH_COUNTY, parts, TODAY, USUAL)
    assert city.lamp is Lamp.OVERDUE
    assert reasons.reason(wanted, city, USUAL) == "按各县区中最差的状态亮灯"


def test_the_worst_of_counties_that_are_all_done_is_done() -> None:
    parts = [evaluate(goal(1), count_of(1), TODAY, USUAL)]
    city = roll_up(goal(1), Scope.EACH_COUNTY, parts, TODAY, USUAL)
    assert reasons.reason(goal(1), city, USUAL) == "已达到最终目标值"


def test_every_lamp_and_rating_has_a_word() -> None:
    assert set(wording.LAMP_LABELS) == set(Lamp)
    assert set(wording.RATING_LABELS) == set(Rating)
    assert set(wording.RHYTHM_WORDS) == set(Rhythm)
    assert set(wording.BOUND_SIGNS) == set(Bound)
    assert set(reasons.CYCLE_WORDS) == RECURRING
    assert len(set(wording.LAMP_LABELS.values())) == len(Lamp)


def test_the_legend_shows_the_plan_s_limits() -> None:
    sentences = reasons.rule_sentences(Thresholds(yellow=Fraction(5), red=Fraction(15)))
    assert "黄·滞后：落后序时进度5至15个百分点（含）；评定为滞后。" in sentences
    assert "绿·正常：落后不足5个百分点或超前；要求保持的目标达标；评定为正常。" in sentences
    assert len(sentences) == 10


OCTOBER_RATIO = shared(OCTOBER, Fraction(80), Fraction(100))


@pytest.mark.parametrize(
    ("measure", "before", "now", "shown"),
    [
        (Measure.COUNT, count_of(0), count_of(40), "+40"),
        (Measure.COUNT, count_of(15), count_of(13), "−2"),
        (Measure.COUNT, count_of(15), count_of(15), ""),
        (Measure.COUNT, count_of(15), None, "本期未填"),
        (Measure.COUNT, count_of(15), Figure(OCTOBER), "本期未填"),
        (Measure.COUNT, None, count_of(0), "本期新填"),
        (Measure.COUNT, Figure(OCTOBER), count_of(0), "本期新填"),
        (Measure.COUNT, None, None, ""),
        (Measure.MILESTONE, count_of(0), count_of(1), "本期完成"),
        (Measure.MILESTONE, count_of(1), count_of(0), "改为未完成"),
        (Measure.MILESTONE, count_of(1), count_of(1), ""),
        (
            Measure.RATIO,
            OCTOBER_RATIO,
            shared(OCTOBER, Fraction(250), Fraction(300)),
            "+3.3 个百分点，分母 +200",
        ),
        (
            Measure.RATIO,
            shared(OCTOBER, Fraction(7667), Fraction(10_000)),
            shared(OCTOBER, Fraction(8333), Fraction(10_000)),
            "+6.6 个百分点",
        ),
        (
            Measure.RATIO,
            shared(OCTOBER, Fraction(7671), Fraction(10_000)),
            shared(OCTOBER, Fraction(7674), Fraction(10_000)),
            "+0.03 个百分点",
        ),
        (
            Measure.RATIO,
            OCTOBER_RATIO,
            shared(OCTOBER, Fraction(7998), Fraction(10_000)),
            "−0.02 个百分点，分母 +9900",
        ),
        (
            Measure.RATIO,
            OCTOBER_RATIO,
            shared(OCTOBER, Fraction(81), Fraction(100)),
            "+1.0 个百分点",
        ),
        (Measure.RATIO, OCTOBER_RATIO, shared(OCTOBER, Fraction(72), Fraction(90)), "分母 −10"),
        (Measure.RATIO, OCTOBER_RATIO, shared(OCTOBER, Fraction(0), Fraction(0)), ""),
        (
            Measure.RATING,
            Figure(OCTOBER, rating=Rating.BEHIND),
            Figure(OCTOBER, rating=Rating.DONE),
            "",
        ),
    ],
)
def test_a_change_is_shown_with_its_sign_and_amount(
    measure: Measure, before: Figure | None, now: Figure | None, shown: str
) -> None:
    assert wording.change(measure, before, now) == shown


@pytest.mark.parametrize(
    ("deviation", "words"),
    [
        (Fraction("-6.3"), "−6.3"),
        (Fraction("4.25"), "+4.3"),
        (Fraction("-9.99"), "−9.99"),
        (Fraction(0), "0"),
        (None, "—"),
    ],
)
def test_a_deviation_reads_as_signed_points(deviation: Fraction | None, words: str) -> None:
    attained = None if deviation is None else (50 + deviation) / 100
    shown = wording.progress(attained, Fraction(1, 2))
    assert wording.signed_points(shown.deviation) == words


@pytest.mark.parametrize(
    ("attained", "expected", "words"),
    [
        ("68.2", "72.7", ("68.2%", "72.7%", "-4.5")),
        ("68.25", "72.71", ("68.3%", "72.7%", "-4.4")),
        ("44.495", "74.5", ("44.495%", "74.500%", "-30.005")),
        ("20", "50", ("20.0%", "50.0%", "-30.0")),
        ("40.04", "50.03", ("40.04%", "50.03%", "-9.99")),
        ("74.52", "74.53", ("74.52%", "74.53%", "-0.01")),
        ("99.96", "74.5", ("99.96%", "74.50%", "25.46")),
        ("0", "0", ("0.0%", "0.0%", "0.0")),
    ],
)
def test_progress_has_one_number_of_decimals_and_a_difference_as_shown(
    attained: str, expected: str, words: tuple[str, str, str]
) -> None:
    shown = wording.progress(Fraction(attained) / 100, Fraction(expected) / 100)
    assert (shown.attained, shown.expected, f"{shown.deviation}") == words


def test_without_both_there_is_no_difference() -> None:
    assert wording.progress(None, Fraction(1, 2)) == wording.Progress("—", "50.0%", None)
    assert wording.progress(Fraction(1), None) == wording.Progress("100.0%", "—", None)


def test_a_difference_stays_on_its_side_of_a_limit_that_is_not_whole() -> None:
    limits = (Fraction("12.5"),)
    exact = Fraction("12.52") / 100
    assert f"{wording.progress(1 - exact, Fraction(1), limits).deviation}" == "-12.52"
    assert f"{wording.progress(1 - exact, Fraction(1)).deviation}" == "-12.5"


shares = st.fractions(0, 1, max_denominator=10**4)


@given(shares, shares, st.sampled_from([Fraction(10), Fraction(30), Fraction(25, 2)]))
def test_rounding_never_makes_a_difference_what_it_is_not(
    attained: Fraction, expected: Fraction, limit: Fraction
) -> None:
    shown = wording.progress(attained, expected, (limit,))
    exact = (attained - expected) * 100
    deviation = shown.deviation
    assert deviation is not None
    assert deviation == Decimal(shown.attained[:-1]) - Decimal(shown.expected[:-1])
    for each in (Fraction(0), limit):
        assert (deviation < -each, deviation > -each) == (exact < -each, exact > -each)
    assert (deviation == deviation.to_integral_value()) <= (deviation == exact)
    shown_places = {len(text.partition(".")[2]) for text in (shown.attained, shown.expected)}
    assert len(shown_places) == 1
    assert abs(deviation - Decimal(exact.numerator) / Decimal(exact.denominator)) <= Decimal("0.1")


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (("74.5", "75.2"), ["74.5", "75.2"]),
        (("74.98", "75.2"), ["74.98", "75.20"]),
        (("74.51", "74.54"), ["74.51", "74.54"]),
        (("74.5", "74.5"), ["74.5", "74.5"]),
    ],
)
def test_numbers_of_one_sentence_have_the_same_decimals(
    amounts: tuple[str, ...], words: list[str]
) -> None:
    assert [f"{shown}" for shown in wording.together(*map(Fraction, amounts))] == words


@pytest.mark.parametrize(
    ("deviation", "words"),
    [
        ("-6.3", "落后 6.3 个百分点"),
        ("4.20", "超前 4.20 个百分点"),
        ("0.0", "与序时持平"),
    ],
)
def test_who_keeps_the_pace_is_neither_behind_nor_ahead(deviation: str, words: str) -> None:
    assert wording.points(Decimal(deviation)) == words


def test_thirty_and_a_little_behind_does_not_read_thirty_beside_red() -> None:
    wanted = replace(goal(100), start=date(2024, 1, 1), has_decimals=True)
    wanted = replace(wanted, checkpoints=(DueValue(date(2024, 7, 19), Fraction(100)),))
    behind = counted(date(2024, 4, 10), Fraction("19.995"))
    assert reason(wanted, behind, date(2024, 4, 10)) == (
        "完成 19.995%，序时 50.000%，落后 30.005 个百分点（落后超过30个百分点为红）"
    )


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (19, 20, "95.0%（19/20）"),
        (0, 5, "0.0%（0/5）"),
        (0, 0, "—（0/0）"),
        (5, 5, "100.0%（5/5）"),
    ],
)
def test_a_share_never_travels_without_its_numerator_and_denominator(
    part: int, whole: int, words: str
) -> None:
    assert wording.share_of(part, whole) == words
