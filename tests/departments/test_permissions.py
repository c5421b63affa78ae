"""What each role may do: every capability is stated for every role."""

import pytest

from departments.models import Officer
from departments.permissions import CAPABILITIES, Capability, Role, roles_with

DEPARTMENT = {Role.REPORTER, Role.APPROVER}
READERS = {*DEPARTMENT, Role.REVIEWER, Role.LEADER}

HOLDERS: dict[Capability, set[Role]] = {
    Capability.READ: READERS,
    Capability.SEE_DEPARTMENT: DEPARTMENT,
    Capability.SEE_CITY: {Role.REVIEWER, Role.LEADER},
    Capability.SEE_EVERYTHING: {Role.REVIEWER},
    Capability.REPORT: {Role.REPORTER},
    Capability.ENDORSE: {Role.APPROVER},
    Capability.REQUEST_CHANGES: DEPARTMENT,
    Capability.HAND_OVER: DEPARTMENT,
    Capability.STAND_IN: {*DEPARTMENT, Role.LEADER},
    Capability.REVIEW: {Role.REVIEWER},
    Capability.REMIND: {Role.REVIEWER},
    Capability.MANAGE_PERIODS: {Role.REVIEWER},
    Capability.MAKE_BULLETINS: {Role.REVIEWER},
    Capability.EDIT_COUNTINGS: {Role.REVIEWER},
    Capability.ADMINISTER: {Role.ADMINISTRATOR},
    Capability.AUDIT: {Role.AUDITOR},
}


def test_every_role_and_every_capability_is_stated() -> None:
    assert set(CAPABILITIES) == set(Role)
    assert set(HOLDERS) == set(Capability)


@pytest.mark.parametrize("capability", list(Capability))
@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_the_stated_capabilities(role: Role, capability: Capability) -> None:
    assert Officer(role=role).can(capability) is (role in HOLDERS[capability])


def test_an_unknown_role_may_do_nothing() -> None:
    assert not any(Officer(role="visitor").can(capability) for capability in Capability)


def test_roles_with_any_of_several_capabilities_come_in_their_order() -> None:
    found = roles_with(Capability.ENDORSE, Capability.REPORT)
    assert found == [Role.REPORTER, Role.APPROVER]
