"""延期 in a real browser: asked for where one reads of the trouble, decided, and seen."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from projects.change_requests.models import ChangeRequest
from tests.browser.conftest import SignIn
from tests.browser.test_every_page import check_page
from tests.factories import PDF

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_extension_is_requested_decided_and_shown(
    page: Page, live_server: LiveServer, sign_in: SignIn, browser_errors: list[str]
) -> None:
    sign_in("puning")
    page.goto(f"{live_server.url}/counties/puning/")
    page.get_by_role("link", name=re.compile("申请延期或办结.*2-4")).click()
    wrong = check_page(page, live_server, page.url.removeprefix(live_server.url))
    page.get_by_label("延期：推迟一个节点的完成时限").check()
    page.get_by_label("申请延至").fill("2027-06-30")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert").first).to_contain_text("请写明理由和依据。")
    page.get_by_label("理由").fill("用地审批推迟。")
    page.get_by_label("证明材料").set_input_files(
        {"name": "请示.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("button", name="撤回申请")).to_be_visible()
    path = f"/change-requests/{ChangeRequest.objects.get().pk}/"
    wrong += check_page(page, live_server, path)

    sign_in("reviewer")
    wrong += check_page(page, live_server, path)
    page.get_by_role("button", name="不同意").click()
    expect(page.get_by_role("alert").first).to_contain_text("请写明意见")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("已同意").first).to_be_visible()
    wrong += check_page(page, live_server, path)

    sign_in("leader")
    page.goto(f"{live_server.url}/projects/2/")
    page.get_by_role("link", name="2026-11-23 经市局同意延期至 2027-06-30（原 2025-12-31）").click()
    expect(page).to_have_url(f"{live_server.url}{path}")
    wrong += check_page(page, live_server, "/projects/2/")
    assert wrong == []
    # The two forms that came back, and nothing else.
    assert [line.split("status of ")[1][:3] for line in browser_errors] == ["422", "409"]
    browser_errors.clear()
