"""On a phone a list's rows are blocks, which leave out only what the name's link does anyway."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import AuditEntry, Officer
from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_audit_log_says_what_was_done(
    page: Page, live_server: LiveServer, sign_in: SignIn, officers: dict[str, Officer]
) -> None:
    AuditEntry.objects.create(
        officer=officers["puning"], action="退回", subject="一份报告", subject_key="report:1"
    )
    page.set_viewport_size({"width": 390, "height": 900})
    sign_in("auditor")
    page.goto(f"{live_server.url}/audit/")

    expect(page.get_by_role("cell", name="退回")).to_be_visible()
