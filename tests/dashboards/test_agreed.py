"""What the bureau agreed to stands on the dashboards, with links for those who may follow them."""

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import Officer
from projects.change_requests.actions import settle
from projects.change_requests.models import ChangeRequest
from projects.models import Assignment
from tests.factories import make_officer, make_responsibility
from tests.projects.change_requests.test_requests import CLOSING, asker, make_late, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]

Role = Officer.Role
EXTENDED = "2026-11-23 经市局同意延期至 2026-12-31（原 2026-06-30）"
CLOSED = "2026-11-23 经市局同意办结"
READERS = (Role.REPORTER, Role.APPROVER, Role.REVIEWER, Role.LEADER)


def make_agreed() -> ChangeRequest:
    """An extension of a county's checkpoint the bureau agreed to today."""
    assignment = make_late()
    make_responsibility(assignment.target.project, assignment.department)
    asked = make_request(assignment)
    settle(asked, "accept", make_officer(Role.REVIEWER), "", None)
    return asked


def page(officer: Officer, name: str, *args: object, **query: str) -> str:
    client = Client()
    client.force_login(officer)
    return client.get(reverse(name, args=args), query).content.decode()


def asking(assignment: Assignment) -> str:
    return f"{reverse('change_request_new')}?assignment={assignment.pk}"


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("is_own", [True, False])
@pytest.mark.parametrize("name", ["project_detail", "target_list"])
def test_everybody_reads_it_and_those_who_may_open_it_find_the_link(
    name: str, is_own: bool, role: Role
) -> None:
    agreed = make_agreed()
    args = [agreed.assignment.target.project.number] if name == "project_detail" else []
    officer = make_officer(role, agreed.assignment.department if is_own else None)
    shown = page(officer, name, *args)
    assert EXTENDED in shown
    may_open = is_own or role in {Role.REVIEWER, Role.LEADER}
    assert (reverse("change_request_detail", args=[agreed.pk]) in shown) is may_open


def test_a_day_before_the_decision_knows_nothing_of_it() -> None:
    agreed = make_agreed()
    number = agreed.assignment.target.project.number
    shown = page(agreed.asked_by, "project_detail", number, as_of="2026-11-22")
    assert EXTENDED not in shown
    assert reverse("change_request_detail", args=[agreed.pk]) not in shown


def test_a_request_can_be_made_from_where_one_reads_of_the_trouble() -> None:
    assignment = make_late()
    make_responsibility(assignment.target.project, assignment.department)
    number, code = assignment.target.project.number, assignment.department.code
    link = asking(assignment)
    for role in READERS:
        for department in (assignment.department, None):
            officer = make_officer(role, department)
            may = department is not None and role in {Role.REPORTER, Role.APPROVER}
            assert (link in page(officer, "project_detail", number)) is may
            assert (link in page(officer, "county_detail", code)) is may
            assert (link in page(officer, "target_list")) is may
    own = asker(assignment)
    assert link not in page(own, "project_detail", number, as_of="2026-11-22")
    settle(make_request(assignment, CLOSING), "accept", make_officer(Role.REVIEWER), "", None)
    shown = page(own, "project_detail", number)
    assert CLOSED in shown
    assert link not in shown
