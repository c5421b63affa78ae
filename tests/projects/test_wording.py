"""What figures, demands and differences read like."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects import wording
from projects.rules.rollups import Coverage
from projects.rules.values import (
    Bound,
    DueValue,
    Figure,
    Goal,
    Measure,
    Rating,
    Rhythm,
    counted,
    shared,
)

START = date(2023, 9, 4)
END = date(2027, 12, 31)
TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 31)


def goal(
    target_value: int | None,
    measure: Measure = Measure.COUNT,
    bound: Bound = Bound.AT_LEAST,
    rhythm: Rhythm = Rhythm.ONCE,
    due: date = END,
) -> Goal:
    checkpoint = DueValue(due, None if target_value is None else Fraction(target_value))
    return Goal(measure, (checkpoint,), START, bound, rhythm, tolerance=Fraction(200))


def count_of(value: int, period_end: date = OCTOBER) -> Figure:
    return counted(period_end, Fraction(value))


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
    ("value", "limits", "shown"),
    [
        ("14.97", [], "15.0%"),
        ("14.97", [15], "14.97%"),
        ("99.96", [], "99.96%"),
        ("0.004", [], "0.004%"),
        ("100.04", [], "100.04%"),
        ("76.66", [99], "76.7%"),
    ],
)
def test_a_percentage_of_a_column_has_one_decimal_unless_a_limit_demands_more(
    value: str, limits: list[int], shown: str
) -> None:
    assert wording.column_percent(Fraction(value), [*map(Fraction, limits)]) == shown


@pytest.mark.parametrize(
    ("attained", "expected", "places"),
    [("68.2", "73.02", 1), ("68.18", "73.02", 1), ("40.04", "50.03", 2), ("99.96", "74.5", 2)],
)
def test_a_row_s_pace_has_one_decimal_unless_a_limit_demands_more(
    attained: str, expected: str, places: int
) -> None:
    shares = [Fraction(each) / 100 for each in (attained, expected)]
    shown = wording.progress(*shares, (Fraction(10), Fraction(30)), is_in_column=True)
    assert shown.places == places


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
        (
            [OCTOBER, date(2026, 8, 31), OCTOBER, date(2026, 9, 30), date(2026, 8, 31)],
            "各县区数据的报告期不一致（乙、戊 2026-08，丁 2026-09，其余 2026-10）",
        ),
    ],
)
def test_a_sum_names_the_parts_of_older_periods(ends: list[date], shown: str) -> None:
    assert wording.mixed_periods(list(zip("甲乙丙丁戊", ends, strict=False))) == shown


def test_a_sum_of_departments_does_not_speak_of_counties() -> None:
    parts = [("甲局", OCTOBER), ("乙局", date(2026, 9, 30))]
    said = "各部门数据的报告期不一致（乙局 2026-09，其余 2026-10）"
    assert wording.mixed_periods(parts, "部门") == said


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
    assert wording.goal(replace(goal(158), is_own=False), "所") == "各县合计≥158 所"


def test_a_demand_may_be_that_of_one_checkpoint() -> None:
    wanted = goal(100, Measure.RATIO)
    assert wording.goal(wanted, "%", DueValue(TODAY, Fraction(80))) == "≥80%"


def test_an_extended_day_is_shown_with_the_plan_s() -> None:
    extended = DueValue(date(2026, 12, 31), original_due=date(2025, 12, 31))
    assert wording.due(extended) == "2026-12-31（原 2025-12-31）"
    assert wording.due(DueValue(date(2025, 12, 31))) == "2025-12-31"


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
    assert wording.progress(None, Fraction(1, 2)) == wording.ProgressTexts("—", "50.0%", None, 1)
    assert wording.progress(Fraction(1), None) == wording.ProgressTexts("100.0%", "—", None, 1)


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
    ("deviation", "words"),
    [
        ("-6.3", "落后 6.3 个百分点"),
        ("4.20", "超前 4.20 个百分点"),
        ("0.0", "与序时持平"),
    ],
)
def test_who_keeps_the_pace_is_neither_behind_nor_ahead(deviation: str, words: str) -> None:
    assert wording.points(Decimal(deviation)) == words


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
