"""The demonstration's data: the same everywhere, and what it shows on the day of the demo."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from bulletins.models import Bulletin
from dashboards.snapshots.cache import snapshot_for
from dashboards.snapshots.lamp_counts import count_lamps
from dashboards.snapshots.snapshot import Snapshot
from demo.management.commands.demo import Command
from departments.models import AuditEntry, Delegation, Department, Officer
from departments.moments import end_of
from home.worklists.worklist import worklist
from inbox.models import Message
from projects.change_requests.models import ChangeRequest, RequestFile
from projects.models import Assignment, Plan, Responsibility
from projects.rules.rollups import worst
from projects.rules.values import Lamp, Rhythm
from reports.models import Evidence, Measurement, Period, Reply, Report
from reports.review_queue import queued_for, summed_up
from uploads.checking import content_type

TODAY = date(2026, 11, 23)
PASSWORD = "jieyang-demo-2027"
COUNTIES = ("rongcheng", "jiedong", "jiexi", "huilai", "puning")
PlanRows = dict[str, list[tuple[Any, ...]]]

# What it shows is the same on both; that it can be written, one test asks of both.
pytestmark = pytest.mark.databases("sqlite")


def demo(*arguments: str) -> str:
    printed = StringIO()
    call_command(Command(), *arguments, stdout=printed)
    return printed.getvalue()


def rows() -> PlanRows:
    """All that the demonstration wrote, by what it means and without keys."""
    report = ("project__number", "department__code", "period__code", "revision")
    target = ("assignment__target__project__number", "assignment__target__number")
    amounts = ("value", "numerator", "denominator", "is_done", "done_on", "document", "rating")
    said = (*amounts, "reason")
    force = ("valid_from", "valid_to")
    words = ("state", "progress", "problems", "next_steps", "return_reason", "version")
    days = ("submitted_at", "approved_at", "updated_at", "author__username")
    exempt = Assignment.objects.exclude(exemption_reason="")
    found = {
        "officers": Officer.objects.values_list("username", "name", "role", "is_active"),
        "periods": Period.objects.values_list("code", "opens", "due", "is_locked"),
        "exempt": exempt.values_list("target__name", "department__code", "exemption_reason"),
        "reports": Report.objects.values_list(*report, *words, *days),
        "figures": Measurement.objects.values_list(
            *(f"report__{field}" for field in report), *target, *said, *force
        ),
        "evidence": Evidence.objects.values_list("name", "file", "sha256", "uploaded_at"),
        "replies": Reply.objects.values_list(
            *(f"report__{field}" for field in report), "text", "officer__username", "at"
        ),
        "papers": RequestFile.objects.values_list("name", "file", "sha256", "uploaded_at"),
        "requests": ChangeRequest.objects.values_list("kind", "state", "asked_at", "decided_at"),
        "delegations": Delegation.objects.values_list(
            "department__code", "officer__username", "start"
        ),
        "bulletins": Bulletin.objects.values_list(
            "number", "on", "made_at", "met", "applicable", "withdrawal__reason"
        ),
        "trail": AuditEntry.objects.values_list("at", "officer__name", "action", "subject"),
    }
    return {name: sorted(values, key=str) for name, values in found.items()}


@pytest.fixture(scope="module")
def two_runs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[PlanRows]]:
    """What two runs wrote; the second one's rows stay for the tests of this module.

    On PostgreSQL, where few tests ask for it, it is the only run.
    """
    written: list[PlanRows] = []
    with django_db_blocker.unblock(), override_settings(DEBUG=True):
        for is_last in (False, True) if connection.vendor == "sqlite" else (True,):
            with transaction.atomic():
                call_command("loaddata", "plan", verbosity=0)
                demo()
                written.append(rows())
                if is_last:
                    with django_db_blocker.block():
                        yield written
                transaction.set_rollback(True)


@pytest.fixture
def made(two_runs: list[PlanRows], db: None) -> None:
    """A database that holds the demonstration."""


@pytest.fixture
def snapshot(made: None) -> Snapshot:
    return snapshot_for(Plan.objects.get(), TODAY)


def test_two_runs_write_the_same(made: None, two_runs: list[PlanRows]) -> None:
    first, second = two_runs
    assert first == second


@pytest.mark.databases("sqlite", "postgres")
def test_a_second_run_on_one_database_changes_nothing(
    made: None, two_runs: list[PlanRows], settings: Settings
) -> None:
    settings.DEBUG = True
    assert "nothing was changed" in demo()
    assert rows() == two_runs[-1]


def test_every_account_has_its_seat(made: None) -> None:
    seats = Officer.objects.filter(is_active=True).values_list(
        "username", "role", "department__code"
    )
    counties = [(code, "reporter", code) for code in COUNTIES]
    approvers = [(f"{code}-approver", "approver", code) for code in COUNTIES]
    assert sorted(seats) == sorted(
        [
            *counties,
            *approvers,
            ("bureau", "reporter", "education"),
            ("bureau-approver", "approver", "education"),
            ("reviewer", "reviewer", "education"),
            ("leader", "leader", "education"),
            ("finance", "reporter", "finance"),
            ("finance-approver", "approver", "finance"),
            ("admin", "administrator", None),
            ("auditor", "auditor", None),
        ]
    )


def test_all_officers_are_marked_as_demonstration(made: None) -> None:
    assert not Officer.objects.exclude(is_demo=True, name__startswith="演示·").exists()


def test_listed_accounts_sign_in_with_the_printed_password(made: None, settings: Settings) -> None:
    settings.DEBUG = True
    printed = demo("--accounts")
    assert f"Password of all: {PASSWORD}" in printed
    for officer in Officer.objects.filter(is_active=True):
        assert officer.username in printed
        assert Client().login(username=officer.username, password=PASSWORD)


def test_authors_without_an_account_cannot_sign_in(made: None) -> None:
    silent = list(Officer.objects.filter(is_active=False))
    assert {officer.role for officer in silent} == {"reporter"}
    assert [officer for officer in silent if officer.has_usable_password()] == []


def test_every_lamp_is_lit_in_some_county(snapshot: Snapshot) -> None:
    lit = {line.lamp for county in snapshot.counties for line in snapshot.of_department(county)}
    assert lit == set(Lamp)


def test_the_city_is_mostly_well_with_some_trouble(snapshot: Snapshot) -> None:
    whole = snapshot.city
    assert whole.at(Lamp.GREEN) + whole.at(Lamp.DONE) > len(snapshot.targets) * 0.55
    assert len(snapshot.targets) * 0.15 < whole.behind < len(snapshot.targets) * 0.35


def test_counties_differ(snapshot: Snapshot) -> None:
    trouble = [
        count_lamps(item.evaluation for item in snapshot.of_department(county)).behind
        for county in snapshot.counties
    ]
    assert max(trouble) > 2 * min(trouble)


def test_past_days_show_a_growing_number_of_targets_done(made: None) -> None:
    days = (date(2024, 12, 31), date(2025, 12, 31), TODAY)
    plan = Plan.objects.get()
    done = [snapshot_for(plan, day).city.at(Lamp.DONE) for day in days]
    assert done == sorted(set(done))


@pytest.mark.parametrize("code", [*COUNTIES, "education"])
def test_there_are_two_years_of_months(made: None, code: str) -> None:
    approved = Report.objects.approved().filter(department__code=code, period__kind="month")
    history = approved.filter(period__end__lt=date(2026, 10, 1))
    assert history.values("period").distinct().count() == 24


def test_periods_reach_the_end_of_2026_and_old_ones_are_locked(made: None) -> None:
    assert Period.objects.count() == 27 + 9
    opened = Period.objects.filter(is_locked=False).values_list("code", flat=True)
    assert set(opened) == {"2026-Q3", "2026-10", "2026-11", "2026-12", "2026-Q4"}


def test_the_current_month_is_in_progress(made: None) -> None:
    reports = Report.objects.filter(period__code="2026-10")
    states = Counter(reports.values_list("state", flat=True))
    assert set(states) == set(Report.State.values)
    owed = Responsibility.objects.filter(role=Responsibility.Involvement.LEAD).count()
    assert states.total() < owed
    assert states["approved"] > states.total() / 2


def test_returned_reports_say_why(made: None) -> None:
    returned = Report.objects.filter(state=Report.State.RETURNED)
    assert returned.exists()
    assert not returned.filter(return_reason="").exists()


@pytest.mark.parametrize(
    ("username", "unusual"),
    [
        (
            "reviewer",
            {
                "6-4 比上期变化过大": "演示：第二、三次专项培训合并在10月下旬举行。",
                "8-3 比上期减少": "演示：10月新进教师较多，绩效工资总额随之增加，拨付数下月补足。",
                "20-1 比上期增加": "",
            },
        ),
        ("puning-approver", {"8-3 比上期减少": ""}),
        ("rongcheng-approver", {}),
    ],
)
def test_a_few_waiting_reports_hold_unusual_figures_with_and_without_a_reason(
    made: None, username: str, unusual: dict[str, str]
) -> None:
    officer = Officer.objects.get(username=username)
    waiting = summed_up(queued_for(officer), officer, TODAY)
    assert {
        f"{line.assignment.target.code} {'、'.join(line.anomaly_text)}": line.reason
        for row in waiting
        for line in row.unusual
    } == unusual
    assert any(not row.flags for row in waiting)


def test_one_waiting_report_was_carried_over(made: None) -> None:
    reviewer = Officer.objects.get(username="reviewer")
    waiting = summed_up(queued_for(reviewer), reviewer, TODAY)
    assert [(row.carried.text, row.change_text) for row in waiting if row.carried.text] == [
        ("沿用9月数据", "无变化")
    ]


def test_the_queue_s_lamps_are_the_dashboards_lamps(made: None) -> None:
    plan = Plan.objects.get()
    reviewer = Officer.objects.get(username="reviewer")
    reports = Report.objects.filter(period__code__in=["2026-10", "2026-Q3"])
    for day in (TODAY, date(2026, 6, 30)):
        snapshot = snapshot_for(plan, day)
        for row in summed_up(reports, reviewer, day):
            parts = snapshot.of_department(row.report.department, row.report.project)
            assert row.lamp == (worst(line.lamp for line in parts) if parts else None)


def test_puning_has_yet_to_report_project_3_and_stands_below_the_guides_figures(
    made: None,
) -> None:
    own = Report.objects.filter(department__code="puning", project__number=3)
    assert not own.filter(period__code="2026-10").exists()
    september = own.get(period__code="2026-09").measurements.order_by("assignment__target__number")
    assert [line.as_record() for line in september] == [
        {"numerator": "1120", "denominator": "1200"},
        {"value": "3"},
        {"value": "6"},
    ]


def test_finance_owes_reports_of_the_open_quarter(made: None) -> None:
    owed = worklist(Department.objects.get(code="finance"), TODAY)
    states = {due.state_text for due in owed if due.period.code == "2026-Q3"}
    assert states >= {"未开始", "草稿", "已退回", "已通过"}


def test_one_delegate_stands_in_and_one_s_days_are_over(made: None) -> None:
    held = Delegation.objects.in_force(TODAY).values_list("department__code", "officer__username")
    assert list(held) == [("jiexi", "huilai")]
    assert Delegation.objects.exclude(end=None).get().end == date(2026, 8, 31)
    assert not Delegation.objects.exclude(reason__startswith="演示：").exists()
    assert AuditEntry.objects.filter(subject_key__startswith="delegation:").count() == 2


def test_requests_show_every_outcome_and_say_that_they_are_a_demonstration(made: None) -> None:
    requests = ChangeRequest.objects.order_by("asked_at")
    assert [item.state for item in requests] == ["accepted", "accepted", "refused", "asked"]
    assert not requests.exclude(reason__startswith="演示：").exists()
    assert AuditEntry.objects.filter(subject_key__startswith="request:").count() == 7
    assert [item.closed_on for item in Assignment.objects.filter(closed_on__isnull=False)] == [
        date(2026, 10, 18)
    ]


def test_some_problems_are_answered_and_every_reply_says_that_it_is_a_demonstration(
    made: None,
) -> None:
    newest = Report.objects.approved().filter(period__code="2026-10").exclude(problems="")
    answered = newest.filter(replies__isnull=False).distinct().count()

    assert 0 < answered < newest.count()
    for reply in Reply.objects.select_related("report"):
        assert reply.text.startswith("演示：")
        assert reply.at > (reply.report.approved_at or reply.at)
        assert timezone.localdate(reply.at) <= date(2026, 11, 20)


def test_exempt_cases_say_that_they_are_a_demonstration(made: None) -> None:
    exempt = Assignment.objects.exclude(exemption_reason="")
    assert exempt.count() == 2
    assert not exempt.exclude(exemption_reason__startswith="演示：").exists()


def test_only_approved_figures_are_ever_in_force(made: None) -> None:
    unapproved = Measurement.objects.exclude(report__state=Report.State.APPROVED)
    assert unapproved.exists()
    assert not unapproved.filter(valid_from__isnull=False).exists()
    today = Measurement.objects.in_force(TODAY)
    assert today.count() == today.values("assignment").distinct().count()


def test_figures_are_possible(made: None) -> None:
    ratios = Measurement.objects.filter(assignment__target__can_exceed=False)
    assert not ratios.filter(numerator__gt=F("denominator")).exists()
    fixed = Measurement.objects.filter(assignment__denominator__isnull=False)
    assert fixed.exists()
    assert not fixed.exclude(denominator=F("assignment__denominator")).exists()
    done = Measurement.objects.filter(is_done=True)
    assert done.exists()
    assert not done.filter(done_on__gt=F("report__period__end")).exists()
    assert not done.exclude(document__contains="演示").exists()


def test_figures_of_a_new_semester_start_again(made: None) -> None:
    trainings = Measurement.objects.filter(
        assignment__target__rhythm=Rhythm.EACH_SEMESTER,
        assignment__department__code="puning",
        assignment__target__name="乡村教师专项培训",
    )
    by_period = {
        line.report.period.code: line.value or 0
        for line in trainings.select_related("report__period")
    }
    assert by_period["2026-02"] < by_period["2026-01"]
    assert by_period["2026-02"] <= by_period["2026-03"] <= by_period["2026-06"]


def test_reports_are_handed_in_after_their_period_and_some_too_late(made: None) -> None:
    handed_in = list(Report.objects.filter(submitted_at__isnull=False).select_related("period"))
    early = [item for item in handed_in if item.submitted_at < end_of(item.period.end)]  # type: ignore[operator]
    late = [item for item in handed_in if item.is_late]
    assert early == []
    assert 0.02 < len(late) / len(handed_in) < 0.2
    assert not Report.objects.filter(approved_at__lte=F("submitted_at")).exists()
    assert not Report.objects.filter(updated_at__gte=end_of(TODAY)).exists()


def test_every_text_says_that_it_is_a_demonstration_and_few_are_alike(made: None) -> None:
    written = Report.objects.filter(carried_from=None)
    assert not written.exclude(progress__endswith="（演示数据）").exists()
    monthly = Report.objects.filter(period__kind="month")
    assert monthly.values("progress").distinct().count() > monthly.count() * 0.8


def test_evidence_would_be_taken_by_the_form(made: None) -> None:
    files = [*Evidence.objects.all(), *RequestFile.objects.all()]
    assert len(files) == 7 + 2
    for file in files:
        assert file.name.startswith("演示")
        with file.file.open("rb") as stored:
            upload = SimpleUploadedFile(file.name, stored.read())
        assert content_type(upload) == file.content_type
        assert upload.size == file.size


def test_the_auditor_finds_the_steps_of_the_current_month(made: None) -> None:
    auditor = Officer.objects.get(username="auditor")
    visible = AuditEntry.objects.visible_to(auditor).filter(subject_key__startswith="report:")
    actions = set(visible.values_list("action", flat=True))
    assert actions == {"开始填报", "提交", "审核通过", "退回", "通过", "答复问题"}


def test_messages_are_there_read_and_unread_of_the_past_alone(made: None) -> None:
    puning = Message.objects.filter(recipient__username="puning")
    assert {"returned", "approved", "answered"} <= set(puning.values_list("kind", flat=True))
    assert 0 < puning.unread().count() < puning.count()
    assert Message.objects.unread().get(recipient__username="reviewer").kind == "asked"
    assert not Message.objects.filter(created_at__gte=end_of(date(2026, 11, 20))).exists()
