"""上期 and 较上期: what a figure was on the day before, and whether it came nearer to its goal."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from bulletins.document.build import document_of
from bulletins.document.frozen import BulletinDocument
from bulletins.workbook.movement import moved
from dashboards.snapshots.cache import snapshot_for
from projects.models import Project
from projects.rules.values import Bound, Measure, Rating, Scope
from reports.models import Period, Report
from tests.bulletins.workbook.summaries import TODAY, drawn, lead, record, row_of
from tests.factories import (
    make_assignment,
    make_measurement,
    make_period,
    make_project,
    make_report,
    make_target,
    moment,
)

BEFORE = date(2026, 10, 31)

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


def say(project: Project, assignment: Any, then: int, now: int) -> None:
    """Figures approved before and after the day before."""
    days = {"2026-09": (then, date(2026, 10, 6)), "2026-10": (now, date(2026, 11, 6))}
    for code, (value, day) in days.items():
        period = Period.objects.filter(code=code).first() or make_period(code)
        report = make_report(
            project,
            assignment.department,
            period,
            state=Report.State.APPROVED,
            approved_at=moment(day),
        )
        make_measurement(report, assignment, value)


def compared(project: Project) -> BulletinDocument:
    """The project's document of today beside that of the day before."""
    before = replace(document_of(snapshot_for(project.plan, BEFORE), None), issue="2026年第10期")
    return document_of(snapshot_for(project.plan, TODAY), None, before, "2026年第11期")


@pytest.mark.parametrize(
    ("bound", "goal", "then", "now", "words"),
    [
        (Bound.AT_LEAST, 22, 14, 15, "↑1 所\n（向好）"),
        (Bound.AT_LEAST, 22, 15, 14, "↓1 所\n（变差）"),
        (Bound.AT_LEAST, 22, 15, 15, "持平"),
        (Bound.AT_MOST, 0, 40, 38, "↓2 所\n（向好）"),
        (Bound.AT_MOST, 0, 38, 40, "↑2 所\n（变差）"),
        (Bound.ABOUT, 30, 34, 31, "↓3 所\n（向好）"),
        (Bound.ABOUT, 30, 20, 28, "↑8 所\n（向好）"),
    ],
)
def test_the_arrow_is_the_figure_s_and_the_words_the_goal_s(
    bound: Bound, goal: int, then: int, now: int, words: str
) -> None:
    project = make_project()
    points = [(date(2027, 12, 31), goal)]
    target = make_target(project, scope=Scope.CITY, bound=bound, checkpoints=points)
    say(project, make_assignment(target, lead(project)), then, now)

    sheet = drawn(compared(project))["项目进展汇总表"]

    row = record(sheet, 5)
    assert (row["上期"], row["完成值"], row["较上期"]) == (f"{then} 所", f"{now} 所", words)
    note = sheet.cell(row_of(sheet, "上期："), 1).value
    assert note.startswith("上期：2026年第10期（2026-10-31）。")


def test_what_each_must_meet_moves_by_those_who_met_it() -> None:
    project = make_project()
    target = make_target(project, checkpoints=[(date(2027, 12, 31), 2)])
    for name, then, now in (("甲县", 1, 2), ("乙县", 1, 1)):
        say(project, make_assignment(target, lead(project, name)), then, now)

    document = compared(project)
    row = record(drawn(document)["项目进展汇总表"], 5)

    assert (row["上期"], row["完成值"], row["较上期"]) == (
        "0/2 达标",
        "1/2 达标",
        "↑1个县\n（向好）",
    )
    counties = drawn(document, results=True)["县区汇总"]
    shown = [(record(counties, n)["上期达标率"], record(counties, n)["较上期"]) for n in (5, 6, 7)]
    assert shown == [
        (0, "↑100.0 个百分点\n（向好）"),
        (0, "持平"),
        (0, "↑50.0 个百分点\n（向好）"),
    ]


def test_percentages_move_by_what_their_columns_show_and_ratings_by_their_words() -> None:
    project = make_project()
    target = make_target(project, scope=Scope.CITY)
    say(project, make_assignment(target, lead(project)), 1, 2)
    document = compared(project)
    day = document.previous
    assert day is not None
    status = document.targets[0]
    then = day.by_key[(*status.key, "")]

    def words(now: Any, before: Any, **changes: Any) -> str:
        field = "rating" if isinstance(now, Rating) else "value"
        previous = replace(day, statuses=(replace(then, **{field: before}),))
        return moved(replace(status, **{field: now}, **changes), (), previous)

    ratio = {"measure": Measure.RATIO}
    assert words(Fraction(765, 860) * 100, Fraction(757, 860) * 100, **ratio) == (
        "↑1.0 个百分点\n（向好）"
    )
    assert words(Fraction(50), Fraction("49.99"), **ratio) == "↑0.01 个百分点\n（向好）"
    rated = {"measure": Measure.RATING}
    assert words(Rating.ON_TRACK, Rating.BEHIND, **rated) == "↑由滞后转为正常\n（向好）"
    assert words(Rating.BEHIND, Rating.DONE, **rated) == "↓由完成转为滞后\n（变差）"
    assert words(Fraction(1), Fraction(3), cycle=date(2026, 9, 1)) == "↓2 所\n（新周期）"


def test_a_document_without_an_earlier_day_has_no_such_columns() -> None:
    project = make_project()
    make_assignment(make_target(project), lead(project))

    book = drawn(document_of(snapshot_for(project.plan, TODAY), None))

    assert "上期" not in record(book["项目进展汇总表"], 5)
    assert "上期达标率" not in record(book["县区汇总"], 5)
