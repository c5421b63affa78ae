"""What fits: short pages their window, wide lists a small screen, a form its sheet."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import AuditEntry, Officer
from tests.browser.conftest import SignIn

pytestmark = pytest.mark.django_db(transaction=True)

TALLER = "document.documentElement.scrollHeight - innerHeight"
HIDDEN = "list => list.scrollWidth - list.clientWidth"


def test_a_short_page_is_no_taller_than_its_window(
    page: Page, live_server: LiveServer, sign_in: SignIn
) -> None:
    sign_in("leader")
    page.goto(f"{live_server.url}/accounts/logout/")
    assert page.evaluate(TALLER) == 0


def test_all_of_the_audit_log_stands_in_view_on_a_small_screen(
    page: Page, live_server: LiveServer, sign_in: SignIn, officers: dict[str, Officer]
) -> None:
    AuditEntry.objects.create(
        officer=officers["reviewer"],
        action="通过",
        subject="2026年10月 项目16 揭西县人民政府",
        before={"状态": "待市局审核", "版次": 1},
        after={"状态": "已通过", "版次": 1, "指纹": "acf21e54" * 8},
        reason="演示：共同体章程正在征求各校意见，拟于年底前组建完成。",
    )
    page.set_viewport_size({"width": 1024, "height": 768})
    sign_in("auditor")
    page.goto(f"{live_server.url}/audit/")
    assert page.locator("#list .scroll").evaluate(HIDDEN) == 0


@pytest.mark.usefixtures("september")
def test_a_printed_form_shows_nothing_that_can_only_be_pressed(form: Page) -> None:
    form.emulate_media(media="print")
    expect(form.get_by_label("进展情况")).to_be_visible()
    for words in ("沿用2026年9月的数据和文字", "申请延期或办结", "看方案原文", "添加文件"):
        expect(form.get_by_text(words).first).to_be_hidden()
