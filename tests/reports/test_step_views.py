"""The buttons of a report's page: what each press changes, and who is refused."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import AuditEntry, Department, Officer
from projects.models import Responsibility
from projects.rules.values import Measure
from reports.models import Measurement, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_measurement,
    make_officer,
    make_period,
    make_report,
    make_responsibility,
    make_target,
    moment,
)
from tests.html import leads_on

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def again(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def step(report: Report, name: str) -> str:
    return reverse("report_step", args=[report.pk, name])


def test_a_supporting_department_reads_an_approved_report_and_takes_no_step() -> None:
    report = make_report(state=State.APPROVED)
    finance = make_department(Department.Kind.MUNICIPAL)
    make_responsibility(report.project, finance, Responsibility.Involvement.SUPPORT)
    client = signed_in(make_officer(Role.REPORTER, finance))
    page = client.get(reverse("report_detail", args=[report.pk]))
    assert (page.status_code, page.context["steps"], page.context["can_edit"]) == (200, {}, False)
    response = client.post(step(report, "reopen"), {"reason": "数据有误。"})
    assert (response.status_code, again(report).state) == (403, State.APPROVED)


def test_a_leader_who_tries_a_step_is_refused() -> None:
    report = make_report(state=State.APPROVED)
    response = signed_in(make_officer(Role.LEADER)).post(step(report, "reopen"), {"reason": "看"})
    assert (response.status_code, Report.objects.count()) == (403, 1)


def test_steps_are_taken_by_their_officers_one_after_the_other() -> None:
    report = make_report()
    approver = make_officer(Role.APPROVER, report.department)
    reviewer = make_officer(Role.REVIEWER)
    detail, queue = reverse("report_detail", args=[report.pk]), reverse("queue")
    for officer, name, data, goes_to, state in (
        (report.author, "submit", {}, detail, State.SUBMITTED),
        (report.author, "withdraw", {"confirmed": "on"}, detail, State.DRAFT),
        (report.author, "submit", {}, detail, State.SUBMITTED),
        (approver, "return", {"reason": "请附文件。"}, queue, State.RETURNED),
        (report.author, "submit", {}, detail, State.SUBMITTED),
        (approver, "endorse", {}, queue, State.ENDORSED),
        (reviewer, "approve", {}, queue, State.APPROVED),
    ):
        response = signed_in(officer).post(step(report, name), data)
        assert (response.status_code, response["Location"]) == (302, goes_to)
        assert again(report).state == state
    response = signed_in(reviewer).post(step(report, "reopen"), {"reason": "数据有误。"})
    revision = Report.objects.get(revision=2)
    assert response["Location"] == reverse("report_detail", args=[revision.pk])
    assert set(AuditEntry.objects.values_list("client_ip", flat=True)) == {"127.0.0.1"}


def test_a_second_press_is_shown_and_changes_nothing() -> None:
    report = make_report()
    client = signed_in(report.author)
    client.post(step(report, "submit"))
    response = client.post(step(report, "submit"))
    assert response.status_code == 409
    assert "该报告现为“待单位审核”" in response.content.decode()
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("version", ["3", "5", "x", "²", "9" * 5000, ""])
def test_a_press_on_a_page_that_is_out_of_date_shows_the_report_as_it_is_now(version: str) -> None:
    report = make_report(state=State.ENDORSED, version=4)
    response = signed_in(make_officer(Role.REVIEWER)).post(
        step(report, "return"), {"version": version, "reason": "请附文件。"}
    )
    assert (response.status_code, again(report).state) == (409, State.ENDORSED)
    body = response.content.decode()
    assert "这份报告在您打开之后已有改动，请核对下面的最新内容后再办理。" in body
    assert ">请附文件。</textarea>" in body.replace("\n", "")
    assert 'name="version" value="4"' in body
    assert AuditEntry.objects.count() == 0


def test_a_reason_typed_for_a_report_that_moved_on_is_shown_again() -> None:
    report = make_report(state=State.RETURNED, version=5, return_reason="数据有误。")
    response = signed_in(make_officer(Role.REVIEWER)).post(
        step(report, "return"), {"version": 4, "reason": "请附<文件>。"}
    )
    assert response.status_code == 409
    body = response.content.decode()
    assert "该报告现为“已退回”" in body
    assert "您写的理由（没有提交，可以复制留存）：</strong>请附&lt;文件&gt;。" in body
    assert again(report).return_reason == "数据有误。"


def test_a_judgement_chosen_on_a_page_out_of_date_is_kept() -> None:
    assignment = make_assignment(make_target(measure=Measure.RATING))
    project, county = assignment.target.project, assignment.department
    report = make_report(project, county, state=State.ENDORSED, version=4)
    typed = {"version": 3, f"rating-{assignment.pk}": "behind"}
    response = signed_in(make_officer(Role.REVIEWER)).post(step(report, "approve"), typed)
    assert response.status_code == 409
    assert '<option value="behind" selected>' in response.content.decode()
    assert (again(report).state, Measurement.objects.count()) == (State.ENDORSED, 0)


def test_who_wrote_a_report_reads_that_another_has_to_pass_it_and_may_return_it() -> None:
    report = make_report(state=State.SUBMITTED)
    writer = make_officer(Role.APPROVER, report.department)
    Report.objects.update(author=writer)
    client = signed_in(writer)
    sentence = "这份报告由您本人填报，须由另一位审核人通过；如有问题，您可以退回。"
    page = client.get(reverse("report_detail", args=[report.pk]))
    assert (set(page.context["steps"]), page.context["passing"]) == ({"return"}, None)
    assert sentence in page.content.decode()
    pressed = client.post(step(report, "endorse"))
    assert (pressed.status_code, sentence in pressed.content.decode()) == (403, True)
    assert again(report).state == State.SUBMITTED
    client.post(step(report, "return"), {"reason": "请另一位同事填报。"})
    assert again(report).state == State.RETURNED


def test_a_report_sent_back_before_shows_why_to_whoever_reviews_it_again() -> None:
    report = make_report(state=State.ENDORSED, return_reason="请附文件。")
    page = signed_in(make_officer(Role.REVIEWER)).get(reverse("report_detail", args=[report.pk]))
    assert "上次退回理由" in page.content.decode()
    assert "请附文件。" in page.content.decode()


def test_the_last_judgement_is_beside_the_new_one_and_not_chosen() -> None:
    assignment = make_assignment(make_target(measure=Measure.RATING))
    project, county = assignment.target.project, assignment.department
    before = make_report(project, county, make_period("2026-09"), state=State.APPROVED)
    make_measurement(before, assignment, rating="far_behind")
    report = make_report(project, county, make_period("2026-10"), state=State.ENDORSED)
    make_measurement(report, assignment, rating="done")
    page = signed_in(make_officer(Role.REVIEWER)).get(reverse("report_detail", args=[report.pk]))
    (judging,) = page.context["ratings_form"].judgings
    assert (judging.before, judging.field.value()) == ("严重滞后", None)
    assert "上期评定：<b>严重滞后</b>" in " ".join(page.content.decode().split())


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
def test_a_return_without_a_fit_reason_comes_back_as_typed(reason: str) -> None:
    report = make_report(state=State.ENDORSED)
    response = signed_in(make_officer(Role.REVIEWER)).post(
        step(report, "return"), {"reason": reason}
    )
    assert (response.status_code, again(report).state) == (422, State.ENDORSED)
    assert response.context["reason_form"]["reason"].value() == reason


def test_a_rated_report_is_approved_with_its_rating() -> None:
    assignment = make_assignment(make_target(measure=Measure.RATING))
    report = make_report(assignment.target.project, assignment.department, state=State.ENDORSED)
    client = signed_in(make_officer(Role.REVIEWER))
    missing = client.post(step(report, "approve"))
    assert (missing.status_code, again(report).state) == (422, State.ENDORSED)
    rated = client.post(step(report, "approve"), {f"rating-{assignment.pk}": "far_behind"})
    assert (rated.status_code, again(report).state) == (302, State.APPROVED)
    assert Measurement.objects.get().rating == "far_behind"


def test_an_unknown_step_or_report_does_not_exist() -> None:
    report = make_report(state=State.ENDORSED)
    client = signed_in(make_officer(Role.REVIEWER))
    assert client.post(step(report, "publish")).status_code == 404
    assert client.post(reverse("report_step", args=[report.pk + 1, "approve"])).status_code == 404
    assert client.get(reverse("report_detail", args=[report.pk + 1])).status_code == 404
    assert leads_on(client.get(step(report, "approve")), f"/reports/{report.pk}/")
    assert client.post(reverse("report_detail", args=[report.pk])).status_code == 405
    assert again(report).state == State.ENDORSED


@pytest.mark.on("2026-11-23 09:00")
def test_a_withdrawal_after_the_due_day_warns_that_it_makes_the_report_late() -> None:
    report = make_report(state=State.SUBMITTED)
    client = signed_in(report.author)
    page = client.get(reverse("report_detail", args=[report.pk])).content.decode()
    assert "2026-11-05已截止，报送以送达市局（通过单位审核）的时间为准" in page

    refused = client.post(step(report, "withdraw"))

    assert (refused.status_code, again(report).state) == (422, State.SUBMITTED)
    assert "撤回后再送达市局的算迟报。如确要撤回，请勾选。" in refused.content.decode()
    assert client.post(step(report, "withdraw"), {"confirmed": "on"}).status_code == 302
    assert again(report).state == State.DRAFT


@pytest.mark.on("2026-11-05 22:00")
def test_a_withdrawal_up_to_the_due_day_needs_no_confirmation() -> None:
    report = make_report(state=State.SUBMITTED)
    assert signed_in(report.author).post(step(report, "withdraw")).status_code == 302


@pytest.mark.on("2026-11-23 09:00")
def test_the_withdrawal_of_what_reached_the_bureau_in_time_needs_none() -> None:
    report = make_report(state=State.SUBMITTED, endorsed_at=moment(date(2026, 11, 3)))
    assert signed_in(report.author).post(step(report, "withdraw")).status_code == 302
