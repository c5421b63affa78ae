"""The page of one report's form: what is kept, what is refused, and nothing typed is lost."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import Officer
from projects.models import Assignment, Target
from projects.rules.values import Measure
from reports.models import Period, Report
from tests.factories import (
    make_assignment,
    make_measurement,
    make_officer,
    make_period,
    make_report,
    make_responsibility,
    make_target,
    moment,
)
from tests.reports.form_client import FormClient, shown

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

Role = Officer.Role
State = Report.State


def test_a_draft_is_saved_with_its_figure() -> None:
    form_client = FormClient()
    response = form_client.send(problems="=1+1", next_steps="招标")
    assert (response.status_code, response["Location"]) == (302, form_client.address)
    report = Report.objects.get()
    assert (report.state, report.author, report.version) == (State.DRAFT, form_client.officer, 1)
    assert (report.progress, report.problems, report.next_steps) == ("已开工。", "=1+1", "招标")
    assert form_client.figures() == ["4"]


def test_a_report_is_handed_in_from_its_form() -> None:
    form_client = FormClient()
    response = form_client.send(submit="1", value="１５")
    assert (response.status_code, response["Location"]) == (302, reverse("worklist"))
    report = Report.objects.get()
    assert (report.state, report.submitted_at) == (
        State.SUBMITTED,
        moment(date(2026, 11, 3)),
    )
    assert form_client.figures() == ["15"]


def test_a_report_handed_in_leads_on_to_the_next_one_of_its_period() -> None:
    form_client = FormClient()
    other = make_assignment(department=form_client.county).target.project
    make_responsibility(other, form_client.county)
    page = form_client.client.post(
        form_client.address,
        {"version": 0, "progress": "已开工。", "submit": "next"},
        follow=True,
    )
    address = reverse("report_edit", args=["2026-10", other.number])
    assert page.redirect_chain[-1] == (address, 302)
    told = [str(message) for message in page.context["messages"]]
    submitted = f"2026年10月 项目{form_client.project.number} {form_client.county.name}"
    assert told == [f"{submitted}已提交，等待单位审核。", f"现在填 2026年10月 项目 {other}。"]
    page = form_client.client.post(
        address, {"version": 0, "progress": "已开工。", "submit": "next"}, follow=True
    )
    assert page.redirect_chain[-1] == (reverse("worklist"), 302)
    assert "这一期没有待填的报告了。" in page.content.decode()


def test_the_form_shows_what_was_saved_and_what_was_reported_before() -> None:
    form_client = FormClient()
    before = make_report(
        form_client.project,
        form_client.county,
        make_period("2026-09"),
        state=State.APPROVED,
        progress="九月",
    )
    make_measurement(before, form_client.assignment, 3)
    make_measurement(form_client.report(), form_client.assignment, 4)
    page = form_client.client.get(form_client.address)
    (line,) = page.context["form"].lines
    assert (line["value"].value(), line.previous_text, line.goal_text) == ("4", "3 所", "≥22 所")
    assert page.context["previous"] == before
    assert "九月" in page.content.decode()


def test_an_exempt_target_has_no_input() -> None:
    form_client = FormClient()
    Assignment.objects.update(exemption_reason="没有此类学校")
    form_client.send()
    assert form_client.figures() == []


@pytest.mark.parametrize("code", ["2030-01", "2026-13", "latest"])
def test_an_unknown_period_does_not_exist(code: str) -> None:
    form_client = FormClient()
    for project in (form_client.project.number, 99):
        address = reverse("report_edit", args=[code, project])
        assert form_client.client.get(address).status_code == 404
    assert form_client.client.get(reverse("report_edit", args=["2026-10", 99])).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role != Role.REPORTER])
def test_the_form_is_for_reporters(role: Role) -> None:
    form_client = FormClient()
    report = form_client.report()
    client = Client()
    client.force_login(make_officer(role, form_client.county))
    assert client.get(form_client.address).status_code == 404
    assert client.post(form_client.address, {"version": "0", "progress": "改"}).status_code == 404
    assert Report.objects.get() == report
    assert Report.objects.get().progress == "按计划推进。"


def test_the_form_takes_get_and_post_only() -> None:
    assert FormClient().client.delete("/reports/2026-10/project/1/").status_code == 405


def test_another_county_s_form_is_one_s_own() -> None:
    form_client = FormClient()
    form_client.report(progress="保密的进展")
    other = make_officer()
    assert other.department is not None
    make_responsibility(form_client.project, other.department)
    client = Client()
    client.force_login(other)
    page = client.get(form_client.address)
    assert page.status_code == 200
    assert "保密" not in page.content.decode()
    assert page.context["report"].department == other.department


def test_a_project_one_does_not_answer_for_is_shown_and_not_started() -> None:
    form_client = FormClient()
    form_client.project.responsibilities.all().delete()
    response = form_client.send()
    assert (response.status_code, Report.objects.count()) == (409, 0)
    assert "本部门不承担该项目" in response.content.decode()


def test_a_locked_period_is_shown_and_takes_nothing_new() -> None:
    form_client = FormClient()
    Period.objects.update(is_locked=True)
    response = form_client.send(submit="1", progress="写了很久")
    assert (response.status_code, Report.objects.count()) == (409, 0)
    assert "2026年10月已锁定" in response.content.decode()
    assert (
        shown(response, "progress"),
        form_client.client.get(form_client.address).status_code,
    ) == (
        "写了很久",
        409,
    )


def test_a_draft_in_a_period_locked_since_is_saved_again_and_again_and_not_handed_in() -> None:
    form_client = FormClient()
    form_client.report()
    Period.objects.update(is_locked=True)
    response = form_client.send(submit="1", progress="第一稿")
    assert (response.status_code, shown(response, "progress")) == (409, "第一稿")
    assert "2026年10月已锁定" in response.content.decode()
    assert response.context["form"].version == "1"
    assert form_client.send(version=1, progress="第二稿").status_code == 302
    assert (Report.objects.get().state, Report.objects.get().progress) == ("draft", "第二稿")


def test_a_returned_report_is_handed_in_again_after_the_lock() -> None:
    form_client = FormClient()
    form_client.report(state=State.RETURNED)
    Period.objects.update(is_locked=True)
    assert form_client.send(submit="1").status_code == 302
    assert Report.objects.get().state == State.SUBMITTED


def test_what_is_handed_in_is_not_written_and_the_reporter_sees_it() -> None:
    form_client = FormClient()
    report = form_client.report(state=State.SUBMITTED)
    detail = reverse("report_detail", args=[report.pk])
    assert form_client.client.get(form_client.address)["Location"] == detail
    response = form_client.client.post(form_client.address, {"version": "0", "progress": "改"})
    assert (response.status_code, shown(response, "progress")) == (409, "改")
    assert "这份报告已提交，不能再修改" in response.content.decode()
    assert Report.objects.get().progress == "按计划推进。"


def test_a_second_handing_in_is_shown_and_changes_nothing() -> None:
    form_client = FormClient()
    form_client.send(submit="1")
    again = form_client.send(submit="1")
    other = form_client.send(submit="1", progress="又一次")
    assert again["Location"] == reverse("report_detail", args=[Report.objects.get().pk])
    assert (other.status_code, shown(other, "progress")) == (409, "又一次")
    report = Report.objects.get()
    assert (report.state, report.progress, report.version) == ("submitted", "已开工。", 2)


@pytest.mark.parametrize("value", ["-4", "四所", "4.5"])
def test_a_figure_that_is_none_comes_back_as_typed_and_nothing_is_saved(value: str) -> None:
    form_client = FormClient()
    response = form_client.send(value=value)
    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert response.context["form"].lines[0]["value"].value() == value
    assert f'value="{value}"' in response.content.decode()
    assert shown(response, "progress") == "已开工。"


def test_something_of_nothing_comes_back_as_typed() -> None:
    form_client = FormClient()
    Target.objects.update(measure=Measure.RATIO)
    key = f"line-{form_client.assignment.pk}"
    response = form_client.send(**{f"{key}-numerator": "151", f"{key}-denominator": "0"})
    assert response.status_code == 422
    assert "分母为0时，分子也应为0。" in response.content.decode()
    assert 'value="151"' in response.content.decode()


def test_a_day_in_the_future_comes_back_as_typed() -> None:
    form_client = FormClient()
    Target.objects.update(measure=Measure.MILESTONE)
    key = f"line-{form_client.assignment.pk}"
    typed = {f"{key}-is_done": "yes", f"{key}-done_on": "2026-11-04", f"{key}-document": "批复"}
    response = form_client.send(**typed)
    assert response.status_code == 422
    assert "完成日期不能晚于今天。" in response.content.decode()
    assert 'value="2026-11-04"' in response.content.decode()


def test_errors_are_listed_in_the_order_of_the_page() -> None:
    body = FormClient().send(value="四所", progress="", submit="1").content.decode()
    listed = body[body.index('id="errors"') :]
    assert listed.index("数值") < listed.index("请填写“进展情况”后再提交。")


def test_a_narrative_of_twenty_thousand_letters_comes_back_whole() -> None:
    form_client = FormClient()
    long = "进" * 20_000
    response = form_client.send(progress=long)
    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert shown(response, "progress") == long
    assert long in response.content.decode()


def test_handing_in_without_words_is_shown() -> None:
    form_client = FormClient()
    response = form_client.send(submit="1", progress="")
    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert "请填写“进展情况”后再提交。" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_takes_as_many_queries_for_one_line_as_for_three(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    form_client = FormClient()
    report = form_client.report()
    before = make_report(
        form_client.project, form_client.county, make_period("2026-09"), state=State.APPROVED
    )
    for _ in range(number):
        assignment = make_assignment(make_target(form_client.project), form_client.county)
        make_measurement(report, assignment, 1)
        make_measurement(before, assignment, 2)
    with django_assert_num_queries(14):
        page = form_client.client.get(form_client.address)
    assert sum(line.is_unusual for line in page.context["form"].lines) == number


def test_no_browser_has_to_cut_a_text_that_is_too_long() -> None:
    body = FormClient().client.get("/reports/2026-10/project/1/").content.decode()
    assert "maxlength" not in body[body.index("<main") :]
