"""本月无变化 in a form: the report before is carried over, unless the form says otherwise."""

from datetime import date

import pytest

from projects.models import Target
from projects.rules.values import Rhythm
from reports.excel_form.merge import TYPED_IN_THE_SYSTEM
from reports.excel_form.validate import TOGETHER
from reports.models import Period, Report
from tests.factories import make_period
from tests.reports.excel_form.forms import (
    PROGRESS,
    Office,
    counts,
    reasons,
    saved_on_the_web,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


def test_figures_that_did_not_change_are_carried_over_and_said_to_be_the_same() -> None:
    office = Office()
    office.reported_before()
    office.bring(office.download().say(1, 本月无变化="是"), "submit")

    assert office.figures() == {
        "1-1": {"value": "3"},
        "1-2": {"numerator": "40", "denominator": "50"},
    }
    report = office.report_now()
    assert (report.state, report.progress) == (
        State.SUBMITTED,
        "本期（2026年10月）各项数据与上期（2026年9月）相同，无新的进展。",
    )
    assert report.carried_from == Report.objects.get(period__code="2026-09")


def test_figures_in_the_system_that_no_row_shows_are_not_overwritten() -> None:
    office = Office()
    office.reported_before()
    saved_on_the_web(office, "5")
    form = office.download().say(1, 本月无变化="是")
    for row in ("1-1", "1-2", "1-3"):
        form.figures.delete_rows(form.row(row))
    preview = office.upload(form)
    assert TYPED_IN_THE_SYSTEM in reasons(preview)
    office.confirm(preview)
    assert office.figures()["1-1"] == {"value": "5"}


def test_a_report_that_says_the_same_of_figures_since_changed_is_kept_as_a_draft() -> None:
    office = Office()
    office.reported_before()
    office.bring(office.download().say(1, 本月无变化="是"))
    office.bring(office.download().fill("1-1", 数值=4), "submit")
    assert office.figures()["1-1"] == {"value": "4"}
    assert office.report_now().state == State.DRAFT


@pytest.mark.parametrize("said", ["否", None])
def test_only_a_yes_carries_over(said: str | None) -> None:
    office = Office()
    office.reported_before()
    office.bring(office.download().filled().say(1, 本月无变化=said))

    assert office.figures()["1-1"] == {"value": "4"}
    preview = office.upload(office.download().say(1, 本月无变化="大概"))
    assert reasons(preview) == ["请选“是”或留空。"]


def test_figures_that_differ_from_what_did_not_change_need_a_choice() -> None:
    office = Office()
    office.reported_before()
    form = office.download().say(1, 本月无变化="是", 存在问题="缺教师").fill("1-1", 数值=4)
    form.fill("1-2", 分子=40, 分母=50).fill("1-3", 分子=1)
    preview = office.upload(form)

    assert [(row, column) for _, row, column, _, _ in told(preview)] == [
        (form.row("1-1"), "数值（L列）"),
        (form.row("1-2"), ""),
        (form.row("1-3"), "分子（M列）"),
        (5, "存在问题（J列）"),
    ]
    first, together, *_ = reasons(preview)
    assert first.startswith(
        "“文字”表第5行的本月无变化（H列）选了“是”，这里却与上期不同，两者只能选其一："
    )
    # Said of what is right too: the sum of rows taken and rows refused is that of all.
    assert together == TOGETHER.format("“文字”表第5行的本月无变化（H列）")
    assert counts(preview) == (4, 0, 4)
    assert office.confirm(preview).status_code == 302
    assert not Report.objects.filter(period__code="2026-10").exists()


def test_the_same_figures_may_stand_beside_what_did_not_change_with_a_reason() -> None:
    office = Office()
    office.reported_before()
    form = office.download().say(1, 本月无变化="是", 进展情况=PROGRESS)
    office.bring(form.fill("1-1", 数值=3, 情况说明="仍在建设"))

    assert office.figures()["1-1"] == {"value": "3", "reason": "仍在建设"}


def test_counts_that_start_again_are_typed_or_reminded_of() -> None:
    office = Office()
    Target.objects.filter(number=1).update(rhythm=Rhythm.EACH_SCHOOL_YEAR)
    before = office.reported_before()
    Period.objects.filter(pk=before.period_id).update(start=date(2026, 8, 1), end=date(2026, 8, 31))
    form = office.download().say(1, 本月无变化="是")
    preview = office.upload(form)
    assert preview.context["checked"].findings[0].reminders == [
        "目标1-1重新计数，没有沿用上期的数，请填本周期的数。"
    ]
    office.bring(form.fill("1-1", 数值=1))

    assert office.figures()["1-1"] == {"value": "1"}


def test_without_a_report_before_there_is_nothing_to_carry_over() -> None:
    office = Office()
    preview = office.upload(office.download().say(1, 本月无变化="是"))

    assert reasons(preview) == ["没有上期的报告可以沿用。请清空这一格，填写本期的数据和文字。"]


def test_an_unfinished_report_in_between_stops_carrying_over() -> None:
    office = Office()
    before = office.reported_before()
    Period.objects.filter(pk=before.period_id).update(
        code="2026-08", start=date(2026, 8, 1), end=date(2026, 8, 31)
    )
    Report.objects.create(
        project=before.project,
        department=office.county,
        period=make_period("2026-09"),
        author=office.officer,
    )
    preview = office.upload(office.download().say(1, 本月无变化="是"))

    assert reasons(preview) == ["2026年9月的报告还在填写或修改中，请先完成它，再沿用到本期。"]
