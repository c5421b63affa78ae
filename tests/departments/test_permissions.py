"""What each role may do: every capability is stated for every role."""

import re

import pytest
from django.conf import settings

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
    Capability.DELEGATE: DEPARTMENT,
    Capability.STAND_IN: {*DEPARTMENT, Role.LEADER},
    Capability.REVIEW: {Role.REVIEWER},
    Capability.REMIND: {Role.REVIEWER},
    Capability.MANAGE_PERIODS: {Role.REVIEWER},
    Capability.MAKE_BULLETINS: {Role.REVIEWER},
    Capability.EDIT_COUNTINGS: {Role.REVIEWER},
    Capability.ADMINISTER: {Role.ADMINISTRATOR},
    Capability.AUDIT: {Role.AUDITOR},
}

APPS = (
    "departments",
    "projects",
    "reports",
    "collection",
    "dashboards",
    "bulletins",
    "home",
    "tracker",
    "templates",
)
LISTS = {
    "departments/permissions.py",
    "departments/models/officer.py",
    "home/worklists/by_role.py",
}
"""Where single roles are named: what each may do, and its form_client."""


def product(pattern: str) -> dict[str, str]:
    """The text of each file of the site, by its path; the demonstration names its officers."""
    files = (file for app in APPS for file in (settings.BASE_DIR / app).rglob(pattern))
    texts = {str(file.relative_to(settings.BASE_DIR)): file.read_text() for file in files}
    return {path: text for path, text in texts.items() if "/demo/" not in path}


def holding(words: re.Pattern[str], pattern: str) -> set[str]:
    return {path for path, text in product(pattern).items() if words.search(text)}


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


def test_a_role_is_named_only_where_roles_are_listed() -> None:
    named = re.compile(rf"\bRole\.(?:{'|'.join(Role.__members__)})\b")
    assert holding(named, "*.py") == LISTS


def test_no_view_or_template_compares_a_role() -> None:
    compared = re.compile(r"\.role\s*(?:==|!=|in\b|not in\b)|\bmatch\b.*\.role\b")
    views = {path for path in holding(compared, "*.py") if "views" in path}
    assert views | holding(compared, "*.html") == set()


def test_templates_request_capabilities_there_are() -> None:
    asked = re.compile(r"\bcan\.(\w+)")
    names = {name for text in product("*.html").values() for name in asked.findall(text)}
    assert names <= set(Capability)
