"""The previous figures on the form: carried by a press, proposed, or going on by themselves."""

from typing import Any

import pytest
from django.urls import reverse

from projects.models import Assignment, Target
from projects.rules.values import Measure, Rhythm, Scope
from reports.carried import carried_by_report, marks_of
from reports.forms.line_form import LineForm
from reports.models import Measurement, Report
from tests.factories import make_assignment, make_measurement, make_period, make_report, make_target
from tests.reports.form_client import FormClient

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


class AfterSeptember(FormClient):
    """A reporter whose report for September was approved with the figure 4."""

    def __init__(self, **figure: Any) -> None:
        super().__init__()
        self.before = make_report(
            self.project, self.county, make_period("2026-09"), state=State.APPROVED
        )
        make_measurement(self.before, self.assignment, **(figure or {"value": 4}))

    def line(self) -> LineForm:
        line: LineForm = self.open().context["form"].lines[0]
        return line

    def open(self) -> Any:
        return self.client.get(self.address)

    def body(self) -> str:
        text: str = self.open().content.decode()
        return text

    def carry(self, **typed: Any) -> Any:
        return self.send(**{"carried": self.before.pk} | typed)

    def field(self, name: str) -> str:
        return f"line-{self.assignment.pk}-{name}"


def october() -> Report:
    return Report.objects.with_names().get(period__code="2026-10")


def figures() -> list[dict[str, str]]:
    return [line.as_record() for line in Measurement.objects.filter(report=october())]


# 沿用上期.


def test_a_line_carried_over_is_kept_and_marked_as_such() -> None:
    form_client = AfterSeptember()
    assert form_client.line().filling == f'{{"{form_client.field("value")}": "4"}}'
    form_client.carry()
    assert october().carried_from == form_client.before
    assert form_client.line().is_carried
    assert ">沿用9月数据</span>" in form_client.body()


def test_a_figure_typed_anew_is_not_marked_though_it_is_the_same() -> None:
    form_client = AfterSeptember()
    form_client.send()
    assert october().carried_from is None
    assert not form_client.line().is_carried


@pytest.mark.parametrize("carried", ["", "999999", "x"])
def test_only_the_previous_report_is_carried_over(carried: str) -> None:
    form_client = AfterSeptember()
    form_client.carry(carried=carried)
    assert october().carried_from is None


def test_a_line_changed_after_it_was_carried_over_carries_nothing() -> None:
    form_client = AfterSeptember()
    form_client.carry(value="5")
    assert october().carried_from is None
    assert not form_client.line().is_carried


def test_a_press_alone_is_saved_by_the_autosave_once() -> None:
    form_client = AfterSeptember()
    form_client.send()
    page = form_client.open()
    state = {"version": 1, "opened": page.context["form"].opened, "autosave": "1"}
    for _ in range(2):
        answer = form_client.carry(**state).json()
        state |= {"version": answer["version"], "opened": answer["opened"]}
    assert (october().carried_from, october().version) == (form_client.before, 2)


def test_what_was_carried_stays_through_a_choice_between_two_versions() -> None:
    form_client = AfterSeptember()
    opened = form_client.open().context["form"].opened
    form_client.report(progress="同事所写", version=4)
    page = form_client.carry(version=0, opened=opened).content.decode()
    assert f'name="carried" value="{form_client.before.pk}"' in page


def test_a_count_that_starts_again_has_no_button() -> None:
    form_client = AfterSeptember()
    Target.objects.update(rhythm=Rhythm.EACH_SEMESTER)
    Report.objects.update(period=make_period("2026-08"))
    assert form_client.line().filling == ""
    assert "data-filling" not in form_client.body()


def test_the_form_marks_a_figure_as_the_report_s_page_will() -> None:
    form_client = AfterSeptember()
    form_client.carry(submit="1")
    again = october()
    november = make_report(
        form_client.project, form_client.county, make_period("2026-11"), carried_from=again
    )
    make_measurement(november, form_client.assignment, 4)
    marks = marks_of(again, november.period)
    assert marks == dict(carried_by_report([november])[november.pk].figures)
    assert [mark.text for mark in marks.values()] == ["沿用9月数据，连续2期"]


# The last denominator.


@pytest.fixture
def ratio() -> AfterSeptember:
    form_client = AfterSeptember(numerator=90, denominator=120)
    Target.objects.update(measure=Measure.RATIO, rhythm=Rhythm.MAINTAIN)
    return form_client


def send_ratio(form_client: AfterSeptember, numerator: str, denominator: str, **more: Any) -> Any:
    typed = {
        form_client.field("numerator"): numerator,
        form_client.field("denominator"): denominator,
    }
    return form_client.send(**typed, **more)


def test_the_last_denominator_is_proposed(ratio: AfterSeptember) -> None:
    line = ratio.line()
    assert (line["numerator"].value(), line["denominator"].value()) == (None, "120")


def test_the_proposed_denominator_alone_says_nothing(ratio: AfterSeptember) -> None:
    opened = ratio.open().context["form"].opened
    assert send_ratio(ratio, "", "120", opened=opened).status_code == 302
    assert figures() == []
    assert ratio.open().context["form"].opened.partition(" ")[0] == opened.partition(" ")[0]


def test_the_autosave_finds_no_news_in_it(ratio: AfterSeptember) -> None:
    answer = send_ratio(ratio, "", "120", autosave="1", progress="").json()
    assert (answer["errors"], Report.objects.count()) == ({}, 1)


@pytest.mark.parametrize("denominator", ["", "120"])
def test_a_line_without_a_figure_may_have_it_or_not(
    ratio: AfterSeptember, denominator: str
) -> None:
    assert send_ratio(ratio, "", denominator).status_code == 302


def test_another_denominator_needs_its_numerator(ratio: AfterSeptember) -> None:
    response = send_ratio(ratio, "", "130")
    assert response.status_code == 422
    assert "分子和分母要一起填写" in response.content.decode()


def test_a_reason_needs_a_figure_beside_it(ratio: AfterSeptember) -> None:
    response = send_ratio(ratio, "", "120", **{ratio.field("reason"): "口径有变。"})
    assert "有情况说明但没有数据" in response.content.decode()


def test_in_a_new_cycle_no_denominator_is_proposed(ratio: AfterSeptember) -> None:
    Target.objects.update(rhythm=Rhythm.EACH_SEMESTER)
    Report.objects.update(period=make_period("2026-08"))
    assert ratio.line()["denominator"].value() is None


# Finished lines.


@pytest.fixture
def finished() -> AfterSeptember:
    """September's 22 meet the goal of ≥22 for good."""
    form_client = AfterSeptember(value=22)
    Target.objects.update(scope=Scope.EACH_COUNTY, rhythm=Rhythm.ONCE)
    return form_client


WORDS = "已完成（22 所，要求≥22 所），不用再填"


def test_a_finished_line_is_folded_and_begins_with_its_figure(finished: AfterSeptember) -> None:
    line = finished.line()
    assert (line.is_folded, line["value"].value(), line.finished_text) == (True, "22", WORDS)
    assert '<details class="finished" >' in finished.body()
    assert WORDS in finished.body()


def test_it_goes_on_in_the_report_and_is_no_claim_of_having_been_carried(
    finished: AfterSeptember,
) -> None:
    finished.send(value="22", submit="1")
    assert (figures(), october().carried_from) == ([{"value": "22"}], None)
    page = finished.client.get(reverse("report_detail", args=[october().pk])).content.decode()
    assert "已达最终要求，不用再填" in page
    assert "未填" not in page[page.index("<tbody") : page.index("</tbody>")]


@pytest.mark.parametrize(("value", "is_folded"), [("22", True), ("23", False), ("20", False)])
def test_another_figure_unfolds_it(finished: AfterSeptember, value: str, is_folded: bool) -> None:
    finished.send(value=value)
    assert figures() == [{"value": value}]
    assert finished.line().is_folded == is_folded


def test_an_error_unfolds_it(finished: AfterSeptember) -> None:
    (line,) = finished.send(value="四所").context["form"].lines
    assert not line.is_folded


def test_it_alone_makes_no_report(finished: AfterSeptember) -> None:
    answer = finished.send(value="22", progress="", autosave="1")
    assert (answer.status_code, Report.objects.count()) == (200, 1)
    finished.send(value="22", progress="")
    assert figures() == []


def test_it_may_be_taken_out(finished: AfterSeptember) -> None:
    finished.send(value="", submit="1")
    assert figures() == []


def test_two_who_edit_a_report_do_not_differ_in_it(finished: AfterSeptember) -> None:
    opened = finished.open().context["form"].opened
    colleague = {"value": "22", "progress": "", "problems": "缺教师。"}
    finished.send(opened=opened, **colleague)
    answer = finished.send(opened=opened, version=0, autosave="1", **colleague)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "fields", [{"scope": Scope.POOLED}, {"rhythm": Rhythm.MAINTAIN}, {"rhythm": Rhythm.EACH_YEAR}]
)
def test_only_an_own_goal_once_for_all_is_finished(
    finished: AfterSeptember, fields: dict[str, str]
) -> None:
    Target.objects.update(**fields)
    line = finished.line()
    assert (line.finished, line["value"].value()) == (None, None)


def test_a_part_with_a_goal_of_its_own_is_finished_by_that(finished: AfterSeptember) -> None:
    Target.objects.update(scope=Scope.POOLED)
    Assignment.objects.update(target_value=20)
    assert finished.line().finished_text == "已完成（22 所，要求≥20 所），不用再填"


def test_a_milestone_says_when_it_was_done(finished: AfterSeptember) -> None:
    target = make_target(finished.project, measure=Measure.MILESTONE, scope=Scope.EACH_COUNTY)
    done = make_assignment(target, finished.county)
    make_measurement(
        finished.before, done, is_done=True, done_on="2026-09-10", document="市府〔2026〕1号"
    )
    line = finished.open().context["form"].lines[1]
    assert line.finished_text == "已完成（2026-09-10），不用再填"
