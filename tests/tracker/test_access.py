"""Who may open which page: a matrix made from the URL list, so that no page goes without a rule."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from departments.models import Department, Officer
from projects.models import Project
from reports.models import Period, Report
from tests.factories import make_bulletin, make_evidence, make_officer, make_period, make_report
from tests.html import leads_on
from tests.module_rows import module_rows
from tests.plan import load_plan
from tracker.places import page_of

Role = Officer.Role
READERS = frozenset({Role.REPORTER, Role.APPROVER, Role.REVIEWER, Role.LEADER})
EVERYBODY = frozenset(Role)

PAGES: dict[str, frozenset[Role]] = {
    "home": EVERYBODY,
    "overview": READERS,
    "lamp_rules": READERS,
    "change_list": READERS,
    "summary_download": READERS,
    "meeting": READERS,
    "meeting_print": READERS,
    "project_list": READERS,
    "project_detail": READERS,
    "target_detail": READERS,
    "county_list": READERS,
    "county_detail": READERS,
    "department_list": READERS,
    "department_detail": READERS,
    "search": READERS,
    "target_list": READERS,
    "plan_change_list": READERS | {Role.ADMINISTRATOR, Role.AUDITOR},
    "bulletin_list": READERS,
    "bulletin_new": frozenset({Role.REVIEWER}),
    "bulletin_detail": READERS,
    "bulletin_changes": READERS,
    "bulletin_changes_download": READERS,
    "bulletin_print": READERS,
    "bulletin_download": READERS,
    "bulletin_parts": READERS,
    "summary_export": READERS,
    "worklist": EVERYBODY,
    "worklist_next": frozenset({Role.REPORTER}),
    "queue": frozenset({Role.APPROVER, Role.REVIEWER}),
    "rating_grid": frozenset({Role.REVIEWER}),
    "report_list": READERS,
    "report_edit": frozenset({Role.REPORTER}),
    "signature_check": READERS,
    "calendar": READERS,
    "counting_edit": frozenset({Role.REVIEWER}),
    "excel_form": frozenset({Role.REPORTER}),
    "excel_import": frozenset({Role.REPORTER}),
    "delegation_list": READERS,
    "change_request_list": READERS,
    "change_request_new": frozenset({Role.REPORTER, Role.APPROVER}),
    "period_list": frozenset({Role.REVIEWER}),
    "period_edit": frozenset({Role.REVIEWER}),
    "holiday_list": frozenset({Role.REVIEWER, Role.ADMINISTRATOR}),
    "reminder_list": frozenset({Role.REPORTER, Role.APPROVER, Role.REVIEWER}),
    "message_list": READERS,
    "burden_list": frozenset({Role.REPORTER, Role.APPROVER, Role.REVIEWER}),
    "audit_log": frozenset({Role.AUDITOR}),
    "account_change_password": EVERYBODY,
    "account_logout": EVERYBODY,
}
"""Pages that open to a role whatever the object; all other roles get 404."""

OBJECTS = frozenset(
    {
        "message_open",
        "report_detail",
        "report_step",
        "signature_sheet",
        "evidence_download",
        "evidence_preview",
        "evidence_delete",
        "change_request_detail",
        "change_request_step",
        "change_request_revoke",
        "change_request_file",
    }
)
"""Pages of one report: another department's answers 404 to reporters and approvers."""

ACTIONS: dict[str, frozenset[Role]] = {
    "act_on_behalf": READERS,
    "act_as_oneself": READERS,
    "delegation_end": READERS,
    "bulletin_withdraw": frozenset({Role.REVIEWER}),
    "bulletin_distribute": frozenset({Role.REVIEWER}),
    "queue_approve": frozenset({Role.APPROVER, Role.REVIEWER}),
    "rating_approve": frozenset({Role.REVIEWER}),
    "calendar_subscription": READERS,
    "worklist_submit": frozenset({Role.REPORTER}),
    "worklist_take_back": frozenset({Role.REPORTER}),
    "report_attach": frozenset({Role.REPORTER}),
    "report_reply": frozenset({Role.REVIEWER}),
    "message_read_all": READERS,
    "period_lock": frozenset({Role.REVIEWER}),
    "period_unlock": frozenset({Role.REVIEWER}),
    "unlock_end": frozenset({Role.REVIEWER}),
    "holiday_import": frozenset({Role.ADMINISTRATOR}),
    "reminder_send": frozenset({Role.REVIEWER}),
    "reminder_send_all": frozenset({Role.REVIEWER}),
}
"""What only a button asks for, by POST; to other roles, and of another's object, it answers 404."""

OPEN = frozenset({"account_login", "account_signup", "account_inactive", "account_set_password"})
"""Pages before sign-in, or that send a signed-in officer on."""

TOKENS = frozenset({"calendar_download"})
"""Files that open to whoever holds a token, signed in or not; without one they do not exist."""

ARGUMENTS: dict[str, dict[str, object]] = {
    "project_detail": {"number": 3},
    "target_detail": {"project": 3, "number": 1},
    "county_detail": {"code": "puning"},
    "department_detail": {"code": "education"},
    "bulletin_detail": {"year": 2026, "number": 1},
    "bulletin_changes": {"year": 2026, "number": 1},
    "bulletin_changes_download": {"year": 2026, "number": 1},
    "bulletin_print": {"year": 2026, "number": 1},
    "bulletin_download": {"year": 2026, "number": 1},
    "bulletin_withdraw": {"year": 2026, "number": 1},
    "bulletin_distribute": {"year": 2026, "number": 1},
    "bulletin_parts": {"year": 2026, "number": 1},
    "report_edit": {"code": "2026-10", "number": 3},
    "counting_edit": {"project": 3, "number": 1},
    "report_reply": {"pk": 1},
    "signature_sheet": {"code": "2026-10", "department": "puning"},
    "report_attach": {"code": "2026-10", "number": 3},
    "excel_form": {"code": "2026-10"},
    "excel_import": {"code": "2026-10"},
    "act_on_behalf": {"pk": 1},
    "delegation_end": {"pk": 1},
    "calendar_subscription": {"step": "subscribe"},
    "calendar_download": {"token": "1-wrong"},
    "period_edit": {"code": "2026-10"},
    "period_lock": {"code": "2026-10"},
    "period_unlock": {"code": "2026-10"},
    "unlock_end": {"pk": 1},
}

pytestmark = [pytest.mark.django_db, pytest.mark.on("2026-11-23 09:00")]


@pytest.fixture(scope="module", autouse=True)
def _rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    def write() -> None:
        load_plan()
        make_period("2026-10")
        make_bulletin()

    with module_rows(django_db_blocker, write):
        yield


def url_names(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    """Every named page of the site but the administration pages."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif pattern.app_name != "admin":
            yield from url_names(pattern.url_patterns)


def officer_of(role: Role) -> Officer:
    code = "puning" if role in {Role.REPORTER, Role.APPROVER} else "education"
    return make_officer(role, Department.objects.get(code=code))


def status_of(client: Client, address: str) -> int:
    """The status of a page; a file is read to its end, which closes it."""
    response = client.get(address)
    if response.streaming:
        response.getvalue()
    return response.status_code


def test_every_page_has_a_rule() -> None:
    assert set(url_names()) == set(PAGES) | OBJECTS | set(ACTIONS) | TOKENS | OPEN


@pytest.mark.databases("sqlite")
@pytest.mark.usefixtures("undrawn", "plain_refusals")
@pytest.mark.parametrize("role", sorted(Role))
def test_pages_open_to_their_roles_and_to_no_other(client: Client, role: Role) -> None:
    officer = officer_of(role)

    opened = set()
    for name in PAGES:
        client.force_login(officer)
        status = status_of(client, reverse(name, kwargs=ARGUMENTS.get(name)))
        assert (name, status in {200, 302, 404}) == (name, True)
        if status != 404:
            opened.add(name)

    assert opened == {name for name, roles in PAGES.items() if role in roles}


@pytest.mark.usefixtures("plain_refusals")
@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_actions_are_taken_by_a_press_alone_and_only_by_their_roles(
    client: Client, name: str, role: Role
) -> None:
    address = reverse(name, kwargs=ARGUMENTS.get(name))
    signed_out = client.post(address)
    client.force_login(officer_of(role))

    assert signed_out.status_code == 302
    assert leads_on(client.get(address), page_of(address))
    if role not in ACTIONS[name]:
        assert client.post(address).status_code == 404


@pytest.mark.parametrize("name", sorted(TOKENS))
def test_a_wrong_token_opens_nothing_to_anybody(client: Client, name: str) -> None:
    address = reverse(name, kwargs=ARGUMENTS.get(name))
    assert client.get(address).status_code == 404
    for role in Role:
        client.force_login(officer_of(role))
        assert (role, client.get(address).status_code) == (role, 404)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_before_sign_in_every_page_leads_to_the_sign_in(client: Client, name: str) -> None:
    response = client.get(reverse(name, kwargs=ARGUMENTS.get(name)))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


@pytest.mark.usefixtures("plain_refusals")
@pytest.mark.parametrize("role", sorted(Role))
def test_another_countys_report_does_not_exist(client: Client, role: Role) -> None:
    client.force_login(officer_of(role))
    foreign = Department.objects.get(code="huilai")
    period = Period.objects.get(code="2026-10")

    for number, state in enumerate(Report.State, start=1):
        project = Project.objects.get(number=number)
        report = make_report(project, foreign, period, state=state)
        evidence = make_evidence(report, "惠来.pdf")
        seen = role == Role.REVIEWER or (role == Role.LEADER and state == Report.State.APPROVED)
        for address in (
            reverse("report_detail", args=[report.pk]),
            reverse("evidence_download", args=[evidence.pk]),
            reverse("evidence_preview", args=[evidence.pk]),
        ):
            assert (state, status_of(client, address)) == (state, 200 if seen else 404)
        step = client.post(reverse("report_step", args=[report.pk, "withdraw"]))
        delete = client.post(reverse("evidence_delete", args=[evidence.pk]))
        assert (state, step.status_code) == (state, 403 if seen else 404)
        assert (state, delete.status_code) == (state, 404)


@pytest.mark.parametrize("role", sorted(Role))
def test_administration_opens_to_the_administrator_alone(client: Client, role: Role) -> None:
    client.force_login(officer_of(role))

    status = client.get("/admin/", follow=True).status_code

    assert status == (200 if role == Role.ADMINISTRATOR else 403)


def test_administrator_finds_no_report_in_the_administration(client: Client) -> None:
    client.force_login(officer_of(Role.ADMINISTRATOR))

    body = client.get("/admin/").content.decode()

    assert "/admin/reports/period/" in body
    assert "/admin/reports/report/" not in body
    assert client.get("/admin/reports/report/").status_code == 404
