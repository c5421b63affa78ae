"""Why a lamp is lit, in words."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from projects import reasons, wording
from projects.rules.evaluation import evaluate
from projects.rules.rollups import roll_up
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
    ("value", "words"),
    [
        (15, "完成 68.2%，序时应完成 16 所（72.7%），落后 4.5 个百分点（落后不足10个百分点为绿）"),
        (11, "完成 50.0%，序时应完成 16 所（72.7%），落后 22.7 个百分点（落后10至30个百分点为黄）"),
        (9, "完成 40.9%，序时应完成 16 所（72.7%），落后 31.8 个百分点（落后超过30个百分点为红）"),
        (20, "完成 90.9%，序时应完成 16 所（72.7%），超前 18.2 个百分点"),
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
    assert reasons.reason(part, old, limits) == "已办结，不再填报；已报的数字仍计入各县合计"


def test_overdue_shows_whether_anything_was_reported() -> None:
    late = goal(22, due=date(2026, 1, 1))
    assert reason(late, None) == "节点已过，至今没有通过审核的数据"
    assert reason(late, count_of(3)) == "节点已过，仍未达到目标值"


def test_unreported_shows_for_which_cycle() -> None:
    assert reason(goal(22), None) == "尚无通过审核的数据"
    semester = goal(2, rhythm=Rhythm.EACH_SEMESTER)
    assert reason(semester, None) == "本学期尚无通过审核的数据"


def test_a_new_cycle_shows_what_the_last_one_missed() -> None:
    yearly = goal(2, rhythm=Rhythm.EACH_YEAR)
    limits = Thresholds(newest_due=OCTOBER)
    found = evaluate(yearly, count_of(1, date(2025, 12, 31)), TODAY, limits)
    words = reasons.reason(yearly, found, limits, "所")
    assert words == "本年尚无通过审核的数据；上一年未达到要求"


def test_near_is_shown_after_the_lamp() -> None:
    near = goal(None, Measure.MILESTONE, due=date(2026, 12, 23))
    assert reason(near, None) == "尚无通过审核的数据；距节点30天以内"


def test_met_so_far_shows_that_a_part_is_missing() -> None:
    wanted = goal(0, bound=Bound.AT_MOST)
    part = replace(wanted, is_own=False)
    parts = [evaluate(part, figure, TODAY, USUAL) for figure in (count_of(0), None)]
    city = roll_up(wanted, Scope.POOLED, parts, TODAY, USUAL)
    assert reasons.reason(wanted, city, USUAL) == "还有单位未报，尚不能判定是否达到"


def test_nothing_of_nothing_shows_that_there_is_nothing_to_count() -> None:
    nothing = shared(OCTOBER, Fraction(0), Fraction(0))
    told = "已报送，但分母为0，无法计算比率，不计为达标，仍计入达标率的分母"
    assert reason(goal(100, Measure.RATIO), nothing) == told


def test_stale_shows_that_two_periods_went_by() -> None:
    limits = Thresholds(stale_before=date(2026, 9, 30))
    evaluation = evaluate(goal(22), count_of(20, date(2026, 8, 31)), TODAY, limits)
    assert reasons.reason(goal(22), evaluation, limits) == "最近两个已到期的报告期均无新数据"


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
    assert reason(kept, count_of(98)) == "未保持在要求范围内"


def test_a_rating_shows_who_judged() -> None:
    wanted = goal(None, Measure.RATING)
    assert reason(wanted, Figure(OCTOBER, rating=Rating.FAR_BEHIND)) == "市局评定：严重滞后"


def test_exempt_and_pooled_show_why_there_is_no_lamp() -> None:
    wanted = goal(22)
    assert reasons.reason(wanted, Evaluation(Lamp.EXEMPT), USUAL) == "不适用，不计入分母"
    pooled = Evaluation(Lamp.POOLED, count_of(3))
    assert reasons.reason(wanted, pooled, USUAL) == "未单独下达指标，数字计入各县合计"


def bodies(wanted: Goal, **figures: Figure | None) -> list[reasons.Body]:
    return [
        reasons.Body(name, wanted, evaluate(wanted, figure, TODAY, USUAL))
        for name, figure in figures.items()
    ]


def said_of(wanted: Goal, unit: str = "所", **figures: Figure | None) -> str:
    own = bodies(wanted, **figures)
    city = roll_up(wanted, Scope.EACH_COUNTY, [body.evaluation for body in own], TODAY, USUAL)
    return reasons.of_bodies(wanted, city, own, unit)


def test_what_each_county_must_meet_is_worded_by_counties() -> None:
    wanted = goal(1, due=date(2026, 1, 1))
    one, none = count_of(1), count_of(0)
    assert said_of(wanted, 甲县=one, 乙县=one) == "要求每县≥1 所：2/2县达到"
    assert said_of(wanted, 甲县=one, 乙县=none) == (
        "要求每县≥1 所：1/2县达到，乙县未达到（0所）；亮灯以最严重的为准：乙县（红·逾期）"
    )
    assert said_of(wanted, 甲县=one, 乙县=None) == (
        "要求每县≥1 所：1/2县达到，乙县未报；亮灯以最严重的为准：乙县（红·逾期）"
    )
    assert (
        said_of(wanted, 甲县=none, 乙县=none) == "要求每县≥1 所：0/2县达到，甲县、乙县未达到（0所）"
    )


def test_a_county_s_rating_is_said_in_its_words() -> None:
    once = goal(None, Measure.RATING)
    fine, behind = (Figure(OCTOBER, rating=rating) for rating in (Rating.ON_TRACK, Rating.BEHIND))
    assert said_of(once, 甲县=fine, 乙县=behind) == (
        "要求每县完成：0/2县达到，甲县进行中（评定为正常），乙县未完成（评定为滞后）"
        "；亮灯以最严重的为准：乙县（黄·滞后）"
    )
    kept = replace(once, rhythm=Rhythm.MAINTAIN)
    assert said_of(kept, 甲县=fine, 乙县=behind) == (
        "要求每县保持正常：1/2县达到，乙县评定为滞后；亮灯以最严重的为准：乙县（黄·滞后）"
    )


@pytest.mark.parametrize(
    ("rhythm", "day", "words"),
    [
        (Rhythm.EACH_SEMESTER, date(2026, 10, 15), "乙县进行中（0次）"),
        (Rhythm.EACH_SEMESTER, TODAY, "乙县本学期尚未完成（0次）"),
        (Rhythm.ONCE, TODAY, "乙县未达到（0次）"),
    ],
)
def test_a_county_is_not_blamed_before_its_cycle_is_over(
    rhythm: Rhythm, day: date, words: str
) -> None:
    wanted = goal(2, rhythm=rhythm)
    figures = {"甲县": count_of(2), "乙县": count_of(0)}
    own = [
        reasons.Body(name, wanted, evaluate(wanted, replace(figure, period_end=day), day, USUAL))
        for name, figure in figures.items()
    ]
    city = roll_up(wanted, Scope.EACH_COUNTY, [body.evaluation for body in own], day, USUAL)
    said = reasons.of_bodies(wanted, city, own, "次")
    assert said.partition("达到，")[2].partition("；")[0] == words


def test_what_is_not_behind_names_no_limit() -> None:
    assert reason(goal(22), count_of(16)).endswith("（72.7%），与序时持平")


def test_departments_are_not_worded_as_counties() -> None:
    wanted = goal(None, Measure.MILESTONE)
    done, not_done = count_of(1), count_of(0)
    own = [body._replace(is_county=False) for body in bodies(wanted, 甲局=done, 乙局=not_done)]
    city = roll_up(wanted, Scope.CITY, [body.evaluation for body in own], TODAY, USUAL)
    said = "要求各部门均完成：1/2个部门达到，乙局进行中"
    assert reasons.of_bodies(wanted, city, own, "") == said


def test_a_body_s_own_demand_stands_beside_the_common_one() -> None:
    own = [*bodies(goal(1), 甲县=count_of(1)), *bodies(goal(6), 乙县=count_of(3))]
    city = roll_up(goal(1), Scope.EACH_COUNTY, [body.evaluation for body in own], TODAY, USUAL)
    assert reasons.of_bodies(goal(1), city, own, "所").startswith(
        "要求每县≥1 所（乙县≥6 所）：1/2县达到，乙县未达到（3所）"
    )


def test_percentages_of_one_sentence_have_one_number_of_decimals() -> None:
    wanted = goal(84, Measure.RATIO)
    own = {
        name: shared(OCTOBER, Fraction(above), Fraction(10_000))
        for name, above in (("甲县", 8399), ("乙县", 6200))
    }
    assert "甲县进行中（83.99%，8399/10000），乙县进行中（62.00%，6200/10000）" in said_of(
        wanted, "%", **own
    )


def test_a_city_with_one_stale_county_is_not_said_to_have_no_new_data() -> None:
    kept = replace(goal(99, Measure.RATIO), rhythm=Rhythm.MAINTAIN)
    fresh = shared(OCTOBER, Fraction(100), Fraction(100))
    stale = shared(date(2025, 3, 31), Fraction(100), Fraction(100))
    limits = replace(USUAL, stale_before=date(2026, 9, 30))
    own = [
        reasons.Body(name, kept, evaluate(kept, figure, TODAY, limits))
        for name, figure in (("甲县", fresh), ("乙县", stale))
    ]
    city = roll_up(kept, Scope.EACH_COUNTY, [body.evaluation for body in own], TODAY, limits)
    assert reasons.of_bodies(kept, city, own, "%") == (
        "要求每县保持≥99%：1/2县达到，乙县数据陈旧（2025-03）；亮灯以最严重的为准：乙县（灰·数据陈旧）"
    )


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


def test_thirty_and_a_little_behind_does_not_read_thirty_beside_red() -> None:
    wanted = replace(goal(100), start=date(2024, 1, 1), has_decimals=True)
    wanted = replace(wanted, checkpoints=(DueValue(date(2024, 7, 19), Fraction(100)),))
    behind = counted(date(2024, 4, 10), Fraction("19.995"))
    assert reason(wanted, behind, date(2024, 4, 10)) == (
        "完成 19.995%，序时 50.000%，落后 30.005 个百分点（落后超过30个百分点为红）"
    )


PASSED = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("wanted", "figure", "now", "missing"),
    [
        (goal(22), count_of(15), "15/22所", "还差7所"),
        (goal(0, bound=Bound.AT_MOST), count_of(3), "3所", "超出3所"),
        (goal(3, bound=Bound.BELOW), count_of(3), "3所", "须低于3所"),
        (goal(1000, bound=Bound.ABOUT), count_of(1300), "1300所", "相差300所"),
        (goal(100, Measure.RATIO), shared(OCTOBER, Fraction(12), Fraction(16)), "12/16", "还差4"),
        (goal(99, Measure.RATIO), shared(OCTOBER, Fraction(97), Fraction(99)), "97/99", "还差2"),
        (
            goal(15, Measure.RATIO, Bound.AT_MOST),
            shared(OCTOBER, Fraction(20), Fraction(100)),
            "20/100",
            "超出5个百分点",
        ),
        (
            goal(15, Measure.RATIO, Bound.BELOW),
            shared(OCTOBER, Fraction(15), Fraction(100)),
            "15/100",
            "须低于15%",
        ),
        (goal(None, Measure.MILESTONE), count_of(0), "", "尚未完成"),
        (goal(None, Measure.RATING), Figure(OCTOBER, rating=Rating.BEHIND), "", "评定为滞后"),
        (goal(22), None, "", "没有数据"),
        (goal(100, Measure.RATIO), shared(OCTOBER, Fraction(0), Fraction(0)), "", "分母为0"),
    ],
)
def test_a_gap_says_where_a_goal_stands_and_what_it_lacks(
    wanted: Goal, figure: Figure | None, now: str, missing: str
) -> None:
    evaluation = evaluate(wanted, figure, TODAY, USUAL)

    assert reasons.gap(wanted, evaluation, TODAY, "所") == (now, missing)


def test_a_gap_is_that_until_the_checkpoint_that_passed_last() -> None:
    wanted = replace(
        goal(22), checkpoints=(DueValue(PASSED, Fraction(16)), DueValue(END, Fraction(22)))
    )
    missing = [
        reasons.gap(wanted, evaluate(wanted, count_of(value), TODAY, USUAL), TODAY, "所").missing
        for value in (12, 16)
    ]

    assert missing == ["还差4所", "还差6所"]


def test_a_gap_of_what_has_parts_of_a_unit_is_not_rounded_up() -> None:
    wanted = replace(goal(50, Measure.RATIO), has_decimals=True)
    figure = shared(OCTOBER, Fraction(2), Fraction(5))

    assert reasons.gap(wanted, evaluate(wanted, figure, TODAY, USUAL), TODAY, "万元").missing == (
        "还差0.5"
    )
