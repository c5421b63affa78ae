"""流转记录: what a report's page says of its way, and to whom."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from departments.models import Department, Officer
from reports.actions.save_report import ReportInput, save_report
from reports.models import Report
from reports.workflow import transition
from reports.workflow_log import WorkflowLog, workflow_log
from tests.factories import (
    make_delegation,
    make_department,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
)
from tests.html import words_of

Role = Officer.Role
State = Report.State

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    """A clock that stands at 2026-11-23 and that a test sets as it goes."""
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False) as clock:
        yield clock


class Life:
    """A county's report on its way, and who take its steps."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self.clock = clock
        self.county = make_department(name="普宁市人民政府")
        bureau = make_department(Department.Kind.BUREAU, "市教育局")
        self.reporter = make_officer(Role.REPORTER, self.county, name="陈填报")
        self.approver = make_officer(Role.APPROVER, self.county, name="林审核")
        self.reviewer = make_officer(Role.REVIEWER, bureau, name="王科长")
        self.project = make_project()
        self.period = make_period()
        make_responsibility(self.project, self.county)
        self.report = Report(project=self.project, department=self.county, period=self.period)

    def begin(self, day: str, officer: Officer | None = None) -> None:
        self.clock.move_to(f"{day}+08:00")
        entry = ReportInput({"progress": "已开工。", "problems": "", "next_steps": ""}, [], 0)
        save_report(self.report, entry, officer or self.reporter, None)

    def step(self, name: str, day: str, officer: Officer, reason: str = "") -> None:
        """Take a step with the newest revision."""
        self.clock.move_to(f"{day}+08:00")
        self.report = transition(
            Report.objects.get(pk=self.report.pk), name, officer, reason=reason
        )

    def handed_in(self) -> "Life":
        self.begin("2026-11-02 08:30")
        self.step("submit", "2026-11-03 17:00", self.reporter)
        return self

    def approved(self) -> "Life":
        self.handed_in()
        self.step("endorse", "2026-11-04 10:00", self.approver)
        self.step("approve", "2026-11-06 10:00", self.reviewer)
        return self

    def correct(self) -> None:
        """Reopened, handed in and passed again, as a further revision."""
        self.step("reopen", "2026-11-16 10:00", self.reviewer, "学校数重复计算。")
        self.step("submit", "2026-11-17 09:00", self.reporter)
        self.step("endorse", "2026-11-17 15:00", self.approver)
        self.step("approve", "2026-11-19 10:00", self.reviewer)

    def page(self, officer: Officer, report: Report | None = None) -> str:
        client = Client()
        client.force_login(officer)
        address = reverse("report_detail", args=[(report or self.report).pk])
        return client.get(address).content.decode()

    def log(self, officer: Officer, report: Report | None = None) -> WorkflowLog:
        client = Client()
        client.force_login(officer)
        address = reverse("report_detail", args=[(report or self.report).pk])
        found: WorkflowLog = client.get(address).context["workflow_log"]
        return found


@pytest.fixture
def life(today: time_machine.Traveller) -> Life:
    return Life(today)


def lines(log: WorkflowLog) -> list[tuple[str, int, str, str]]:
    return [(step.heading, step.revision, step.officer, step.stay) for step in log.steps]


def test_a_whole_life_with_returns_and_a_correction(life: Life) -> None:
    life.handed_in()
    life.step("withdraw", "2026-11-03 18:00", life.reporter)
    life.step("submit", "2026-11-05 09:00", life.reporter)
    life.step("return", "2026-11-06 09:00", life.approver, "请附验收文件。")
    life.step("submit", "2026-11-07 09:00", life.reporter)
    life.step("endorse", "2026-11-08 09:00", life.approver)
    life.step("return", "2026-11-11 09:00", life.reviewer, "数据与上期不符。")
    life.step("submit", "2026-11-12 09:00", life.reporter)
    life.step("endorse", "2026-11-13 00:05", life.approver)
    life.step("approve", "2026-11-13 10:00", life.reviewer)
    life.correct()
    first = Report.objects.get(revision=1)

    log = life.log(life.reporter)

    assert lines(log) == [
        ("开始填报", 1, "陈填报", ""),
        ("提交", 1, "陈填报", "1 天"),
        ("撤回", 1, "陈填报", "当天"),
        ("提交", 1, "陈填报", "2 天"),
        ("单位审核退回", 1, "林审核", "1 天"),
        ("提交", 1, "陈填报", "1 天"),
        ("单位审核通过", 1, "林审核", "1 天"),
        ("市局审核退回", 1, "王科长", "3 天"),
        ("提交", 1, "陈填报", "1 天"),
        ("单位审核通过", 1, "林审核", "1 天"),
        ("市局审核通过", 1, "王科长", "当天"),
        ("重新打开，予以更正", 2, "王科长", ""),
        ("提交", 2, "陈填报", "1 天"),
        ("单位审核通过", 2, "林审核", "当天"),
        ("市局审核通过", 2, "王科长", "2 天"),
    ]
    assert [step.reason for step in log.steps if step.reason] == [
        "请附验收文件。",
        "数据与上期不符。",
        "学校数重复计算。",
    ]
    assert log.now_text == "已由市教育局审核通过。"
    assert life.log(life.reporter, first) == log
    assert life.log(life.reviewer) == log


def test_a_line_says_who_of_which_department_and_when_in_beijing(life: Life) -> None:
    life.handed_in()
    life.step("return", "2026-11-05 00:10", life.approver, "请附文件。\n并盖章。")

    words = words_of(life.page(life.reporter))

    assert (
        "环节 办理人 办理时间 停留 理由"
        " 开始填报 陈填报 （普宁市人民政府） 2026-11-02 08:30"
        " 提交 陈填报 （普宁市人民政府） 2026-11-03 17:00 1 天"
        " 单位审核退回 林审核 （普宁市人民政府） 2026-11-05 00:10 2 天 请附文件。 并盖章。"
    ) in words


def test_a_delegate_is_named_with_their_own_department_and_whom_they_act_for(life: Life) -> None:
    finance = make_department(Department.Kind.MUNICIPAL, "市财政局")
    officer = make_officer(Role.REPORTER, finance, name="黄代填")
    acting = make_delegation(life.county, officer).acting_officer()
    life.begin("2026-11-02 08:30", acting)
    life.step("submit", "2026-11-03 17:00", acting)
    Officer.objects.filter(pk=officer.pk).update(department=make_department())

    words = words_of(life.page(life.approver))

    assert words.count("黄代填 （市财政局，代普宁市人民政府填报）") == 2


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("", "现由普宁市人民政府填报员处理，已等待 21 天。"),
        ("submit", "现由普宁市人民政府审核人处理，已等待 3 天。"),
        ("submit withdraw", "现由普宁市人民政府填报员处理，已等待 3 天。"),
        ("submit return", "现由普宁市人民政府填报员处理，已等待 3 天。"),
        ("submit endorse", "现由市教育局处理，已等待 3 天。"),
        ("submit endorse approve", "已由市教育局审核通过。"),
        ("submit endorse approve reopen", "现由普宁市人民政府填报员处理，已等待 3 天。"),
    ],
)
def test_the_last_line_says_with_whom_the_report_is_and_how_long(
    life: Life, steps: str, sentence: str
) -> None:
    who = {"submit": "reporter", "withdraw": "reporter", "endorse": "approver"}
    life.begin("2026-11-02 08:30")
    for name in steps.split():
        officer: Officer = getattr(life, who.get(name, "reviewer"))
        officer = life.approver if name == "return" else officer
        reason = "请补充。" if name in {"return", "reopen"} else ""
        life.step(name, "2026-11-20 23:50", officer, reason)
    life.clock.move_to("2026-11-23 00:10+08:00")

    assert sentence in words_of(life.page(life.reviewer))


def test_what_came_today_says_so(life: Life) -> None:
    life.begin("2026-11-23 00:10")
    life.clock.move_to("2026-11-23 23:50+08:00")

    assert life.log(life.reporter).now_text == "现由普宁市人民政府填报员处理，今天转到。"


def test_saving_replies_and_figures_are_no_steps(life: Life) -> None:
    life.begin("2026-11-02 08:30")
    entry = ReportInput({"progress": "已完工。", "problems": "", "next_steps": ""}, [], 1)
    save_report(life.report, entry, life.reporter, None)

    assert [step.heading for step in life.log(life.reporter).steps] == ["开始填报"]


@pytest.mark.parametrize("role", [Role.LEADER, Role.REPORTER])
def test_who_reads_what_was_approved_sees_its_steps_without_names_and_reasons(
    life: Life, role: Role
) -> None:
    life.handed_in()
    life.step("return", "2026-11-04 10:00", life.approver, "请附文件。")
    life.step("submit", "2026-11-05 10:00", life.reporter)
    life.step("endorse", "2026-11-06 10:00", life.approver)
    life.step("approve", "2026-11-09 10:00", life.reviewer)
    lead = make_department(Department.Kind.MUNICIPAL)
    make_responsibility(life.project, lead)
    reader = make_officer(role, None if role == Role.LEADER else lead)

    words = words_of(life.page(reader))

    assert (
        "环节 办理人 办理时间 停留"
        " 开始填报 普宁市人民政府 2026-11-02 08:30"
        " 提交 普宁市人民政府 2026-11-03 17:00 1 天"
        " 单位审核退回 普宁市人民政府 2026-11-04 10:00 1 天"
    ) in words
    assert "市局审核通过 市教育局 2026-11-09 10:00 3 天 已由市教育局审核通过。" in words
    assert not [name for name in ("陈填报", "林审核", "王科长", "请附文件") if name in words]


def test_a_correction_on_its_way_shows_only_to_who_may_open_it(life: Life) -> None:
    approved = life.approved().report
    life.step("reopen", "2026-11-16 10:00", life.reviewer, "学校数重复计算。")
    leader = make_officer(Role.LEADER)

    log = life.log(leader, approved)

    assert [step.heading for step in log.steps][-1] == "市局审核通过"
    assert log.now_text == "已由市教育局审核通过。"
    assert life.log(life.approver, approved).steps[-1].heading == "重新打开，予以更正"


def test_a_report_whose_steps_the_log_does_not_hold_says_where_it_is(life: Life) -> None:
    report = make_report(life.project, life.county, state=State.SUBMITTED)

    words = words_of(life.page(life.reporter, report))

    assert "流转记录 现由普宁市人民政府审核人处理。" in words


def test_another_county_s_report_and_its_steps_do_not_exist(life: Life) -> None:
    report = life.approved().report
    client = Client()
    for role in (Role.REPORTER, Role.APPROVER):
        client.force_login(make_officer(role))
        response = client.get(reverse("report_detail", args=[report.pk]))
        assert response.status_code == 404
        assert "普宁市" not in response.content.decode()


def test_the_form_leads_to_the_steps_of_a_report_that_is_begun(life: Life) -> None:
    client = Client()
    client.force_login(life.reporter)
    form = reverse("report_edit", args=["2026-10", life.project.number])
    assert "流转记录" not in client.get(form).content.decode()

    life.begin("2026-11-23 08:30")

    there = f'href="{reverse("report_detail", args=[life.report.pk])}#workflow-log"'
    assert there in client.get(form).content.decode()
    assert 'id="workflow-log"' in life.page(life.reporter)


@pytest.mark.databases("sqlite", "postgres")
@pytest.mark.parametrize("corrections", [1, 3])
def test_a_long_life_takes_as_many_queries_as_a_short_one(
    life: Life, corrections: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    life.approved()
    for _ in range(corrections):
        life.correct()
    revisions = list(Report.objects.order_by("-revision"))
    for officer, queries in ((life.approver, 2), (make_officer(Role.LEADER), 1)):
        with django_assert_num_queries(queries):
            log = workflow_log(life.report, revisions, officer)
        assert len(log.steps) == 4 + 4 * corrections
    client = Client()
    client.force_login(life.approver)
    address = reverse("report_detail", args=[life.report.pk])
    client.get(address)
    with django_assert_num_queries(14):
        client.get(address)


@pytest.mark.databases("sqlite", "postgres")
def test_reviewers_follow_all_reports_departments_their_own_and_others_none(life: Life) -> None:
    report = life.approved().report
    make_report(period=make_period("2026-09"), state=State.APPROVED)
    for officer, followed in (
        (life.reviewer, 2),
        (life.reporter, 1),
        (life.approver, 1),
        (make_officer(Role.LEADER), 0),
        (make_officer(Role.AUDITOR), 0),
    ):
        found = list(Report.objects.followed_by(officer))
        assert (len(found), report in found) == (followed, followed > 0)
