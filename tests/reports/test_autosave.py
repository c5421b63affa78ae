"""Drafts that save themselves: what can be saved is, the rest is told."""

from typing import Any

import pytest
from django.test import Client

from departments.models import AuditEntry
from projects.models import Target
from projects.rules.values import Measure
from reports.models import Measurement, Period, Report
from reports.workflow import transition
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_target,
)
from tests.reports.form_client import FormClient, upload

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

State = Report.State


def keep(form_client: FormClient, **typed: Any) -> Any:
    return form_client.send(**{"autosave": "1", "value": "", "progress": ""} | typed)


def test_what_is_typed_becomes_a_draft_and_the_form_goes_on_from_it() -> None:
    form_client = FormClient()
    first = keep(form_client, progress="已开工", value="4").json()
    assert (first["version"], first["saved_at"], first["errors"]) == (1, "10:00", {})
    second = keep(
        form_client,
        progress="已开工。",
        value="4",
        version=first["version"],
        opened=first["opened"],
    ).json()
    report = Report.objects.get()
    assert (second["version"], report.version, report.state) == (2, 2, State.DRAFT)
    assert (report.progress, form_client.figures()) == ("已开工。", ["4"])


def test_an_untouched_form_starts_no_report() -> None:
    form_client = FormClient()
    response = keep(form_client)
    assert (response.status_code, response.json()["version"]) == (200, 0)
    assert Report.objects.count() == 0


def test_saving_the_same_again_writes_nothing() -> None:
    form_client = FormClient()
    told = keep(form_client, progress="已开工", value="4").json()
    again = keep(
        form_client, progress="已开工 ", value="４", version=1, opened=told["opened"]
    ).json()
    assert (again["version"], Report.objects.get().version) == (1, 1)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["开始填报", "填报数据"]


def test_only_figures_that_changed_leave_a_row_and_one_each() -> None:
    form_client = FormClient()
    other = make_assignment(make_target(form_client.project), form_client.county)
    name = f"line-{other.pk}-value"
    told = keep(form_client, value="4", **{name: "7"}).json()
    AuditEntry.objects.all().delete()
    keep(form_client, value="4", version=1, opened=told["opened"], progress="字", **{name: "8"})
    (row,) = AuditEntry.objects.all()
    assert (row.before, row.after) == ({"填报值": "7"}, {"填报值": "8"})


def test_a_wrong_figure_is_shown_and_keeps_what_was_saved_and_the_rest_is_saved() -> None:
    form_client = FormClient()
    first = keep(form_client, value="4").json()
    response = keep(form_client, value="四所", progress="已开工", version=1, opened=first["opened"])
    name = f"line-{form_client.assignment.pk}-value"
    assert response.json()["errors"] == {
        name: ["请用阿拉伯数字写出完整的数，例如“1.2万”写成 12000。"]
    }
    assert (Report.objects.get().progress, form_client.figures()) == ("已开工", ["4"])
    fixed = keep(
        form_client, value="5", progress="已开工", version=2, opened=response.json()["opened"]
    ).json()
    assert (fixed["errors"], form_client.figures()) == ({}, ["5"])


def test_a_wrong_figure_alone_starts_no_report() -> None:
    form_client = FormClient()
    assert keep(form_client, value="四所").json()["version"] == 0
    assert Report.objects.count() == 0


def test_a_text_that_is_too_long_is_shown_and_keeps_what_was_saved() -> None:
    form_client = FormClient()
    first = keep(form_client, progress="短").json()
    response = keep(
        form_client, progress="长" * 5001, problems="有", version=1, opened=first["opened"]
    )
    assert list(response.json()["errors"]) == ["progress"]
    report = Report.objects.get()
    assert (report.progress, report.problems) == ("短", "有")


def test_half_a_ratio_waits_for_its_other_half() -> None:
    form_client = FormClient()
    Target.objects.update(measure=Measure.RATIO)
    key = f"line-{form_client.assignment.pk}"
    half = keep(form_client, progress="字", **{f"{key}-numerator": "3"}).json()
    assert list(half["errors"]) == [f"{key}-denominator"]
    whole = keep(
        form_client,
        progress="字",
        version=1,
        opened=half["opened"],
        **{f"{key}-numerator": "3", f"{key}-denominator": "4"},
    )
    assert whole.json()["errors"] == {}
    assert Measurement.objects.get().as_record() == {"numerator": "3", "denominator": "4"}


def colleague_saves(form_client: FormClient, **typed: str) -> None:
    client = Client()
    client.force_login(make_officer(department=form_client.county, name="同事甲"))
    form = client.get(form_client.address).context["form"]
    figure = {f"line-{form_client.assignment.pk}-value": typed.pop("value", "")}
    sent = {"version": form.version, "opened": form.opened, "progress": ""} | figure | typed
    assert client.post(form_client.address, sent).status_code == 302


def test_what_a_colleague_saved_is_not_overwritten_and_shown() -> None:
    form_client = FormClient()
    first = keep(form_client, progress="我所写").json()
    colleague_saves(form_client, progress="同事所写")
    response = keep(form_client, progress="我又写", version=1, opened=first["opened"])
    assert (response.status_code, Report.objects.get().progress) == (409, "同事所写")
    assert response.json() == {
        "sentence": "同事甲于 10:00 保存过这份报告，您之后填写的还没有保存。",
        "is_overtaken": True,
    }


def test_an_answer_that_was_lost_is_no_conflict_with_oneself() -> None:
    form_client = FormClient()
    form = form_client.client.get(form_client.address).context["form"]
    sent = {"progress": "我所写", "value": "4", "version": 0, "opened": form.opened}
    keep(form_client, **sent)
    again = keep(form_client, **sent)
    assert (again.status_code, again.json()["version"]) == (200, 1)


def test_a_report_handed_in_meanwhile_is_shown() -> None:
    form_client = FormClient()
    first = keep(form_client, progress="我所写").json()
    transition(Report.objects.get(), "submit", make_officer(department=form_client.county))
    response = keep(form_client, progress="我又写", version=1, opened=first["opened"])
    assert (response.status_code, response.json()["is_overtaken"]) == (409, False)
    assert response.json()["sentence"].startswith("这份报告已提交")
    assert Report.objects.get().progress == "我所写"


def test_a_locked_period_is_shown_and_a_draft_in_it_goes_on() -> None:
    form_client = FormClient()
    Period.objects.update(is_locked=True)
    response = keep(form_client, progress="我所写")
    assert (response.status_code, Report.objects.count()) == (409, 0)
    assert response.json()["sentence"].startswith("2026年10月已锁定")
    draft = form_client.report(progress="")
    kept = keep(form_client, progress="我所写", version=draft.version)
    assert (kept.status_code, Report.objects.get().progress) == (200, "我所写")


def test_who_is_signed_out_is_sent_to_the_sign_in() -> None:
    form_client = FormClient()
    form_client.client.logout()
    response = keep(form_client, progress="我所写")
    assert (response.status_code, Report.objects.count()) == (302, 0)
    assert response["Location"].startswith("/accounts/login/")


def test_a_reason_is_kept_with_its_figure_and_shown_without_one() -> None:
    form_client = FormClient()
    report = form_client.report(progress="")
    make_measurement(report, form_client.assignment, 4)
    reason = f"line-{form_client.assignment.pk}-reason"
    told = keep(form_client, value="3", **{reason: "合并一所。"}).json()
    assert (told["errors"], Measurement.objects.get().reason) == ({}, "合并一所。")
    lone = keep(
        form_client, value="", version=1, opened=told["opened"], **{reason: "合并一所。"}
    ).json()
    assert list(lone["errors"]) == [reason]
    assert form_client.figures() == ["3"]


def test_files_are_left_to_their_own_way() -> None:
    form_client = FormClient()
    keep(form_client, progress="字", files=[upload()])
    assert Report.objects.get().evidence.count() == 0


@pytest.mark.parametrize("way", ["autosave", "save", "submit", "carry"])
def test_a_form_of_the_department_one_stood_in_for_is_not_saved_for_one_s_own(way: str) -> None:
    form_client = FormClient()
    response = form_client.send(progress="代填所写", department=make_department().pk, **{way: "1"})
    assert (response.status_code, Report.objects.count()) == (409, 0)
    told = response.json()["sentence"] if way == "autosave" else response.content.decode()
    assert "您已切换填报的部门" in told
