"""What is sent while signed out, or from a page opened before the sign-in, is said to be unsent."""

from collections.abc import Iterator
from http.cookies import Morsel

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from departments.models import AuditEntry, Department, Officer
from projects.change_requests.models import ChangeRequest
from projects.models import Project
from reports.models import Report
from tests.factories import make_bulletin, make_officer, make_period, make_report
from tests.html import leads_on, words_of
from tests.module_rows import module_rows
from tests.plan import load_plan
from tests.tracker.test_access import ACTIONS, ARGUMENTS, OBJECTS, PAGES, url_names
from tracker.middleware import UNSENT, UNSENT_SENTENCE
from tracker.places import page_of

Role = Officer.Role
PASSWORD = "long-enough-for-a-test"
SIGN_IN = "/accounts/login/"
SITE = "http://testserver"
NOT_SENT = "登录已失效，刚才的内容没有提交"
JSON = {"Accept": "application/json"}

SENT = {
    "account_change_password": (Role.LEADER, "/accounts/password/change/"),
    "act_as_oneself": (Role.REPORTER, "/delegations/"),
    "act_on_behalf": (Role.REPORTER, "/delegations/"),
    "bulletin_new": (Role.REVIEWER, "/bulletins/new/?on=2026-10-31&number=2"),
    "bulletin_withdraw": (Role.REVIEWER, "/bulletins/2026/1/"),
    "bulletin_distribute": (Role.REVIEWER, "/bulletins/2026/1/"),
    "calendar_subscription": (Role.LEADER, "/calendar/"),
    "counting_edit": (Role.REVIEWER, "/targets/3-1/counting/"),
    "delegation_end": (Role.REPORTER, "/delegations/"),
    "delegation_list": (Role.APPROVER, "/delegations/"),
    "evidence_delete": (Role.REPORTER, "/reports/2026-10/project/3/"),
    "message_read_all": (Role.LEADER, "/messages/"),
    "holiday_import": (Role.ADMINISTRATOR, "/holidays/"),
    "period_edit": (Role.REVIEWER, "/periods/2026-10/"),
    "period_lock": (Role.REVIEWER, "/periods/2026-10/"),
    "period_unlock": (Role.REVIEWER, "/periods/2026-10/"),
    "queue_approve": (Role.APPROVER, "/queue/?project=2"),
    "rating_approve": (Role.REVIEWER, "/queue/ratings/"),
    "reminder_send": (Role.REVIEWER, "/reminders/?period=2026-10"),
    "reminder_send_all": (Role.REVIEWER, "/reminders/"),
    "report_attach": (Role.REPORTER, "/reports/2026-10/project/3/"),
    "report_edit": (Role.REPORTER, "/reports/2026-10/project/3/"),
    "excel_import": (Role.REPORTER, "/reports/2026-10/import/"),
    "worklist_submit": (Role.REPORTER, "/worklist/"),
    "worklist_take_back": (Role.REPORTER, "/worklist/"),
    "report_reply": (Role.REVIEWER, "/reports/1/"),
    "report_step": (Role.APPROVER, "/reports/1/?from=project%3D2"),
    "change_request_new": (Role.REPORTER, "/change-requests/new/"),
    "change_request_step": (Role.REVIEWER, "/change-requests/1/"),
    "change_request_revoke": (Role.REVIEWER, "/change-requests/1/"),
    "unlock_end": (Role.REVIEWER, "/periods/2026-10/"),
}
"""Whatever takes what is sent: who sends it, and the page it is sent from."""

APART = frozenset({"account_login", "account_logout", "account_signup", "account_set_password"})
"""The sign-in itself; the sign-out, which has happened by then; what does not exist."""

CHANGES = ("change_request_step", "change_request_revoke")
PRESSES = sorted({*ACTIONS, "evidence_delete", "report_step", *CHANGES})
"""What is no page."""

HOMES = ("/worklist/", "/queue/")
"""Where the first page leads on to."""

pytestmark = [pytest.mark.django_db, pytest.mark.databases("sqlite")]


@pytest.fixture(scope="module", autouse=True)
def _rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with module_rows(django_db_blocker, write):
        yield


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    cache.clear()
    with time_machine.travel("2026-11-23 09:00+08:00"):
        yield


def write() -> None:
    """Objects with the number 1, each in a state that its page shows."""
    load_plan()
    puning = Department.objects.get(code="puning")
    project = Project.objects.get(number=2)
    report = make_report(project, puning, make_period("2026-10"), state=Report.State.ENDORSED, pk=1)
    make_bulletin()
    ChangeRequest.objects.create(
        pk=1,
        assignment=puning.assignments.filter(target__project=project)[0],
        kind=ChangeRequest.Kind.CLOSING,
        reason="已经建成。",
        asked_by=report.author,
    )


def address_of(name: str) -> str:
    known = ARGUMENTS.get(name) or ({"pk": 1} if name in OBJECTS else {})
    return reverse(name, kwargs=known | ({"name": "return"} if name.endswith("_step") else {}))


def methods(name: str) -> set[str]:
    """What an address takes: it says so where it is asked in a way that no page answers."""
    client = Client()
    client.force_login(make_officer(Role.LEADER))
    allowed = client.patch(address_of(name)).headers.get("Allow", "GET, POST")
    return set(allowed.split(", "))


def make_signer(role: Role) -> Officer:
    code = "puning" if role in {Role.REPORTER, Role.APPROVER} else "education"
    department = Department.objects.get(code=code)
    return make_officer(role, department, username="signer", password=PASSWORD)


def sign_in(client: Client, address: str) -> tuple[str, str]:
    """Sign in on the page that one was led to; the address and the words one ends on."""
    page = client.get(address)
    assert NOT_SENT in page.content.decode()
    there = page.context["redirect_field_value"]
    form = {"login": "signer", "password": PASSWORD, "next": there}
    response = client.post(SIGN_IN, form, follow=True)
    assert response.status_code == 200
    return response.redirect_chain[-1][0], words_of(response.content.decode())


def test_everything_that_takes_what_is_sent_is_in_the_table() -> None:
    names = {name for name in url_names() if "POST" in methods(name)}
    assert names - APART == set(SENT)


@pytest.mark.parametrize("name", sorted(SENT))
def test_what_is_sent_signed_out_is_shown_after_the_sign_in(client: Client, name: str) -> None:
    role, page = SENT[name]
    make_signer(role)
    referer = {"Referer": f"{SITE}{page}"}

    response = client.post(address_of(name), {"reason": "写了很久的理由"}, headers=referer)
    there, words = sign_in(client, response.headers["Location"])

    assert (response.status_code, there) == (302, page)
    assert UNSENT_SENTENCE in words
    assert UNSENT_SENTENCE not in client.get("/worklist/").content.decode()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("name", sorted(SENT))
def test_without_a_page_that_it_came_from_one_is_led_to_the_page_it_belongs_to(
    client: Client, name: str
) -> None:
    make_signer(SENT[name][0])

    for headers in ({}, {"Referer": "https://elsewhere.example/x/"}):
        client.cookies.clear()
        response = client.post(address_of(name), headers=headers)
        there, words = sign_in(client, response.headers["Location"])
        assert there in {page_of(address_of(name)), *HOMES}
        assert UNSENT_SENTENCE in words


@pytest.mark.parametrize("name", PRESSES)
def test_what_only_takes_presses_leads_on_when_it_is_opened(client: Client, name: str) -> None:
    """And is known to be no page, so that nobody is led there."""
    address = address_of(name)
    assert methods(name) == {"POST"}
    assert page_of(address) != address
    client.force_login(make_signer(Role.LEADER))

    assert leads_on(client.get(address), page_of(address))
    assert client.get(address, headers=JSON).status_code == 405


def test_nothing_else_takes_presses_only() -> None:
    only = {name for name in set(PAGES) | OBJECTS | set(ACTIONS) if methods(name) == {"POST"}}
    assert only == set(PRESSES)


def test_a_form_shown_again_leads_back_to_the_page_it_belongs_to(client: Client) -> None:
    """It stands at the address that it was sent to, which cannot be opened."""
    address = reverse("report_step", args=[1, "return"])
    make_signer(Role.REVIEWER)
    response = client.post(address, headers={"Referer": f"{SITE}{address}?from=project%3D2"})

    there, words = sign_in(client, response.headers["Location"])

    assert there == "/reports/1/?from=project%3D2"
    assert UNSENT_SENTENCE in words


def test_a_link_cannot_make_a_page_say_that_something_was_not_sent(client: Client) -> None:
    make_signer(Role.REVIEWER)
    page = client.get(f"{SIGN_IN}?next=/queue/%3Funsent%3D1&unsent=1")
    form = {"login": "signer", "password": PASSWORD, "next": "/queue/?unsent=1"}
    queue = client.post(SIGN_IN, form, follow=True)

    assert NOT_SENT not in page.content.decode()
    assert UNSENT_SENTENCE not in queue.content.decode()


def test_another_officer_who_signs_in_does_not_read_that_it_was_theirs(client: Client) -> None:
    response = client.post("/reports/1/return/", {"reason": "理由"})
    make_signer(Role.REVIEWER)
    _, words = sign_in(client, response.headers["Location"])

    assert "这台电脑上刚才有内容没有提交" in words
    assert "如果是您填写的，请核对后重新提交" in words


def test_what_a_script_sends_signed_out_is_answered_as_before(client: Client) -> None:
    address = reverse("report_edit", args=["2026-10", 3])
    response = client.post(address, headers=JSON)
    assert response.headers["Location"] == f"{SIGN_IN}?next={address}"
    assert UNSENT not in response.cookies


class TestPagesOpenedBeforeTheSignIn:
    """Their token against forgery is that of the session before."""

    REFERER = {"Referer": f"{SITE}/reports/1/"}

    @pytest.fixture
    def client(self) -> Client:
        return Client(enforce_csrf_checks=True)

    def test_of_one_who_is_signed_in_again_the_refusal_leads_back(self, client: Client) -> None:
        client.force_login(make_signer(Role.REVIEWER))

        refused = client.post("/reports/1/return/", {"reason": "理由"}, headers=self.REFERER)
        page = client.get("/reports/1/")

        assert refused.status_code == 403
        assert 'href="/reports/1/"' in refused.content.decode()
        assert "刚才的内容没有提交" in words_of(refused.content.decode())
        assert UNSENT_SENTENCE in words_of(page.content.decode())

    def test_of_one_who_is_signed_out_the_sign_in_leads_back(self, client: Client) -> None:
        response = client.post("/reports/1/return/", headers=self.REFERER)
        assert response.headers["Location"] == f"{SIGN_IN}?next=%2Freports%2F1%2F"
        assert NOT_SENT in client.get(response.headers["Location"]).content.decode()

    def test_what_another_site_sends_is_refused_and_nothing_more(self, client: Client) -> None:
        client.force_login(make_signer(Role.REVIEWER))
        elsewhere = {"Referer": "https://elsewhere.example/", "Origin": "https://elsewhere.example"}

        response = client.post("/reports/1/return/", headers=elsewhere)

        assert response.status_code == 403
        assert UNSENT not in response.cookies

    def test_a_script_only_hears_of_the_refusal(self, client: Client) -> None:
        client.force_login(make_signer(Role.REPORTER))
        response = client.post("/reports/2026-10/project/3/", headers=self.REFERER | JSON)
        assert (response.status_code, UNSENT in response.cookies) == (403, False)

    def test_a_sign_in_page_that_is_too_old_leads_to_a_new_one(self, client: Client) -> None:
        referer = {"Referer": f"{SITE}{SIGN_IN}?next=/queue/"}
        response = client.post(SIGN_IN, {"login": "signer"}, headers=referer)
        assert response.status_code == 403
        assert f'href="{SIGN_IN}?next=/queue/"' in response.content.decode()


class TestCopiesOfTheBrowser:
    """What was taken is named in a cookie, so that the page's script lets its copy go."""

    def saved(self, client: Client, **fields: str) -> dict[str, Morsel[str]]:
        address = reverse("report_step", args=[1, "return"])
        cookies = client.post(address, {"version": "0", **fields}).cookies
        return {name: cookie for name, cookie in cookies.items() if name.startswith("saved-")}

    def test_of_what_was_taken_is_named(self, client: Client) -> None:
        client.force_login(make_signer(Role.REVIEWER))
        saved = self.saved(client, reason="数字不对", copy="abc123")
        assert set(saved) == {"saved-abc123"}
        assert (saved["saved-abc123"]["samesite"], saved["saved-abc123"]["httponly"]) == (
            "Strict",
            "",
        )

    def test_of_what_is_to_be_put_right_is_not(self, client: Client) -> None:
        client.force_login(make_signer(Role.REVIEWER))
        assert self.saved(client, reason="", copy="abc123") == {}

    def test_of_what_was_sent_signed_out_is_not(self, client: Client) -> None:
        assert self.saved(client, reason="数字不对", copy="abc123") == {}

    @pytest.mark.parametrize("mark", ["", "a b", "a;b=c", "甲", "a" * 41])
    def test_with_a_strange_name_is_not(self, client: Client, mark: str) -> None:
        client.force_login(make_signer(Role.REVIEWER))
        assert self.saved(client, reason="数字不对", copy=mark) == {}


def test_administration_pages_show_it_and_lead_back(client: Client) -> None:
    make_signer(Role.ADMINISTRATOR)
    page = "/admin/departments/department/add/"

    response = client.post(page, {"name": "某县"}, headers={"Referer": f"{SITE}{page}"})
    form = {"login": "signer", "password": PASSWORD, "next": page}
    back = client.post(SIGN_IN, form, follow=True)

    assert (
        response.headers["Location"]
        == f"{SIGN_IN}?next=%2Fadmin%2Fdepartments%2Fdepartment%2Fadd%2F"
    )
    assert UNSENT_SENTENCE in back.content.decode()
    assert leads_on(client.get("/admin/logout/"), "/admin/")
