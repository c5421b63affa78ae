"""Officers: one role each, and what it opens."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from departments.models import Officer
from departments.permissions import Capability, for_readers, requires
from departments.requests import OfficerRequest, client_ip
from departments.sign_in import AccountAdapter
from tests.factories import make_department, make_officer

pytestmark = pytest.mark.django_db

Role = Officer.Role
READERS = {Role.REPORTER, Role.APPROVER, Role.REVIEWER, Role.LEADER}


@pytest.mark.parametrize("role", list(Role))
def test_all_but_the_site_s_own_roles_read_standings(role: Role) -> None:
    assert make_officer(role).can(Capability.READ) is (role in READERS)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("is_active", [True, False])
def test_administration_is_for_active_administrators(role: Role, is_active: bool) -> None:
    officer = make_officer(role, is_active=is_active)
    may = role == Role.ADMINISTRATOR and is_active
    assert officer.is_staff is (role == Role.ADMINISTRATOR)
    for app in ("departments", "projects", "reports"):
        assert officer.has_module_perms(app) is may
        assert officer.has_perm(f"{app}.change_anything") is may
    assert officer.has_module_perms("dashboards") is False
    assert officer.has_perm("account.change_emailaddress") is False


@pytest.mark.parametrize("role", sorted(READERS))
def test_an_officer_of_the_work_belongs_to_a_department(role: Role) -> None:
    officer = Officer(username="somebody", name="某人", role=role)
    with pytest.raises(ValidationError, match="必须选定所属部门"):
        officer.full_clean(exclude=["password"])
    with pytest.raises(IntegrityError), transaction.atomic():
        officer.save()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_the_site_s_own_officers_need_no_department(role: Role) -> None:
    assert make_officer(role).department is None


def test_an_account_signs_in_with_its_password_only() -> None:
    officer = Officer.objects.create_user(
        "somebody", "a-long-password", name="某人", role=Role.REPORTER, department=make_department()
    )
    assert authenticate(None, username="somebody", password="a-long-password") == officer
    assert authenticate(None, username="somebody", password="another") is None


def test_an_account_without_a_password_cannot_sign_in() -> None:
    assert make_officer().has_usable_password() is False


def test_a_disabled_account_does_not_sign_in() -> None:
    officer = make_officer(is_active=False)
    officer.set_password("a-long-password")
    officer.save()
    assert authenticate(None, username=officer.username, password="a-long-password") is None


def test_the_first_account_is_an_administrator_s() -> None:
    officer = Officer.objects.create_superuser("root", "a-long-password", name="管理员")
    assert (officer.role, officer.check_password("a-long-password")) == (Role.ADMINISTRATOR, True)


def test_an_officer_reads_by_name() -> None:
    officer = make_officer(name="李四")
    assert {str(officer), officer.get_full_name(), officer.get_short_name()} == {"李四"}


def test_a_user_name_is_plain_and_taken_once() -> None:
    taken = make_officer()
    twice = Officer(username=taken.username, name="某人", role=Role.AUDITOR)
    with pytest.raises(ValidationError, match="该用户名已被使用"):
        twice.full_clean(exclude=["password"])
    chinese = Officer(username="李四", name="李四", role=Role.AUDITOR)
    with pytest.raises(ValidationError):
        chinese.full_clean(exclude=["password"])


def test_the_history_of_an_account_keeps_who_it_was_and_no_password() -> None:
    officer = make_officer(name="李四")
    officer.name = "王五"
    officer.save()
    history = officer.history.all()
    assert [row.name for row in history] == ["王五", "李四"]
    assert not hasattr(history[0], "password")


def test_an_officer_with_traces_cannot_be_deleted() -> None:
    officer = make_officer()
    department = officer.department
    assert department is not None
    with pytest.raises(models.ProtectedError):
        department.delete()


def test_nobody_signs_up() -> None:
    assert AccountAdapter().is_open_for_signup(RequestFactory().get("/")) is False


def requested_by(officer: Officer, **extra: str) -> OfficerRequest:
    request = OfficerRequest()
    request.method = "GET"
    request.META.update(extra)
    request.user = officer
    return request


def page(_request: OfficerRequest) -> HttpResponse:
    return HttpResponse("here")


@pytest.mark.parametrize("role", list(Role))
def test_a_page_of_other_roles_does_not_exist(role: Role) -> None:
    request = requested_by(make_officer(role))
    guarded = requires(Capability.REVIEW, Capability.AUDIT)(page)
    if role in {Role.REVIEWER, Role.AUDITOR}:
        assert guarded(request).status_code == 200
        return
    with pytest.raises(Http404):
        guarded(request)


@pytest.mark.parametrize("role", list(Role))
def test_pages_of_standings_are_for_readers(role: Role) -> None:
    request = requested_by(make_officer(role))
    if role in READERS:
        assert for_readers(page)(request).status_code == 200
        return
    with pytest.raises(Http404):
        for_readers(page)(request)


def test_the_log_gets_the_address_a_request_came_from() -> None:
    officer = make_officer()
    assert client_ip(requested_by(officer, REMOTE_ADDR="10.0.0.7")) == "10.0.0.7"
    assert client_ip(requested_by(officer, REMOTE_ADDR="")) is None
    assert client_ip(requested_by(officer)) is None


def test_nobody_is_an_officer_without_signing_in() -> None:
    assert not isinstance(AnonymousUser(), Officer)
