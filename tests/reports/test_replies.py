"""The bureau replies to the problems a report names; everybody who reads the report sees it."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from reports.models import Reply, Report
from reports.problems import names_problem
from reports.workflow import reply
from tests.factories import (
    make_department,
    make_officer,
    make_period,
    make_project,
    make_reply,
    make_report,
    make_responsibility,
    moment,
)
from tests.html import leads_on

Role = Officer.Role
State = Report.State
PROBLEM = "用地手续办理缓慢。"

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture
def reviewer(client: Client) -> Officer:
    officer = make_officer(Role.REVIEWER)
    client.force_login(officer)
    return officer


def make_named(state: str = State.APPROVED, problems: str = PROBLEM) -> Report:
    return make_report(state=state, problems=problems)


@pytest.mark.parametrize("text", ["", " \n", "无", "暂无。", "没有问题", "无存在问题！", "（无）"])
def test_words_that_name_no_problem(text: str) -> None:
    assert not names_problem(text)


@pytest.mark.parametrize("text", [PROBLEM, "无障碍设施不足。", "没有问题的学校只有三所。", "0"])
def test_words_that_name_one(text: str) -> None:
    assert names_problem(text)


def test_a_reply_is_kept_with_who_and_when_and_is_audited(
    client: Client, reviewer: Officer
) -> None:
    report = make_named()
    sent = {"text": "  已协调自然资源局加快办理。 ", "version": str(report.version)}

    response = client.post(f"/reports/{report.pk}/reply/", sent)

    assert response.headers["Location"] == f"/reports/{report.pk}/#replies"
    kept = Reply.objects.get()
    assert (kept.report, kept.officer) == (report, reviewer)
    assert kept.text == "已协调自然资源局加快办理。"
    assert str(kept) == f"2026-11-23 {reviewer.name}"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject_key) == ("答复问题", f"report:{report.pk}")
    assert entry.after == {"答复": kept.text}
    assert entry.client_ip == "127.0.0.1"


def test_a_second_reply_stands_below_the_first(client: Client, reviewer: Officer) -> None:
    report = make_named()
    make_reply(report, "已转办。", at=moment(date(2026, 11, 10)))
    make_reply(report, "已办结。")

    body = client.get(f"/reports/{report.pk}/").content.decode()

    assert 0 < body.index("已转办。") < body.index("已办结。")


def test_a_reply_stays_in_view_when_the_report_is_reopened(
    client: Client, reviewer: Officer
) -> None:
    first = make_named()
    make_reply(first, "已转办。")
    second = make_report(
        first.project,
        first.department,
        first.period,
        state=State.RETURNED,
        revision=2,
        problems=PROBLEM,
        author=first.author,
    )

    assert "已转办。" in client.get(f"/reports/{second.pk}/").content.decode()


def test_who_reads_the_report_reads_the_reply_and_no_one_else(client: Client) -> None:
    report = make_named()
    made = make_reply(report, "已转办。")
    lead = make_department(Department.Kind.MUNICIPAL)
    make_responsibility(report.project, lead)
    for officer, sees in (
        (report.author, True),
        (make_officer(Role.APPROVER, report.department), True),
        (make_officer(Role.LEADER), True),
        (make_officer(Role.REPORTER, lead), True),
        (make_officer(Role.REPORTER), False),
        (make_officer(Role.AUDITOR), False),
    ):
        client.force_login(officer)
        body = client.get(f"/reports/{report.pk}/").content.decode()
        assert ("已转办。" in body) == sees
        assert Reply.objects.visible_to(officer).filter(pk=made.pk).exists() == sees
        assert "reply/" not in body


def test_only_what_was_there_by_a_day_counts_on_it() -> None:
    made = make_reply(make_named(), at=moment(date(2026, 11, 18), 23))

    assert not Reply.objects.given_by(date(2026, 11, 17)).exists()
    assert list(Reply.objects.given_by(date(2026, 11, 18))) == [made]


def test_an_empty_reply_is_shown_and_nothing_kept(client: Client, reviewer: Officer) -> None:
    report = make_named()

    response = client.post(f"/reports/{report.pk}/reply/", {"text": " "})

    assert response.status_code == 422
    assert "请写明答复的内容。" in response.content.decode()
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    ("state", "problems"),
    [(State.DRAFT, PROBLEM), (State.RETURNED, PROBLEM), (State.APPROVED, "暂无。")],
)
def test_a_report_not_handed_in_or_without_a_problem_takes_no_reply(
    client: Client, reviewer: Officer, state: str, problems: str
) -> None:
    report = make_named(state, problems)

    assert "reply/" not in client.get(f"/reports/{report.pk}/").content.decode()
    response = client.post(f"/reports/{report.pk}/reply/", {"text": "已转办。"})

    assert response.status_code == 403
    assert "已转办。" in response.content.decode()
    assert not Reply.objects.exists()


def test_a_report_changed_since_it_was_opened_is_shown_again_with_the_words_typed(
    client: Client, reviewer: Officer
) -> None:
    report = make_named()

    sent = {"text": "已转办。", "version": report.version - 1 if report.version else 7}
    response = client.post(f"/reports/{report.pk}/reply/", sent)

    assert response.status_code == 409
    assert "已转办。" in response.content.decode()
    assert not Reply.objects.exists()


def test_a_report_returned_meanwhile_takes_no_reply() -> None:
    report = make_named(State.ENDORSED)
    Report.objects.filter(pk=report.pk).update(state=State.RETURNED)
    officer = make_officer(Role.REVIEWER)

    with pytest.raises(EditConflict, match="已退回"):
        reply(report, "已转办。", officer, version=None, client_ip=None)


def test_the_workflow_takes_replies_from_reviewers_alone() -> None:
    with pytest.raises(ActionNotAllowed):
        reply(make_named(), "好。", make_officer(Role.LEADER), version=None, client_ip=None)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.APPROVER, Role.LEADER, Role.AUDITOR])
def test_to_other_roles_the_address_does_not_exist(client: Client, role: str) -> None:
    report = make_named()
    client.force_login(make_officer(role))

    assert client.post(f"/reports/{report.pk}/reply/", {"text": "好。"}).status_code == 404


def test_reading_the_address_is_no_way_to_reply(client: Client, reviewer: Officer) -> None:
    address = f"/reports/{make_named().pk}/reply/"

    assert leads_on(client.get(address), address.removesuffix("reply/"))
    client.logout()
    assert client.post(address).headers["Location"].startswith("/accounts/login/")


def test_a_report_with_a_problem_and_no_reply_says_so(client: Client) -> None:
    report = make_report(make_project(), state=State.SUBMITTED, problems=PROBLEM)
    client.force_login(report.author)

    assert "还没有答复。" in client.get(f"/reports/{report.pk}/").content.decode()


def test_who_writes_the_next_report_reads_the_reply_beside_the_problem(client: Client) -> None:
    report = make_named()
    make_reply(report, "已转办。", officer=make_officer(Role.REVIEWER, name="王审核"))
    make_responsibility(report.project, report.department)
    make_period("2026-11")

    with time_machine.travel("2026-11-28 09:00+08:00"):
        client.force_login(report.author)
        page = client.get(f"/reports/2026-11/project/{report.project.number}/")

    assert "市教育局答复（2026-11-18，王审核）" in page.content.decode()
    assert "已转办。" in page.content.decode()
