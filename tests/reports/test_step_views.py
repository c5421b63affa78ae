"""The buttons of a report's page: what each press changes, and who is refused."""

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import AuditEntry, Department, Officer
from projects.models import Responsibility, Target
from reports.models import Measurement, Report
from tests.factories import (
    make_assignment,
    make_department,
    make_officer,
    make_report,
    make_responsibility,
    make_target,
)

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
    make_responsibility(report.project, finance, Responsibility.Role.SUPPORT)
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
        (report.author, "withdraw", {}, detail, State.DRAFT),
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
    assert set(AuditEntry.objects.values_list("address", flat=True)) == {"127.0.0.1"}


def test_a_second_press_is_told_and_changes_nothing() -> None:
    report = make_report()
    client = signed_in(report.author)
    client.post(step(report, "submit"))
    response = client.post(step(report, "submit"))
    assert response.status_code == 409
    assert "该报告现为“待单位审核”" in response.content.decode()
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
def test_a_return_without_a_fit_reason_comes_back_as_typed(reason: str) -> None:
    report = make_report(state=State.ENDORSED)
    response = signed_in(make_officer(Role.REVIEWER)).post(
        step(report, "return"), {"reason": reason}
    )
    assert (response.status_code, again(report).state) == (422, State.ENDORSED)
    assert response.context["reason_form"]["reason"].value() == reason


def test_a_rated_report_is_approved_with_its_rating() -> None:
    assignment = make_assignment(make_target(measure=Target.Measure.RATING))
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
    assert client.get(step(report, "approve")).status_code == 405
    assert client.post(reverse("report_detail", args=[report.pk])).status_code == 405
    assert again(report).state == State.ENDORSED
