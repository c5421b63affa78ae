"""Two in one draft: the second sees both versions and chooses; nothing goes unseen."""

from typing import Any

import pytest
from django.test import Client

from departments.models import Officer
from projects.rules.values import Measure
from reports.models import Evidence, Period, Report
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_measurement,
    make_officer,
    make_target,
)
from tests.reports.form_client import FormClient, shown, upload

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


class Pair:
    """Two reporters of one county at one report: 我 opened it first, the colleague saved it first.

    The form both opened said 原进展, 原问题 and the figure 4.
    """

    def __init__(self, **fields: Any) -> None:
        self.form_client = FormClient()
        self.report = self.form_client.report(
            **{"progress": "原进展", "problems": "原问题", "version": 3} | fields
        )
        make_measurement(self.report, self.form_client.assignment, 4)
        self.colleague = make_officer(department=self.form_client.county, name="同事甲")
        self.value = f"line-{self.form_client.assignment.pk}-value"
        self.choose_value = f"choose-line-{self.form_client.assignment.pk}"
        form = self.form_client.client.get(self.form_client.address).context["form"]
        self.opened = {"version": form.version, "opened": form.opened}
        self.typed = {"progress": "原进展", "problems": "原问题", "next_steps": "", "value": "4"}

    def colleague_saves(self, **typed: str) -> None:
        client = Client()
        client.force_login(self.colleague)
        page = client.get(self.form_client.address).context["form"]
        data = {self.value: typed.pop("value", "4"), "version": page.version}
        texts = {"progress": "原进展", "problems": "原问题", "next_steps": ""}
        response = client.post(
            self.form_client.address, {**texts, **data, "opened": page.opened, **typed}
        )
        assert response.status_code == 302

    def send(self, **typed: Any) -> Any:
        return self.form_client.send(**{**self.opened, **self.typed, **typed})

    def choose(self, page: Any, **choices: str) -> Any:
        """Send the page of choices as the browser would."""
        data = {
            **page.context["hidden"],
            "version": page.context["report"].version,
            "seen": page.context["seen"],
        }
        return self.form_client.client.post(self.form_client.address, {**data, **choices})

    def saved(self) -> tuple[str, str, list[str | None]]:
        report = Report.objects.get(pk=self.report.pk)
        return report.progress, report.problems, self.form_client.figures()


def offered(page: Any) -> dict[str, str]:
    """The parts to choose from, by their name, with what is chosen already."""
    return {item.mine.name: item.chosen for item in page.context["choices"].items}


def test_both_versions_are_shown_and_nothing_is_saved() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写", value="5")
    page = pair.send(progress="我所写", value="6")
    body = page.content.decode()
    assert (page.status_code, pair.saved()) == (409, ("同事所写", "原问题", ["5"]))
    assert "同事甲于 11月3日 10:00 保存过这份报告" in body
    assert offered(page) == {f"line-{pair.form_client.assignment.pk}": "", "progress": ""}
    for words in ("我所写", "同事所写", "数值（所）", "两边都改过，请选定"):
        assert words in body
    assert body.count('type="radio"') == 5


def test_the_report_then_holds_exactly_what_was_chosen() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写", problems="同事的问题", value="5")
    page = pair.send(progress="我所写", problems="我的问题", value="6")
    response = pair.choose(
        page,
        **{"choose-progress": "mine", "choose-problems": "theirs", pair.choose_value: "theirs"},
    )
    assert (response.status_code, response["Location"]) == (302, pair.form_client.address)
    assert pair.saved() == ("我所写", "同事的问题", ["5"])
    assert Report.objects.get().author == pair.form_client.officer


def test_both_texts_may_be_kept_one_after_the_other() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写")
    page = pair.send(progress="我所写")
    pair.choose(page, **{"choose-progress": "both"})
    assert pair.saved() == ("我所写\n同事所写", "原问题", ["4"])


def test_what_only_one_of_them_changed_is_proposed() -> None:
    pair = Pair()
    pair.colleague_saves(problems="同事的问题")
    page = pair.send(progress="我所写")
    assert offered(page) == {"progress": "mine", "problems": "theirs"}
    assert "只有您改过" in page.content.decode()
    assert "您没有改过" in page.content.decode()


def test_a_part_that_was_not_chosen_is_requested_again() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写", value="5")
    page = pair.send(progress="我所写", value="6")
    again = pair.choose(page, **{"choose-progress": "mine", pair.choose_value: "neither"})
    assert again.status_code == 409
    assert offered(again) == {f"line-{pair.form_client.assignment.pk}": "", "progress": "mine"}
    assert pair.saved() == ("同事所写", "原问题", ["5"])
    assert "两边都改过，请选定" in again.content.decode()


def test_figures_cannot_be_kept_both() -> None:
    pair = Pair()
    pair.colleague_saves(value="5")
    page = pair.send(value="6")
    assert "两段都保留" not in page.content.decode()
    again = pair.choose(page, **{pair.choose_value: "both"})
    assert (again.status_code, pair.form_client.figures()) == (409, ["5"])


def test_who_is_overtaken_while_choosing_sees_the_newest_version() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写", problems="同事的问题")
    page = pair.send(progress="我所写", problems="我的问题")
    pair.colleague_saves(progress="同事又写", problems="同事的问题")
    choices = {"choose-progress": "theirs", "choose-problems": "mine"}
    again = pair.choose(page, **choices)
    assert again.status_code == 409
    assert offered(again) == {"progress": "", "problems": "mine"}
    assert "同事又写" in again.content.decode()
    pair.choose(again, **choices)
    assert pair.saved() == ("同事又写", "我的问题", ["4"])


def test_a_wrong_figure_is_shown_as_typed_and_put_right_after_the_choice() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写", value="5")
    page = pair.send(value="六所")
    assert "六所" in page.content.decode()
    assert "填写有误，选定后再改正" in page.content.decode()
    back = pair.choose(page, **{"choose-progress": "theirs", pair.choose_value: "mine"})
    assert back.status_code == 422
    form = back.context["form"]
    assert (shown(back, "progress"), form.lines[0]["value"].value()) == ("同事所写", "六所")
    final = pair.form_client.send(
        version=form.version, opened=form.opened, progress="同事所写", problems="原问题", value="6"
    )
    assert (final.status_code, pair.saved()) == (302, ("同事所写", "原问题", ["6"]))


def test_a_ratio_is_chosen_with_both_its_parts() -> None:
    pair = Pair()
    ratio = make_assignment(
        make_target(pair.form_client.project, measure=Measure.RATIO), pair.form_client.county
    )
    line = make_measurement(pair.report, ratio, numerator=3, denominator=4)
    key = f"line-{ratio.pk}"
    page = pair.send(**{f"{key}-numerator": "1", f"{key}-denominator": "2", "version": 2})
    assert offered(page) == {key: ""}
    pair.choose(page, **{f"choose-{key}": "theirs"})
    line.refresh_from_db()
    assert line.as_record() == {"numerator": "3", "denominator": "4"}


def test_the_same_words_twice_are_no_conflict() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同样的话", value="5")
    assert pair.send(progress="同样的话 ", value="５").status_code == 302


def test_a_report_handed_in_and_taken_back_meanwhile_is_no_conflict() -> None:
    pair = Pair()
    report = transition(Report.objects.get(), "submit", pair.colleague)
    transition(report, "withdraw", pair.colleague)
    assert pair.send(progress="我所写").status_code == 302
    assert pair.saved() == ("我所写", "原问题", ["4"])


def test_own_saving_in_another_window_is_shown_as_such() -> None:
    pair = Pair()
    pair.send(progress="另一窗口所写")
    page = pair.send(progress="这一窗口所写")
    assert "您在另一个窗口于 11月3日 10:00 保存过这份报告" in page.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "2", "9" * 30])
def test_a_form_of_an_unknown_version_overwrites_nothing(version: str) -> None:
    pair = Pair()
    page = pair.form_client.send(version=version, progress="改", problems="原问题")
    assert (page.status_code, pair.saved()[0]) == (409, "原进展")
    assert offered(page) == {"progress": ""}


@pytest.mark.parametrize("opened", ["", "progress", "progress:0:1 :: x", "进展:" * 50])
def test_a_form_whose_mark_is_broken_overwrites_nothing(opened: str) -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写")
    page = pair.send(opened=opened, progress="我所写")
    assert (page.status_code, pair.saved()[0]) == (409, "同事所写")


def test_files_sent_by_who_was_overtaken_are_kept() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写")
    page = pair.send(progress="我所写", files=[upload("批复.pdf")])
    assert page.status_code == 409
    assert [file.name for file in Evidence.objects.all()] == ["批复.pdf"]


def test_what_a_colleague_handed_in_stays_and_the_typed_words_stay_on_the_page() -> None:
    pair = Pair()
    transition(Report.objects.get(), "submit", pair.colleague)
    response = pair.send(progress="我所写", problems="我的问题")
    body = response.content.decode()
    assert (response.status_code, pair.saved()[0]) == (409, "原进展")
    assert "这份报告已提交，不能再修改" in body
    assert (shown(response, "progress"), shown(response, "problems")) == ("我所写", "我的问题")
    assert 'name="save"' not in body
    assert 'name="submit"' not in body


def test_a_reopened_revision_is_not_taken_for_the_one_that_was_opened() -> None:
    pair = Pair(version=0)
    opened = Report.objects.get()
    transition(opened, "submit", pair.colleague)
    transition(opened, "endorse", make_officer(Officer.Role.APPROVER, pair.form_client.county))
    transition(opened, "approve", make_officer(Officer.Role.REVIEWER))
    revision = transition(opened, "reopen", make_officer(Officer.Role.REVIEWER), reason="核对。")
    assert revision.version > opened.version


def test_a_draft_started_by_a_colleague_since_the_form_was_opened_is_shown_beside_it() -> None:
    form_client = FormClient()
    form = form_client.client.get(form_client.address).context["form"]
    other = make_officer(department=form_client.county)
    client = Client()
    client.force_login(other)
    value = f"line-{form_client.assignment.pk}-value"
    client.post(form_client.address, {"version": "0", "progress": "同事所写", value: "5"})
    page = form_client.send(version=0, opened=form.opened, progress="我所写", value="")
    assert page.status_code == 409
    assert offered(page) == {f"line-{form_client.assignment.pk}": "theirs", "progress": ""}
    assert Report.objects.get().progress == "同事所写"


def test_a_period_locked_since_does_not_hide_that_a_colleague_saved() -> None:
    pair = Pair()
    pair.colleague_saves(progress="同事所写")
    Period.objects.update(is_locked=True)
    page = pair.send(progress="我所写", submit="1")
    assert (page.status_code, offered(page)) == (409, {"progress": ""})
