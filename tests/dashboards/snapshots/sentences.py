"""Every kind of sentence about a figure: its pattern, and the check of what it states.

A sentence is taken apart at ``；``. Numbers are compared with the board's exact figures, names with
those of whom they are true.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Final, Generic, TypeVar

from dashboards.snapshots.assessments import Assessment
from dashboards.snapshots.target_status import TargetStatus
from projects import wording
from projects.rules.values import (
    UNJUDGED,
    Evaluation,
    Figure,
    Goal,
    Lamp,
    Rhythm,
)
from tests.dashboards.snapshots.board_snapshots import DOCUMENT, Shown
from tests.dashboards.snapshots.readings import (
    RATINGS,
    cycle_words,
    demands,
    is_figure,
    reads,
    side,
)
from tests.projects.rules import oracle

Match = re.Match[str]
LAMPS: Final = {words: lamp for lamp, words in wording.LAMP_LABELS.items()}


@dataclass(frozen=True)
class Case:
    """What is said of a target or of one of its assignments, with the figures of the board."""

    shown: Shown
    item: Assessment

    @property
    def goal(self) -> Goal:
        return self.item.goal

    @property
    def said(self) -> Evaluation:
        return self.item.evaluation

    @property
    def figure(self) -> Figure | None:
        return self.said.figure

    @property
    def status(self) -> TargetStatus:
        return self.item.status

    @property
    def day(self) -> date:
        return self.item.on

    @cached_property
    def parts(self) -> list[Assessment]:
        """The assignments that it sums up, or it alone, without the exempt."""
        own = self.shown.snapshot.assessed_assignments[1]
        asked = own if self.item.department is None else [self.item]
        return [part for part in asked if part.lamp is not Lamp.EXEMPT]

    @property
    def judged(self) -> list[Assessment]:
        return [part for part in self.parts if part.lamp not in UNJUDGED]

    @property
    def lines(self) -> list[Figure]:
        """Each part's figures of all periods."""
        every = self.shown.lines
        keys = [part.assignment.pk for part in self.parts if part.assignment]
        return [line for key in keys for line in oracle.standing(every[key - 1], self.day)]

    @property
    def cycles(self) -> tuple[oracle.Cycle | None, oracle.Cycle | None]:
        """The cycle judged, and the same if it is closed."""
        return oracle.judged_cycle(self.goal, self.lines, self.shown.at)

    @property
    def limits(self) -> list[Fraction]:
        """By how many points a lamp changes."""
        return [-self.shown.at.yellow, -self.shown.at.red, Fraction(0)]

    def meets(self, part: Assessment | None = None) -> bool:
        goal, figure = (part or self.item).goal, (part or self.item).evaluation.figure
        return oracle.meets(goal, figure, goal.last.target_value)

    def is_old(self, part: Assessment) -> bool:
        """Whether a part's figure is stale and has finished nothing."""
        figure, goal = part.evaluation.figure, part.goal
        is_finished = part.evaluation.cycle is not None or (
            goal.rhythm is Rhythm.ONCE and goal.is_own and self.meets(part)
        )
        return figure is not None and self.shown.at.is_old(figure) and not is_finished


C = TypeVar("C", bound=Case)


@dataclass(frozen=True)
class Kind(Generic[C]):
    """A kind of sentence; ``check`` raises AssertionError where it states what is not so."""

    pattern: str
    check: Callable[[C, Match], object]


def no_news(case: Case, _: Match) -> object:
    figures = [x.evaluation.figure for x in case.parts if x.evaluation.figure]
    with_data = [figure for figure in figures if figure.has_data] or figures
    return with_data and all(map(case.shown.at.is_old, with_data))


def some_stale(case: Case, _: Match) -> object:
    return case.meets() and any(map(case.is_old, case.parts))


def nothing_known(case: Case, found: Match) -> object:
    """Nothing approved: at all, or in the running cycle."""
    if found[1]:
        words = {"each_year": "年", "each_semester": "学期"}
        assert found[1] == words.get(case.goal.rhythm, "学年")
    cycle, _ = case.cycles
    assert bool(cycle) == bool(found[1])
    return not [x for x in case.lines if not cycle or cycle[0] <= x.period_end <= cycle[1]]


def overdue(case: Case, found: Match) -> object:
    passed = [item for item in case.goal.checkpoints if item.due < case.day]
    unmet = [x for x in passed if not oracle.meets(case.goal, case.figure, x.target_value)]
    return unmet and (case.figure is None) == ("没有" in found[0])


def open_end(case: Case, found: Match) -> object:
    is_over = case.goal.last.due < case.day
    assert found[0].startswith("节点已过") == is_over
    return case.meets() and any(part.evaluation.figure is None for part in case.parts)


def verdict(case: Case, found: Match) -> object:
    cycle = case.cycles[1]
    assert cycle
    assert found["name"] == cycle_words(case.goal.rhythm, cycle[0])
    assert (found["is"] == "达到") is case.meets()
    if found["amount"]:
        assert is_figure(found["amount"], case.figure, case.goal)
    since = case.figure.since if case.figure else None
    return found["since"] == (since and f"{since}")


def paced(case: Case, found: Match) -> object:
    said = case.said
    assert said.attainment is not None
    assert said.expected is not None
    gap = 100 * (said.attainment - said.expected)
    done, due = Fraction(found["done"]), Fraction(found["due"] or found["share"])
    assert reads(found["done"], 100 * said.attainment)
    assert reads(found["due"] or found["share"], 100 * said.expected)
    ahead = {"落后": -1, "超前": 1, None: 0}[found["way"]]
    assert ahead * Fraction(found["gap"] or 0) == done - due
    assert [side(done - due, x) for x in case.limits] == [side(gap, x) for x in case.limits]
    if found["owed"]:
        of = Fraction(found["of"]) if found["of"] else None
        assert Fraction(found["owed"]) == said.owed
        assert of == (case.figure.denominator if case.figure else None)
    red, yellow = f"{float(case.shown.at.red):g}", f"{float(case.shown.at.yellow):g}"
    if gap >= 0:
        return found["rule"] is None
    return found["rule"] == {
        Lamp.GREEN: f"落后不足{yellow}个百分点为绿",
        Lamp.YELLOW: f"落后{yellow}至{red}个百分点为黄",
        Lamp.RED: f"落后超过{red}个百分点为红",
    }.get(case.said.lamp)


SHORT: Final = re.compile(
    r"，(?P<names>[^，（：]+?)(?P<lack>(?:未达到|进行中|本(?:年|学年|学期)尚未完成)（(?P<figure>(?!评定)[^）]*)）|未报|分母为0，无法计算"
    r"|数据陈旧（(?P<month>[\d-]+)）|(?:未完成|进行中)（评定为(?P<rated>\w+?)）|评定为(?P<rating>\w+)|未完成|进行中"
    r"|本(?:年|学年|学期)尚未完成)"
)


def of_each(case: Case, found: Match) -> object:
    """k of n met it, and those named with what they lack are exactly the others."""
    judged = case.judged
    failing = {part.short_name: part for part in judged if not part.evaluation.is_met}
    assert [int(found["k"]), int(found["n"])] == [len(judged) - len(failing), len(judged)]
    assert all(case.meets(part) for part in judged if part.short_name not in failing)
    are_counties = all(part.is_of_county for part in judged)
    assert (found["whom"] == "每县") is (found["noun"] == "县") is are_counties
    assert any(part.is_of_county for part in judged) == ("县" in found["whom"])
    if found["cycle"]:
        cycle = case.cycles[1]
        assert cycle
        assert found["cycle"] == cycle_words(case.goal.rhythm, cycle[0])
    demands(case.goal, found["demand"])
    for part in judged:
        if part.goal.last.target_value != case.goal.last.target_value:
            demands(part.goal, found["demand"].partition(part.short_name)[2])
    assert "".join(each[0] for each in SHORT.finditer(found["rest"])) == found["rest"]
    lacking = [
        (name, each) for each in SHORT.finditer(found["rest"]) for name in each["names"].split("、")
    ]
    assert all(lacks(case, failing[name], each) for name, each in lacking)
    return sorted(name for name, _ in lacking) == sorted(failing)


def lacks(case: Case, part: Assessment, each: Match) -> object:
    figure = part.evaluation.figure
    if each["lack"] == "未报":
        return figure is None
    assert figure is not None
    if each["lack"].startswith("分母"):
        return oracle.is_nothing_of_nothing(figure)
    if each["month"]:
        return case.is_old(part) and each["month"] == f"{figure.period_end:%Y-%m}"
    assert not case.is_old(part)
    assert not case.meets(part)
    fits = {"进": part.lamp is Lamp.GREEN, "本": case.cycles[0] and not case.cycles[1]}
    assert fits.get(each["lack"][0], part.lamp is not Lamp.GREEN or each["rating"])
    rated = each["rated"] or each["rating"]
    if rated:
        return RATINGS[rated] is figure.rating
    return not each["figure"] or is_figure(each["figure"], figure, part.goal)


def worst(case: Case, found: Match) -> object:
    lamp = LAMPS[found["lamp"]]
    assert lamp is min((part.lamp for part in case.judged), key=lambda each: each.rank)
    names = [part.short_name for part in case.judged if part.lamp is lamp]
    return lamp is case.said.lamp and names == found["names"].split("、")


def stale(case: Case, found: Match) -> object:
    old = [part for part in case.parts if case.is_old(part)]
    ends = [part.evaluation.figure.period_end for part in old if part.evaluation.figure]
    words = [f"{x.short_name} {end:%Y-%m}" for x, end in zip(old, ends, strict=True)]
    return int(found[1]) == len(old) and words == found[2].split("、")


def mixed(case: Case, found: Match) -> object:
    """Who is of an older period is named, and only they."""
    ends = {
        part.short_name: f"{part.evaluation.figure.period_end:%Y-%m}"
        for part in case.parts
        if part.evaluation.figure and not case.is_old(part)
    }
    named = re.findall(r"([^，]+) ([\d-]+)", found[2])
    older = {name: end for names, end in named for name in names.split("、")}
    assert (found[1] == "县区") is all(x.is_of_county for x in case.parts)
    assert older
    assert older == {k: v for k, v in ends.items() if v != found[3]}
    return found[3] == max(ends.values())


def amended(case: Case, found: Match) -> object:
    own = case.item.assignment.pk if case.item.assignment else None
    former = next(case.shown.snapshot.plan_data.former_goals(1, own), None)
    assert former
    amounts = re.findall(r"[≥≤<约]([\d.]+)", found["old"])
    wanted = [item.target_value for item in former.goal.checkpoints]
    assert [Fraction(amount) for amount in amounts] in (wanted, wanted[-1:])
    return found["old"] != case.status.goal_text


def first(case: Case, found: Match) -> object:
    begun = case.goal.first
    assert begun
    return begun.value == case.goal.baseline and is_figure(found[1], begun, case.goal)


def missed(case: Case, found: Match) -> object:
    """No figure of the running cycle, and the newest one before missed the goal."""
    figure = case.said.missed
    assert found[1] == {"each_year": "年", "each_semester": "学期"}.get(case.goal.rhythm, "学年")
    assert figure
    assert case.goal.is_own
    return not oracle.meets(case.goal, figure, case.goal.last.target_value)


def near(case: Case, _: Match) -> object:
    return any(
        0 <= (item.due - case.day).days <= 30
        and not oracle.meets(case.goal, case.figure, item.target_value)
        for item in case.goal.checkpoints
    )


def agreed(case: Case, found: Match) -> object:
    return found[0] in [item.agreed_text for item in case.item.agreed]


NUMBER: Final = r"[\d.]+"
REASONS: Final[Mapping[str, Kind[Case]]] = {
    "done": Kind("已达到最终目标值", lambda x, _: x.goal.rhythm is Rhythm.ONCE and x.meets()),
    "no news": Kind("最近两个已到期的报告期均无新数据", no_news),
    "stale part": Kind("有单位数据陈旧，尚不能判定是否保持达标", some_stale),
    "empty": Kind(
        "已报送，但分母为0，无法计算比率，不计为达标，仍计入达标率的分母",
        lambda x, _: x.figure and oracle.is_nothing_of_nothing(x.figure) and not x.said.is_met,
    ),
    "pooled": Kind("未单独下达指标，数字计入各县合计", lambda x, _: x.figure and not x.goal.is_own),
    "exempt": Kind(
        "不适用，不计入分母|不适用：没有乡镇", lambda x, _: not x.parts and not x.judged
    ),
    "closed": Kind("已办结，不再填报", lambda x, _: x.goal.is_closed),
    "closed, met": Kind("已达标", lambda x, _: x.meets() and x.said.is_met),
    "closed, summed": Kind("已报的数字仍计入各县合计", lambda x, _: x.figure and not x.goal.is_own),
    "closed, unmet": Kind("没有达标，仍计入达标率的分母", lambda x, _: not x.said.is_met),
    "verdict": Kind(
        r"(?P<name>[^：，]+)：(?P<is>达到|未达到)(?:（(?P<amount>[^）]*)）)?"
        r"(?:，(?P<since>[\d-]+)通过审核)?",
        verdict,
    ),
    "open": Kind("(?:节点已过，)?还有单位未报，尚不能判定是否达到", open_end),
    "overdue": Kind("节点已过，(?:至今没有通过审核的数据|仍未达到目标值)", overdue),
    "unreported": Kind("(?:本(年|学年|学期))?尚无通过审核的数据", nothing_known),
    "missed": Kind("上一(年|学年|学期)未达到要求", missed),
    "first": Kind("以首次填报数为基数（([^）]*)）", first),
    "near": Kind("距节点30天以内", near),
    "pace": Kind(
        rf"完成 (?P<done>{NUMBER})%，序时"
        rf"(?: (?P<share>{NUMBER})%|应(?:完成|减少) (?P<owed>{NUMBER})"
        rf"(?:/(?P<of>{NUMBER})| 所| %)?（(?P<due>{NUMBER})%）)，"
        rf"(?:与序时持平|(?P<way>落后|超前) (?P<gap>{NUMBER}) 个百分点)(?:（(?P<rule>.*)）)?",
        paced,
    ),
    "rated": Kind("市局评定：(.*)", lambda x, m: x.figure and RATINGS[m[1]] is x.figure.rating),
    "kept": Kind("保持达标", lambda x, _: x.meets() and not any(map(x.is_old, x.parts))),
    "not kept": Kind("未保持在要求范围内", lambda x, _: not x.meets()),
    "each": Kind(
        r"(?:(?P<cycle>[^，要]+)，)?要求(?P<whom>每县|各部门均|市本级和各县（市、区）均)"
        r"(?P<demand>[^：]+)：(?P<k>\d+)/(?P<n>\d+)(?P<noun>县|个部门)达到(?P<rest>.*)",
        of_each,
    ),
    "worst": Kind("亮灯以最严重的为准：(?P<names>[^（]+)（(?P<lamp>[^）]+)）", worst),
    "stale parts": Kind(r"含(\d+)个陈旧数据（(.+)）", stale),
    "mixed periods": Kind(r"各(县区|部门)数据的报告期不一致（(.+)，其余 ([\d-]+)）", mixed),
    "amended": Kind(f"要求自2026-01-01起调整，原(?P<old>.+)（{DOCUMENT}）", amended),
    "agreed": Kind(r"[\d-]+ 经市局同意(?:办结|延期至 [\d-]+（原 [\d-]+）)", agreed),
}
"""The sentences that tell why a lamp is lit."""


def kind_of(clause: str, kinds: Mapping[str, Kind[C]]) -> tuple[str, Match]:
    """The only kind that a clause is of; no kind is a sentence that nobody tests."""
    found = [(name, m) for name, kind in kinds.items() if (m := re.fullmatch(kind.pattern, clause))]
    assert len(found) == 1, f"{clause}: {[name for name, _ in found] or 'a kind of its own'}"
    return found[0]


def check(text: str, case: C, kinds: Mapping[str, Kind[C]]) -> set[str]:
    """Question every clause of a sentence; the kinds that occurred."""
    seen = set()
    for clause in text.split("；"):
        name, found = kind_of(clause, kinds)
        assert kinds[name].check(case, found), f"{name}: {clause} in {text}"
        seen.add(name)
    shown = re.findall(r"(?<![≥≤<约\d.])\d+(?:\.(\d+))?%", text)
    assert len({len(digits) for digits in shown}) <= 1, f"decimals: {text}"
    return seen
