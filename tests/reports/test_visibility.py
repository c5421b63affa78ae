"""Who sees a report and its evidence: every role × relation of departments × state."""

import pytest

from departments.models import Department, Officer
from projects.models import Project, Responsibility
from reports.models import Evidence, Report
from tests.factories import (
    make_department,
    make_evidence,
    make_officer,
    make_period,
    make_project,
    make_report,
    make_responsibility,
)

pytestmark = pytest.mark.django_db

Kind = Department.Kind
Role = Officer.Role
State = Report.State
LEAD, SUPPORT = Responsibility.Involvement.LEAD, Responsibility.Involvement.SUPPORT

OWN = "own"
ANOTHER_COUNTY = "another county that answers for the project"
LEADING = "municipal department that leads the project"
SUPPORTING = "municipal department that supports the project"
BUREAU_LEADING = "bureau that leads the project"
UNRELATED = "municipal department without the project"
RELATIONS = (OWN, ANOTHER_COUNTY, LEADING, SUPPORTING, BUREAU_LEADING, UNRELATED)


def make_related(relation: str, project: Project, own: Department) -> Department:
    """The department of an officer who stands in ``relation`` to a report of ``own``."""
    if relation == OWN:
        return own
    kinds = {ANOTHER_COUNTY: Kind.COUNTY, BUREAU_LEADING: Kind.BUREAU}
    department = make_department(kinds.get(relation, Kind.MUNICIPAL))
    if relation == UNRELATED:
        make_responsibility(make_project(), department)
    else:
        make_responsibility(project, department, SUPPORT if relation == SUPPORTING else LEAD)
    return department


def sees(role: Role, relation: str, state: State) -> bool:
    if role == Role.REVIEWER:
        return True
    if role == Role.LEADER:
        return state == State.APPROVED
    if role in {Role.ADMINISTRATOR, Role.AUDITOR}:
        return False
    if relation in {LEADING, SUPPORTING, BUREAU_LEADING}:
        return state == State.APPROVED
    return relation == OWN


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(State))
def test_a_report_and_its_evidence_are_seen_exactly_by_those_who_may(
    state: State, role: Role, relation: str
) -> None:
    project, county = make_project(), make_department()
    make_responsibility(project, county)
    officer = make_officer(role, make_related(relation, project, county))
    report = make_report(project, county, state=state)
    file = make_evidence(report)

    expected = sees(role, relation, state)
    assert list(Report.objects.visible_to(officer)) == ([report] if expected else [])
    assert list(Evidence.objects.visible_to(officer)) == ([file] if expected else [])


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_officers_without_a_department_see_no_report(role: Role) -> None:
    make_report(state=State.APPROVED)
    assert not Report.objects.visible_to(make_officer(role)).exists()


def test_a_reopened_report_shows_others_only_the_approved_revision() -> None:
    project, county = make_project(), make_department()
    make_responsibility(project, county)
    finance = make_department(Kind.MUNICIPAL)
    make_responsibility(project, finance, SUPPORT)
    period = make_period()
    approved = make_report(project, county, period, state=State.APPROVED)
    revision = make_report(project, county, period, state=State.RETURNED, revision=2)

    def newest(officer: Officer) -> list[Report]:
        return list(Report.objects.visible_to(officer).latest_revisions())

    assert newest(approved.author) == [revision]
    assert newest(make_officer(Role.REVIEWER)) == [revision]
    assert newest(make_officer(Role.LEADER)) == [approved]
    assert newest(make_officer(Role.REPORTER, finance)) == [approved]


def test_the_newest_revision_is_that_of_the_same_department_project_and_period() -> None:
    project, county, period = make_project(), make_department(), make_period()
    reports = [
        make_report(project, county, period, state=State.APPROVED),
        make_report(project, county, period, state=State.APPROVED, revision=2),
        make_report(make_project(), county, period),
        make_report(project, make_department(), period),
        make_report(project, county, make_period("2026-09")),
    ]
    assert set(Report.objects.latest_revisions()) == set(reports[1:])


def test_approved_by_a_day_requests_approval_and_the_period_s_end() -> None:
    october, november = make_period("2026-10"), make_period("2026-11")
    project, county = make_project(), make_department()
    report = make_report(project, county, october, state=State.APPROVED)
    early = make_report(
        project, county, november, state=State.APPROVED, approved_at=report.approved_at
    )
    make_report(project, make_department(), october, state=State.ENDORSED)
    assert report.approved_at is not None
    approval = report.approved_at.date()

    assert list(Report.objects.approved_by(approval.replace(day=approval.day - 1))) == []
    assert list(Report.objects.approved_by(approval)) == [report]
    assert set(Report.objects.approved_by(november.end)) == {report, early}
