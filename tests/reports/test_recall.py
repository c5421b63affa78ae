"""收回: an approver takes an endorsed report back while the bureau has not opened it."""

import pytest
from django.test import Client
from django.urls import reverse

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from reports.models import Report
from reports.workflow import available, note_opened, transition
from tests.factories import make_department, make_officer, make_report

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-03 10:00", tick=False)]

Role, State = Officer.Role, Report.State


@pytest.fixture
def county() -> Department:
    return make_department()


@pytest.fixture
def approver(county: Department) -> Officer:
    return make_officer(Role.APPROVER, county)


@pytest.fixture
def report(county: Department, approver: Officer) -> Report:
    """Endorsed by the approver just now."""
    made = make_report(department=county, state=State.SUBMITTED)
    return transition(made, "endorse", approver)


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def page(report: Report) -> str:
    return reverse("report_detail", args=[report.pk])


def recall(client: Client, report: Report) -> int:
    return client.post(reverse("report_step", args=[report.pk, "recall"])).status_code


def names(report: Report, officer: Officer) -> set[str]:
    return {step.name for step in available(Report.objects.get(pk=report.pk), officer)}


def test_an_endorsed_report_comes_back_to_the_own_approver(
    report: Report, approver: Officer
) -> None:
    client = signed_in(approver)
    assert "收回</button>" in client.get(page(report)).content.decode()
    assert recall(client, report) == 302
    again = Report.objects.get(pk=report.pk)
    assert (again.state, again.endorsed_at) == (State.SUBMITTED, None)
    assert AuditEntry.objects.filter(action="收回", officer=approver).count() == 1
    assert names(report, approver) == {"endorse", "return"}
    log = client.get(page(report)).context["workflow_log"]
    assert log.steps[-1].heading == "单位审核人收回"


def test_once_the_bureau_has_opened_it_it_stays(report: Report, approver: Officer) -> None:
    signed_in(make_officer(Role.REVIEWER)).get(page(report))
    client = signed_in(approver)
    assert "收回</button>" not in client.get(page(report)).content.decode()
    assert recall(client, report) == 403
    with pytest.raises(ActionNotAllowed, match="已打开这份报告"):
        transition(Report.objects.get(pk=report.pk), "recall", approver)


def test_others_who_read_it_do_not_count_as_the_bureau(report: Report, approver: Officer) -> None:
    for officer in (approver, report.author):
        signed_in(officer).get(page(report))
    assert Report.objects.get(pk=report.pk).opened_at is None
    assert "recall" in names(report, approver)


def test_endorsed_again_it_is_unopened_again(report: Report, approver: Officer) -> None:
    reviewer = make_officer(Role.REVIEWER)
    signed_in(reviewer).get(page(report))
    again = Report.objects.get(pk=report.pk)
    returned = transition(again, "return", reviewer, reason="请核对。")
    submitted = transition(returned, "submit", returned.author)
    endorsed = transition(submitted, "endorse", approver)
    first = endorsed.endorsed_at
    assert "recall" in names(endorsed, approver)
    # What the bureau once returned has reached it, whatever happens later.
    assert transition(endorsed, "recall", approver).endorsed_at == first


def test_opened_in_the_same_moment_it_stays(report: Report, approver: Officer) -> None:
    seen = Report.objects.get(pk=report.pk)
    note_opened(Report.objects.get(pk=report.pk), make_officer(Role.REVIEWER))
    with pytest.raises(EditConflict):
        transition(seen, "recall", approver)
    assert Report.objects.get(pk=report.pk).state == State.ENDORSED


def test_when_it_was_opened_is_kept_once(report: Report) -> None:
    reviewer = make_officer(Role.REVIEWER)
    note_opened(report, reviewer)
    first = Report.objects.get(pk=report.pk).opened_at
    note_opened(Report.objects.get(pk=report.pk), reviewer)
    assert first is not None
    assert Report.objects.get(pk=report.pk).opened_at == first
