"""The texts of demonstration reports, built from phrases and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demo.courses import Course, Key, draw
from demo.headway import Case
from demo.phrases import PHRASES, SUPPORT, Phrases
from projects import reasons, wording
from projects.models import Responsibility
from projects.rules.values import RECURRING, Measure
from reports.models import Measurement, Period

SHARE_WORDS = ("率", "占比", "比例")
MARK = "（演示数据）"
PLAIN = Phrases(
    ("按照项目任务分工推进各项工作，逐项核对完成情况",),
    ("个别任务基础薄弱，推进不够平衡",),
    ("对照目标任务补齐短板，按月调度",),
)


@dataclass(frozen=True, slots=True)
class Narrative:
    """进展情况, 存在问题 and 下一步措施 of one report."""

    progress: str
    problems: str
    next_steps: str


def lead_narrative(
    item: Responsibility,
    period: Period,
    cases: Sequence[Case],
    current: Mapping[Key, Measurement],
    previous: Mapping[Key, Measurement],
) -> Narrative:
    """A lead department's texts for a month: its actions, its figures, what is behind."""
    project, department = item.project, item.department
    phrases = PHRASES.get(project.number, PLAIN)
    turn = period.start.month + draw("turn", project.number, department.code, sides=12)
    place = department.county.name if department.county else "市教育局"
    said = [
        _value_text(case, current[case.key], previous.get(case.key), period)
        for case in cases
        if case.key in current
    ]
    facts = "；".join(words for words in said if words)
    done, also = (phrases.actions[(turn + step) % len(phrases.actions)] for step in (0, 1))
    progress = f"{period.start.month}月，{place}{done}。"
    progress += f"截至{period.label}底，{facts}。" if facts else _visits(also, item, period)
    behind = [case.target.name for case in cases if case.course is not Course.STEADY]
    problems = ""
    if behind:
        cause = phrases.causes[turn % len(phrases.causes)]
        problems = f"{'、'.join(map(_quoted, behind[:2]))}进度偏慢，主要是{cause}。"
    elif turn % 4 == 0:
        problems = f"{phrases.causes[turn // 4 % len(phrases.causes)]}。"
    next_step = phrases.next_steps[turn % len(phrases.next_steps)]
    return Narrative(progress + MARK, problems, f"{next_step}。")


def _visits(also: str, item: Responsibility, period: Period) -> str:
    """A sentence for a month without countable figures."""
    words = (item.project.number, item.department.code, period.code)
    schools = 6 + draw("schools", *words, sides=30)
    found = 2 + draw("found", *words, sides=schools)
    mended = found - draw("mended", *words, sides=1 + found // 3)
    return f"同时，{also}。检查指导学校{schools}所，发现问题{found}个，已整改{mended}个。"


def _value_text(
    case: Case, current: Measurement, previous: Measurement | None, period: Period
) -> str:
    """A figure with its change; empty for ratings, 0/0, and milestones done in earlier periods."""
    target = case.target
    shown = current.figure(period.end)
    if shown.value is None:
        return ""
    if current.is_done is not None:
        if not current.is_done or current.done_on is None:
            return f"{target.name}正在推进"
        if current.done_on < period.start:
            return ""
        return f"{target.name}已于{current.done_on:%Y-%m-%d}完成"
    if target.is_ratio:
        share = wording.figure(Measure.RATIO, target.unit, shown)
        return f"{target.name}{'' if target.name.endswith(SHARE_WORDS) else '的比例'}为{share}"
    amount = f"{target.name}为{wording.number(shown.value)}{target.unit}"
    if case.goal.rhythm in RECURRING:
        return f"本{reasons.CYCLE_WORDS[case.goal.rhythm]}{amount}"
    before = previous.figure(period.end).value if previous else None
    if before is None or before == shown.value:
        return amount
    side = "增加" if shown.value > before else "减少"
    return f"{amount}，比上期{side}{wording.number(abs(shown.value - before))}{target.unit}"


def _quoted(name: str) -> str:
    """A name in quotation marks; quotation marks within it become single ones."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def support_narrative(item: Responsibility, period: Period) -> Narrative:
    """A supporting department's texts for a quarter."""
    project, department = item.project, item.department
    phrases = SUPPORT.get(department.code, ("配合做好相关工作", "落实部门职责分工"))
    turn = period.end.month // 3 + project.number
    done, planned = phrases[turn % 2], phrases[(turn + 1) % 2]
    problems = "与县（市、区）对接频次不够，部分情况掌握不及时。" if turn % 5 == 0 else ""
    return Narrative(
        f"{period.label}，{department.name}围绕{_quoted(project.name)}，{done}。{MARK}",
        problems,
        f"下季度{planned}，加强与教育部门会商。",
    )
