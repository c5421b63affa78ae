"""Chinese texts for figures, goals and lamps; pure, like the rules.

Pages and workbooks both speak through here, so that the same figure reads the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from projects.rounding import column_decimals, pace_decimals, rounded, telling, together
from projects.rules.anomalies import Anomaly
from projects.rules.cross_checks import Relation
from projects.rules.ranking import Rank
from projects.rules.rollups import Coverage
from projects.rules.values import (
    HUNDRED,
    Bound,
    DueValue,
    Figure,
    Goal,
    Lamp,
    Measure,
    Rating,
    Rhythm,
    Scope,
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
    Lamp.EMPTY: "灰·分母为0",
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
BOUND_SIGNS: Final[Mapping[Bound, str]] = {
    Bound.AT_LEAST: "≥",
    Bound.AT_MOST: "≤",
    Bound.BELOW: "<",
    Bound.ABOUT: "约",
}
ANOMALY_LABELS: Final[Mapping[Anomaly, str]] = {
    Anomaly.EMPTY: "分母为0",
    Anomaly.SHRANK: "分母比上期减少",
    Anomaly.FELL: "比上期减少",
    Anomaly.ROSE: "比上期增加",
    Anomaly.ABOVE: "超过100%",
    Anomaly.JUMPED: "比上期变化过大",
}
RELATION_LABELS: Final[Mapping[Relation, str]] = {
    Relation.AT_MOST: "不大于",
    Relation.EQUAL: "等于",
}
EXEMPT: Final = "不适用"
OPENING, CLOSING = "〔［[【（(", "〕］]】）)"
"""Brackets that people type for those of a document's number."""
NO_DATA: Final = "—"
RATE_RANKING_RULE: Final = (
    "名次：达标率由高到低排，按分子除以分母的准确值比较，不四舍五入；"
    "相同的并列，后面的名次顺延；没有适用目标的不排名。"
    "及时率＝近12个月到期的月报中按时报送的份数÷应报份数，不排名次。"
)
RANKING_RULE: Final = (
    "名次：达标率、及时率分别由高到低排，按分子除以分母的准确值比较，不四舍五入；"
    "相同的并列，后面的名次顺延；没有适用目标（或没有应报报告）的不排名。"
    "及时率＝近12个月到期的月报中按时报送的份数÷应报份数。"
)


def ranking_rule(*, ranks_timeliness: bool) -> str:
    """How counties are ranked: by 达标率, and where the bureau wants it by 及时率."""
    return RANKING_RULE if ranks_timeliness else RATE_RANKING_RULE


def choices(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    """A field's choices from an enumeration's labels."""
    return [(str(each), label) for each, label in labels.items()]


def number(amount: Fraction, places: int = 2) -> str:
    """An amount without needless zeros: 4, 4.5, 1180."""
    text = f"{rounded(amount, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Fraction | None, places: int | None = None) -> str:
    """A value in per cent with ``places`` decimals, or as many as ``telling`` needs."""
    if value is None:
        return NO_DATA
    return f"{telling(value) if places is None else rounded(value, places)}%"


def column_percent(value: Fraction, limits: Collection[Fraction] = ()) -> str:
    """A value in per cent as one of a column; see ``column_decimals``."""
    return percent(value, column_decimals(value, limits))


@dataclass(frozen=True, slots=True)
class ProgressTexts:
    """完成度, 序时进度 and their difference in points, all with ``places`` decimals.

    The difference is that of the two as shown. ``None`` without both of them.
    """

    attained: str
    expected: str
    deviation: Decimal | None
    places: int


@lru_cache(maxsize=2048)
def progress(
    attained: Fraction | None,
    expected: Fraction | None,
    limits: Collection[Fraction] = (),
    least: int = 1,
    *,
    is_in_column: bool = False,
) -> ProgressTexts:
    """Two shares as percentages, exact enough for the difference to be on its side of ``limits``.

    The limits are in points behind. In a sentence nothing reads as a whole number that it is not.
    """
    known = [each for each in (attained, expected) if each is not None]
    places = pace_decimals(known, limits, least, is_in_column=is_in_column)
    done, due = (share(each, places) for each in (attained, expected))
    difference = None
    if len(known) > 1:
        then, now = (rounded(each * HUNDRED, places) for each in known)
        difference = then - now
    return ProgressTexts(done, due, difference, places)


def share(value: Fraction | None, places: int | None = None) -> str:
    """A share in [0, 1] as a percentage, with ``places`` decimals or as one of a column."""
    if value is None:
        return NO_DATA
    return percent(value * HUNDRED, places) if places else column_percent(value * HUNDRED)


def share_of(part: int, whole: int, places: int | None = None) -> str:
    """``95.0%（19/20）``: a share with its numerator and denominator."""
    return f"{share(ratio(Fraction(part), Fraction(whole)), places)}（{part}/{whole}）"


def figure(measure: Measure, unit: str, shown: Figure | None, places: int | None = None) -> str:
    """A figure with its unit; a ratio with its numerator and denominator.

    ``places``: the decimals of its percentage, where it stands beside others.
    """
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
        parts = f"{number(shown.numerator)}/{number(shown.denominator)}"
        return f"{percent(value, places)}（{parts}）"
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
        return _change_of_ratio(before, now)
    return _signed(difference, number(abs(difference)))


def _change_of_ratio(before: Figure, now: Figure) -> str:
    """The difference of the two percentages as ``together`` shows them."""
    then, later = before.value or Fraction(0), now.value or Fraction(0)
    shown = together(then, later)
    points = _signed(later - then, f"{abs(shown[1] - shown[0])} 个百分点")
    moved = (now.denominator or Fraction(0)) - (before.denominator or Fraction(0))
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


def mixed_periods(parts: Sequence[tuple[str, date]], whom: str = "县区") -> str:
    """``各县区数据的报告期不一致（揭西县 2026-09，其余 2026-10）``; empty if all are of one period.

    ``parts`` are the names, each with its period's end; those of the newest period are 其余.
    """
    names: dict[date, list[str]] = {}
    for name, period_end in parts:
        names.setdefault(period_end, []).append(name)
    if len(names) <= 1:
        return ""
    *older, newest = sorted(names)
    named = "，".join(f"{'、'.join(names[end])} {end:%Y-%m}" for end in older)
    return f"各{whom}数据的报告期不一致（{named}，其余 {newest:%Y-%m}）"


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
    whose = "" if goal.is_own else "各县合计"
    return f"{whose}{rhythm}{BOUND_SIGNS[goal.bound]}{amount}{tolerance}"


def former(before: Goal, now: Goal, unit: str) -> str:
    """What a changed goal was: ``≥22 所``, with its due days where these changed as well."""
    if before.is_exempt:
        return EXEMPT
    days = [[item.original_due or item.due for item in one.checkpoints] for one in (before, now)]
    if days[0] == days[1] and len(before.checkpoints) == 1:
        return goal(before, unit)
    return "、".join(
        f"{day:%Y-%m-%d} {goal(before, unit, item)}"
        for day, item in zip(days[0], before.checkpoints, strict=True)
    )


def stated(goal_: Goal, unit: str) -> list[str]:
    """What the plan demands, extensions apart: ``2027-12-31 ≥22 所`` for each checkpoint."""
    if goal_.is_exempt:
        return [EXEMPT]
    return [
        f"{item.original_due or item.due:%Y-%m-%d} {goal(goal_, unit, item)}"
        for item in goal_.checkpoints
    ]


def due(checkpoint: DueValue) -> str:
    """A checkpoint's due day, with the plan's original day if it was extended."""
    return extended(checkpoint.due, checkpoint.original_due)


def corrected(before: str, on: date) -> str:
    """``原37 所，2026-11-26更正``: the figure that a correction replaced."""
    return f"原{before}，{on:%Y-%m-%d}更正"


def extended(day: date, original: date | None) -> str:
    """``2026-12-31（原 2025-12-31）``, or the day alone without ``original``."""
    return f"{day:%Y-%m-%d}（原 {original:%Y-%m-%d}）" if original else f"{day:%Y-%m-%d}"


def points(deviation: Decimal) -> str:
    """``落后 6.3 个百分点``, ``超前 …`` or ``与序时持平``, of a difference as shown."""
    if not deviation:
        return "与序时持平"
    return f"{'落后' if deviation < 0 else '超前'} {abs(deviation)} 个百分点"


def signed_points(deviation: Decimal | None) -> str:
    """``−6.3`` or ``+4.2``, for columns whose heading names the unit."""
    if deviation is None:
        return NO_DATA
    return f"{'+' if deviation > 0 else '−'}{abs(deviation)}" if deviation else "0"
