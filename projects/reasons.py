"""Why a lamp is lit, in Chinese; pure, like the rules.

``projects.wording`` has the words of figures and goals.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Final, NamedTuple

from projects import rounding, wording
from projects.rules.attainments import meets
from projects.rules.cycles import cycle
from projects.rules.values import (
    HUNDRED,
    RECURRING,
    UNJUDGED,
    ZERO,
    Bound,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Measure,
    Rhythm,
    Thresholds,
)

CYCLE_WORDS: Final[Mapping[Rhythm, str]] = {
    Rhythm.EACH_YEAR: "年",
    Rhythm.EACH_SCHOOL_YEAR: "学年",
    Rhythm.EACH_SEMESTER: "学期",
}
FIXED_REASONS: Final[Mapping[Lamp, str]] = {
    Lamp.EXEMPT: "不适用，不计入分母",
    Lamp.DONE: "已达到最终目标值",
    Lamp.STALE: "最近两个已到期的报告期均无新数据",
    Lamp.EMPTY: "已报送，但分母为0，无法计算比率，不计为达标，仍计入达标率的分母",
    Lamp.POOLED: "未单独下达指标，数字计入各县合计",
}
OPEN: Final = frozenset({Lamp.OVERDUE, Lamp.UNREPORTED})


def reason(goal: Goal, evaluation: Evaluation, thresholds: Thresholds, unit: str = "") -> str:
    """The rule that decided the lamp, with the actual figures; ``unit`` is the target's."""
    first = None
    if evaluation.attainment is not None and not evaluation.is_met:
        first = goal.first
    least = rounding.figure_decimals([first], goal)
    progress = _progress(evaluation, thresholds, least)
    shown = _reason(goal, evaluation, thresholds, unit, progress)
    if evaluation.missed is not None:
        shown += f"；上一{CYCLE_WORDS[goal.rhythm]}未达到要求"
    if first is not None:
        places = progress.places if progress.attained in shown else least
        shown += f"；以首次填报数为基数{_bracketed(goal, unit, first, places)}"
    if evaluation.is_near:
        shown += "；距节点30天以内"
    return shown


def _progress(evaluation: Evaluation, thresholds: Thresholds, least: int) -> wording.ProgressTexts:
    limits = (thresholds.yellow, thresholds.red)
    return wording.progress(evaluation.attainment, evaluation.expected, limits, least)


def _reason(
    goal: Goal,
    evaluation: Evaluation,
    thresholds: Thresholds,
    unit: str,
    progress: wording.ProgressTexts,
) -> str:
    lamp = evaluation.lamp
    if lamp is Lamp.STALE and not evaluation.is_stale:
        return "有单位数据陈旧，尚不能判定是否保持达标"
    if lamp in FIXED_REASONS:
        return FIXED_REASONS[lamp]
    if lamp is Lamp.CLOSED:
        return f"已办结，不再填报；{_closed(goal, evaluation)}"
    if _is_open(evaluation):
        passed = "节点已过，" if lamp is Lamp.OVERDUE else ""
        return f"{passed}还有单位未报，尚不能判定是否达到"
    if evaluation.cycle is not None and lamp is not Lamp.UNREPORTED:
        return verdict(goal, evaluation, unit)
    if lamp in {Lamp.OVERDUE, Lamp.UNREPORTED}:
        return _unmet_or_unknown(goal, evaluation)
    return _pace(goal, evaluation, thresholds, unit, progress)


class Body(NamedTuple):
    """One of those that must each meet a target, by its short name, with its own goal."""

    name: str
    goal: Goal
    evaluation: Evaluation
    is_county: bool = True


def of_bodies(goal: Goal, city: Evaluation, bodies: Sequence[Body], unit: str) -> str:
    """``要求每县≥1 所：4/5县达到，揭西县未达到（0所）；亮灯以最严重的为准：揭西县（红·逾期）``.

    A target that several must each meet is worded by these, never by a sum.
    """
    judged = [body for body in bodies if body.evaluation.lamp not in UNJUDGED]
    if not judged:
        return FIXED_REASONS[Lamp.EXEMPT]
    met = sum(body.evaluation.is_met for body in judged)
    missing = [body for body in judged if not body.evaluation.is_met]
    places = rounding.figure_decimals(
        [body.evaluation.figure for body in missing], goal, *(body.goal for body in missing)
    )
    said: dict[str, list[str]] = {}
    for body in missing:
        said.setdefault(_shortfall(body, unit, places), []).append(body.name)
    cycle = f"{cycle_name(goal.rhythm, city.cycle[0])}，" if city.cycle else ""
    unmet = "".join(f"，{'、'.join(names)}{words}" for words, names in said.items())
    outcome = f"{met}/{len(judged)}{_noun(judged)}达到{unmet}"
    return f"{cycle}要求{_demand(goal, judged, unit)}：{outcome}{_worst(city, judged)}"


def _demand(goal: Goal, bodies: Sequence[Body], unit: str) -> str:
    """``每县≥1 所（揭东区≥6 所）``: what is asked of each, and of whom something else."""
    are_counties = {body.is_county for body in bodies}
    whom = "市本级和各县（市、区）均" if len(are_counties) > 1 else "各部门均"
    if are_counties == {True}:
        whom = "每县"
    asked = wording.goal(goal, unit)
    own = [
        f"{body.name}{words}"
        for body in bodies
        if (words := wording.goal(body.goal, unit)) != asked
    ]
    others = f"（{'、'.join(own)}）" if own else ""
    return f"{whom}{asked}{others}"


def _noun(bodies: Sequence[Body]) -> str:
    return "县" if all(body.is_county for body in bodies) else "个部门"


def _shortfall(body: Body, unit: str, places: int) -> str:
    """``未达到（0所）``, ``进行中（1次）``, ``未报``, ``数据陈旧（2026-07）``."""
    goal, evaluation = body.goal, body.evaluation
    figure = evaluation.figure
    if figure is None:
        return "未报"
    if not figure.has_data:
        return "分母为0，无法计算"
    if evaluation.is_stale:
        return f"数据陈旧（{figure.period_end:%Y-%m}）"
    if figure.rating is not None:
        rated = f"评定为{wording.RATING_LABELS[figure.rating]}"
        return f"{_unmet(body)}（{rated}）" if goal.rhythm is Rhythm.ONCE else rated
    if goal.measure is Measure.MILESTONE:
        return _unmet(body)
    return f"{_unmet(body)}{_bracketed(goal, unit, figure, places)}"


def _unmet(body: Body) -> str:
    """``进行中`` of what keeps its pace, ``本学期尚未完成`` in a running cycle, else ``未达到``."""
    goal, evaluation = body.goal, body.evaluation
    if evaluation.lamp is Lamp.GREEN:
        return "进行中"
    if goal.rhythm in RECURRING and evaluation.cycle is None:
        return f"本{CYCLE_WORDS[goal.rhythm]}尚未完成"
    return "未达到" if goal.measure in {Measure.COUNT, Measure.RATIO} else "未完成"


def _worst(city: Evaluation, bodies: Sequence[Body]) -> str:
    """Whose lamp is the city's, unless it is everybody's or nothing is wrong."""
    names = [body.name for body in bodies if body.evaluation.lamp is city.lamp]
    if city.lamp in {Lamp.GREEN, Lamp.DONE} or len(names) == len(bodies):
        return ""
    return f"；亮灯以最严重的为准：{'、'.join(names)}（{wording.LAMP_LABELS[city.lamp]}）"


def _is_open(evaluation: Evaluation) -> bool:
    """Whether a sum meets its goal, which parts that are not reported may undo."""
    figure = evaluation.figure
    has_amount = figure is not None and figure.value is not None
    return has_amount and evaluation.attainment is None and evaluation.lamp in OPEN


def _unmet_or_unknown(goal: Goal, evaluation: Evaluation) -> str:
    if evaluation.lamp is Lamp.OVERDUE:
        tail = "至今没有通过审核的数据" if evaluation.figure is None else "仍未达到目标值"
        return f"节点已过，{tail}"
    cycle = CYCLE_WORDS.get(goal.rhythm)
    return f"本{cycle}尚无通过审核的数据" if cycle else "尚无通过审核的数据"


def cycle_name(rhythm: Rhythm, first: date) -> str:
    """``2026年``, ``2025—2026学年``, ``2026年秋季学期`` by the cycle's first day."""
    if rhythm is Rhythm.EACH_YEAR:
        return f"{first.year}年"
    begun, ended = cycle(rhythm, first)
    if rhythm is Rhythm.EACH_SCHOOL_YEAR:
        return f"{begun.year}—{ended.year}学年"
    return f"{begun.year}年{'秋' if begun.year < ended.year else '春'}季学期"


def verdict(goal: Goal, evaluation: Evaluation, unit: str) -> str:
    """``2026年：达到（1次），2027-01-04通过审核``: how a closed cycle ended, and since when."""
    first = (evaluation.cycle or (goal.start, goal.start))[0]
    outcome = "达到" if evaluation.is_met else "未达到"
    shown = evaluation.figure
    amount = ""
    if shown is not None and not evaluation.is_worst and goal.measure is not Measure.MILESTONE:
        amount = _bracketed(goal, unit, shown, rounding.figure_decimals([shown], goal))
    since = f"，{shown.since:%Y-%m-%d}通过审核" if shown is not None and shown.since else ""
    return f"{cycle_name(goal.rhythm, first)}：{outcome}{amount}{since}"


def _bracketed(goal: Goal, unit: str, figure: Figure, places: int) -> str:
    """``（1次）`` or ``（50.0%，2/4）``: a figure in brackets, without brackets of its own."""
    inner = wording.figure(goal.measure, unit, figure, places).replace(" ", "")
    return f"（{inner.replace('（', '，').removesuffix('）')}）"


def _closed(goal: Goal, evaluation: Evaluation) -> str:
    if evaluation.is_met:
        return "已达标"
    if not goal.is_own and evaluation.figure is not None:
        return "已报的数字仍计入各县合计"
    return "没有达标，仍计入达标率的分母"


def _pace(
    goal: Goal,
    evaluation: Evaluation,
    thresholds: Thresholds,
    unit: str,
    shown: wording.ProgressTexts,
) -> str:
    if evaluation.figure is not None and evaluation.figure.rating is not None:
        return f"市局评定：{wording.RATING_LABELS[evaluation.figure.rating]}"
    if goal.rhythm is Rhythm.MAINTAIN:
        return "保持达标" if evaluation.is_met else "未保持在要求范围内"
    return (
        f"完成 {shown.attained}，{_due_by_now(goal, evaluation, unit, shown.expected)}，"
        f"{wording.points(shown.deviation or Decimal(0))}{_limit(evaluation, thresholds)}"
    )


def _due_by_now(goal: Goal, evaluation: Evaluation, unit: str, due: str) -> str:
    """``序时应完成 16 所（72.7%）``, ``序时应减少 10 个（25.0%）``, or ``序时 74.5%``."""
    if evaluation.owed is None:
        return f"序时 {due}"
    whole = evaluation.figure.denominator if evaluation.figure else None
    of_whole = f"/{wording.number(whole)}" if whole else f" {unit}".rstrip()
    amount = f"{wording.number(evaluation.owed)}{of_whole}"
    return f"序时应{'减少' if goal.is_downward else '完成'} {amount}（{due}）"


def _limit(evaluation: Evaluation, thresholds: Thresholds) -> str:
    """``（落后10至30个百分点为黄）``, of what is behind."""
    if not evaluation.deviation or evaluation.deviation > 0:
        return ""
    yellow, red = wording.number(thresholds.yellow), wording.number(thresholds.red)
    return {
        Lamp.GREEN: f"（落后不足{yellow}个百分点为绿）",
        Lamp.YELLOW: f"（落后{yellow}至{red}个百分点为黄）",
        Lamp.RED: f"（落后超过{red}个百分点为红）",
    }.get(evaluation.lamp, "")


class Gap(NamedTuple):
    """``12/16`` and ``还差4``: where a goal stands, and what it lacks."""

    now: str
    missing: str


def gap(goal: Goal, evaluation: Evaluation, day: date, unit: str) -> Gap:
    """What an unmet goal lacks: until the checkpoint that passed last, else until the end."""
    figure = evaluation.figure
    if figure is None:
        return Gap("", "没有数据")
    if not figure.has_data:
        return Gap("", "分母为0")
    if figure.rating is not None:
        return Gap("", f"评定为{wording.RATING_LABELS[figure.rating]}")
    missed = [item for item in goal.checkpoints if item.due < day and not meets(goal, figure, item)]
    demanded = (missed[-1] if missed else goal.last).target_value
    value = figure.value or ZERO
    if goal.measure is Measure.MILESTONE or demanded is None:
        whole = figure.denominator
        if not whole:
            return Gap("", "尚未完成")
        return Gap(
            f"{wording.number(value)}/{wording.number(whole)}",
            f"还差{wording.number(whole - value)}项",
        )
    if goal.measure is Measure.RATIO:
        return _gap_of_ratio(goal, figure, demanded)
    return _gap_of_amount(goal, value, demanded, unit)


def _gap_of_ratio(goal: Goal, figure: Figure, demanded: Fraction) -> Gap:
    """In what is counted where that must grow, else in percentage points."""
    value = figure.value or ZERO
    if figure.numerator is None or not figure.denominator:
        return _gap_of_amount(goal, value, demanded, "个百分点", "%")
    now = f"{wording.number(figure.numerator)}/{wording.number(figure.denominator)}"
    if goal.bound is not Bound.AT_LEAST:
        return Gap(now, _gap_of_amount(goal, value, demanded, "个百分点", "%").missing)
    lacking = demanded / HUNDRED * figure.denominator - figure.numerator
    return Gap(
        now, f"还差{wording.number(lacking if goal.has_decimals else Fraction(ceil(lacking)))}"
    )


def _gap_of_amount(
    goal: Goal, value: Fraction, demanded: Fraction, unit: str, sign: str = ""
) -> Gap:
    """``sign`` stands behind the value where that is in another unit than the difference."""
    shown = f"{wording.number(value)}{sign or unit}"
    if goal.bound is Bound.AT_LEAST:
        now = shown if sign else f"{wording.number(value)}/{wording.number(demanded)}{unit}"
        return Gap(now, f"还差{wording.number(demanded - value)}{unit}")
    if goal.bound is Bound.BELOW:
        return Gap(shown, f"须低于{wording.number(demanded)}{sign or unit}")
    if goal.bound is Bound.AT_MOST:
        return Gap(shown, f"超出{wording.number(value - demanded)}{unit}")
    return Gap(shown, f"相差{wording.number(abs(value - demanded))}{unit}")


def rule_sentences(thresholds: Thresholds) -> list[str]:
    """The rules of all lamps, for legends and the workbook's first sheet."""
    yellow, red = wording.number(thresholds.yellow), wording.number(thresholds.red)
    return [
        "✓完成：一次性目标已达到最终目标值。",
        "红·逾期：节点日期已过，数据仍未达到该节点要求（包括从未报送）。",
        f"红·严重滞后：落后序时进度超过{red}个百分点；要求保持的目标未保持；评定为严重滞后。",
        f"黄·滞后：落后序时进度{yellow}至{red}个百分点（含）；评定为滞后。",
        f"绿·正常：落后不足{yellow}个百分点或超前；要求保持的目标达标；评定为正常。",
        (
            "灰·未报：尚无通过审核的数据。灰·数据陈旧：最近两个已到期的报告期均无新数据；"
            "要求保持、按周期考核或由市局评定的目标，不再计为达标，也不计入已报。"
        ),
        "灰·办结：经市局同意办结，不再填报；未达到目标值的，计算达标率时仍计为未达标。",
        "灰·分母为0：已报送，但分母为0，无法计算比率；不计为达标，也不计入已报，仍计入达标率的分母。",
        "计入合计：县区没有单独指标，数字计入各县合计，不单独亮灯。不适用：不计入任何分母。",
        (
            "达标率 = 已完成或保持达标的目标数 ÷ 适用的目标数。合计比率一律为分子之和 ÷ 分母之和。"
            "按个数计的目标，序时应完成数只取整数。按周期考核的目标，周期结束后，达到要求的亮绿灯，"
            "未达到的亮红灯，直至下一周期的首份月报到期。"
        ),
    ]
