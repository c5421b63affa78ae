"""Every step × state × role × department: allowed exactly as the domain's words say.

draft → submitted → endorsed → approved; returned from either review back to the author;
withdrawn while nobody has decided; recalled while the bureau has not opened it; reopened by the
bureau; passed by somebody else than who wrote it. The expectation is written here a second time,
on purpose, and not read from the workflow's table.
"""

import pytest

from departments.exceptions import ActionNotAllowed, EditConflict
from departments.models import AuditEntry, Department, Officer
from reports.models import Report
from reports.workflow import available, is_own_work, transition
from tests.factories import make_department, make_officer, make_report

pytestmark = pytest.mark.django_db

Role = Officer.Role
State = Report.State
NAMES = ("submit", "withdraw", "endorse", "return", "recall", "approve", "reopen")

OWN_DEPARTMENT = {
    (Role.REPORTER, State.DRAFT): {"submit": State.SUBMITTED},
    (Role.REPORTER, State.RETURNED): {"submit": State.SUBMITTED},
    (Role.REPORTER, State.SUBMITTED): {"withdraw": State.DRAFT},
    (Role.APPROVER, State.SUBMITTED): {"endorse": State.ENDORSED, "return": State.RETURNED},
    (Role.APPROVER, State.ENDORSED): {"recall": State.SUBMITTED},
}
ANY_DEPARTMENT = {
    (Role.REVIEWER, State.ENDORSED): {"approve": State.APPROVED, "return": State.RETURNED},
    (Role.REVIEWER, State.APPROVED): {"reopen": State.RETURNED},
}

FOUR_EYES = {"endorse", "approve"}


def allowed(role: Role, state: State, is_own: bool) -> dict[str, State]:
    steps = dict(ANY_DEPARTMENT.get((role, state), {}))
    if is_own:
        steps |= OWN_DEPARTMENT.get((role, state), {})
    return steps


def report_and_officer(role: Role, state: State, is_own: bool) -> tuple[Report, Officer]:
    """A report in ``state``, of the officer's department or of another one of its kind."""
    kind = Department.Kind.BUREAU if role == Role.REVIEWER else Department.Kind.COUNTY
    own = make_department(kind)
    department = own if is_own else make_department()
    return make_report(department=department, state=state), make_officer(role, own)


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(State))
def test_the_buttons_are_the_steps_allowed(state: State, role: Role, is_own: bool) -> None:
    report, officer = report_and_officer(role, state, is_own)
    offered = {step.name: step.target for step in available(report, officer)}
    assert offered == allowed(role, state, is_own)


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("name", NAMES)
def test_a_step_is_taken_exactly_when_it_is_allowed(
    name: str, state: State, role: Role, is_own: bool
) -> None:
    report, officer = report_and_officer(role, state, is_own)
    target = allowed(role, state, is_own).get(name)
    if target is not None:
        result = transition(report, name, officer, reason="数据有误。")
        assert Report.objects.get(pk=result.pk).state == target
        assert AuditEntry.objects.count() == 1
        return
    # Refused for good, or only as the report stands now.
    is_theirs = any(name in allowed(role, other, is_own) for other in State)
    with pytest.raises(EditConflict if is_theirs else ActionNotAllowed):
        transition(report, name, officer, reason="数据有误。")
    assert [found.state for found in Report.objects.all()] == [state]
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(State))
def test_only_the_own_reporter_writes_and_only_what_is_in_the_author_s_hands(
    state: State, role: Role, is_own: bool
) -> None:
    report, officer = report_and_officer(role, state, is_own)
    writes = role == Role.REPORTER and is_own and state in {State.DRAFT, State.RETURNED}
    assert list(Report.objects.editable_by(officer)) == ([report] if writes else [])


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", list(State))
def test_who_wrote_a_report_passes_it_neither_for_the_department_nor_for_the_bureau(
    state: State, role: Role, is_own: bool
) -> None:
    report, officer = report_and_officer(role, state, is_own)
    Report.objects.update(author=officer)
    report.refresh_from_db()
    steps = allowed(role, state, is_own)

    assert {step.name for step in available(report, officer)} == steps.keys() - FOUR_EYES
    assert is_own_work(report, officer) == bool(steps.keys() & FOUR_EYES)
    for name in steps.keys() & FOUR_EYES:
        with pytest.raises(ActionNotAllowed, match="须由另一位审核人"):
            transition(report, name, officer)
    assert (Report.objects.get().state, AuditEntry.objects.count()) == (state, 0)


def test_an_unknown_step_is_refused() -> None:
    report, officer = report_and_officer(Role.REPORTER, State.DRAFT, is_own=True)
    with pytest.raises(ActionNotAllowed):
        transition(report, "publish", officer)
