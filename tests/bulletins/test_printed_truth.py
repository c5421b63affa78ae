"""The paper's sentences are true: their counts add up, and their shares are those of the counts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bulletins.document.frozen import (
    ALL_PROJECTS,
    BulletinDocument,
    CountsOf,
    DepartmentPunctuality,
    ProjectText,
)
from bulletins.printed import BehindTarget, PrintedBulletin
from dashboards.changes.compare import ChangeKind, Comparison
from dashboards.snapshots.snapshot import Snapshot
from dashboards.snapshots.target_status import CITY
from projects import wording
from projects.rules.values import UNJUDGED, Measure
from reports.rules.punctuality import Punctuality
from tests.dashboards.snapshots.board_snapshots import Shown, shown_days
from tests.dashboards.snapshots.change_sentences import ChangeCase, changes, check_kind
from tests.dashboards.snapshots.readings import ENDS, is_figure, nearest, side

CHANGE_WORDS = {
    "新逾期": ChangeKind.OVERDUE,
    "新达标": ChangeKind.MET,
    "不再达标": ChangeKind.UNMET,
    "退步": ChangeKind.FELL,
    "进步": ChangeKind.ROSE,
    "要求调整": ChangeKind.DEMAND,
    "其他亮灯变化": ChangeKind.LAMP,
}
"""The words for changes, the most serious first."""
RATE = r"(?:([\d.]+)%|—)（(\d+)/(\d+)）"
COUNTED = r"(\d+)[个份]"
few, many = st.integers(0, 400), st.integers(0, 9000)
filings = st.one_of(st.tuples(few, few, few), st.tuples(many, st.integers(0, 3), few)).map(
    lambda three: Punctuality(sum(three), *three[:2])
)


def document_of(snapshot: Snapshot, filed: Punctuality) -> BulletinDocument:
    punctuality = DepartmentPunctuality("D1", "市教育局", "月报", "2026年10月", filed, (), filed)
    return BulletinDocument(
        title="方案",
        document_number="",
        on=snapshot.on,
        issue="",
        unit="市教育局",
        filled_by="",
        phone="",
        is_demo=False,
        yellow=snapshot.thresholds.yellow,
        red=snapshot.thresholds.red,
        rules=(),
        rules_version="2",
        departments=snapshot.department_infos,
        projects=(ProjectText(1, "项目", "", "原文", "", (), ()),),
        targets=snapshot.targets,
        assignments=snapshot.assignments,
        counts=(CountsOf(ALL_PROJECTS, CITY, "", snapshot.city),),
        statements=(),
        problems=(),
        punctuality=(punctuality,),
        changes=None,
    )


def is_rate(found: tuple[str | None, str, str], part: int, whole: int) -> bool:
    """Whether a share reads as the quotient of its two counts, and as 0 or 100 only if it is."""
    share, *counts = found
    if share is None:
        return not whole and counts == ["0", "0"]
    exact, places = Fraction(100 * part, whole), len(share.partition(".")[2])
    is_apart = all(side(Fraction(share), each) == side(exact, each) for each in ENDS)
    is_near = Fraction(share) == nearest(exact, places)
    return counts == [str(part), str(whole)] and is_near and is_apart


@given(st.integers(0, 10**6), filings)
def test_every_sentence_of_the_paper_is_true(seed: int, filed: Punctuality) -> None:
    for now in shown_days(seed):
        document = document_of(now.snapshot, filed)
        printed = PrintedBulletin(document, now.at.day)
        check_summary(printed, now.snapshot)
        check_punctuality(printed, filed)
        for project in printed.behind:
            for target in project.items:
                check_behind(target, now.snapshot)


@given(st.integers(0, 10**6))
def test_what_the_paper_says_of_changes_is_true(seed: int) -> None:
    boards = [shown_days(board) for board in range(3 * seed, 3 * seed + 3)]
    for first, last in ((0, 1), (1, 2), (0, 0)):
        pairs = [(days[first], days[last]) for days in boards]
        check_changes(pairs, [each for pair in pairs for each in changes(*pair)])


def check_changes(pairs: Sequence[tuple[Shown, Shown]], every: Sequence[ChangeCase]) -> None:
    """The targets that changed, each counted once under what is so; the others look as before."""
    of_city = [each for each in every if each.item.department is None]
    before, now = pairs[0]
    comparison = Comparison(
        "2026年第10期", before.at.day, tuple(each.change for each in of_city), ()
    )
    document = replace(document_of(now.snapshot, Punctuality()), changes=comparison)
    said = PrintedBulletin(document, now.at.day).since
    found = re.fullmatch(
        r"与2026年第10期（截至(\d+)年(\d+)月(\d+)日）相比，(?:没有变化|(.+))。", said
    )
    assert found, said
    assert date(*map(int, found.groups()[:3])) == before.at.day
    counted = {}
    for part in found[4].split("，") if found[4] else []:
        number = re.fullmatch(r"(\D+)(\d+)个", part)
        assert number, said
        counted[number[1]] = int(number[2])
    assert [*counted] == [word for word in CHANGE_WORDS if word in counted]
    kinds = Counter(each.change.kind for each in of_city)
    assert counted == {word: kinds[kind] for word, kind in CHANGE_WORDS.items() if kinds[kind]}
    for each in of_city:
        check_kind(each)
    changed = {id(each.shown) for each in of_city}
    for then, later in pairs:
        if id(later) not in changed:
            old, new = then.snapshot.assessed[1], later.snapshot.assessed[1]
            assert old.lamp is new.lamp
            assert old.evaluation.is_met or not new.evaluation.is_met


def check_summary(printed: PrintedBulletin, snapshot: Snapshot) -> None:
    on = snapshot.on
    found = re.fullmatch(
        rf"截至(\d+)年(\d+)月(\d+)日，全市(\d+)个项目共有目标{COUNTED}，适用{COUNTED}，达标{COUNTED}，"
        rf"达标率{RATE}。按亮灯分：(.+)。",
        printed.summary,
    )
    assert found, printed.summary
    judged = [x.evaluation for x in snapshot.assessed.values() if x.lamp not in UNJUDGED]
    met = sum(each.is_met for each in judged)
    assert date(*map(int, found.groups()[:3])) == on
    assert [int(each) for each in found.groups()[3:7]] == [1, 1, len(judged), met]
    assert is_rate((found[8], found[9], found[10]), met, len(judged))
    lamps = [wording.LAMP_LABELS[item.lamp] for item in snapshot.assessed.values()]
    assert found[11] == "、".join(f"{lamp}1个" for lamp in lamps)


def check_punctuality(printed: PrintedBulletin, filed: Punctuality) -> None:
    """Due is the sum of the others; completeness and timeliness are shares of it."""
    (sentence,) = printed.punctuality_sentences
    found = re.fullmatch(
        rf"2026年10月月报应报{COUNTED}，按时{COUNTED}，迟报{COUNTED}，未报{COUNTED}；"
        rf"完整率{RATE}，及时率{RATE}。",
        sentence,
    )
    assert found, sentence
    due, on_time, late, missing = (int(each) for each in found.groups()[:4])
    assert (due, on_time, late) == (filed.due, filed.on_time, filed.late)
    assert due == on_time + late + missing
    assert is_rate((found[5], found[6], found[7]), on_time + late, due)
    assert is_rate((found[8], found[9], found[10]), on_time, due)
    assert len({len(share.partition(".")[2]) for share in found.group(5, 8) if share}) <= 1


def check_behind(target: BehindTarget, snapshot: Snapshot) -> None:
    """The figure of one, or how many of several reached it: never a sum beside their demand."""
    (item,), status = snapshot.assessed.values(), target.status
    found = re.fullmatch(
        r"要求(?P<demand>.+?)，(?:(?P<met>\d+/\d+ 达标)|目前(?P<none>没有数据)"
        r"|目前(?P<empty>分母为0，无法计算比率)|目前(?P<figure>[^，（]+?(?:（[\d/]+）)?))"
        r"(?:（已报(?P<covered>\d[^）]+)）)?。(?P<reason>.+)。",
        target.sentence,
    )
    assert found, target.sentence
    assert (found["demand"], found["reason"]) == (status.goal_text, status.reason)
    assert (found["covered"] or "") == status.coverage_text
    figure = item.evaluation.figure
    if found["met"]:
        met = sum(body.evaluation.is_met for body in item.bodies)
        asked = sum(body.lamp not in UNJUDGED for body in item.bodies)
        assert found["met"] == f"{met}/{asked} 达标"
        return
    assert not item.bodies
    if found["none"]:
        assert figure is None
    elif found["empty"]:
        assert figure
        assert not figure.has_data
    else:
        assert is_figure(found["figure"], figure, item.goal, is_in_column=True)
        assert status.measure is not Measure.RATING or figure is not None
