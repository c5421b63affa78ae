"""Chinese texts for figures, goals and lamps; pure, like the rules.

Pages and workbooks both speak through here, so that the same figure reads the same.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from projects.rules.anomalies import Anomaly
from projects.rules.cycles import cycle
from projects.rules.ranking import Rank
from projects.rules.rollups import Coverage
from projects.rules.values import (
    HUNDRED,
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
    ratio,
)

LAMP_LABELS: Final[Mapping[Lamp, str]] = {
    Lamp.OVERDUE: "红·逾期",
    Lamp.RED: "红·严重滞后",
    Lamp.YELLOW: "黄·滞后",
    Lamp.UNREPORTED: "灰·未报",
    Lamp.STALE: "灰·数据陈旧",
    Lamp.CLOSED: "灰·办结",
    Lamp.GREEN: "绿·正常",
    Lamp.DONE: "✓完成",
    Lamp.EMPTY: "灰·无可计",
    Lamp.POOLED: "计入合计",
    Lamp.EXEMPT: "不适用",
}
MEASURE_LABELS: Final[Mapping[Measure, str]] = {
    Measure.COUNT: "计数",
    Measure.RATIO: "比率",
    Measure.MILESTONE: "里程碑",
    Measure.RATING: "评定",
}
BOUND_LABELS: Final[Mapping[Bound, str]] = {
    Bound.AT_LEAST: "不少于",
    Bound.AT_MOST: "不超过",
    Bound.BELOW: "低于",
    Bound.ABOUT: "左右",
}
RHYTHM_LABELS: Final[Mapping[Rhythm, str]] = {
    Rhythm.ONCE: "按节点完成",
    Rhythm.MAINTAIN: "持续保持",
    Rhythm.EACH_YEAR: "每年",
    Rhythm.EACH_SCHOOL_YEAR: "每学年",
    Rhythm.EACH_SEMESTER: "每学期",
}
SCOPE_LABELS: Final[Mapping[Scope, str]] = {
    Scope.CITY: "市级",
    Scope.POOLED: "各县合计",
    Scope.EACH_COUNTY: "每个县区",
    Scope.CITY_AND_EACH_COUNTY: "市级和每个县区",
}
RATING_LABELS: Final[Mapping[Rating, str]] = {
    Rating.ON_TRACK: "正常",
    Rating.BEHIND: "滞后",
    Rating.FAR_BEHIND: "严重滞后",
    Rating.DONE: "完成",
}
RHYTHM_WORDS: Final[Mapping[Rhythm, str]] = {
    Rhythm.ONCE: "",
    Rhythm.MAINTAIN: "保持",
    Rhythm.EACH_YEAR: "每年",
    Rhythm.EACH_SCHOOL_YEAR: "每学年",
    Rhythm.EACH_SEMESTER: "每学期",
}
CYCLE_WORDS: Final[Mapping[Rhythm, str]] = {
    Rhythm.EACH_YEAR: "年",
    Rhythm.EACH_SCHOOL_YEAR: "学年",
    Rhythm.EACH_SEMESTER: "学期",
}
BOUND_SIGNS: Final[Mapping[Bound, str]] = {
    Bound.AT_LEAST: "≥",
    Bound.AT_MOST: "≤",
    Bound.BELOW: "<",
    Bound.ABOUT: "约",
}
FIXED_REASONS: Final[Mapping[Lamp, str]] = {
    Lamp.EXEMPT: "不适用，不计入分母",
    Lamp.DONE: "已达到最终目标值",
    Lamp.STALE: "最近两个到期报告期都没有新数据",
    Lamp.EMPTY: "已报送，分母为0，没有可计算的数据，不算达标，仍计入达标率的分母",
    Lamp.POOLED: "未单独下达指标，数字计入全市合计",
}
ANOMALY_LABELS: Final[Mapping[Anomaly, str]] = {
    Anomaly.FELL: "比上期减少",
    Anomaly.ROSE: "比上期增加",
    Anomaly.ABOVE: "超过100%",
    Anomaly.JUMPED: "比上期变化过大",
}
NO_DATA: Final = "—"
RANKING_RULE: Final = (
    "名次：达标率、及时率分别由高到低排，按分子除以分母的准确值比较，不四舍五入；"
    "相同的并列，后面的名次顺延；没有适用目标（或没有应报报告）的不排名。"
    "及时率＝近12个月到期的月报中按时报送的份数÷应报份数。"
)


def choices(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    """A field's choices from an enumeration's labels."""
    return [(str(each), label) for each, label in labels.items()]


def rounded(amount: Fraction, places: int = 1) -> Decimal:
    """``amount`` to ``places`` decimals, halves away from zero."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def number(amount: Fraction, places: int = 2) -> str:
    """An amount without needless zeros: 4, 4.5, 1180."""
    text = f"{rounded(amount, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction | None) -> str:
    """A value in per cent with one decimal, or as many as ``telling`` needs."""
    return NO_DATA if value is None else f"{telling(value)}%"


def telling(amount: Fraction) -> Decimal:
    """``amount`` with one decimal, or with more if one would round it to a whole number.

    Goals and limits are whole numbers: 14.99 must not read 15.0, nor 99.96 read 100.0.
    """
    for places in range(1, 5):
        shown = rounded(amount, places)
        if shown == amount or shown != shown.to_integral_value():
            return shown
    return shown


def share(value: Fraction | None) -> str:
    """A share in [0, 1] as a percentage."""
    return percent(None if value is None else value * HUNDRED)


def share_of(part: int, whole: int) -> str:
    """``95.0%（19/20）``: a share with its numerator and denominator."""
    return f"{share(ratio(Fraction(part), Fraction(whole)))}（{part}/{whole}）"


def figure(measure: Measure, unit: str, shown: Figure | None) -> str:
    """A figure with its unit; a ratio with its numerator and denominator."""
    if shown is None or not shown.is_reported:
        return NO_DATA
    if not shown.has_data:
        return f"{NO_DATA}（0/0）"
    if shown.rating is not None:
        return RATING_LABELS[shown.rating]
    value = shown.value or Fraction(0)
    if measure is Measure.MILESTONE and shown.denominator is not None:
        return f"{number(value)}/{number(shown.denominator)} 已完成"
    if shown.numerator is not None and shown.denominator is not None:
        return f"{percent(value)}（{number(shown.numerator)}/{number(shown.denominator)}）"
    if measure is Measure.MILESTONE:
        return "已完成" if value == 1 else "未完成" if value == 0 else f"{number(value)} 项完成"
    return f"{number(value)} {unit}"


def change(measure: Measure, before: Figure | None, now: Figure | None) -> str:
    """The change from the previous figure: ``+40``, ``−2``, ``+3.3 个百分点``.

    For a ratio also the change of its denominator. Empty if the figures are equal or have no
    amounts.
    """
    if before is None or not before.is_reported:
        return "本期新填" if now is not None and now.is_reported else ""
    if now is None or not now.is_reported:
        return "本期未填"
    if before.value is None or now.value is None:
        return ""
    difference = now.value - before.value
    if measure is Measure.MILESTONE:
        return "" if not difference else "本期完成" if difference > 0 else "改为未完成"
    if measure is Measure.RATIO:
        return _change_of_ratio(difference, before.denominator, now.denominator)
    return _signed(difference, number(abs(difference)))


def _change_of_ratio(difference: Fraction, before: Fraction | None, now: Fraction | None) -> str:
    points = _signed(difference, f"{telling(abs(difference))} 个百分点")
    moved = (now or Fraction(0)) - (before or Fraction(0))
    whole = f"分母 {_signed(moved, number(abs(moved)))}" if moved else ""
    return "，".join(words for words in (points, whole) if words)


def _signed(difference: Fraction, words: str) -> str:
    return "" if not difference else f"{'+' if difference > 0 else '−'}{words}"


def covered(coverage: Coverage, whom: str = "县区") -> str:
    """``3/5 县区 · 1 不适用``: how many have reported, of those that must."""
    text = f"{coverage.reported}/{coverage.applicable} {whom}"
    return f"{text} · {coverage.exempt} 不适用" if coverage.exempt else text


def stale_parts(parts: Sequence[tuple[str, date]]) -> str:
    """``含1个陈旧数据（揭西县 2025-03）``: who reported the stale parts of a sum, and for when."""
    if not parts:
        return ""
    named = "、".join(f"{name} {period_end:%Y-%m}" for name, period_end in parts)
    return f"含{len(parts)}个陈旧数据（{named}）"


def place(place: Rank | None) -> str:
    """``第 1 名``, ``并列第 2 名``, or ``不排名`` without data."""
    if place is None:
        return "不排名"
    return f"{'并列' if place.sharing > 1 else ''}第 {place.rank} 名"


def goal(goal: Goal, unit: str, checkpoint: DueValue | None = None) -> str:
    """A goal: ``≥22 所``, ``<15%``, ``每学期≥2 次``, ``保持≥99%``, ``完成``.

    A part without its own goal shows that of the whole city.
    """
    target_value = (checkpoint or goal.last).target_value
    rhythm = RHYTHM_WORDS[goal.rhythm]
    if target_value is None:
        return f"{rhythm}完成" if goal.rhythm is not Rhythm.MAINTAIN else "保持正常"
    is_ratio = goal.measure is Measure.RATIO
    amount = f"{number(target_value)}%" if is_ratio else f"{number(target_value)} {unit}"
    tolerance = f"（±{number(goal.tolerance)}）" if goal.bound is Bound.ABOUT else ""
    whose = "" if goal.is_own else "全市合计"
    return f"{whose}{rhythm}{BOUND_SIGNS[goal.bound]}{amount}{tolerance}"


def former(before: Goal, now: Goal, unit: str) -> str:
    """What a changed goal was: ``≥22 所``, with its due days where these changed as well."""
    if before.is_exempt:
        return "不适用"
    days = [[item.original_due or item.due for item in one.checkpoints] for one in (before, now)]
    if days[0] == days[1] and len(before.checkpoints) == 1:
        return goal(before, unit)
    return "、".join(
        f"{day:%Y-%m-%d} {goal(before, unit, item)}"
        for day, item in zip(days[0], before.checkpoints, strict=True)
    )


def due(checkpoint: DueValue) -> str:
    """A checkpoint's due day, with the plan's original day if it was extended."""
    return extended(checkpoint.due, checkpoint.original_due)


def extended(day: date, original: date | None) -> str:
    """``2026-12-31（原 2025-12-31）``, or the day alone without ``original``."""
    return f"{day:%Y-%m-%d}（原 {original:%Y-%m-%d}）" if original else f"{day:%Y-%m-%d}"


def reason(goal: Goal, evaluation: Evaluation, thresholds: Thresholds, unit: str = "") -> str:
    """The rule that decided the lamp, with the actual figures; ``unit`` is the target's."""
    shown = _reason(goal, evaluation, thresholds, unit)
    if evaluation.missed is not None:
        shown += f"；上一{CYCLE_WORDS[goal.rhythm]}未达到要求"
    if goal.first is not None and evaluation.attainment is not None and not evaluation.is_met:
        shown += f"；以首次填报数为基数（{figure(goal.measure, unit, goal.first)}）"
    if evaluation.is_near:
        shown += "；距节点30天以内"
    return shown


def _reason(goal: Goal, evaluation: Evaluation, thresholds: Thresholds, unit: str) -> str:
    lamp = evaluation.lamp
    if lamp is Lamp.STALE and not (evaluation.is_stale or evaluation.is_worst):
        return "有单位数据陈旧，尚不能判定是否保持达标"
    if lamp in FIXED_REASONS:
        return FIXED_REASONS[lamp]
    if lamp is Lamp.CLOSED and not evaluation.is_worst:
        return f"已办结，不再填报；{_closed(goal, evaluation)}"
    if evaluation.cycle is not None and lamp is not Lamp.UNREPORTED:
        return verdict(goal, evaluation, unit)
    if evaluation.is_worst:
        return "按各县区中最差的状态亮灯"
    if lamp in {Lamp.OVERDUE, Lamp.UNREPORTED}:
        return _unmet_or_unknown(goal, evaluation)
    return _pace(goal, evaluation, thresholds, unit)


def _unmet_or_unknown(goal: Goal, evaluation: Evaluation) -> str:
    if evaluation.lamp is Lamp.OVERDUE:
        tail = "至今没有通过审核的数据" if evaluation.figure is None else "仍未达到目标值"
        return f"节点已过，{tail}"
    if evaluation.figure is not None:
        return "还有单位未报，尚不能判定是否达到"
    cycle = CYCLE_WORDS.get(goal.rhythm)
    return f"本{cycle}还没有通过审核的数据" if cycle else "还没有通过审核的数据"


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
        inner = figure(goal.measure, unit, shown).replace(" ", "")
        amount = f"（{inner.replace('（', '，').removesuffix('）')}）"
    since = f"，{shown.since:%Y-%m-%d}通过审核" if shown is not None and shown.since else ""
    return f"{cycle_name(goal.rhythm, first)}：{outcome}{amount}{since}"


def _closed(goal: Goal, evaluation: Evaluation) -> str:
    if evaluation.is_met:
        return "已达标"
    if not goal.is_own and evaluation.figure is not None:
        return "已报的数字仍计入全市合计"
    return "没有达标，仍计入达标率的分母"


def _pace(goal: Goal, evaluation: Evaluation, thresholds: Thresholds, unit: str) -> str:
    if evaluation.figure is not None and evaluation.figure.rating is not None:
        return f"市局评定：{RATING_LABELS[evaluation.figure.rating]}"
    if goal.rhythm is Rhythm.MAINTAIN:
        return "保持达标" if evaluation.is_met else "未保持在要求之内"
    deviation = evaluation.deviation or Fraction(0)
    return (
        f"完成 {share(evaluation.attainment)}，{_due_by_now(goal, evaluation, unit)}，"
        f"{points(deviation)}（{_limit(evaluation.lamp, thresholds)}）"
    )


def _due_by_now(goal: Goal, evaluation: Evaluation, unit: str) -> str:
    """``序时应完成 16 所（72.7%）``, ``序时应减少 10 个（25.0%）``, or ``序时 74.5%``."""
    due = share(evaluation.expected)
    if evaluation.owed is None:
        return f"序时 {due}"
    whole = evaluation.figure.denominator if evaluation.figure else None
    amount = number(evaluation.owed) + (f"/{number(whole)}" if whole else f" {unit}".rstrip())
    return f"序时应{'减少' if goal.is_downward else '完成'} {amount}（{due}）"


def points(deviation: Fraction) -> str:
    """``落后 6.3 个百分点`` or ``超前 …``."""
    side = "落后" if deviation < 0 else "超前"
    return f"{side} {telling(abs(deviation))} 个百分点"


def signed_points(deviation: Fraction | None) -> str:
    """``−6.3`` or ``+4.2``, for columns whose heading names the unit."""
    if deviation is None:
        return NO_DATA
    return _signed(deviation, f"{telling(abs(deviation))}") or "0"


def _limit(lamp: Lamp, thresholds: Thresholds) -> str:
    yellow, red = number(thresholds.yellow), number(thresholds.red)
    return {
        Lamp.GREEN: f"落后不足{yellow}个百分点为绿",
        Lamp.YELLOW: f"落后{yellow}至{red}个百分点为黄",
        Lamp.RED: f"落后超过{red}个百分点为红",
    }.get(lamp, "")


def rule_sentences(thresholds: Thresholds) -> list[str]:
    """The rules of all lamps, for legends and the workbook's first sheet."""
    yellow, red = number(thresholds.yellow), number(thresholds.red)
    return [
        "✓完成：一次性目标已达到最终目标值。",
        "红·逾期：节点日期已过，数据仍未达到该节点要求（包括从未报送）。",
        f"红·严重滞后：落后序时进度超过{red}个百分点；要求保持的目标未保持；评定为严重滞后。",
        f"黄·滞后：落后序时进度{yellow}至{red}个百分点（含）；评定为滞后。",
        f"绿·正常：落后不足{yellow}个百分点或超前；要求保持的目标达标；评定为正常。",
        (
            "灰·未报：还没有通过审核的数据。灰·数据陈旧：最近两个到期报告期都没有新数据，"
            "要求保持、按周期或由市局评定的不再计为达标，也不计入已报。"
        ),
        "灰·办结：经市局同意办结，不再填报；未达到目标值的，在达标率中仍计为未达标。",
        "灰·无可计：已报送，但分母为0，没有比率可计；不算达标，也不计入已报，仍计入达标率的分母。",
        "计入合计：县区没有单独指标，数字计入全市合计，不单独亮灯。不适用：不计入任何分母。",
        (
            "达标率 = 已完成或保持达标的目标数 ÷ 适用的目标数。比率一律用分子之和 ÷ 分母之和。"
            "按个数计的目标，序时应完成数只取整数。按周期的目标，周期结束后按该周期是否达到亮绿灯或红灯，"
            "直到下一周期的首份月报到期。"
        ),
    ]
