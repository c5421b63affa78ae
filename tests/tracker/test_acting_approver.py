"""Acting as an approver: what others wrote is endorsed, one's own never."""

import pytest
from django.urls import reverse

from departments.models import AuditEntry
from departments.models.delegation import Duty
from projects.models import Plan, Project
from reports.models import Period
from tests.factories import make_delegation, make_officer, make_period, make_report
from tests.tracker.test_acting import Role, State, acting, department

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


def test_who_acts_as_approver_endorses_what_others_wrote_and_never_their_own(plan: Plan) -> None:
    make_period("2026-10")
    puning = department("puning")
    reporter = make_officer(Role.REPORTER, puning, name="王五")
    colleague = make_officer(Role.REPORTER, puning)
    delegation = make_delegation(puning, reporter, duty=Duty.APPROVING)
    reports = [
        make_report(
            Project.objects.get(number=number),
            puning,
            Period.objects.get(code="2026-10"),
            state=State.SUBMITTED,
            author=author,
        )
        for number, author in ((4, colleague), (5, reporter))
    ]
    client = acting(delegation)
    assert client.get("/queue/").status_code == 200
    for report in reports:
        client.post(reverse("report_step", args=[report.pk, "endorse"]))
        report.refresh_from_db()
    assert [report.state for report in reports] == [State.ENDORSED, State.SUBMITTED]
    row = AuditEntry.objects.get(action="审核通过")
    assert row.officer == reporter
    assert row.after["代审"] == puning.name
    log = client.get(reverse("report_detail", args=[reports[0].pk])).context["workflow_log"]
    assert log.steps[-1].on_behalf_of == puning.name
