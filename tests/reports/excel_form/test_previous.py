"""What a filling form need not ask again: a finished figure, and the last denominator."""

import pytest

from projects.models import Target
from projects.rules.values import Rhythm, Scope
from reports.excel_form.validate import Fate
from reports.models import Report
from tests.factories import make_measurement
from tests.reports.excel_form.forms import PROGRESS, Office, fates, reasons

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


def office_with_a_finished_count() -> Office:
    """September's 22 meet the goal of ≥22 for good; the ratio of 40/50 has to be kept."""
    office = Office()
    office.reported_before(value=22)
    own = Target.objects.filter(project__number=1)
    own.filter(number=1).update(scope=Scope.EACH_COUNTY, rhythm=Rhythm.ONCE)
    own.filter(number=2).update(rhythm=Rhythm.MAINTAIN)
    return office


def test_a_finished_row_says_so_and_left_empty_goes_on_in_the_report() -> None:
    office = office_with_a_finished_count()
    form = office.download()
    assert form.cell("1-1", "怎么填").value == "已完成（22 所，要求≥22 所），不用再填"
    assert form.cell("1-1", "数值").value is None
    office.bring(form.fill("1-2", 分子=41).say(1, 进展情况=PROGRESS), "submit")

    assert office.figures() == {
        "1-1": {"value": "22"},
        "1-2": {"numerator": "41", "denominator": "50"},
    }
    assert (office.report_now().state, office.report_now().carried_from) == (State.SUBMITTED, None)


def test_another_figure_may_be_typed_for_it_and_taken_back() -> None:
    office = office_with_a_finished_count()
    office.bring(office.download().fill("1-1", 数值=23).say(1, 进展情况=PROGRESS))
    assert office.figures() == {"1-1": {"value": "23"}}
    form = office.download()
    assert form.cell("1-1", "怎么填").value == "填数值（整数）"
    office.bring(form.fill("1-1", 数值=None))
    assert office.figures() == {}


def test_a_form_brought_back_as_it_was_says_nothing() -> None:
    office = office_with_a_finished_count()
    assert office.download().cell("1-2", "分母").value == 50
    assert office.upload(office.download()).status_code == 422
    assert not Report.objects.filter(period=office.period).exists()


def test_beside_nothing_has_changed_the_proposed_denominator_is_no_contradiction() -> None:
    office = office_with_a_finished_count()
    preview = office.upload(office.download().say(1, 本月无变化="是"))
    assert (reasons(preview), fates(preview)) == ([], {1: Fate.CARRIED})


def test_another_denominator_needs_its_numerator() -> None:
    office = office_with_a_finished_count()
    preview = office.upload(office.download().fill("1-2", 分母=60))
    assert reasons(preview) == ["分子和分母要一起填写；没有数据就都留空。"]


def test_a_draft_with_a_figure_is_shown_as_it_is() -> None:
    office = office_with_a_finished_count()
    make_measurement(office.report(), office.assignment("1-2"), numerator=42, denominator=51)
    form = office.download()
    assert (form.cell("1-2", "分子").value, form.cell("1-2", "分母").value) == (42, 51)
